#!/usr/bin/env bash
# run.sh FUZZER SECONDS [TARGET...]: runs targets of the fuzzer, all by default, one after the other, each so many
# seconds. What it learns is kept in fuzz/ beside the fuzzer, and so are inputs that break something. With
# TANDEM_FUZZ_SEED it begins from that seed and from what is in fixtures/ alone, and keeps nothing that it learns.
set -euo pipefail
fuzzer=$(realpath "$1")
readonly fuzzer seconds=$2
sources=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(dirname "$fuzzer")/fuzz
readonly sources folder
targets=("${@:3}")
if ((${#targets[@]} == 0)); then mapfile -t targets < <("$fuzzer" --list); fi

# An input must not take longer than this, by the fuzzer's own build on a busy machine.
readonly longest=20

stat_of() { sed -n "s/^stat::$1: *//p" "$2" | tail -1; }

# Runs one target and tells how it went.
run() {
  local target=$1 corpus=$folder/corpus/$1 crashes=$folder/crashes/$1 log=$folder/$1.log
  if [[ -n ${TANDEM_FUZZ_SEED:-} ]]; then corpus=$seeds/learned_$1; fi
  mkdir -p "$corpus" "$crashes"
  if "$fuzzer" "$target" -seed="${TANDEM_FUZZ_SEED:-0}" -max_total_time="$seconds" -timeout="$longest" \
    -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$crashes/" "$corpus" "$seeds/$target" >"$log" 2>&1; then
    echo "fuzz: $target: $(stat_of number_of_executed_units "$log") inputs in $seconds s, nothing found"
    return
  fi
  tail -60 "$log"
  echo "fuzz: $target: FOUND something, told in $log; the input is in $crashes/"
  echo "fuzz: to see it again: $fuzzer $target FILE; once mended, keep the input in fixtures/fuzz/$target/"
  return 1
}

export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
mkdir -p "$folder"
seeds=$(mktemp -d "$folder/seeds.XXXXXX")  # of this run alone: several may be at it at once
trap 'rm -rf "$seeds"' EXIT
bash "$sources/seeds.sh" "$seeds"
failed=0
for target in "${targets[@]}"; do run "$target" || failed=1; done
exit "$failed"
