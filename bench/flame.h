/// Draws a call tree as a flame graph: one SVG file that needs nothing else.
///
/// Widths are samples, callers lie below what they call, siblings stand in alphabetical order.
/// Colours tell the hotspot. A script within the file zooms (click, or Enter on a focused frame),
/// searches (Ctrl-F or a click on "search") and shows the frame under the pointer. Without scripts
/// the picture and its tooltips remain. (Gregg, The flame graph, 2016.)
#ifndef LOCKSTEP_BENCH_FLAME_H
#define LOCKSTEP_BENCH_FLAME_H

#include "bench/calltree.h"

#include "base/diag.h"

/// `title` and `subtitle` are lines above the picture.
bool bench_flame_write(const struct bench_calltree *tree, const char *title, const char *subtitle,
                       const char *path, struct base_diag *diag);

#endif
