#include <stddef.h>
#include <stdint.h>

/// Grows a scale-free graph: each new node attaches to nodes in proportion to their degrees.
///
/// With m = arcs_per_node, nodes 1 to m each have one arc to node 0. Then every node v = m + 1,
/// m + 2, … has arcs from v to m different earlier nodes, so that arc j leads from sources[j] to
/// targets[j] and there are m * (nodes - m) arcs. The ends of the arcs form a list: end 2j is
/// sources[j] and end 2j + 1 is targets[j]. Node v, before which there are E = 2m(v - m) ends,
/// draws a number d and attaches to end (d >> 32) * E >> 32, unless it already has an arc to that
/// node, and draws again until it has m arcs. Draw k = 1, 2, … of a call is splitmix64's:
/// z = seed + k * 0x9e3779b97f4a7c15; z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
/// z = (z ^ z >> 27) * 0x94d049bb133111eb; d = z ^ z >> 31, all modulo 2^64. (Barabási and Albert,
/// Emergence of scaling in random networks, 1999; Steele, Lea and Flood, Fast splittable
/// pseudorandom number generators, 2014.)
/// @domain  arcs_per_node: 1..8
/// @domain  nodes: arcs_per_node..10000
/// @domain  seed: any
/// @param[out] sources
/// @param[out] targets
/// @compare bits
/// @bench   nodes: 1000 10000, arcs_per_node: 5
/// @gate    1.5x
void preferential_attachment(size_t nodes, size_t arcs_per_node, uint64_t seed,
                             uint32_t sources[arcs_per_node * (nodes - arcs_per_node)],
                             uint32_t targets[arcs_per_node * (nodes - arcs_per_node)]);
