#include <stddef.h>
#include <stdint.h>

/// The number of edges at each node; an edge from a node to itself counts once.
/// @domain  nodes: 0..256
/// @domain  sources, targets: 0..<nodes
/// @param[out] degrees
/// @compare bits
void undirected_degrees(size_t nodes, size_t edges, const uint32_t sources[edges],
                        const uint32_t targets[edges], uint32_t degrees[nodes]);
