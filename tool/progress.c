#include "tool/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAR_CELLS = 30 };

void tool_progress_begin(struct tool_progress *progress, uint32_t kernel_number,
                         uint32_t kernel_count) {
    *progress = (struct tool_progress){.is_shown = isatty(STDERR_FILENO) == 1,
                                       .kernel_number = kernel_number,
                                       .kernel_count = kernel_count};
    clock_gettime(CLOCK_MONOTONIC, &progress->started);
}

void tool_progress_show(const struct diff_subject *subject, uint64_t done, uint64_t total,
                        void *context) {
    struct tool_progress *progress = context;
    struct timespec now;
    char bar[BAR_CELLS + 1];
    if (!progress->is_shown || total == 0)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds = (double)(now.tv_sec - progress->started.tv_sec) +
                     (double)(now.tv_nsec - progress->started.tv_nsec) / 1e9;
    size_t filled = done < total ? (size_t)(done * BAR_CELLS / total) : BAR_CELLS;
    memset(bar, '#', filled);
    memset(bar + filled, '.', BAR_CELLS - filled);
    bar[BAR_CELLS] = '\0';
    fprintf(stderr, "\r[%u/%u] %-22s [%s] %3.0f %%  %.2f M cases/s \033[K", progress->kernel_number,
            progress->kernel_count, subject->kernel->name, bar,
            100.0 * (double)done / (double)total, seconds > 0 ? (double)done / seconds / 1e6 : 0);
    fflush(stderr);
}

void tool_progress_end(struct tool_progress *progress) {
    if (progress->is_shown)
        fprintf(stderr, "\r\033[K");
}
