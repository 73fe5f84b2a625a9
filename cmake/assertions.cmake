# The compiler confirms our parser: for each contract the tool writes assertions about every
# prototype and struct as it understood them, and a header that the compiler reads differently
# does not build.

set(ASSERTIONS "")
foreach(contract IN LISTS CONTRACTS)
  cmake_path(GET contract STEM name)
  set(assertion ${CMAKE_BINARY_DIR}/assertions/${name}.c)
  add_custom_command(OUTPUT ${assertion}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/assertions
    COMMAND lockstep emit-assertions ${contract} > ${assertion}
    DEPENDS lockstep ${contract}
    COMMENT "Asserting reference/${name}.h"
    VERBATIM)
  list(APPEND ASSERTIONS ${assertion})
endforeach()
# While the tool grows, its verb may be missing.
file(GLOB TOOL_TEXTS tool/*.c)
set(EMITS FALSE)
foreach(text IN LISTS TOOL_TEXTS)
  file(STRINGS ${text} hits REGEX "emit-assertions" LIMIT_COUNT 1)
  if(hits)
    set(EMITS TRUE)
  endif()
endforeach()
if(EMITS AND ASSERTIONS)
  add_library(assertions OBJECT ${ASSERTIONS})
  target_include_directories(assertions PRIVATE ${CMAKE_SOURCE_DIR})
endif()
