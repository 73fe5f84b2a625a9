# Fuzz targets: one for each in-tree kernel, both sides linked in, kernels instrumented, everything
# else not. `cmake --preset fuzz && cmake --build --preset fuzz` builds them for libFuzzer, for
# AFL++ where afl-clang-fast is there, and for plain replay.

file(GLOB TARGET_SOURCES CONFIGURE_DEPENDS fuzz/targets/*.c)

# What each program is made of besides its kernel.
set(TARGET_DIR ${CMAKE_SOURCE_DIR}/fuzz/targets)
set(LINKED ${TARGET_DIR}/entry.c ${TARGET_DIR}/linked.c ${TARGET_DIR}/contract_text.S)
set(HOSTED ${TARGET_DIR}/entry.c ${TARGET_DIR}/hosted.c)

if(NOT LOCKSTEP_FUZZ)
  # Compiled in every build, by every compiler, so that they cannot rot.
  enable_language(ASM)
  add_library(fuzz-sources OBJECT ${TARGET_SOURCES} ${TARGET_DIR}/contract_text.S)
  target_link_libraries(fuzz-sources PRIVATE framework)
  target_compile_definitions(fuzz-sources PRIVATE FUZZ_KERNEL="dot"
    FUZZ_CONTRACT="${CMAKE_SOURCE_DIR}/reference/dot.h")
  return()
endif()

set(LOCKSTEP_FUZZ_SANITIZER "" CACHE STRING
  "a sanitizer of the kernels besides coverage: address, undefined, or nothing")
# OSS-Fuzz gives its engine in LIB_FUZZING_ENGINE and its instrumentation in CFLAGS.
set(LOCKSTEP_FUZZ_ENGINE "$ENV{LIB_FUZZING_ENGINE}" CACHE STRING
  "what a libFuzzer target is linked with; nothing: -fsanitize=fuzzer")
option(LOCKSTEP_FUZZ_AFL "targets for AFL++" ON)
set(LOCKSTEP_FUZZ_KERNELS "" CACHE STRING "kernels to build targets of; nothing: all")

set(COVERAGE -fsanitize=fuzzer-no-link)
set(ENGINE -fsanitize=fuzzer)
if(LOCKSTEP_FUZZ_ENGINE)
  separate_arguments(ENGINE UNIX_COMMAND "${LOCKSTEP_FUZZ_ENGINE}")
  set(COVERAGE "")
  # CFLAGS instruments everything; the framework's own branches are no news to a fuzzer.
  target_compile_options(framework PRIVATE -fno-sanitize=fuzzer-no-link)
endif()
# An engine that is an archive is C++.
set(FUZZ_LINKER C)
if(LOCKSTEP_FUZZ_ENGINE MATCHES "\\.a$")
  enable_language(CXX)
  set(FUZZ_LINKER CXX)
endif()
set(SANITIZE "")
if(LOCKSTEP_FUZZ_SANITIZER STREQUAL "address")
  set(SANITIZE -fsanitize=address -fno-omit-frame-pointer)
elseif(LOCKSTEP_FUZZ_SANITIZER STREQUAL "undefined")
  # A contract's a[n] with n = 0 is a valid call, whatever vla-bound thinks of such a parameter.
  set(SANITIZE -fsanitize=undefined -fno-sanitize=vla-bound -fno-sanitize-recover=all)
elseif(LOCKSTEP_FUZZ_SANITIZER)
  message(FATAL_ERROR "LOCKSTEP_FUZZ_SANITIZER is ${LOCKSTEP_FUZZ_SANITIZER}: "
    "address, undefined or nothing")
endif()

find_program(AFL_CLANG afl-clang-fast)
set(WITH_AFL OFF)
if(LOCKSTEP_FUZZ_AFL AND NOT LOCKSTEP_FUZZ_SANITIZER AND NOT LOCKSTEP_FUZZ_ENGINE)
  if(AFL_CLANG)
    set(WITH_AFL ON)
  else()
    message(STATUS "no afl-clang-fast: targets for libFuzzer and replay only (ci/bootstrap --fuzz)")
  endif()
endif()
set(AFL_COMPILE ${CMAKE_SOURCE_DIR}/cmake/afl-compile)

# One side of one kernel. Its function is renamed by the preprocessor, which reaches every use of
# the name in the file and nothing else.
function(fuzz_kernel_objects target source kernel prefix options)
  add_library(${target} OBJECT ${source})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${target} PRIVATE ${options} ${KERNEL_ALIGNMENT} ${KERNEL_WARNINGS})
  if(prefix)
    target_compile_definitions(${target} PRIVATE ${kernel}=${prefix}${kernel})
  endif()
endfunction()

# All sides of a kernel under one instrumentation; their objects are left in `objects`.
function(fuzz_sides objects flavour kernel launcher instrumentation)
  set(all "")
  set(target fuzz-${flavour}-${kernel})
  fuzz_kernel_objects(${target}-reference ${CMAKE_SOURCE_DIR}/reference/${kernel}.c ${kernel} ""
    "${REFERENCE_OPTIONS};${instrumentation}")
  set(targets ${target}-reference)
  foreach(level IN LISTS OPTIMIZED_LEVELS)
    fuzz_kernel_objects(${target}-${level} ${CMAKE_SOURCE_DIR}/optimized/${kernel}.c ${kernel}
      optimized_${level}_ "${OPTIMIZED_OPTIONS};${OPTIMIZED_${level}_OPTIONS};${instrumentation}")
    list(APPEND targets ${target}-${level})
  endforeach()
  foreach(side IN LISTS targets)
    if(launcher)
      set_target_properties(${side} PROPERTIES C_COMPILER_LAUNCHER "${launcher}")
    endif()
    list(APPEND all $<TARGET_OBJECTS:${side}>)
  endforeach()
  set(${objects} ${all} PARENT_SCOPE)
endfunction()

function(fuzz_program name kernel)
  cmake_parse_arguments(PARSE_ARGV 2 program "" "" "SOURCES;LINK")
  add_executable(${name} ${program_SOURCES})
  set_target_properties(${name} PROPERTIES ENABLE_EXPORTS ON LINKER_LANGUAGE ${FUZZ_LINKER}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  target_link_libraries(${name} PRIVATE framework ${program_LINK} ${SANITIZE})
  if(kernel)
    target_compile_definitions(${name} PRIVATE FUZZ_KERNEL="${kernel}"
      FUZZ_CONTRACT="${CMAKE_SOURCE_DIR}/reference/${kernel}.h")
  endif()
  add_dependencies(fuzz-targets ${name})
endfunction()

add_custom_target(fuzz-targets ALL)
add_library(fuzz-mutator OBJECT ${TARGET_DIR}/mutator.c)
target_link_libraries(fuzz-mutator PRIVATE framework)

function(fuzz_kernel kernel)
  fuzz_sides(objects libfuzzer ${kernel} "" "${COVERAGE};${SANITIZE}")
  fuzz_program(fuzz-${kernel} ${kernel} SOURCES ${LINKED} ${TARGET_DIR}/feedback_libfuzzer.c
    ${objects} $<TARGET_OBJECTS:fuzz-mutator> LINK ${ENGINE})
  fuzz_sides(plain plain ${kernel} "" "${SANITIZE}")
  fuzz_program(replay-${kernel} ${kernel} SOURCES ${LINKED} ${TARGET_DIR}/replay.c
    ${TARGET_DIR}/seeds.c ${plain})
  if(NOT WITH_AFL)
    return()
  endif()
  fuzz_sides(edges afl ${kernel} "${AFL_COMPILE}" "")
  fuzz_program(afl-${kernel} ${kernel} SOURCES ${LINKED} ${TARGET_DIR}/feedback_afl.c ${edges}
    LINK -fsanitize=fuzzer)
  fuzz_sides(comparisons cmplog ${kernel} "env;AFL_LLVM_CMPLOG=1;${AFL_COMPILE}" "")
  fuzz_program(cmplog-${kernel} ${kernel} SOURCES ${LINKED} ${TARGET_DIR}/feedback_afl.c
    ${comparisons} LINK -fsanitize=fuzzer)
  set_target_properties(afl-${kernel} PROPERTIES C_LINKER_LAUNCHER "${AFL_COMPILE}")
  set_target_properties(cmplog-${kernel} PROPERTIES
    C_LINKER_LAUNCHER "env;AFL_LLVM_CMPLOG=1;${AFL_COMPILE}")
  add_library(mutate-${kernel} MODULE ${TARGET_DIR}/afl_mutator.c ${TARGET_DIR}/linked.c
    ${TARGET_DIR}/entry.c ${TARGET_DIR}/contract_text.S ${TARGET_DIR}/feedback_none.c
    $<TARGET_OBJECTS:fuzz-mutator> ${plain})
  target_link_libraries(mutate-${kernel} PRIVATE framework)
  target_compile_definitions(mutate-${kernel} PRIVATE FUZZ_KERNEL="${kernel}"
    FUZZ_CONTRACT="${CMAKE_SOURCE_DIR}/reference/${kernel}.h")
  set_target_properties(mutate-${kernel} PROPERTIES PREFIX "" SUFFIX .so
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  add_dependencies(fuzz-targets mutate-${kernel})
endfunction()

foreach(contract IN LISTS CONTRACTS)
  cmake_path(GET contract STEM kernel)
  if(NOT LOCKSTEP_FUZZ_KERNELS OR kernel IN_LIST LOCKSTEP_FUZZ_KERNELS)
    fuzz_kernel(${kernel})
  endif()
endforeach()

# Hosts for libraries that exist already, and our own readers.
fuzz_program(fuzz-host "" SOURCES ${HOSTED} ${TARGET_DIR}/feedback_libfuzzer.c
  $<TARGET_OBJECTS:fuzz-mutator> LINK ${ENGINE})
fuzz_program(replay-host "" SOURCES ${HOSTED} ${TARGET_DIR}/replay.c
    ${TARGET_DIR}/seeds.c)
if(WITH_AFL)
  fuzz_program(afl-host "" SOURCES ${HOSTED} ${TARGET_DIR}/feedback_afl.c LINK -fsanitize=fuzzer)
  set_target_properties(afl-host PROPERTIES C_LINKER_LAUNCHER "${AFL_COMPILE}")
  add_library(mutate-host MODULE ${TARGET_DIR}/afl_mutator.c ${HOSTED}
    ${TARGET_DIR}/feedback_none.c $<TARGET_OBJECTS:fuzz-mutator>)
  target_link_libraries(mutate-host PRIVATE framework)
  set_target_properties(mutate-host PROPERTIES PREFIX "" SUFFIX .so
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  add_dependencies(fuzz-targets mutate-host)
endif()

# The readers are instrumented here: they are what is tested.
add_library(fuzz-readers OBJECT ${TARGET_DIR}/spec_fuzz.c)
file(GLOB READER_SOURCES CONFIGURE_DEPENDS base/*.c spec/*.c corpus/*.c)
list(FILTER READER_SOURCES EXCLUDE REGEX "_bench\\.c$")
target_sources(fuzz-readers PRIVATE ${READER_SOURCES})
target_include_directories(fuzz-readers PRIVATE ${CMAKE_SOURCE_DIR})
target_link_libraries(fuzz-readers PRIVATE PkgConfig::SODIUM)
target_compile_options(fuzz-readers PRIVATE ${COVERAGE} ${SANITIZE})
add_executable(fuzz-spec $<TARGET_OBJECTS:fuzz-readers>)
target_link_libraries(fuzz-spec PRIVATE PkgConfig::SODIUM ${ENGINE} ${SANITIZE} m)
set_target_properties(fuzz-spec PROPERTIES LINKER_LANGUAGE ${FUZZ_LINKER}
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
add_dependencies(fuzz-targets fuzz-spec)
