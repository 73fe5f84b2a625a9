#ifdef SOMETHING
#endif
#error "no"
