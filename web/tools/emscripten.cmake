# Finds Emscripten's own toolchain file, wherever emcc on the PATH has it.
execute_process(COMMAND em-config EMSCRIPTEN_ROOT OUTPUT_VARIABLE emscripten_root
                OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "emcc is not on the PATH: use ./dev build, or source emsdk_env.sh first")
endif()
include(${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake)
