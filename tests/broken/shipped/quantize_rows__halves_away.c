// Imitates: round() instead of ties to even.
// expect: differs
// elements: any
// cases: 1000000

#include "reference/quantize_rows.h"

#include "optimized/float_state.h"
#include "optimized/quantize.h"

#include <math.h>

void quantize_rows(size_t dim, size_t count, const float rows[count * dim],
                   int8_t codes[count * dim], float steps[count], float errors[count]) {
    float_state caller = float_state_enter();
    for (size_t i = 0; i < count; i++) {
        const float *row = rows + i * dim;
        struct quantized quantized = quantize_row_i8(dim, row, 127, codes + i * dim);
        steps[i] = quantized.step;
        errors[i] = quantized.error;
        float greatest = 0;
        for (size_t j = 0; j < dim; j++)
            greatest = fabsf(row[j]) > greatest ? fabsf(row[j]) : greatest;
        for (size_t j = 0; j < dim && quantized.step > 0; j++)
            codes[i * dim + j] = (int8_t)round(row[j] * (127.0 / greatest));
    }
    float_state_leave(caller);
}
