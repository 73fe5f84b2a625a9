/// @domain a: 0..1
/// Prose.
/// @compare bits
int f(int a);
