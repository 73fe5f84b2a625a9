# Forwards to ci/, where the work is described; a target takes its settings as variables:
# `make diff-all INPUTS=20000 SEED=1f JOBS=2 OUT=somewhere`, `make build PRESET=debug`.
# make turns every failure into exit status 2; ci/diff-all keeps 1 and 2 apart.

PRESET = release
export CASES INPUTS SEED JOBS OUT BUDGET CORPUS BASE RUNS

.PHONY: help diff-all diff-threads bank digest peers test build clean bench gate regress variance
.PHONY: cost
.PHONY: fuzz profile report

help:
	@echo 'make diff-all   install what is missing, build, run every kernel against its reference'
	@echo 'make diff-threads   its last part alone: kernels with threads, 1 to 7 of them per case'
	@echo 'make cost       what the checking takes: run against calls, per kernel and the median'
	@echo 'make bank       build, run every planted bug: all must be found, nothing right accused'
	@echo 'make digest     every compiler and AArch64: all outputs must agree'
	@echo 'make test       install what is missing, build, run the unit and style tests'
	@echo 'make build      install what is missing, build/lockstep and the kernel libraries'
	@echo 'make bench      build, time every kernel and the benchmarks of the memory engine'
	@echo 'make gate       build, decide whether every kernel is as fast as its contract says'
	@echo 'make regress BASE=REVISION   build, time that revision beside the present one'
	@echo 'make variance   build, ten runs of the benchmarks: how much each varies'
	@echo 'make peers      time every kernel against what a user would take instead'
	@echo 'make clean      remove every build folder and lockstep-out'
	@echo 'make fuzz       the nightly search: BUDGET=5m, every engine, one folder of findings'
	@echo 'make profile    build, run the memory engine on both sides: times, hotspots, flame graphs'
	@echo 'make report     build, run diff, bench, gate and profile in short; writes one page of all'

diff-all:
	@ci/diff-all

cost:
	@ci/diff-all --cost

diff-threads:
	@ci/diff-threads

bank:
	@ci/bank

peers:
	@ci/peers

digest:
	@ci/digest

test:
	@ci/test $(PRESET)

build:
	@ci/build $(PRESET)

clean:
	rm -rf build build-debug build-sanitize build-fuzz* lockstep-out

fuzz:
	@ci/nightly-fuzz

bench:
	@ci/bench

gate:
	@ci/speedup-gate

regress:
	@ci/regress

variance:
	@ci/variance

profile:
	@ci/profile

report:
	@ci/report
