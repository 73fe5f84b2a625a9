cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH OBJECTS_ROOT)

# The disassembly of a library's objects is part of its build: it fails on what the flags forbid.
# Where the target has fma instructions the sources are compiled once more, with every fma that they
# write turned into a call, so that the fma instructions left are those nobody wrote.
function(kernel_objects name)
  cmake_parse_arguments(PARSE_ARGV 1 objects "" "" "SOURCES;OPTIONS;RULES")
  if(LOCKSTEP_SANITIZE OR LOCKSTEP_FUZZ)
    return()
  endif()
  set(twins "")
  set(twin_objects "")
  set(options ${objects_OPTIONS})
  list(FILTER options INCLUDE REGEX "^-march=|^-mcpu=|^\\$<")
  if(options OR NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
    add_library(${name}-opaque OBJECT ${objects_SOURCES})
    target_include_directories(${name}-opaque PRIVATE ${CMAKE_SOURCE_DIR})
    # Alike but for the lines of the source, which nobody asks for here.
    target_compile_options(${name}-opaque PRIVATE ${objects_OPTIONS} -ffp-contract=off
      -fno-fast-math -g0 ${KERNEL_ALIGNMENT} ${KERNEL_WARNINGS}
      -include ${OBJECTS_ROOT}/cmake/opaque_fma.h)
    set(twin_objects $<TARGET_OBJECTS:${name}-opaque>)
    set(twins --opaque ${twin_objects})
  endif()
  set(checked ${CMAKE_BINARY_DIR}/${name}.checked)
  add_custom_command(OUTPUT ${checked}
    COMMAND ${OBJECTS_ROOT}/ci/check-objects --objdump ${CMAKE_OBJDUMP} ${objects_RULES}
      $<TARGET_OBJECTS:${name}> ${twins}
    COMMAND ${CMAKE_COMMAND} -E touch ${checked}
    DEPENDS $<TARGET_OBJECTS:${name}> ${twin_objects} ${OBJECTS_ROOT}/ci/check-objects
    COMMENT "Reading the disassembly of ${name}"
    COMMAND_EXPAND_LISTS VERBATIM)
  add_custom_target(${name}-objects ALL DEPENDS ${checked})
endfunction()
