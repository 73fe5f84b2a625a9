typedef char *text;
/// @compare bits
float f(text t);
