/// @domain length: 0..9
/// @compare bits
float f(unsigned lenght, const float *a);
