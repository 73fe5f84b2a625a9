/// @domain ids: 0..3 unique
/// @compare bits
float f(const int ids[5]);
