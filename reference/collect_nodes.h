#include <stddef.h>
#include <stdint.h>

/// The ids of the occupied slots of a sparse table, ascending; returns how many there are.
///
/// A slot is free where its state is 0 and occupied by any other state; its id is its index.
/// Elements of ids from the returned count on carry no meaning.
/// @domain  slots: 0..16384
/// @domain  states: 0 | 1..255 | any
/// @param[out] ids
/// @compare return: bits
/// @compare ids[..return]: bits
/// @bench   slots: 1024 16384
/// @gate    2x
size_t collect_nodes(size_t slots, const uint8_t states[slots], uint32_t ids[slots]);
