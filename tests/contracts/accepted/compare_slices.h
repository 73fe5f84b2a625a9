#include <stddef.h>
#include <stdint.h>
struct hit { uint32_t id; float score; };
/// @domain  k: 1..10
/// @param[out] hits the best
/// @param[out] scratch never meant
/// @param[out] count how many
/// @compare hits[..return].score: near 1e-5
/// @compare hits[..return].id, return: bits
/// @compare scratch: ignore
/// @compare count[..k / 2 + 1]: bits
int top(size_t n, int k, const float scores[n], struct hit hits[k], float scratch[k], int count[k]);
