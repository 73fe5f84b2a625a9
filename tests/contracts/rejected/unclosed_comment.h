int a;
  /* never
   closed