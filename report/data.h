/// The numbers that charts are drawn of, as JSON inside the page.
#ifndef LOCKSTEP_REPORT_DATA_H
#define LOCKSTEP_REPORT_DATA_H

#include "report/sources.h"

#include <stdio.h>

/// Writes a script element of type application/json; nothing where there is nothing to draw.
void report_put_data(const struct report_sources *sources, FILE *out);

#endif
