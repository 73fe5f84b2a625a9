struct node { int value; struct node *next; };
/// @array list[1]
/// @compare bits
float f(struct node *list);
