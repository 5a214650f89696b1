#!/usr/bin/env bash
# seeds.sh FOLDER: gathers seeds for the fuzzer from the fixtures of other tests, FOLDER/TARGET/...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../fixtures"
readonly folder=$1

# take TARGET FILE...: each file is a seed.
take() {
  mkdir -p "$folder/$1"
  cp -t "$folder/$1" "${@:2}"
}

# take_inputs TARGET FILE...: a seed from each case of tables as in fixtures/markup.
take_inputs() {
  mkdir -p "$folder/$1"
  awk -v folder="$folder/$1" '
    /^=== / { number++; name = FILENAME; gsub(/[^a-z_]/, "_", name); reading = 1; next }
    /^--->$/ { reading = 0; close(file); next }
    reading { file = folder "/" name "_" number; print > file }' "${@:2}"
}

# take_lines TARGET FILE...: a seed from each twenty lines of tables as in fixtures/redaction.
take_lines() {
  mkdir -p "$folder/$1"
  awk -v folder="$folder/$1" '
    /^# / || /^$/ { next }
    { sub(/ ==> .*/, ""); file = folder "/lines_" int(number++ * 0.05); print > file }' "${@:2}"
}

take github_payload deliveries/github_*.json
take freshdesk_payload deliveries/freshdesk_*.json
take configuration config/*.jsonc
take_inputs html_to_markdown markup/html_to_markdown.txt markup/mails_to_markdown.txt
take_inputs markdown_to_html markup/markdown_to_html.txt markup/comments_to_html.txt
take_inputs commands markup/comments_to_html.txt
take_lines redaction redaction/*.txt neutralise.txt
for target in fuzz/*/; do take "$(basename "$target")" "$target"*; done
