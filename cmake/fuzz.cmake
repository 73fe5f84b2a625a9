# Fuzz targets: one for each in-tree kernel, both sides linked in, kernels instrumented, everything
# else not. `cmake --preset fuzz && cmake --build --preset fuzz` builds them for libFuzzer, for
# AFL++ where afl-clang-fast is there, and for plain replay.

file(GLOB TARGET_SOURCES CONFIGURE_DEPENDS fuzz/targets/*.c)

set(TARGET_DIR ${CMAKE_SOURCE_DIR}/fuzz/targets)

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
set(AFL_CMPLOG env AFL_LLVM_CMPLOG=1 ${AFL_COMPILE})

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
function(fuzz_sides objects flavour kernel launcher instrumentation levels)
  set(all "")
  set(target fuzz-${flavour}-${kernel})
  fuzz_kernel_objects(${target}-reference ${CMAKE_SOURCE_DIR}/reference/${kernel}.c ${kernel} ""
    "${REFERENCE_OPTIONS};${instrumentation}")
  set(targets ${target}-reference)
  foreach(level IN LISTS levels)
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

# What programs are made of besides a kernel, compiled once.
function(fuzz_part name)
  list(TRANSFORM ARGN PREPEND ${TARGET_DIR}/ OUTPUT_VARIABLE sources)
  add_library(part-${name} OBJECT ${sources})
  target_link_libraries(part-${name} PRIVATE framework)
endfunction()
fuzz_part(linked entry.c decoded.c linked.c)
fuzz_part(hosted entry.c decoded.c hosted.c)
fuzz_part(mutator mutator.c)
fuzz_part(libfuzzer feedback_libfuzzer.c)
fuzz_part(afl feedback_afl.c)
fuzz_part(replay replay.c seeds.c)
fuzz_part(afl-mutator afl_mutator.c feedback_none.c)

add_custom_target(fuzz-targets ALL)

function(fuzz_parts objects)
  set(all "")
  foreach(part IN LISTS ARGN)
    list(APPEND all $<TARGET_OBJECTS:part-${part}>)
  endforeach()
  set(${objects} ${all} PARENT_SCOPE)
endfunction()

function(fuzz_program name)
  cmake_parse_arguments(PARSE_ARGV 1 program "" "LAUNCHER" "PARTS;OBJECTS;LINK")
  fuzz_parts(parts ${program_PARTS})
  add_executable(${name} ${parts} ${program_OBJECTS})
  set_target_properties(${name} PROPERTIES ENABLE_EXPORTS ON LINKER_LANGUAGE ${FUZZ_LINKER}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  if(program_LAUNCHER)
    set_target_properties(${name} PROPERTIES C_LINKER_LAUNCHER "${program_LAUNCHER}")
  endif()
  target_link_libraries(${name} PRIVATE framework ${program_LINK} ${SANITIZE})
  add_dependencies(fuzz-targets ${name})
endfunction()

function(fuzz_afl_mutator name)
  cmake_parse_arguments(PARSE_ARGV 1 program "" "" "PARTS;OBJECTS")
  fuzz_parts(parts afl-mutator mutator ${program_PARTS})
  add_library(${name} MODULE ${parts} ${program_OBJECTS})
  target_link_libraries(${name} PRIVATE framework)
  set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX .so LINKER_LANGUAGE C
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  add_dependencies(fuzz-targets ${name})
endfunction()

# AFL++ watches one good level; replay runs its corpus at every other.
set(AFL_LEVELS ${OPTIMIZED_LEVELS})
list(REMOVE_ITEM AFL_LEVELS v4)

# The yardstick of ci/fuzz-throughput: a plain harness around the same objects.
add_custom_target(fuzz-plain)
set(PLAIN_KERNELS dot cosine norm exp_f32 decay_linear collect_nodes top_k)
if(v3 IN_LIST OPTIMIZED_LEVELS)
  set(PLAIN_LEVEL v3)
else()
  list(GET OPTIMIZED_LEVELS 0 PLAIN_LEVEL)
endif()

function(fuzz_plain name kernel)
  cmake_parse_arguments(PARSE_ARGV 2 program "" "LAUNCHER" "OBJECTS;LINK")
  add_executable(${name} EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tests/plain/plain_kernels.c
    ${program_OBJECTS})
  target_compile_definitions(${name} PRIVATE PLAIN_${kernel} PLAIN_LEVEL=${PLAIN_LEVEL})
  target_compile_options(${name} PRIVATE ${COVERAGE})
  target_link_libraries(${name} PRIVATE ${program_LINK} ${SANITIZE} m)
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE ${FUZZ_LINKER}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  if(program_LAUNCHER)
    set_target_properties(${name} PROPERTIES C_LINKER_LAUNCHER "${program_LAUNCHER}"
      C_COMPILER_LAUNCHER "${program_LAUNCHER}" COMPILE_OPTIONS "")
  endif()
  add_dependencies(fuzz-plain ${name})
endfunction()

function(fuzz_kernel kernel)
  add_library(contract-${kernel} OBJECT ${TARGET_DIR}/contract_text.S)
  target_compile_definitions(contract-${kernel} PRIVATE FUZZ_KERNEL="${kernel}"
    FUZZ_CONTRACT="${CMAKE_SOURCE_DIR}/reference/${kernel}.h")
  set_source_files_properties(${TARGET_DIR}/contract_text.S PROPERTIES
    OBJECT_DEPENDS "${CONTRACTS}")
  set(contract $<TARGET_OBJECTS:contract-${kernel}>)
  fuzz_sides(counters libfuzzer ${kernel} "" "${COVERAGE};${SANITIZE}" "${OPTIMIZED_LEVELS}")
  fuzz_program(fuzz-${kernel} PARTS linked libfuzzer mutator OBJECTS ${contract} ${counters}
    LINK ${ENGINE})
  if(kernel IN_LIST PLAIN_KERNELS)
    fuzz_plain(plain-${kernel} ${kernel} OBJECTS ${counters} LINK ${ENGINE})
  endif()
  fuzz_sides(plain plain ${kernel} "" "${SANITIZE}" "${OPTIMIZED_LEVELS}")
  fuzz_program(replay-${kernel} PARTS linked replay OBJECTS ${contract} ${plain})
  if(NOT WITH_AFL)
    return()
  endif()
  fuzz_afl_mutator(mutate-${kernel} PARTS linked OBJECTS ${contract} ${plain})
  fuzz_sides(edges afl ${kernel} "${AFL_COMPILE}" "" "${AFL_LEVELS}")
  fuzz_program(afl-${kernel} PARTS linked afl OBJECTS ${contract} ${edges}
    LINK -fsanitize=fuzzer LAUNCHER "${AFL_COMPILE}")
  if(kernel IN_LIST PLAIN_KERNELS)
    fuzz_plain(afl-plain-${kernel} ${kernel} OBJECTS ${edges} LINK -fsanitize=fuzzer
      LAUNCHER "${AFL_COMPILE}")
  endif()
  fuzz_sides(comparisons cmplog ${kernel} "${AFL_CMPLOG}" "" "${AFL_LEVELS}")
  fuzz_program(cmplog-${kernel} PARTS linked afl OBJECTS ${contract} ${comparisons}
    LINK -fsanitize=fuzzer LAUNCHER "${AFL_CMPLOG}")
endfunction()

foreach(contract IN LISTS CONTRACTS)
  cmake_path(GET contract STEM kernel)
  if(NOT LOCKSTEP_FUZZ_KERNELS OR kernel IN_LIST LOCKSTEP_FUZZ_KERNELS)
    fuzz_kernel(${kernel})
  endif()
endforeach()

# Hosts for libraries that exist already, and our own readers.
fuzz_program(fuzz-host PARTS hosted libfuzzer mutator LINK ${ENGINE})
fuzz_program(replay-host PARTS hosted replay)
if(WITH_AFL)
  fuzz_program(afl-host PARTS hosted afl LINK -fsanitize=fuzzer LAUNCHER "${AFL_COMPILE}")
  fuzz_afl_mutator(mutate-host PARTS hosted)
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
