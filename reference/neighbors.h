#include <stddef.h>
#include <stdint.h>

/// Gathers the neighbour lists of some nodes of a graph; returns the number of neighbours found.
///
/// The neighbours of node u are targets[offsets[u]] up to before targets[offsets[u + 1]]. The lists
/// of ids[0], ids[1], … are appended to found in that order, each in its own order, as far as
/// capacity allows: the list that does not fit is cut off there, and those after it are empty.
/// ends[i] is the number of elements in found after list i. Elements of found from the returned
/// count on carry no meaning. No gate is set: what can be gained depends on the graph, from nothing
/// where most lists are empty to 2.5 times where their lengths vary.
/// @domain  nodes: 0..16384
/// @domain  arcs: 0..131072
/// @domain  offsets: partition(arcs)
/// @domain  targets: 0..<nodes
/// @domain  count: 0..4096
/// @domain  ids: 0..<nodes
/// @domain  capacity: 0..65536
/// @param[out] ends
/// @param[out] found
/// @compare return, ends: bits
/// @compare found[..return]: bits
/// @bench   nodes: 10000, arcs: 100000, count: 100 1000, capacity: 65536
size_t neighbors(size_t nodes, size_t arcs, const uint32_t offsets[nodes + 1],
                 const uint32_t targets[arcs], size_t count, const uint32_t ids[count],
                 size_t capacity, uint32_t ends[count], uint32_t found[capacity]);
