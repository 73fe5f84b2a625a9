/// One float to the power of another, correctly rounded.
///
/// Computed in double first; where the error of that might change the rounding, again as an
/// unevaluated sum of two doubles, to about 2^-97.
#ifndef LOCKSTEP_REFERENCE_POWER_SCALAR_H
#define LOCKSTEP_REFERENCE_POWER_SCALAR_H

#include "exponential_scalar.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/// high + low, where high is the double nearest to the sum.
struct pair {
    double high, low;
};

static inline struct pair pair_sum(double a, double b) {
    double sum = a + b;
    double part = sum - a;
    return (struct pair){sum, (a - (sum - part)) + (b - part)};
}

static inline struct pair pair_add(struct pair a, struct pair b) {
    struct pair high = pair_sum(a.high, b.high), low = pair_sum(a.low, b.low);
    high = pair_sum(high.high, high.low + low.high);
    return pair_sum(high.high, high.low + low.low);
}

static inline struct pair pair_multiply(struct pair a, struct pair b) {
    double high = a.high * b.high;
    double low = fma(a.high, b.high, -high) + (a.high * b.low + a.low * b.high);
    return pair_sum(high, low);
}

/// a / b, exact inputs.
static inline struct pair pair_quotient(double a, double b) {
    double high = a / b;
    return pair_sum(high, fma(-high, b, a) / b);
}

/// x = m * 2^k with m between sqrt(1/2) and sqrt(2), about; x is a positive finite float.
static inline double power_split(double x, double *k) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int exponent = (int)(bits >> 52) - 1023;
    bits = (bits & 0xfffffffffffffu) | 0x3ff0000000000000u;
    double m;
    memcpy(&m, &bits, sizeof m);
    *k = m > 1.4142 ? exponent + 1 : exponent;
    return m > 1.4142 ? m / 2 : m;
}

// log2(m) = 2 / log(2) * atanh(s) with s = (m - 1) / (m + 1), |s| < 0.172, and
// atanh(s) = s * (1 + s^2 / 3 + s^4 / 5 + ...).

/// log2 to about three units in the last place of double.
static inline double power_log2(double x) {
    double k, m = power_split(x, &k);
    double s = (m - 1) / (m + 1), sum = 0;
    for (int n = 23; n >= 1; n -= 2)
        sum = sum * (s * s) + 1.0 / n;
    return k + s * sum * 0x1.71547652b82fep+1;
}

static inline struct pair power_log2_pair(double x) {
    const struct pair scale = {0x1.71547652b82fep+1, 0x1.777d0ffda0d24p-55};
    double k, m = power_split(x, &k);
    struct pair s = pair_quotient(m - 1, m + 1), square = pair_multiply(s, s);
    struct pair sum = {0, 0};
    for (int n = 41; n >= 1; n -= 2)
        sum = pair_add(pair_multiply(sum, square), pair_quotient(1, n));
    struct pair fraction = pair_multiply(pair_multiply(s, sum), scale);
    return pair_add((struct pair){k, 0}, fraction);
}

/// 2^t for |t| < 200, by 26 terms of the series of exp.
static inline struct pair power_exp2_pair(struct pair t) {
    const struct pair log_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
    double k = (t.high + 0x1.8p52) - 0x1.8p52;
    struct pair x = pair_multiply(pair_sum(t.high - k, t.low), log_2), sum = {1, 0};
    for (int n = 26; n >= 1; n--) {
        sum = pair_multiply(pair_multiply(sum, x), pair_quotient(1, n));
        sum = pair_add((struct pair){1, 0}, sum);
    }
    uint64_t bits = (uint64_t)((int)k + 1023) << 52;
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return (struct pair){sum.high * scale, sum.low * scale};
}

/// The float nearest to high + low: high is first moved to the odd one of the two doubles around
/// the sum, so that rounding twice is the same as rounding once.
static inline float pair_round(struct pair value) {
    uint64_t bits;
    memcpy(&bits, &value.high, sizeof bits);
    if (value.low != 0 && bits % 2 == 0)
        bits += (value.low > 0) == (value.high > 0) ? 1 : (uint64_t)-1;
    memcpy(&value.high, &bits, sizeof bits);
    return (float)value.high;
}

/// Whether x^y is a number of at most 26 bits, and then that number. Only then can it lie halfway
/// between two floats. x is positive and finite, y finite.
static inline bool power_is_exact(double x, double y, double *power) {
    // x = root^(2^j) with the largest j that makes y * 2^j an integer.
    while (y != trunc(y)) {
        double root = sqrt(x);
        if (root * root != x || root == 1 || root != (float)root)
            return false;
        x = root;
        y *= 2;
    }
    int exponent;
    if (frexp(x, &exponent) == 0.5) { // x = 2^(exponent - 1)
        *power = ldexp(1, (int)fmax(-400, fmin(400, (exponent - 1) * y)));
        return true;
    }
    if (y < 0 || y > 25) // else 3^-1 or 3^26, which have more bits
        return false;
    double product = 1;
    for (int n = 0; n < (int)y; n++) {
        product *= x;
        if (frexp(product, &exponent) * 0x1p26 != trunc(frexp(product, &exponent) * 0x1p26))
            return false;
    }
    *power = product;
    return true;
}

/// For positive, finite x and finite y.
static inline float power_positive(float x, float y) {
    double t = (double)y * power_log2(x);
    if (t > 130)
        return INFINITY;
    if (t < -155)
        return 0;
    // The error of t is below 155 * 4 * 2^-53, and that of the rest adds less.
    double power = exponential_double(t * 0x1.62e42fefa39efp-1);
    float low = (float)(power * (1 - 0x1p-42)), high = (float)(power * (1 + 0x1p-42));
    if (low == high)
        return low;
    if (power_is_exact(x, y, &power))
        return (float)power;
    struct pair log2_x = power_log2_pair(x);
    return pair_round(power_exp2_pair(pair_multiply(log2_x, (struct pair){y, 0})));
}

static inline float power_float(float x, float y) {
    if (y == 0 || x == 1)
        return 1;
    if (isnan(x) || isnan(y))
        return NAN;
    bool is_integer = truncf(y) == y; // so are all infinities and all above 2^23
    bool is_odd = is_integer && fabsf(y) < 0x1p24f && (int)y % 2 != 0;
    if (isinf(y)) {
        if (x == -1)
            return 1;
        return (fabsf(x) > 1) == (y > 0) ? INFINITY : 0;
    }
    float sign = signbit(x) && is_odd ? -1 : 1;
    if (x == 0)
        return y < 0 ? sign * INFINITY : sign * 0;
    if (isinf(x))
        return y < 0 ? sign * 0 : sign * INFINITY;
    if (x < 0 && !is_integer)
        return NAN;
    return sign * power_positive(fabsf(x), y);
}

/// exp and powers in double, from about 2^-97, for oracles: not by what the kernels are made of.
static inline double exponential_wide(float x) {
    if (!(x >= -110 && x <= 90))
        return exponential_float(x); // 0, infinity and NaN, in which double agrees
    const struct pair log2_e = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56};
    return power_exp2_pair(pair_multiply((struct pair){x, 0}, log2_e)).high;
}

static inline double power_wide(float x, float y) {
    double special = power_float(x, y);
    if (!isfinite(special) || !isfinite(x) || x == 0 || !isfinite(y))
        return special;
    double t = y * power_log2(fabsf(x));
    if (!(t <= 130 && t >= -155))
        return special;
    struct pair log2 = pair_multiply(power_log2_pair(fabsf(x)), (struct pair){y, 0});
    return copysign(power_exp2_pair(log2).high, special);
}

#endif
