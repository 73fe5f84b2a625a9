/// A progress line on stderr, only where stderr is a terminal.
#ifndef LOCKSTEP_TOOL_PROGRESS_H
#define LOCKSTEP_TOOL_PROGRESS_H

#include "diff/subject.h"

#include <time.h>

struct tool_progress {
    bool is_shown;
    struct timespec started;
    uint32_t kernel_number, kernel_count;
};

void tool_progress_begin(struct tool_progress *progress, uint32_t kernel_number,
                         uint32_t kernel_count);

/// A diff_observer; the context is the struct tool_progress.
void tool_progress_show(const struct diff_subject *subject, uint64_t done, uint64_t total,
                        void *context);

/// Wipes the line.
void tool_progress_end(struct tool_progress *progress);

#endif
