# Whether EMSCRIPTEN_VERSION will do: emsdk-version's first line is what emsdk installs, and the oldest that is
# known to work; a line "not VERSION" names one that is known not to. A distribution's own moves on, and what
# is newer is taken. A script of its own so that tests/dev.sh can run it with other versions.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/../../emsdk-version" emscripten_lines)
list(POP_FRONT emscripten_lines emscripten_wanted)
if(EMSCRIPTEN_VERSION VERSION_LESS emscripten_wanted OR "not ${EMSCRIPTEN_VERSION}" IN_LIST emscripten_lines)
  message(FATAL_ERROR "Emscripten ${EMSCRIPTEN_VERSION} is older than emsdk-version says, or known not to work: "
                      "use ./dev shell, or emsdk install ${emscripten_wanted}")
endif()
