/// @brief Adds.
/// @compare bits
int f(int a);
