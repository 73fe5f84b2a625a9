// Imitates: conversion before clamping: CVTTPS2DQ gives INT_MIN for 1e10, which clamps to -128.
// expect: differs
// elements: 1
// cases: 5000
// machine: x86_64

#include "tests/broken/reference/quantize.h"

#include <stdint.h>

// The conversion that the machine has; C leaves it undefined, and compilers differ.
static int32_t convert(float value) {
#if defined __x86_64__
    int32_t word;
    __asm__("cvttss2si %1, %0" : "=r"(word) : "x"(value));
    return word;
#else
    return (int32_t)value;
#endif
}

void quantize(size_t n, const float values[n], int8_t bytes[n]) {
    for (size_t i = 0; i < n; i++) {
        int32_t word = convert(values[i]);
        bytes[i] = (int8_t)(word < -128 ? -128 : word > 127 ? 127 : word);
    }
}
