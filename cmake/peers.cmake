# bench/peers: the kernels against what a user would take instead. It opens the peers at run time,
# so it builds without them; what `ci/bootstrap --peers` has not installed is named and left out.

set(PEERS_FLAGS -std=c17 -O3 -fPIC -march=native -ffast-math)

# A user's own loops, by both compilers: never linked with -ffast-math, which would let the library
# change the floating-point state of the process.
function(peers_plain name)
  find_program(PEERS_${name} NAMES ${ARGN})
  if(NOT PEERS_${name})
    return()
  endif()
  set(object ${CMAKE_BINARY_DIR}/peers-${name}.o)
  set(library ${CMAKE_BINARY_DIR}/libpeers-${name}.so)
  add_custom_command(OUTPUT ${library}
    COMMAND ${PEERS_${name}} ${PEERS_FLAGS} -c ${CMAKE_SOURCE_DIR}/bench/peers/plain.c -o ${object}
    COMMAND ${PEERS_${name}} -shared ${object} -o ${library} -lmvec -lm
    DEPENDS bench/peers/plain.c
    COMMENT "Plain loops by ${name}"
    VERBATIM)
  add_custom_target(peers-${name} ALL DEPENDS ${library})
endfunction()

if(CONTRACTS AND HAVE_MARCH_NATIVE AND NOT CMAKE_CROSSCOMPILING AND NOT LOCKSTEP_SANITIZE
    AND NOT LOCKSTEP_FUZZ)
  peers_plain(gcc gcc-12 gcc)
  peers_plain(clang clang-14 clang)

  # Debian has FAISS as an archive only; three of its functions suffice.
  find_library(PEERS_FAISS_ARCHIVE libfaiss.a)
  find_library(PEERS_OPENBLAS_LIBRARY NAMES libopenblas.so libopenblas.so.0)
  if(PEERS_FAISS_ARCHIVE AND PEERS_OPENBLAS_LIBRARY)
    set(faiss ${CMAKE_BINARY_DIR}/libpeers-faiss.so)
    add_custom_command(OUTPUT ${faiss}
      COMMAND ${CMAKE_C_COMPILER} -shared -o ${faiss}
        -Wl,-u,_ZN5faiss18fvec_inner_productEPKfS1_m
        -Wl,-u,_ZN5faiss22fvec_inner_products_nyEPfPKfS2_mm
        -Wl,-u,_ZN5faiss15fvec_norm_L2sqrEPKfm
        ${PEERS_FAISS_ARCHIVE} ${PEERS_OPENBLAS_LIBRARY} -l:libstdc++.so.6
      COMMENT "Three functions of FAISS"
      VERBATIM)
    add_custom_target(peers-faiss ALL DEPENDS ${faiss})
  endif()

  # Compiled once more here, so that its warnings show.
  add_library(peers-loops OBJECT bench/peers/plain.c)
  add_executable(peers bench/peers/contest.c bench/peers/graphblas.c bench/peers/libraries.c
    bench/peers/peers_batches.c bench/peers/peers_blocks.c bench/peers/peers_elementwise.c
    bench/peers/peers_graphs.c bench/peers/peers_inputs.c bench/peers/peers_main.c
    bench/peers/peers_vectors.c bench/peers/wide.c)
  target_compile_options(peers PRIVATE -march=native)
  set_source_files_properties(bench/peers/wide.c PROPERTIES COMPILE_OPTIONS -ffp-contract=fast)
  target_link_libraries(peers PRIVATE framework)
endif()
