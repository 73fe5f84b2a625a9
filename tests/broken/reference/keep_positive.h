#include <stddef.h>
#include <stdint.h>

/// Keeps the positive numbers, in order; returns their count. What lies behind them carries no
/// meaning.
/// @param[out] kept
/// @compare return, kept[..return]: bits
size_t keep_positive(size_t n, const int32_t values[n], int32_t kept[n]);
