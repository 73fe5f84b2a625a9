#include "corpus/case_number.h"

#include "base/bits.h"

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

/// The shape of a binary float format (IEEE 754).
struct format {
    int mantissa_bits;
    int bias;
    int width; ///< of the whole number in bits
};

static struct format format_of(enum spec_base base) {
    return base == SPEC_F32 ? (struct format){23, 127, 32} : (struct format){52, 1023, 64};
}

static void write_float(struct format format, uint64_t bits, char *text) {
    const char *sign = bits >> (format.width - 1) ? "-" : "";
    uint64_t mantissa = bits & ((1ull << format.mantissa_bits) - 1);
    int field = (int)(bits >> format.mantissa_bits & (uint64_t)(2 * format.bias + 1));
    if (field == 2 * format.bias + 1 && mantissa != 0) {
        snprintf(text, CORPUS_NUMBER_TEXT_BYTES, "nan(0x%" PRIx64 ")", bits);
        return;
    }
    if (field == 2 * format.bias + 1) {
        snprintf(text, CORPUS_NUMBER_TEXT_BYTES, "%sinf", sign);
        return;
    }
    if (field == 0 && mantissa == 0) {
        snprintf(text, CORPUS_NUMBER_TEXT_BYTES, "%s0x0p+0", sign);
        return;
    }
    int exponent = field - format.bias;
    // Subnormals are written as 0x1.…p-149, normalized like all others.
    for (exponent += field == 0; field == 0 && !(mantissa >> format.mantissa_bits); exponent--)
        mantissa <<= 1;
    mantissa &= (1ull << format.mantissa_bits) - 1;
    int digits = (format.mantissa_bits + 3) / 4;
    mantissa <<= 4 * digits - format.mantissa_bits;
    for (; digits > 0 && (mantissa & 15) == 0; digits--)
        mantissa >>= 4;
    if (digits == 0)
        snprintf(text, CORPUS_NUMBER_TEXT_BYTES, "%s0x1p%+d", sign, exponent);
    else
        snprintf(text, CORPUS_NUMBER_TEXT_BYTES, "%s0x1.%0*" PRIx64 "p%+d", sign, digits, mantissa,
                 exponent);
}

void corpus_number_write(enum spec_base base, uint64_t bits, char text[CORPUS_NUMBER_TEXT_BYTES]) {
    size_t size = spec_base_size(base);
    if (spec_base_is_float(base)) {
        write_float(format_of(base), bits, text);
        return;
    }
    // Sign-extended by shifting the sign up to the top and back.
    int unused = 64 - 8 * (int)size;
    int64_t value = (int64_t)(bits << unused) >> unused;
    if (spec_base_is_signed(base))
        snprintf(text, CORPUS_NUMBER_TEXT_BYTES, "%" PRId64, value);
    else
        snprintf(text, CORPUS_NUMBER_TEXT_BYTES, "%" PRIu64, bits);
}

void corpus_number_remark(enum spec_base base, uint64_t bits, char text[CORPUS_NUMBER_TEXT_BYTES]) {
    text[0] = '\0';
    if (base == SPEC_F32 && base_is_finite_f32((uint32_t)bits))
        snprintf(text, CORPUS_NUMBER_TEXT_BYTES, "%.9g", (double)base_f32_of((uint32_t)bits));
    if (base == SPEC_F64 && base_is_finite_f64(bits))
        snprintf(text, CORPUS_NUMBER_TEXT_BYTES, "%.17g", base_f64_of(bits));
}

static int digit_of(char letter) {
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    if (letter >= 'a' && letter <= 'f')
        return letter - 'a' + 10;
    return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : 16;
}

/// Reads digits of a base of 10 or 16 until the end of text.
static const char *read_digits(const char *text, int radix, uint64_t *value) {
    *value = 0;
    if (*text == '\0')
        return "digits are missing";
    for (; *text != '\0'; text++) {
        int digit = digit_of(*text);
        if (digit >= radix)
            return "is no number";
        if (__builtin_mul_overflow(*value, (uint64_t)radix, value) ||
            __builtin_add_overflow(*value, (uint64_t)digit, value))
            return "does not fit into 64 bits";
    }
    return NULL;
}

static const char *read_integer(enum spec_base base, const char *text, uint64_t *bits) {
    bool negative = text[0] == '-';
    const char *digits = text + negative;
    bool is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    uint64_t magnitude;
    const char *wrong = read_digits(digits + (is_hex ? 2 : 0), is_hex ? 16 : 10, &magnitude);
    if (wrong != NULL)
        return wrong;
    spec_wide value = negative ? -(spec_wide)magnitude : (spec_wide)magnitude;
    if (value < spec_base_minimum(base) || value > spec_base_maximum(base))
        return "lies outside the type";
    size_t size = spec_base_size(base);
    *bits = size == 8 ? (uint64_t)value : (uint64_t)value & ((1ull << 8 * size) - 1);
    return NULL;
}

/// Splits hexadecimal digits with a point and an exponent into mantissa · 2^exponent.
static const char *split_hex(const char *text, uint64_t *mantissa, int *exponent) {
    bool has_point = false, has_digit = false;
    int point = 0, power = 0;
    *mantissa = 0;
    for (; *text != '\0' && *text != 'p' && *text != 'P'; text++) {
        if (*text == '.' && !has_point) {
            has_point = true;
            continue;
        }
        int digit = digit_of(*text);
        if (digit > 15)
            return "is no number";
        if (*mantissa >> 60 != 0)
            return "has more digits than a float";
        *mantissa = *mantissa << 4 | (uint64_t)digit;
        point += has_point ? 4 : 0;
        has_digit = true;
    }
    if (!has_digit || *text == '\0')
        return "is no hexadecimal float; such have a p, as in 0x1.8p+0";
    text++;
    bool negative = *text == '-';
    text += *text == '-' || *text == '+';
    if (*text == '\0')
        return "digits are missing";
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return "is no number";
        if (power < 100000)
            power = 10 * power + (*text - '0');
    }
    *exponent = (negative ? -power : power) - point;
    return NULL;
}

static const char *read_hex(struct format format, const char *text, uint64_t *magnitude) {
    uint64_t mantissa;
    int exponent;
    const char *wrong = split_hex(text, &mantissa, &exponent);
    if (wrong != NULL)
        return wrong;
    *magnitude = 0;
    if (mantissa == 0)
        return NULL;
    // mantissa · 2^exponent with the leading one at bit 63.
    int shift = __builtin_clzll(mantissa);
    mantissa <<= shift;
    int leading = exponent + 63 - shift;
    if (leading > format.bias)
        return "is larger than the type's largest";
    int kept = format.mantissa_bits + 1;
    if (leading < 1 - format.bias)
        kept -= 1 - format.bias - leading;
    if (kept < 1 || (mantissa << (kept - 1) << 1) != 0)
        return "is not exact in this type";
    uint64_t value = mantissa >> (64 - kept);
    bool is_normal = leading >= 1 - format.bias;
    uint64_t field = is_normal ? (uint64_t)(leading + format.bias - 1) << format.mantissa_bits : 0;
    *magnitude = field + value;
    return NULL;
}

static const char *read_nan(struct format format, const char *text, uint64_t *bits) {
    char digits[20] = "";
    int used = 0;
    if (sscanf(text, "(0x%17[0-9a-fA-F])%n", digits, &used) != 1 || text[used] != '\0')
        return "is no NaN; such are written nan(0x7fc00000)";
    const char *wrong = read_digits(digits, 16, bits);
    uint64_t infinity = (uint64_t)(2 * format.bias + 1) << format.mantissa_bits;
    bool fits = wrong == NULL && (format.width == 64 || *bits >> format.width == 0);
    uint64_t magnitude = fits ? *bits & ((1ull << (format.width - 1)) - 1) : 0;
    return magnitude > infinity ? NULL : "holds no bits of a NaN of this type";
}

static const char *read_decimal(enum spec_base base, const char *text, uint64_t *magnitude) {
    static locale_t plain;
    if (plain == NULL)
        plain = newlocale(LC_ALL_MASK, "C", NULL);
    char *end;
    if (text[0] != '.' && (text[0] < '0' || text[0] > '9'))
        return "is no number";
    if (base == SPEC_F32)
        *magnitude = base_bits_f32(strtof_l(text, &end, plain));
    else
        *magnitude = base_bits_f64(strtod_l(text, &end, plain));
    if (*end != '\0')
        return "is no number";
    bool overflows = base == SPEC_F32 ? !base_is_finite_f32((uint32_t)*magnitude)
                                      : !base_is_finite_f64(*magnitude);
    return overflows ? "is larger than the type's largest" : NULL;
}

const char *corpus_number_read(enum spec_base base, const char *text, uint64_t *bits) {
    if (!spec_base_is_float(base))
        return read_integer(base, text, bits);
    struct format format = format_of(base);
    uint64_t sign = text[0] == '-' ? 1ull << (format.width - 1) : 0;
    uint64_t infinity = (uint64_t)(2 * format.bias + 1) << format.mantissa_bits;
    const char *wrong = NULL, *digits = text + (text[0] == '-' || text[0] == '+');
    uint64_t magnitude = 0;
    if (strncmp(text, "nan(", 4) == 0)
        return read_nan(format, text + 3, bits);
    if (strcmp(digits, "nan") == 0)
        magnitude = infinity | 1ull << (format.mantissa_bits - 1);
    else if (strcmp(digits, "inf") == 0)
        magnitude = infinity;
    else if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
        wrong = read_hex(format, digits + 2, &magnitude);
    else
        wrong = read_decimal(base, digits, &magnitude);
    *bits = sign | magnitude;
    return wrong;
}
