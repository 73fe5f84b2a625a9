/// One fresh process's work: read a job, prove, measure, answer.
#ifndef LOCKSTEP_BENCH_MEASURE_H
#define LOCKSTEP_BENCH_MEASURE_H

/// Reads a job (bench/job.h) from one descriptor and writes its result to another. Returns 0, or 2
/// where not even an error could be written. Kernels run in this process: it may crash or hang.
int bench_measure_run(int job_descriptor, int result_descriptor);

#endif
