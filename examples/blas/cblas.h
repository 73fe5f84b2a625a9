/// Five functions of the C interface to the BLAS, as every implementation declares them, with what
/// its callers rely on.
///
/// Extents are the standard's: (n - 1)·inc + 1 elements, but none where n = 0. They are written as
/// sums of products, which the minimizer reads as rows of inc elements; those of cblas_sgemv end
/// with a whole row. Expressions divide as C does: 1 / (n + 1) is 1 for n = 0 and 0 above.
/// 102 - order and order - 101 tell the orders apart, (113 - trans) / 2 and (trans - 110) / 2 the
/// plain and the transposed.
///
/// `near 1` compares with the NAME_magnitude of bounds.c, an error that is proven for every order
/// of summation with or without fused multiply-add. What exceeds it is not rounding.
#ifndef EXAMPLES_CBLAS_H
#define EXAMPLES_CBLAS_H

#include <stddef.h>

#define LONGEST 1024
#define LARGEST 128

enum CBLAS_ORDER { CblasRowMajor = 101, CblasColMajor = 102 };
enum CBLAS_TRANSPOSE { CblasNoTrans = 111, CblasTrans = 112, CblasConjTrans = 113 };

/// Σ x[i]·y[i]. The range keeps products and their sums from overflowing in any order.
/// @domain  n: 0..LONGEST
/// @domain  incx, incy: 1..4
/// @domain  x: -1e17..1e17 | inf | nan
/// @domain  y: -1e17..1e17
/// @array   x[(n - 1 + 1 / (n + 1)) * incx + (1 - 1 / (n + 1))]
/// @array   y[(n - 1 + 1 / (n + 1)) * incy + (1 - 1 / (n + 1))]
/// @compare near 1
float cblas_sdot(int n, const float *x, int incx, const float *y, int incy);

/// y[i] += alpha·x[i], and nothing between the elements changes. With alpha = 0, x is not read.
/// @domain  n: 0..LONGEST
/// @domain  incx, incy: 1..4
/// @domain  alpha, x: -1e17..1e17 | inf | nan
/// @domain  y: -1e35..1e35 | inf | nan
/// @array   x[(n - 1 + 1 / (n + 1)) * incx + (1 - 1 / (n + 1))]
/// @array   y[(n - 1 + 1 / (n + 1)) * incy + (1 - 1 / (n + 1))]
/// @compare near 1
void cblas_saxpy(int n, float alpha, const float *x, int incx, float *y, int incy);

/// √(Σ x[i]²), which over- and underflows only where the result itself does.
/// @domain  n: 0..LONGEST
/// @domain  incx: 1..4
/// @domain  x: -1e36..1e36 | inf | nan
/// @array   x[(n - 1 + 1 / (n + 1)) * incx + (1 - 1 / (n + 1))]
/// @compare near 1
float cblas_snrm2(int n, const float *x, int incx);

/// Index of the first element of largest absolute value; 0 where there is none.
/// @domain  n: 0..LONGEST
/// @domain  incx: 1..4
/// @array   x[(n - 1 + 1 / (n + 1)) * incx + (1 - 1 / (n + 1))]
/// @compare bits
size_t cblas_isamax(int n, const float *x, int incx);

/// y = alpha·A·x + beta·y for A of m rows and n columns, or the same with A transposed. With
/// alpha = 0, A and x are not read, with beta = 0, y is not read.
/// @domain  m, n: 0..LARGEST
/// @domain  lda: (m + 1 / (m + 1)) * (order - 101) + (n + 1 / (n + 1)) * (102 - order)..LARGEST + 8
/// @domain  incx, incy: 1..3
/// @domain  alpha: zero | 1e-6..1e6 | -1e6..-1e-6 -- alpha·x[j] does not underflow
/// @domain  beta: zero | 1e-6..1e6 | -1e6..-1e-6 | nan
/// @domain  x: zero | 1e-12..1e12 | -1e12..-1e-12
/// @domain  a, y: -1e12..1e12 | inf | nan
/// @array   a[m * lda * (102 - order) + n * lda * (order - 101)]
/// @array   x[n * incx * ((113 - trans) / 2) + m * incx * ((trans - 110) / 2)]
/// @array   y[m * incy * ((113 - trans) / 2) + n * incy * ((trans - 110) / 2)]
/// @compare near 1
void cblas_sgemv(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE trans, int m, int n, float alpha,
                 const float *a, int lda, const float *x, int incx, float beta, float *y, int incy);

#endif
