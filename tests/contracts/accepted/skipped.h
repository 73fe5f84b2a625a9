#include <stdio.h>
#include <stdlib.h>
// Nothing here is a kernel but the last prototype.
int global, other = (3);
extern const char *names[];
typedef int (*callback)(void *context, int value);
typedef struct node { struct node *next; } node;
union bits { float f; unsigned u; };
struct flags { unsigned a : 3; };
struct opaque;
/// Prose above what is no kernel.
void visit(node *list, callback call, void *context);
static inline int twice(int value) { if (value) { return 2 * value; } return 0; }
static const int table[2] = { 1, 2 };
float *allocate(size_t n);
//// A line of four slashes is no prose, and neither is this:
int after; ///< @compare nothing

/// @compare bits
int last(int value);
