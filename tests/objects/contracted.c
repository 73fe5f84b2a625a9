/// An fma that is written, and beside it a product and a sum that a compiler may contract.
#include <math.h>

float written(float a, float b, float c);
float rounded_twice(float a, float b, float c);

float written(float a, float b, float c) {
    return fmaf(a, b, c);
}

float rounded_twice(float a, float b, float c) {
    return a * b + c;
}
