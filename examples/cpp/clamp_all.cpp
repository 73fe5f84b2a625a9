// The kernel of clamp_all.h, free of branches, so that the compiler takes MINPS and MAXPS for it.
#include "clamp_all.h"

#include <algorithm>

namespace {

float clamp(float value, float low, float high) {
#ifdef BROKEN
    // Both return their first argument where nothing compares, so NaN becomes high.
    return std::max(low, std::min(high, value));
#else
    return std::min(std::max(value, low), high);
#endif
}

} // namespace

extern "C" void clamp_all(const float *values, float low, float high, float *clamped,
                          size_t count) {
    std::transform(values, values + count, clamped,
                   [=](float value) { return clamp(value, low, high); });
}
