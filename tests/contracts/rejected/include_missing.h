#include "nowhere.h"
/// @compare bits
int f(int a);
