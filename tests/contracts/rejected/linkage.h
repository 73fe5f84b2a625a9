extern "C" {
/// @compare bits
int f(int a);
}
