#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
/// @compare bits
long long mix(bool a, _Bool b, char c, signed char d, unsigned char e, short f, unsigned short g,
              int h, unsigned i, long j, unsigned long int k, long long l, unsigned long long m,
              int8_t n, int16_t o, int32_t p, int64_t q, uint8_t r, ptrdiff_t s, int unsigned t,
              intptr_t u, uintptr_t v, double w);
