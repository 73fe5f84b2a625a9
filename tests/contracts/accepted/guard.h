#ifndef LOCKSTEP_GUARD_H
#define LOCKSTEP_GUARD_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
/// Counts the bits that are set.
/// @compare bits
extern uint32_t count_bits(uint64_t word);
#ifdef __cplusplus
}
#endif
#endif
