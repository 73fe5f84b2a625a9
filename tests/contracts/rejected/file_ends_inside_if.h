#ifdef __cplusplus
int a;
