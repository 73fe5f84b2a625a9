#include <stddef.h>
/// @compare bits
__attribute__((visibility("default"), pure)) float sum(size_t n, const float a[n])
    __attribute__((nonnull(2)));
