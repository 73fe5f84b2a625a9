/// Files that are part of the program: what the page looks like and what it does.
#ifndef LOCKSTEP_REPORT_ASSETS_H
#define LOCKSTEP_REPORT_ASSETS_H

#include <stdint.h>

/// None is terminated: a text has as many bytes as its other symbol says.
extern const char report_style[];
extern const uint64_t report_style_bytes;
/// Sorting, themes, copying: needs no package.
extern const char report_interaction[];
extern const uint64_t report_interaction_bytes;
/// Draws the charts; empty where the build could not have the packages that it needs.
extern const char report_charts[];
extern const uint64_t report_charts_bytes;
/// Why it is empty, as the end of a sentence.
extern const char report_missing[];
extern const uint64_t report_missing_bytes;

#endif
