/// Prose alone makes no kernel.
float dot(int n);
