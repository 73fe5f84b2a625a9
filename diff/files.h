/// The files of findings: OUT/KERNEL/BUCKET.case and .c, and the results of a run, OUT/diff.json.
#ifndef LOCKSTEP_DIFF_FILES_H
#define LOCKSTEP_DIFF_FILES_H

#include "diff/finding.h"
#include "diff/results.h"

/// Makes a folder and those above it. A folder that is there already is fine.
bool diff_folder_make(const char *path, struct base_diag *diag);

/// A file that takes its place only when complete, so that a full disk or an interruption never
/// leaves half a file under a good name.
struct diff_file {
    FILE *stream;
    char *path, *partial_path;
};

bool diff_file_open(struct diff_file *file, const char *path, struct base_diag *diag);
/// Leaves off: the path is what it was, and no partial file stays. What is special is written in
/// place, and may have been emptied.
void diff_file_discard(struct diff_file *file);
/// Writes out and renames; false with a diag (and no file) where anything could not be written.
bool diff_file_close(struct diff_file *file, struct base_diag *diag);

/// Writes a finding's case and reproducer below options->out.
bool diff_finding_write(const struct diff_finding *finding, const struct diff_subject *subject,
                        uint32_t variant, struct base_diag *diag);

/// The finding as the results keep it; texts live in the pool.
struct diff_finding_record diff_finding_record_of(const struct diff_finding *finding,
                                                  const struct diff_subject *subject,
                                                  uint32_t variant, struct base_pool *pool);

#endif
