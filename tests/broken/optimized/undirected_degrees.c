// Imitates: a self loop counted at both of its ends.
// expect: differs
// elements: 2
// cases: 5000

#include "tests/broken/reference/undirected_degrees.h"

#include <string.h>

void undirected_degrees(size_t nodes, size_t edges, const uint32_t sources[edges],
                        const uint32_t targets[edges], uint32_t degrees[nodes]) {
    memset(degrees, 0, nodes * sizeof *degrees);
    for (size_t i = 0; i < edges; i++) {
        degrees[sources[i]]++;
        degrees[targets[i]]++;
    }
}
