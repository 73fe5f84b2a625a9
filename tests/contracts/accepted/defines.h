#include <stdint.h>
#define LANES 8
#define WIDTH (LANES * 2u)   // a remark
#define LIMIT 0x100          /* another */
#define UNUSED "text"
#define LONG_ONE \
    (LIMIT - 1)
/// @domain  rows: 1..LIMIT
/// @domain  shift: 0..LONG_ONE
/// @compare bits
void scale(uint32_t rows, uint16_t shift, float data[rows * WIDTH / 2 + LANES]);
