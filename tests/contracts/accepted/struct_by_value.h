#include <stdint.h>
struct pair { uint32_t index; float score; };
typedef struct { double re, im; } complex_pair;
typedef struct pair pair;
/// @domain  one.score: 0..1
/// @compare return.re: rel 1e-9
/// @compare return.im: value
complex_pair join(struct pair one, pair two);
