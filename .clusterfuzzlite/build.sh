#!/bin/bash -eu
# Builds every fuzz target with its seeds and the dictionary into $OUT, as ClusterFuzzLite and OSS-Fuzz ask for.
cd "$SRC/oktellspec/fuzz/targets"

# For reports of coverage the image puts another command in the place of `cargo fuzz`, which wants no flags and knows no list.
cargo fuzz build --fuzz-dir . --release --debug-assertions --sanitizer "${SANITIZER/coverage/none}"
# The program that writes seeds is an ordinary one.
RUSTFLAGS="" CFLAGS="" CXXFLAGS="" cargo run --manifest-path ../../Cargo.toml -p fuzz-properties --bin fuzz-seeds -- .

for source in fuzz_targets/*.rs; do
  target=$(basename "$source" .rs)
  cp "target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
  cp dictionary "$OUT/$target.dict"
  if [ -d "regressions/$target" ]; then cp "regressions/$target"/* "corpus/$target/"; fi
  zip -q -j -r "$OUT/${target}_seed_corpus.zip" "corpus/$target"
  printf '[libfuzzer]\ntimeout = 20\nrss_limit_mb = 2048\n' >"$OUT/$target.options"
done
