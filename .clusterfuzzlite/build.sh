#!/bin/bash
# Build the fuzz targets where ClusterFuzzLite builds them: it sets CC, CFLAGS, CXXFLAGS, SRC, WORK and OUT, and
# chooses the sanitizer by CFLAGS (address, undefined or memory).

set -eu

# The engine is C++: what links it comes with CXXFLAGS. CMake itself heeds CC and CFLAGS.
cmake -S "$SRC/piperig" -B "$WORK/build" -G Ninja \
    -DPIPERIG_FUZZER=ON -DPIPERIG_SANITIZE=fuzzer-no-link -DPIPERIG_CRITERION=OFF -DPIPERIG_WERROR=OFF \
    -DCMAKE_EXE_LINKER_FLAGS="${CXXFLAGS:-}"

# Targets, seeds and dictionaries go by one name.
for corpus in "$SRC"/piperig/fuzz/corpus/fuzz_*; do
    target=$(basename "$corpus")
    cmake --build "$WORK/build" --target "$target"
    cp "$WORK/build/bin/$target" "$OUT/"
    zip -q -j -r "$OUT/${target}_seed_corpus.zip" "$corpus"
    dictionary=$SRC/piperig/fuzz/$target.dict
    [ ! -r "$dictionary" ] || cp "$dictionary" "$OUT/"
done

# The programs under test, which the targets load from their own folder.
cp "$WORK"/build/bin/pipe-server*.rig "$OUT/"
