/// Files that are part of the program: what the page looks like and what draws its charts.
#ifndef LOCKSTEP_REPORT_ASSETS_H
#define LOCKSTEP_REPORT_ASSETS_H

/// Each begins at its name and ends before its end; none is terminated.
extern const char report_style[], report_style_end[];

#endif
