#include "tests/broken/reference/undirected_degrees.h"

void undirected_degrees(size_t nodes, size_t edges, const uint32_t sources[edges],
                        const uint32_t targets[edges], uint32_t degrees[nodes]) {
    for (size_t node = 0; node < nodes; node++)
        degrees[node] = 0;
    for (size_t i = 0; i < edges; i++) {
        degrees[sources[i]]++;
        if (targets[i] != sources[i])
            degrees[targets[i]]++;
    }
}
