#include <stdint.h>
/// @domain  nodes: 0..1000
/// @domain  arcs: 0..5000
/// @domain  offsets: partition(arcs)
/// @domain  targets: 0..<nodes
/// @domain  order: permutation
/// @domain  ids: 0..100000 sorted unique
/// @domain  keys: finite | inf sorted
/// @param[out] out result
/// @compare bits
void graph(uint32_t nodes, uint32_t arcs, const uint32_t offsets[nodes + 1],
           const uint32_t targets[arcs], const uint32_t order[nodes], const int32_t ids[nodes],
           const float keys[nodes], float out[nodes]);
