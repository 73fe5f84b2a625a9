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
if(ASSERTIONS)
  add_library(assertions OBJECT ${ASSERTIONS})
  target_include_directories(assertions PRIVATE ${CMAKE_SOURCE_DIR})
  # The signedness of a type is asserted by comparing with zero, whatever the type.
  target_compile_options(assertions PRIVATE -Wno-type-limits)
endif()
