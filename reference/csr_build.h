#include <stddef.h>
#include <stdint.h>

/// Sorts a list of arcs into compressed sparse rows: by source, then by target.
///
/// Arc i leads from sources[i] to targets[i] and weighs weights[i]. Row u, the arcs with source u,
/// is sorted_targets[offsets[u]] up to before sorted_targets[offsets[u + 1]], likewise in
/// sorted_weights. Within a row targets ascend, and arcs with equal targets keep their order in the
/// list. Weights are copied bit for bit. Aborts where memory is lacking.
/// @domain  nodes: 0..16384
/// @domain  arcs: 0..65536
/// @domain  sources, targets: 0..<nodes
/// @domain  weights: any
/// @param[out] offsets
/// @param[out] sorted_targets
/// @param[out] sorted_weights
/// @compare bits
/// @bench   nodes: 1000, arcs: 1000 10000
/// @gate    2x
void csr_build(size_t nodes, size_t arcs, const uint32_t sources[arcs],
               const uint32_t targets[arcs], const float weights[arcs], uint32_t offsets[nodes + 1],
               uint32_t sorted_targets[arcs], float sorted_weights[arcs]);
