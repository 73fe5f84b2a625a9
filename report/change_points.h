/// Where the level of a series has changed: which of many runs brought another speed-up.
#ifndef LOCKSTEP_REPORT_CHANGE_POINTS_H
#define LOCKSTEP_REPORT_CHANGE_POINTS_H

#include <stddef.h>
#include <stdint.h>

/// Finds change points by Pettitt's statistic (1979), the largest rank sum over all splits, with a
/// permutation test in place of its approximation, and binary segmentation of what is left. Only
/// ranks decide, so neither the shape of the noise nor an outlier matters; the place is the split
/// with the least sum of absolute deviations from the medians of its two sides.
///
/// Writes the first index of every new level to `at` (room for `count`), ascending, and returns how
/// many there are. `alpha` bounds the probability that a series without any change gets one, down
/// to 1/10 000; a change of the median by less than `least` (of the values as they are) is not
/// told. At most 512 values; the same values give the same answer.
uint32_t report_change_points(const double *values, size_t count, double alpha, double least,
                              uint32_t *at);

#endif
