#!/bin/bash -eu
# Builds every fuzz target into $OUT with the variables of OSS-Fuzz and ClusterFuzzLite: CC, CXX,
# CFLAGS, LIB_FUZZING_ENGINE, OUT. Beside each target lie its seed corpus, dictionary and options.

: "${CC:?}" "${CFLAGS:?}" "${LIB_FUZZING_ENGINE:?}" "${OUT:?}"
source=${SRC:+$SRC/lockstep}
[[ -d ${source:-} ]] || source=$(cd "$(dirname "$0")/.." && pwd)
work=${WORK:-$(mktemp -d)}/lockstep-fuzz

# The runner has none of our libraries: they lie beside the targets.
cmake -S "$source" -B "$work" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
    -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="${CXX:-$CC}" -DLOCKSTEP_FUZZ=ON \
    -DLOCKSTEP_FUZZ_AFL=OFF -DLOCKSTEP_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" \
    -DLOCKSTEP_FUZZ_KERNELS="${LOCKSTEP_FUZZ_KERNELS:-}" \
    -DCMAKE_BUILD_RPATH="\$ORIGIN/lib" -DCMAKE_COMPILE_WARNING_AS_ERROR=OFF
cmake --build "$work" --target fuzz-targets
mkdir -p "$OUT/lib"
count=0
for target in "$work"/fuzz/fuzz-*; do
    name=$(basename "$target")
    cp "$target" "$OUT/"
    ldd "$target" | awk '/libffi|libsodium|libjansson/ { print $3 }' | xargs -r cp -t "$OUT/lib"
    printf '[libfuzzer]\nmax_len = 8192\nuse_value_profile = 1\n' >"$OUT/$name.options"
    [[ $name != fuzz-host ]] || { rm "$OUT/$name" "$OUT/$name.options"; continue; }
    count=$((count + 1))
    kernel=${name#fuzz-}
    seeds=$work/seeds/$kernel
    if [[ $name == fuzz-spec ]]; then
        mkdir -p "$seeds"
        for file in "$source"/reference/*.h "$source"/tests/contracts/accepted/*.h; do
            { printf 'h'; cat "$file"; } >"$seeds/$(basename "$file")"
        done
        { printf 'c'; cat "$source/fuzz/targets/spec_fuzz.case"; } >"$seeds/case"
        cp "$source/fuzz/targets/spec_fuzz.dict" "$OUT/$name.dict"
    else
        cases=()
        while IFS= read -r file; do cases+=("$file"); done < \
            <(find "$source/corpus/regressions/$kernel" -name '*.case' 2>/dev/null || true)
        ASAN_OPTIONS=detect_leaks=0 "$work/fuzz/replay-$kernel" --seeds "$seeds" "${cases[@]}"
        cp "$seeds.dict" "$OUT/$name.dict"
    fi
    (cd "$seeds" && cmake -E tar cf "$OUT/${name}_seed_corpus.zip" --format=zip -- *)
done
((count > 0)) || { echo "build.sh: no target was built" >&2; exit 1; }
echo "build.sh: $count targets in $OUT"
