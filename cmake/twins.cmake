# A kernel is three files of one name and no registry: reference/x.h (the contract), reference/x.c
# and optimized/x.c.

# The names, without folder and suffix, of the files that match `pattern`.
function(kernel_names variable pattern)
  file(GLOB paths RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS ${pattern})
  set(names "")
  foreach(path IN LISTS paths)
    cmake_path(GET path STEM name)
    list(APPEND names ${name})
  endforeach()
  set(${variable} ${names} PARENT_SCOPE)
endfunction()

# Compares the three lists of names. Where a file is missing, the build (not the configuration, so
# that the framework still builds alone) stops at the target `target` and names every such file.
function(kernel_check target reference optimized)
  kernel_names(contracts ${reference}/*.h)
  kernel_names(references ${reference}/*.c)
  kernel_names(optimizeds ${optimized}/*.c)
  set(missing "")
  foreach(name IN LISTS contracts)
    if(NOT name IN_LIST references)
      string(APPEND missing "\n  missing ${reference}/${name}.c (${reference}/${name}.h exists)")
    endif()
    if(NOT name IN_LIST optimizeds)
      string(APPEND missing "\n  missing ${optimized}/${name}.c (${reference}/${name}.h exists)")
    endif()
  endforeach()
  foreach(name IN LISTS references)
    if(NOT name IN_LIST contracts)
      string(APPEND missing "\n  missing ${reference}/${name}.h (${reference}/${name}.c exists)")
    endif()
  endforeach()
  foreach(name IN LISTS optimizeds)
    if(NOT name IN_LIST contracts)
      string(APPEND missing "\n  missing ${reference}/${name}.h (${optimized}/${name}.c exists)")
    endif()
  endforeach()
  if(missing)
    set(report ${CMAKE_BINARY_DIR}/${target}.txt)
    file(WRITE ${report} "error: a kernel is x.h and x.c in ${reference}/ and x.c in "
      "${optimized}/:${missing}\n")
    add_custom_target(${target} ALL COMMAND ${CMAKE_COMMAND} -E cat ${report}
      COMMAND ${CMAKE_COMMAND} -E false VERBATIM)
  endif()
endfunction()
