# Every library that Hourglass uses, each from the first place that has it:
#   sources under $HOURGLASS_SOURCES (./dev sets it where Debian's source packages lie there),
#   the system (pkg-config, /usr/include), the pinned upstream tag by FetchContent.
# Targets for the rest of the build: dep::headers, dep::highway, dep::zlib, dep::minizip, dep::stb, dep::imgui,
# dep::qr, dep::dawn, dep::cli, dep::httplib, dep::doctest.
include(FetchContent)
find_package(PkgConfig)

foreach(name imgui zlib qr-code-generator)
  string(TOUPPER ${name} upper)
  if(NOT DEFINED FETCHCONTENT_SOURCE_DIR_${upper} AND IS_DIRECTORY "$ENV{HOURGLASS_SOURCES}/${name}")
    set(FETCHCONTENT_SOURCE_DIR_${upper} "$ENV{HOURGLASS_SOURCES}/${name}")
  endif()
endforeach()

# Unpacks a pinned source and leaves its own CMake alone: <name>_SOURCE_DIR.
function(fetch name repository tag)
  set(shallow ON)
  if(tag MATCHES "^[0-9a-f]+$")
    set(shallow OFF)  # git fetches a tag alone, but not a commit
  endif()
  if(NOT repository MATCHES "^https:")
    set(repository https://github.com/${repository})
  endif()
  FetchContent_Declare(${name} GIT_REPOSITORY ${repository} GIT_TAG ${tag} GIT_SHALLOW ${shallow}
                       SOURCE_SUBDIR no-cmake-of-its-own)
  FetchContent_MakeAvailable(${name})
  string(TOLOWER ${name} lower)
  set(${name}_SOURCE_DIR ${${lower}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

# Header-only libraries. emcc must not see /usr/include (it is the host's libc), so there they are
# linked one by one into a folder of their own.
set(header_links ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${header_links})
add_library(dep_headers INTERFACE)
add_library(dep::headers ALIAS dep_headers)
target_include_directories(dep_headers SYSTEM INTERFACE ${header_links} ${header_links}/stb)

set(HOURGLASS_HEADERS /usr/include CACHE PATH "where the system has header-only libraries")
# headers(<folder, as included> <a header in it> <repository> <tag> <where in the repository the folder is>)
function(headers folder header repository tag inside)
  if(EXISTS ${HOURGLASS_HEADERS}/${folder}/${header})
    set(from ${HOURGLASS_HEADERS}/${folder})
  else()
    string(MAKE_C_IDENTIFIER headers_${folder} name)
    fetch(${name} ${repository} ${tag})
    set(from ${${name}_SOURCE_DIR}/${inside})
  endif()
  file(CREATE_LINK ${from} ${header_links}/${folder} SYMBOLIC)
endfunction()
headers(xtensor  containers/xtensor.hpp xtensor-stack/xtensor 0.27.1                                   include/xtensor)
headers(xtl      xsequence.hpp          xtensor-stack/xtl     0.8.2                                    include/xtl)
headers(nlohmann json.hpp               nlohmann/json         v3.11.3                                  include/nlohmann)
headers(doctest  doctest.h              doctest/doctest       v2.5.3                                   doctest)
headers(eigen3   Eigen/Dense            https://gitlab.com/libeigen/eigen 5.0.1                       .)
headers(protozero pbf_writer.hpp        mapbox/protozero      v1.8.2                                   include/protozero)
headers(stb      stb_image_write.h      nothings/stb          fede005abaf93d9d7f3a679d1999b2db341b360f .)

add_library(dep::doctest ALIAS dep_headers)

# Highway: natively the library, which chooses the instruction set at run time; under emcc one static
# target (128-bit SIMD), which the headers alone provide.
add_library(dep_highway INTERFACE)
add_library(dep::highway ALIAS dep_highway)
if(EMSCRIPTEN)
  headers(hwy highway.h google/highway 1.3.0 hwy)
  target_link_libraries(dep_highway INTERFACE dep_headers)
else()
  if(PkgConfig_FOUND)
    pkg_check_modules(HWY IMPORTED_TARGET libhwy)
  endif()
  if(HWY_FOUND)
    target_link_libraries(dep_highway INTERFACE PkgConfig::HWY)
  else()
    foreach(off ENABLE_TESTS ENABLE_EXAMPLES ENABLE_CONTRIB ENABLE_INSTALL)
      set(HWY_${off} OFF CACHE BOOL "" FORCE)
    endforeach()
    FetchContent_Declare(highway GIT_REPOSITORY https://github.com/google/highway GIT_TAG 1.3.0 GIT_SHALLOW ON SYSTEM)
    FetchContent_MakeAvailable(highway)
    target_link_libraries(dep_highway INTERFACE hwy)
  endif()
endif()

# zlib: the system's, or its sixteen C files. With them comes minizip, which reads and writes ZIP archives.
add_library(dep_zlib INTERFACE)
add_library(dep::zlib ALIAS dep_zlib)
if(NOT EMSCRIPTEN)
  find_package(ZLIB)
endif()
fetch(zlib madler/zlib v1.3.2)
if(ZLIB_FOUND)
  target_link_libraries(dep_zlib INTERFACE ZLIB::ZLIB)
else()
  file(GLOB zlib_files ${zlib_SOURCE_DIR}/*.c)
  add_library(zlib_ours STATIC EXCLUDE_FROM_ALL ${zlib_files})
  target_compile_definitions(zlib_ours PRIVATE HAVE_UNISTD_H=1)
  target_compile_options(zlib_ours PRIVATE -Os -w)
  # Only zlib's own folder: its headers, not its other files, are wanted on the path.
  target_include_directories(zlib_ours SYSTEM PUBLIC ${zlib_SOURCE_DIR})
  target_link_libraries(dep_zlib INTERFACE zlib_ours)
endif()
add_library(dep_minizip STATIC EXCLUDE_FROM_ALL ${zlib_SOURCE_DIR}/contrib/minizip/unzip.c
  ${zlib_SOURCE_DIR}/contrib/minizip/zip.c ${zlib_SOURCE_DIR}/contrib/minizip/ioapi.c)
add_library(dep::minizip ALIAS dep_minizip)
target_compile_definitions(dep_minizip PRIVATE NOCRYPT NOUNCRYPT)
target_compile_options(dep_minizip PRIVATE -Os -w)
target_link_libraries(dep_minizip PUBLIC dep::zlib)
file(CREATE_LINK ${zlib_SOURCE_DIR}/contrib/minizip ${header_links}/minizip SYMBOLIC)

# stb's functions are defined here, once: elsewhere only #include <stb_image_write.h> or <stb_image.h>.
file(CONFIGURE OUTPUT stb/stb_image_write.cpp CONTENT
  "#define STB_IMAGE_WRITE_IMPLEMENTATION\n#define STBI_WRITE_NO_STDIO\n#include <stb_image_write.h>\n")
file(CONFIGURE OUTPUT stb/stb_image.cpp CONTENT
  "#define STB_IMAGE_IMPLEMENTATION\n#define STBI_NO_STDIO\n#define STBI_ONLY_PNG\n#define STBI_ONLY_JPEG\n#define STBI_NO_LINEAR\n#define STBI_NO_HDR\n#include <stb_image.h>\n")
add_library(dep_stb STATIC EXCLUDE_FROM_ALL ${CMAKE_CURRENT_BINARY_DIR}/stb/stb_image_write.cpp
  ${CMAKE_CURRENT_BINARY_DIR}/stb/stb_image.cpp)
add_library(dep::stb ALIAS dep_stb)
target_compile_options(dep_stb PRIVATE -Os -w)
target_link_libraries(dep_stb PUBLIC dep_headers)

# Dear ImGui with its SDL2 and OpenGL 3 backends, SDL2, OpenGL.
add_library(dep_imgui INTERFACE)
add_library(dep::imgui ALIAS dep_imgui)
if(EMSCRIPTEN)
  add_library(dep_sdl INTERFACE)
  # The port's headers lie in Emscripten's cache once it is built; naming the port to every compiler
  # call as well would only slow each one down.
  execute_process(COMMAND em-config CACHE OUTPUT_VARIABLE emscripten_cache OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT EXISTS ${emscripten_cache}/sysroot/include/SDL2/SDL.h)
    message(STATUS "Compiling SDL2 with Emscripten")
    execute_process(COMMAND embuilder build sdl2 COMMAND_ERROR_IS_FATAL ANY)
  endif()
  target_include_directories(dep_sdl SYSTEM INTERFACE ${emscripten_cache}/sysroot/include/SDL2)
  target_link_options(dep_sdl INTERFACE --use-port=sdl2)
else()
  pkg_check_modules(SDL2 REQUIRED IMPORTED_TARGET sdl2)
  find_package(OpenGL REQUIRED)
  add_library(dep_sdl INTERFACE)
  target_link_libraries(dep_sdl INTERFACE PkgConfig::SDL2 OpenGL::GL ${CMAKE_DL_LIBS})
  pkg_check_modules(IMGUI IMPORTED_TARGET imgui)
endif()
if(IMGUI_FOUND)
  foreach(folder ${IMGUI_INCLUDE_DIRS})
    if(IS_DIRECTORY ${folder}/backends)
      target_include_directories(dep_imgui SYSTEM INTERFACE ${folder}/backends)
    endif()
  endforeach()
  target_link_libraries(dep_imgui INTERFACE PkgConfig::IMGUI dep_sdl)
else()
  fetch(imgui ocornut/imgui v1.92.2b)
  set(folder ${imgui_SOURCE_DIR})
  add_library(imgui_ours STATIC EXCLUDE_FROM_ALL
    ${folder}/imgui.cpp ${folder}/imgui_draw.cpp ${folder}/imgui_tables.cpp ${folder}/imgui_widgets.cpp
    ${folder}/misc/cpp/imgui_stdlib.cpp
    ${folder}/backends/imgui_impl_sdl2.cpp ${folder}/backends/imgui_impl_opengl3.cpp)
  # Public: ImGui's macros must be the same in every unit that includes it.
  target_compile_definitions(imgui_ours PUBLIC
    IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEBUG_TOOLS IMGUI_DISABLE_DEFAULT_FONT IMGUI_DISABLE_FILE_FUNCTIONS
    IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS)
  target_include_directories(imgui_ours SYSTEM PUBLIC ${folder} ${folder}/backends ${folder}/misc/cpp)
  target_compile_options(imgui_ours PRIVATE -w)
  target_link_libraries(imgui_ours PUBLIC dep_sdl)
  target_link_libraries(dep_imgui INTERFACE imgui_ours)
endif()

# QR codes: one file.
fetch(qr-code-generator nayuki/QR-Code-generator v1.8.0)
add_library(dep_qr STATIC EXCLUDE_FROM_ALL ${qr-code-generator_SOURCE_DIR}/cpp/qrcodegen.cpp)
add_library(dep::qr ALIAS dep_qr)
target_compile_options(dep_qr PRIVATE -Os -w)
target_include_directories(dep_qr SYSTEM PUBLIC ${qr-code-generator_SOURCE_DIR}/cpp)

# Dawn, for WebGPU without a browser. Compiling it takes half an hour, so where the system has none it
# is fetched only when asked for; without it the backend webgpu is refused with one line.
option(HOURGLASS_FETCH_DAWN "compile Dawn where the system has none" OFF)
if(NOT EMSCRIPTEN)
  find_package(Dawn CONFIG QUIET)
  if(NOT Dawn_FOUND AND HOURGLASS_FETCH_DAWN)
    set(DAWN_FETCH_DEPENDENCIES ON)
    set(DAWN_BUILD_SAMPLES OFF)
    set(DAWN_BUILD_TESTS OFF)
    set(TINT_BUILD_TESTS OFF)
    FetchContent_Declare(dawn GIT_REPOSITORY https://github.com/google/dawn GIT_TAG chromium/8078 GIT_SHALLOW ON SYSTEM)
    FetchContent_MakeAvailable(dawn)
  endif()
  if(TARGET dawn::webgpu_dawn)
    add_library(dep_dawn INTERFACE)
    add_library(dep::dawn ALIAS dep_dawn)
    target_link_libraries(dep_dawn INTERFACE dawn::webgpu_dawn)
  else()
    message(STATUS "No Dawn: no WebGPU outside the page (HOURGLASS_FETCH_DAWN=ON compiles it)")
  endif()
endif()

# Only the command line needs these.
if(NOT EMSCRIPTEN)
  add_library(dep_cli INTERFACE)
  add_library(dep::cli ALIAS dep_cli)
  headers(CLI CLI.hpp CLIUtils/CLI11 v2.6.1 include/CLI)
  target_link_libraries(dep_cli INTERFACE dep_headers)

  add_library(dep_httplib INTERFACE)
  add_library(dep::httplib ALIAS dep_httplib)
  if(PkgConfig_FOUND)
    pkg_check_modules(HTTPLIB IMPORTED_TARGET cpp-httplib)
  endif()
  if(HTTPLIB_FOUND)
    target_link_libraries(dep_httplib INTERFACE PkgConfig::HTTPLIB)
  else()
    fetch(httplib yhirose/cpp-httplib v0.41.0)
    target_include_directories(dep_httplib SYSTEM INTERFACE ${httplib_SOURCE_DIR})
  endif()
  target_link_libraries(dep_httplib INTERFACE Threads::Threads)
endif()
