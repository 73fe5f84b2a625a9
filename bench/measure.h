/// One fresh process's work: read a job, prove, measure, answer.
#ifndef LOCKSTEP_BENCH_MEASURE_H
#define LOCKSTEP_BENCH_MEASURE_H

/// Reads a job (bench/job.h) from one descriptor and writes its result to another. Returns 0, or 2
/// where not even an error could be written. Kernels run in this process: it may crash or hang, and
/// the third descriptor is a file with the struct bench_progress that then tells where.
int bench_measure_run(int job_descriptor, int result_descriptor, int progress_descriptor);

#endif
