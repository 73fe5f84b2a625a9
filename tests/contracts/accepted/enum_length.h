enum size { SMALL = 4, LARGE = 16 };
enum { ROWS = 2 };
/// @compare bits
/// @bench   size: 4 16
void fill(enum size size, unsigned char out[size * ROWS]);
