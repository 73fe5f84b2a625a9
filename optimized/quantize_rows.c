#include "../reference/quantize_rows.h"

#include "float_state.h"
#include "quantize.h"

VECTOR_RARE void quantize_all(size_t dim, size_t count, const float *rows, int8_t *codes,
                              float *steps, float *errors) {
    for (size_t i = 0; i < count; i++) {
        struct quantized row = quantize_row_i8(dim, rows + i * dim, 127, codes + i * dim);
        steps[i] = row.step;
        errors[i] = row.error;
    }
}

void quantize_rows(size_t dim, size_t count, const float rows[count * dim],
                   int8_t codes[count * dim], float steps[count], float errors[count]) {
    float_state caller = float_state_enter();
    quantize_all(dim, count, rows, codes, steps, errors);
    float_state_leave(caller);
    vector_end();
}
