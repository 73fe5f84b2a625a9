#include <stddef.h>
#include <stdint.h>

/// Spreading activation: what reaches each node of a graph from its seeds within `depth` hops.
///
/// For each j from offsets[u] up to before offsets[u + 1] an arc of weight weights[j] leads from
/// node u to node targets[j]. On entry activation holds the seeds, on return the results.
///
/// Signal 0 of a node is its seed. Signal h of node t, h = 1 … depth, is a sum over the arcs that
/// lead to t from nodes u whose signal h - 1 is not zero; a NaN is not zero, and a node whose
/// signal is zero contributes nothing. The sum starts at +0. For every such arc, in ascending order
/// of j (so of u), signal h - 1 of u times the weight is rounded, then added, and rounded again.
///
/// The result of node t is a sum as well: it starts as the seed, and for h = 1, 2, … depth, where
/// signal h is not zero, signal h times decay(h) is rounded, added, and rounded again. So decay
/// weakens what arrives after h hops by exp(-rate * h), and not what is passed on. decay(h) is
/// exp(-x) of x = rate * h, rounded, itself correctly rounded to nearest in every rounding mode.
/// A NaN result is 0x7fc00000. All numbers are floats, and sums are never reordered: the bits do
/// not depend on `threads`, the number of threads that may be used; 0 and 1 both mean the caller
/// alone. Aborts where memory is lacking. No gate is set: what can be gained depends on the seeds,
/// from 1.1 times where every node has one to 30 where few nodes are reached.
/// @domain  nodes: 0..1048576
/// @domain  arcs: 0..10485760
/// @domain  offsets: partition(arcs)
/// @domain  targets: 0..<nodes
/// @domain  weights: 0..1 | finite
/// @domain  depth: 0..10
/// @domain  rate: 0..1 | 0..128
/// @domain  threads: 0..64
/// @domain  activation: with spread_seeds | any -- mostly few seeds, which is the usual query
/// @compare bits
/// @bench   nodes: 1000 10000, arcs: 10000 100000, depth: 5, threads: 1
void spread(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
            const uint32_t targets[arcs], const float weights[arcs], uint32_t depth, float rate,
            uint32_t threads, float activation[nodes]);
