/// One HTML page of everything that is in the sources: offline, in one file, its facts in tables
/// that need no script, its charts drawn by one.
#ifndef LOCKSTEP_REPORT_PAGE_H
#define LOCKSTEP_REPORT_PAGE_H

#include "report/sources.h"

/// Writes the page; the same sources give the same bytes.
bool report_page_write(const struct report_sources *sources, const char *path,
                       struct base_pool *pool, struct base_diag *diag);

#endif
