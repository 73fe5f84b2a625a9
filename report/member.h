/// Members of documents that may lack them.
#ifndef LOCKSTEP_REPORT_MEMBER_H
#define LOCKSTEP_REPORT_MEMBER_H

#include <jansson.h>

/// A member's text, or "" where there is none.
const char *report_text_of(const json_t *object, const char *name);

/// A member's number, or NAN where there is none.
double report_number_of(const json_t *object, const char *name);

#endif
