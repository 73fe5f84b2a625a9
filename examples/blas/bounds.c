/// What the reference BLAS does not export: how far two correct implementations may lie apart, and
/// the exact results.
///
/// In any order of summation, with or without fused multiply-add, n products in binary32 are off by
/// at most n·u·Σ|x·y| for u = 2^-24 (Jeannerod and Rump, "Improved error bounds for inner products
/// in floating-point arithmetic", 2013), plus half of the smallest subnormal for each operation
/// that underflows. Two results lie at most twice as far apart.
#include "cblas.h"

#include <math.h>
#include <stdbool.h>

static const double step = 0x1p-23;      ///< twice the unit roundoff of binary32
static const double smallest = 0x1p-149; ///< the smallest subnormal

double cblas_sdot_magnitude(int n, const float *x, int incx, const float *y, int incy);
double cblas_sdot_oracle(int n, const float *x, int incx, const float *y, int incy);
void cblas_saxpy_magnitude(int n, float alpha, const float *x, int incx, double *y, int incy);
void cblas_saxpy_oracle(int n, float alpha, const float *x, int incx, double *y, int incy);
double cblas_snrm2_magnitude(int n, const float *x, int incx);
double cblas_snrm2_oracle(int n, const float *x, int incx);
void cblas_sgemv_magnitude(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE trans, int m, int n,
                           float alpha, const float *a, int lda, const float *x, int incx,
                           float beta, double *y, int incy);
void cblas_sgemv_oracle(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE trans, int m, int n,
                        float alpha, const float *a, int lda, const float *x, int incx, float beta,
                        double *y, int incy);

/// Where element i of a strided vector lies: a negative increment walks it backwards.
static ptrdiff_t place(int n, int increment, int i) {
    return (ptrdiff_t)(increment < 0 ? i - n + 1 : i) * increment;
}

double cblas_sdot_magnitude(int n, const float *x, int incx, const float *y, int incy) {
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += fabs((double)x[place(n, incx, i)] * y[place(n, incy, i)]);
    return n * (step * sum + 2 * smallest);
}

double cblas_sdot_oracle(int n, const float *x, int incx, const float *y, int incy) {
    long double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (long double)x[place(n, incx, i)] * y[place(n, incy, i)];
    return (double)sum;
}

/// What lies between the elements stays as it is: the bound there is 0.
static void clear_between(int n, double *y, int increment) {
    ptrdiff_t stride = increment < 0 ? -increment : increment;
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t between = 1; i + 1 < n && between < stride; between++)
            y[i * stride + between] = 0;
}

void cblas_saxpy_magnitude(int n, float alpha, const float *x, int incx, double *y, int incy) {
    clear_between(n, y, incy);
    for (int i = 0; i < n; i++) {
        double *sum = &y[place(n, incy, i)];
        double product = alpha != 0 ? fabs((double)alpha * x[place(n, incx, i)]) : 0;
        *sum = 2 * (step * (product + fabs(*sum)) + smallest);
    }
}

void cblas_saxpy_oracle(int n, float alpha, const float *x, int incx, double *y, int incy) {
    for (int i = 0; i < n && alpha != 0; i++)
        y[place(n, incy, i)] += (double)alpha * x[place(n, incx, i)];
}

double cblas_snrm2_oracle(int n, const float *x, int incx) {
    long double sum = 0;
    for (int i = 0; i < n; i++) {
        long double element = x[place(n, incx, i)];
        sum += element * element;
    }
    return (double)sqrtl(sum);
}

/// Half of the error of the sum, then the root's and those of scaling by powers of two, which
/// matter where the scaled result is subnormal.
double cblas_snrm2_magnitude(int n, const float *x, int incx) {
    return (n + 8) * step * cblas_snrm2_oracle(n, x, incx) + 2 * smallest;
}

/// Row i of the product: its sum, the sum of the magnitudes of its terms, and what underflow may
/// take from it where alpha·x[j] comes first.
struct row {
    long double sum, magnitude, lost;
};

/// A term that the standard leaves unread is 0 even where its factors are NaN.
static long double scale(float factor, long double value) {
    return factor != 0 ? factor * value : 0;
}

static struct row multiply(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE trans, int i, int length,
                           float alpha, const float *a, int lda, const float *x, int incx) {
    struct row row = {0};
    // Element (i, j) lies at i·lda + j in row order, at i + j·lda in column order; transposing
    // exchanges i and j.
    bool is_along_row = (order == CblasRowMajor) == (trans == CblasNoTrans);
    for (int j = 0; j < length; j++) {
        ptrdiff_t at = is_along_row ? (ptrdiff_t)i * lda + j : (ptrdiff_t)j * lda + i;
        long double term = scale(alpha, (long double)a[at] * x[place(length, incx, j)]);
        row.sum += term;
        row.magnitude += fabsl(term);
        row.lost += smallest * (1 + fabsl(a[at]) + fabsl(alpha));
    }
    return row;
}

void cblas_sgemv_magnitude(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE trans, int m, int n,
                           float alpha, const float *a, int lda, const float *x, int incx,
                           float beta, double *y, int incy) {
    int rows = trans == CblasNoTrans ? m : n, columns = trans == CblasNoTrans ? n : m;
    clear_between(rows, y, incy);
    for (int i = 0; i < rows; i++) {
        double *result = &y[place(rows, incy, i)];
        struct row row = multiply(order, trans, i, columns, alpha, a, lda, x, incx);
        long double magnitude = row.magnitude + fabsl(scale(beta, *result));
        *result = (double)((columns + 3) * step * magnitude + 2 * (row.lost + smallest));
    }
}

void cblas_sgemv_oracle(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE trans, int m, int n,
                        float alpha, const float *a, int lda, const float *x, int incx, float beta,
                        double *y, int incy) {
    int rows = trans == CblasNoTrans ? m : n, columns = trans == CblasNoTrans ? n : m;
    for (int i = 0; i < rows; i++) {
        double *result = &y[place(rows, incy, i)];
        struct row row = multiply(order, trans, i, columns, alpha, a, lda, x, incx);
        *result = (double)(row.sum + scale(beta, *result));
    }
}
