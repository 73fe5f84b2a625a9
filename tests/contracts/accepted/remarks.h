/// Prose -- with dashes -- stays whole.
///   Indented prose as well.
///
/// @domain a: 0..9  -- decimal digits
///
/// @compare bits --
int digit(int a);
