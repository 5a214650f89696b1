#!/usr/bin/env bash
# mappers/ decides and never touches the world, and only the guard makes text for GitHub.
#
#   purity_test.sh ROOT LIBRARY      checks ROOT/mappers and the library built from it
#   purity_test.sh --self-test CXX   feeds the checks what they must find, and what they must not
# shellcheck disable=SC2317  # the checks are called through refuse and by the samples
set -euo pipefail

# The headers that a pure function may need. <chrono> is among them for its types; its clocks are
# caught below, as words and as symbols.
readonly pure_headers='algorithm|array|bit|cctype|charconv|chrono|climits|cmath|compare|concepts|cstddef|cstdint|cstdlib|cstring|deque|functional|initializer_list|iterator|limits|list|map|memory|memory_resource|numeric|optional|queue|ranges|set|span|string|string_view|tuple|type_traits|unordered_map|unordered_set|utility|variant|vector'
readonly markup_headers='gumbo\.h|cmark-gfm[a-z_-]*\.h|utf8proc\.h|kainjow/mustache\.hpp'
readonly impure_words='(system|steady|high_resolution|utc|file)_clock|throw|thread_local|volatile|asm|extern|thread|jthread|mutex|atomic|random_device|cout|cerr|clog|cin'
readonly impure_calls='getenv|secure_getenv|setenv|time|clock|clock_gettime|gettimeofday|localtime(_r)?|gmtime(_r)?|rand|random|srand|[a-z]*printf|puts|putchar|f?open|freopen|socket|connect|system|abort|exit|sleep|usleep'
readonly impure_symbols='(f?open|open64|fopen64|f?read|f?write|socket|connect|send|recv|getaddrinfo|getenv|secure_getenv|time|clock|clock_gettime|gettimeofday|localtime.*|gmtime.*|rand|random|srand|getrandom|getentropy|v?[a-z]*printf(_chk)?|puts|system|fork|pthread_(create|mutex_lock)|nanosleep|usleep)(@.*)?'
# A stream into memory is pure; the Mustache library parses with one.
readonly impure_libraries='_clock::now|std::(basic_)?[io]?fstream|std::basic_filebuf|std::(cout|cerr|cin|clog)|std::filesystem|std::random_device|std::thread|httplib|spdlog|redis|SSL_|EVP_|HMAC'

# grep, but finding nothing is no failure: only a fault of its own is.
matching() { grep "$@" || (($? == 1)); }

# The lines of a source as "file:number:line", without comments and without what string literals
# say; an #include keeps its name.
code_of() {
  awk '{
    line = $0
    if (line !~ /^[ \t]*#[ \t]*include/) gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
    sub(/\/\/.*/, "", line)
    print FILENAME ":" FNR ":" line
  }' "$@"
}

# Prints each line that has no place in mappers/.
impure_lines() {
  local files code include=':[ \t]*#[ \t]*include'
  mapfile -t files < <(find mappers -name '*.h' -o -name '*.cpp')
  code=$(code_of "${files[@]}")
  matching -E "$include" <<<"$code" |
    matching -vE "${include}[ \t]*(\"mappers/[a-z0-9_]+\.h\"|<($pure_headers|$markup_headers)>)[ \t]*\$"
  matching -vE "$include" <<<"$code" |
    matching -E "\\b($impure_words)\\b|(^|[^A-Za-z0-9_ \t.>]|\breturn)[ \t]*($impure_calls)[ \t]*\("
}

# Prints each symbol that the library needs from the world or from gateway/, and each variable that
# can change. A constant is told by its name, which clang-tidy gives to constants alone.
impure_symbols() {
  local library=$1 needed defined
  needed=$(nm -u "$library" | awk '$1 == "U" { print $2 }' | sort -u)
  defined=$(nm --defined-only "$library" | awk 'NF == 3 { print $3 }' | sort -u)
  matching -xE "$impure_symbols" <<<"$needed"
  c++filt <<<"$needed" | matching -E "$impure_libraries"
  matching -E '^_ZN?K?6tandem' <<<"$needed" | comm -23 - <(echo "$defined") | c++filt
  objdump -t "$library" | awk '/ O / && $4 ~ /^\.(bss|data)/ && $4 !~ /^\.data\.rel\.ro/ && $NF !~ /^DW\.ref\./ { print $NF }' |
    c++filt | matching -vE '(^|::)k[A-Z][A-Za-z]*(\[.*\])?$|^guard variable|^std::__ioinit$|^kainjow::mustache::delimiter_set<.*>::default_(begin|end)$'
}

# Prints each line outside mappers/privacy.* that could make a PublicText, a second class Guard (the
# only friend), and another friend class inside it.
public_text_makers() {
  local files
  mapfile -t files < <(find gateway mappers tests -name '*.h' -o -name '*.cpp' | matching -vE '^mappers/privacy\.(h|cpp)$')
  code_of /dev/null "${files[@]}" |
    matching -E '\bPublicText[ \t]*[({]|_cast<[^>]*\bPublicText\b|\b(class|struct)[ \t]+(Guard|PublicText)[ \t]*([{:]|$)'
  code_of mappers/privacy.h | sed 's/friend class Guard;//' | matching -E '\bfriend[ \t]+(class|struct)\b'
}

# Runs a check; shows what it found.
refuse() {
  local what=$1 found
  shift
  found=$("$@")
  [[ -n $found ]] || return 0
  printf '%s:\n%s\n' "$what" "$found"
  faults=1
}

# shellcheck source=tests/purity_samples.sh
[[ ${1:-} != --self-test ]] || { source "$(dirname "${BASH_SOURCE[0]}")/purity_samples.sh"; self_test "$2"; exit; }
library=$(realpath "$2")
cd "$1"
faults=0
refuse "not pure, in mappers/" impure_lines
refuse "makes text for GitHub outside mappers/privacy" public_text_makers
refuse "not pure, in $library" impure_symbols "$library"
exit "$faults"
