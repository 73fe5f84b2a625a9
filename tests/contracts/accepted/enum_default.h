#include <stdint.h>
enum mode { MODE_ADD, MODE_SUBTRACT = 4, MODE_LAST, MODE_ALIAS = MODE_LAST, };
typedef enum { SIGN_MINUS = -1, SIGN_PLUS = 1 } sign;
/// @domain  second: MODE_ADD | MODE_LAST
/// @compare bits
int combine(enum mode mode, enum mode second, sign direction, const enum mode modes[4]);
