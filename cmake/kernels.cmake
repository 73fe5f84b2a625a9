# The libraries under test: one of the references and one per ISA level of the optimized twins.

include(cmake/objects.cmake)
include(cmake/twins.cmake)

set(KERNEL_ALIGNMENT "")
foreach(flag IN ITEMS -falign-functions=64 -falign-loops=64)
  string(MAKE_C_IDENTIFIER "HAVE${flag}" have)
  check_c_compiler_flag(${flag} ${have})
  if(${have})
    list(APPEND KERNEL_ALIGNMENT ${flag})
  endif()
endforeach()
# Wide vectors that pass between inlined helpers have no ABI to break.
set(KERNEL_WARNINGS "")
check_c_compiler_flag(-Wpsabi HAVE_WPSABI)
if(HAVE_WPSABI)
  list(APPEND KERNEL_WARNINGS -Wno-psabi)
endif()

# A shared library of kernels next to the tool: build/lib<name>.so.
function(kernel_library name)
  cmake_parse_arguments(PARSE_ARGV 1 library "" "" "AFTER;SOURCES;OPTIONS;LINK_OPTIONS")
  add_library(${name} SHARED ${library_SOURCES})
  if(TARGET ${library_AFTER})
    add_dependencies(${name} ${library_AFTER})
  endif()
  set_target_properties(${name} PROPERTIES PREFIX lib SUFFIX .so)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${library_OPTIONS} -ffp-contract=off -fno-fast-math
    ${KERNEL_ALIGNMENT} ${KERNEL_WARNINGS})
  target_link_libraries(${name} PRIVATE Threads::Threads m)
  target_link_options(${name} PRIVATE ${library_LINK_OPTIONS})
  if(NOT LOCKSTEP_SANITIZE AND NOT LOCKSTEP_FUZZ)
    # An instrumented library finds its runtime in the executable.
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  if(LOCKSTEP_FUZZ)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# The second name is for clang, whose first one leaves straight-line code to be vectorized.
set(REFERENCE_OPTIONS -O2 -fno-tree-vectorize -fno-tree-slp-vectorize)
set(OPTIMIZED_OPTIONS -O3)
check_c_compiler_flag(-march=native HAVE_MARCH_NATIVE)
set(BEST_OPTIONS $<IF:$<BOOL:${HAVE_MARCH_NATIVE}>,-march=native,-mcpu=native>)

# One library per ISA level with the same symbols. The mark that the linker leaves makes the
# dynamic loader itself refuse a level that the machine lacks ("CPU ISA level is lower than
# required"), so nothing else needs to know what a level means.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$")
  set(OPTIMIZED_LEVELS baseline v3 v4)
  foreach(level IN ITEMS v3 v4)
    # The baseline library shows undefined behaviour of the same source; in wide code the many
    # checks would take most of the build's time.
    set(OPTIMIZED_${level}_OPTIONS -march=x86-64-${level} -fno-sanitize=undefined)
    set(OPTIMIZED_${level}_LINK_OPTIONS -Wl,-z,x86-64-${level})
    check_linker_flag(C -Wl,-z,x86-64-${level} HAVE_LINKER_${level})
    if(NOT HAVE_LINKER_${level})
      message(FATAL_ERROR "the linker does not know -z x86-64-${level} (GNU ld 2.36 does): "
        "an unmarked library would crash on a lesser machine instead of being skipped")
    endif()
  endforeach()
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(OPTIMIZED_LEVELS neon)
else()
  set(OPTIMIZED_LEVELS baseline)
endif()

kernel_check(missing-kernels reference optimized)
file(GLOB CONTRACTS CONFIGURE_DEPENDS reference/*.h)
file(GLOB REFERENCE_SOURCES CONFIGURE_DEPENDS reference/*.c)
file(GLOB OPTIMIZED_SOURCES CONFIGURE_DEPENDS optimized/*.c)
if(CONTRACTS)
  kernel_library(reference AFTER missing-kernels SOURCES ${REFERENCE_SOURCES}
    OPTIONS ${REFERENCE_OPTIONS})
  kernel_objects(reference SOURCES ${REFERENCE_SOURCES} OPTIONS ${REFERENCE_OPTIONS}
    RULES --scalar)
  # What the compiler makes of the same sources when it may: the second ratio of the gates. Not
  # called optimized-*, since it is no variant to test.
  kernel_library(reference-best AFTER missing-kernels SOURCES ${REFERENCE_SOURCES}
    OPTIONS -O3 ${BEST_OPTIONS})
  kernel_objects(reference-best SOURCES ${REFERENCE_SOURCES} OPTIONS -O3 ${BEST_OPTIONS})
  foreach(level IN LISTS OPTIMIZED_LEVELS)
    kernel_library(optimized-${level} AFTER missing-kernels SOURCES ${OPTIMIZED_SOURCES}
      OPTIONS ${OPTIMIZED_OPTIONS} ${OPTIMIZED_${level}_OPTIONS}
      LINK_OPTIONS ${OPTIMIZED_${level}_LINK_OPTIONS})
    kernel_objects(optimized-${level} SOURCES ${OPTIMIZED_SOURCES}
      OPTIONS ${OPTIMIZED_OPTIONS} ${OPTIMIZED_${level}_OPTIONS})
  endforeach()
endif()

# The kernels with threads once more, which here run as many as they are allowed however small the
# input is: ci/diff-threads compares them. Not called optimized-*: they export no other kernel.
set(THREADED_SOURCES "")
foreach(source IN LISTS OPTIMIZED_SOURCES)
  file(STRINGS ${source} threaded REGEX "THREAD_TEAM_FORCED")
  if(threaded)
    list(APPEND THREADED_SOURCES ${source})
  endif()
endforeach()
foreach(level IN LISTS OPTIMIZED_LEVELS)
  kernel_library(threaded-${level} SOURCES ${THREADED_SOURCES}
    OPTIONS ${OPTIMIZED_OPTIONS} ${OPTIMIZED_${level}_OPTIONS} -DTHREAD_TEAM_FORCED=7
    LINK_OPTIONS ${OPTIMIZED_${level}_LINK_OPTIONS})
endforeach()

# Planted bugs prove that the tester can fail, and their correct twins that it accuses nobody else.
# They are never sanitized: a sanitizer would catch them before Lockstep does. The linker must know
# as well: clang adds parts of the sanitizer's runtime to every library.
if(IS_DIRECTORY ${CMAKE_SOURCE_DIR}/tests/broken)
  kernel_check(missing-broken tests/broken/reference tests/broken/optimized)
  kernel_check(missing-twins tests/broken/reference tests/broken/twins)
  file(GLOB BROKEN_REFERENCES CONFIGURE_DEPENDS tests/broken/reference/*.c)
  file(GLOB BROKEN_SOURCES CONFIGURE_DEPENDS tests/broken/optimized/*.c)
  file(GLOB BROKEN_TWINS CONFIGURE_DEPENDS tests/broken/twins/*.c)
  kernel_library(broken-reference AFTER missing-broken SOURCES ${BROKEN_REFERENCES}
    OPTIONS ${REFERENCE_OPTIONS} -fno-sanitize=all LINK_OPTIONS -fno-sanitize=all)
  kernel_library(broken AFTER missing-broken SOURCES ${BROKEN_SOURCES}
    OPTIONS -O2 -fno-sanitize=all LINK_OPTIONS -fno-sanitize=all)
  kernel_library(broken-twins AFTER missing-twins SOURCES ${BROKEN_TWINS}
    OPTIONS -O2 -fno-sanitize=all LINK_OPTIONS -fno-sanitize=all)
  # Bugs in the shipped kernels: KERNEL__BUG.c is written as KERNEL, whose name becomes KERNEL__BUG.
  file(GLOB SHIPPED_BUGS CONFIGURE_DEPENDS tests/broken/shipped/*.c)
  foreach(source IN LISTS SHIPPED_BUGS)
    cmake_path(GET source STEM bug)
    string(REGEX REPLACE "__.*" "" kernel ${bug})
    set_source_files_properties(${source} PROPERTIES COMPILE_DEFINITIONS ${kernel}=${bug})
  endforeach()
  kernel_library(broken-shipped SOURCES ${SHIPPED_BUGS}
    OPTIONS -O2 -fno-sanitize=all LINK_OPTIONS -fno-sanitize=all)
endif()
