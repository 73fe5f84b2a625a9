#include <stddef.h>
#include <stdint.h>

/// Spreading activation for several queries over one graph: the bits of `spread` for each.
///
/// For each j from offsets[u] up to before offsets[u + 1] an arc of weight weights[j] leads from
/// node u to node targets[j]. Element q * nodes + t of activations belongs to node t of query q: on
/// entry it is its seed, on return its result. The results of a query are those of spread with the
/// same graph, depth and rate: what the nodes reach of which depends neither on the other queries
/// nor on `threads`, the number of threads that may be used; 0 and 1 both mean the caller alone.
/// Aborts where memory is lacking.
/// @domain  nodes: 0..1048576
/// @domain  arcs: 0..10485760
/// @domain  offsets: partition(arcs)
/// @domain  targets: 0..<nodes
/// @domain  weights: 0..1 | finite
/// @domain  depth: 0..10
/// @domain  rate: 0..1 | 0..128
/// @domain  queries: 0..20
/// @domain  threads: 1 | 0..64
/// @domain  activations: with spread_many_seeds | any -- mostly few seeds, which is the usual query
/// @compare bits
/// @bench   nodes: 1000 10000, arcs: 10000 100000, queries: 16, depth: 5, threads: 1
/// @gate    2x
void spread_many(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], const float weights[arcs], uint32_t depth,
                 float rate, size_t queries, uint32_t threads, float activations[queries * nodes]);
