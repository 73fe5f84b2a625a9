/// One float to the power of another in 128-bit integers, for the few that double cannot decide.
///
/// A fraction of q bits is written Qq: the integer divided by 2^q.
#ifndef LOCKSTEP_OPTIMIZED_POWER_EXACT_H
#define LOCKSTEP_OPTIMIZED_POWER_EXACT_H

#include "vector.h"

#include <stdbool.h>

__extension__ typedef unsigned __int128 power_wide;

#define POWER_WIDE(high, low) ((power_wide)(high) << 64 | (low))

/// A positive float as odd * 2^exponent.
struct power_parts {
    uint32_t odd;
    int exponent;
};

VECTOR_RARE struct power_parts power_split(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint32_t fraction = bits & 0x7fffff;
    int exponent = (int)(bits >> 23);
    struct power_parts parts = {exponent ? fraction | 0x800000 : fraction,
                                (exponent ? exponent : 1) - 150};
    int zeros = __builtin_ctz(parts.odd);
    parts.odd >>= zeros;
    parts.exponent += zeros;
    return parts;
}

/// a * b / 2^128, rounded down.
VECTOR_RARE power_wide power_multiply(power_wide a, power_wide b) {
    uint64_t a_high = (uint64_t)(a >> 64), a_low = (uint64_t)a;
    uint64_t b_high = (uint64_t)(b >> 64), b_low = (uint64_t)b;
    power_wide low = (power_wide)a_low * b_low;
    power_wide first = (power_wide)a_high * b_low + (uint64_t)(low >> 64);
    power_wide second = (power_wide)a_low * b_high + (uint64_t)first;
    return (power_wide)a_high * b_high + (uint64_t)(first >> 64) + (uint64_t)(second >> 64);
}

/// log2 of odd * 2^exponent: a sign, and a magnitude in Q(*places), good to 99 bits.
VECTOR_RARE power_wide power_log2(struct power_parts x, int *places, bool *is_negative) {
    // x = m * 2^k with m in 0.75..1.5, and m = fraction / 2^24.
    int shift = __builtin_clz(x.odd) - 7;
    uint64_t fraction = (uint64_t)x.odd << shift; // 2^24..2^25
    int k = x.exponent - shift + 24;
    uint64_t one = 1 << 24;
    if (fraction > one + one / 2) {
        one *= 2;
        k++;
    }
    // log2(m) = 2 / log(2) * s * (1 + s^2 / 3 + s^4 / 5 + ...), s = |m - 1| / (m + 1) <= 0.2 in
    // Q128.
    bool is_below = fraction < one;
    uint64_t numerator = is_below ? one - fraction : fraction - one, sum = fraction + one;
    power_wide head = ((power_wide)numerator << 64) / sum,
               rest = ((power_wide)numerator << 64) % sum;
    power_wide s = head << 64 | (rest << 64) / sum;
    power_wide square = power_multiply(s, s), series = 0;
    for (int n = 47; n >= 1; n -= 2)
        series = power_multiply(series, square) + ((power_wide)1 << 127) / (unsigned)n;
    const power_wide two_over_log_2 = POWER_WIDE(0xb8aa3b295c17f0bbu, 0xbe87fed0691d3e88u); // Q126
    power_wide magnitude = power_multiply(power_multiply(s, series), two_over_log_2);
    *places = 125;
    *is_negative = is_below;
    if (k != 0) {
        *places = 117;
        power_wide integer = (power_wide)(k < 0 ? -k : k) << 117;
        *is_negative = k < 0;
        magnitude = is_below == (k < 0) ? integer + (magnitude >> 8) : integer - (magnitude >> 8);
    }
    return magnitude;
}

/// Whether x^y has at most 26 bits, given that it lies within 2^-80 of such a number.
VECTOR_RARE bool power_is_short(struct power_parts x, double y) {
    if (x.odd == 1) {
        double exponent = x.exponent * y; // exact: 8 and 24 bits
        return exponent > -1000 && exponent < 1000 && exponent == (double)(int)exponent;
    }
    if (!(y > 0 && y <= 25))
        return false; // 3^-1 and 3^26 are longer
    while (y != (double)(int)y) {
        uint32_t root = 1;
        while ((uint64_t)root * root < x.odd)
            root += 2;
        if ((uint64_t)root * root != x.odd || x.exponent % 2 != 0)
            return false;
        x.odd = root;
        x.exponent /= 2;
        y *= 2;
    }
    uint64_t product = 1;
    for (int n = 0; n < (int)y && product < 1 << 26; n++)
        product *= x.odd;
    return product < 1 << 26;
}

/// power * 2^(exponent - 126) rounded to float, for power in 2^126..2^127 with an error below 2^40.
/// A sum within that error of halfway between two floats is exactly there if is_short, and rounds
/// to even.
VECTOR_RARE float power_round(power_wide power, int exponent, bool is_short) {
    int cut = 103 + (exponent < -126 ? -126 - exponent : 0);
    if (cut > 127)
        return 0;
    power_wide half = (power_wide)1 << (cut - 1), rest = power & (2 * half - 1);
    power_wide distance = rest > half ? rest - half : half - rest;
    uint64_t kept = (uint64_t)(power >> cut);
    if (is_short && distance < (power_wide)1 << 40)
        kept += kept & 1;
    else
        kept += rest > half;
    uint64_t bits = (uint64_t)(exponent - 126 + cut + 1023) << 52;
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return (float)((double)kept * scale);
}

/// x^y for positive, finite x and finite y != 0 where the result is between 2^-151 and 2^128.
VECTOR_RARE float power_positive(float x, float y) {
    struct power_parts base = power_split(x), factor = power_split(y < 0 ? -y : y);
    int places;
    bool is_negative;
    power_wide log2 = power_log2(base, &places, &is_negative);
    is_negative ^= y < 0;
    // The exponent t = log2 * y, first in the places that the product has, then in Q120.
    int shift = __builtin_clz(factor.odd);
    power_wide t = power_multiply(log2, (power_wide)factor.odd << (96 + shift));
    places -= factor.exponent + 32 - shift;
    t = places >= 248 ? 0 : places > 120 ? t >> (places - 120) : t << (120 - places);
    int whole = (int)(t >> 120);
    power_wide fraction = t << 8; // Q128
    if (is_negative) {
        whole = fraction ? -whole - 1 : -whole;
        fraction = -fraction;
    }
    // 2^fraction = exp(fraction * log 2) by 34 terms, in Q126.
    const power_wide log_2 = POWER_WIDE(0xb17217f7d1cf79abu, 0xc9e3b39803f2f6afu); // Q128
    power_wide g = power_multiply(fraction, log_2), one = (power_wide)1 << 126, sum = one;
    for (unsigned n = 34; n >= 1; n--)
        sum = one + power_multiply(sum, g) / n;
    return power_round(sum, whole, power_is_short(base, y));
}

#endif
