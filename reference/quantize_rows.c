#include "quantize_rows.h"

#include "internal/default_state.h"
#include "internal/quantize_scalar.h"

SEPARATE void quantize_all(size_t dim, size_t count, const float *rows, int8_t *codes, float *steps,
                           float *errors) {
    for (size_t i = 0; i < count; i++)
        quantize_row(dim, rows + i * dim, codes + i * dim, steps + i, errors + i);
}

void quantize_rows(size_t dim, size_t count, const float rows[count * dim],
                   int8_t codes[count * dim], float steps[count], float errors[count]) {
    uint64_t caller = default_state_enter();
    quantize_all(dim, count, rows, codes, steps, errors);
    default_state_leave(caller);
}
