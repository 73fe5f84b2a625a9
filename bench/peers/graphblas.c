#include "bench/peers/graphblas.h"

#include "bench/peers/libraries.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Opaque in the library's own header too. An info of 0 is success.
typedef struct object *handle;
typedef int initialize(int mode);
typedef int set_option(int field, ...);
typedef int matrix_new(handle *matrix, handle type, uint64_t rows, uint64_t columns);
typedef int matrix_build(handle matrix, const uint64_t *rows, const uint64_t *columns,
                         const float *values, uint64_t count, handle duplicates);
typedef int matrix_wait(handle matrix, int mode);
typedef int vector_new(handle *vector, handle type, uint64_t size);
typedef int vector_clear(handle vector);
typedef int vector_set(handle vector, float value, uint64_t index);
typedef int vector_extract(uint64_t *indices, float *values, uint64_t *count, handle vector);
typedef int vector_matrix(handle result, handle mask, handle accumulate, handle semiring,
                          handle vector, handle matrix, handle descriptor);
typedef int vector_scale(handle result, handle mask, handle accumulate, handle operator,
                         handle vector, float scalar, handle descriptor);

// In the other mode, nonblocking, Debian's 7.4 loses entries of the result from the second hop on.
enum { MODE_BLOCKING = 1, MODE_MATERIALIZE = 1, OPTION_THREADS = 5 };

static handle graph, signal_now, signal_next, result;
static handle semiring, plus, times;
static uint64_t *indices;
static float *values;
static vector_matrix *multiply;
static vector_scale *scale;
static vector_clear *clear;
static vector_set *set;
static vector_extract *extract;

static handle find_object(const char *name) {
    handle *object = peers_object(PEERS_GRAPHBLAS, name);
    return object != NULL ? *object : NULL;
}

#define FIND(type, name) ((type *)peers_find(PEERS_GRAPHBLAS, name))

/// False where anything is missing.
static bool find_all(void) {
    semiring = find_object("GrB_PLUS_TIMES_SEMIRING_FP32");
    plus = find_object("GrB_PLUS_FP32");
    times = find_object("GrB_TIMES_FP32");
    multiply = FIND(vector_matrix, "GrB_vxm");
    scale = FIND(vector_scale, "GrB_Vector_apply_BinaryOp2nd_FP32");
    clear = FIND(vector_clear, "GrB_Vector_clear");
    set = FIND(vector_set, "GrB_Vector_setElement_FP32");
    extract = FIND(vector_extract, "GrB_Vector_extractTuples_FP32");
    return semiring && plus && times && multiply && scale && clear && set && extract;
}

bool peers_graphblas_load(size_t nodes, size_t arcs, const uint32_t *offsets,
                          const uint32_t *targets, const float *weights) {
    initialize *start = FIND(initialize, "GrB_init");
    set_option *option = FIND(set_option, "GxB_Global_Option_set");
    matrix_new *new_matrix = FIND(matrix_new, "GrB_Matrix_new");
    matrix_build *build = FIND(matrix_build, "GrB_Matrix_build_FP32");
    matrix_wait *wait = FIND(matrix_wait, "GrB_Matrix_wait");
    vector_new *new_vector = FIND(vector_new, "GrB_Vector_new");
    handle type = find_object("GrB_FP32");
    // The constants of operators exist before the library is initialized, but mean nothing yet.
    if (!start || !option || !new_matrix || !build || !wait || !new_vector || !type ||
        start(MODE_BLOCKING) != 0 || option(OPTION_THREADS, 1) != 0 || !find_all())
        return false;
    uint64_t *rows = malloc(arcs * sizeof *rows), *columns = malloc(arcs * sizeof *columns);
    indices = malloc(nodes * sizeof *indices);
    values = malloc(nodes * sizeof *values);
    bool is_loaded = rows && columns && indices && values;
    for (size_t u = 0; is_loaded && u < nodes; u++) {
        for (uint32_t arc = offsets[u]; arc < offsets[u + 1]; arc++) {
            rows[arc] = u;
            columns[arc] = targets[arc];
        }
    }
    is_loaded = is_loaded && new_matrix(&graph, type, nodes, nodes) == 0 &&
                build(graph, rows, columns, weights, arcs, plus) == 0 &&
                wait(graph, MODE_MATERIALIZE) == 0 && new_vector(&signal_now, type, nodes) == 0 &&
                new_vector(&signal_next, type, nodes) == 0 && new_vector(&result, type, nodes) == 0;
    free(rows);
    free(columns);
    return is_loaded;
}

void peers_graphblas_spread(size_t nodes, uint32_t depth, float rate, float *activation) {
    handle now = signal_now, next = signal_next;
    uint64_t count = nodes;
    clear(now);
    clear(result);
    for (size_t u = 0; u < nodes; u++) {
        if (activation[u] == 0)
            continue;
        set(now, activation[u], u);
        set(result, activation[u], u);
    }
    for (uint32_t hop = 1; hop <= depth; hop++) {
        multiply(next, NULL, NULL, semiring, now, graph, NULL);
        scale(result, NULL, plus, times, next, expf(-rate * (float)hop), NULL);
        handle kept = now;
        now = next;
        next = kept;
    }
    extract(indices, values, &count, result);
    memset(activation, 0, nodes * sizeof *activation);
    for (uint64_t i = 0; i < count; i++)
        activation[indices[i]] = values[i];
}
