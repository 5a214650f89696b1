#!/usr/bin/env bash
# Whether a program was built with what makes its faults harder to use.
#
#   hardening_test.sh PROGRAM          says what PROGRAM lacks
#   hardening_test.sh --self-test CXX  builds programs that each lack one part, and wants them found
set -euo pipefail

# lacking PROGRAM: prints what is missing, one to a line.
lacking() {
  local program=$1 segments dynamic symbols
  segments=$(readelf --wide --segments "$program")
  dynamic=$(readelf --wide --dynamic "$program")
  symbols=$(readelf --wide --dyn-syms "$program")
  grep -q 'DYN (Position-Independent' <<<"$segments" || echo "position independence (-pie)"
  grep -q 'GNU_RELRO' <<<"$segments" || echo "read-only relocations (-z relro)"
  grep -Eq 'GNU_STACK .* RW +0x' <<<"$segments" || echo "a stack without code (-z noexecstack)"
  grep -Eq '\((FLAGS|FLAGS_1)\) .*NOW' <<<"$dynamic" || echo "binding at the start (-z now)"
  grep -q ' __stack_chk_fail@' <<<"$symbols" || echo "stack canaries (-fstack-protector-strong)"
  grep -Eq ' __[a-z]+_chk@' <<<"$symbols" || echo "checked copies (-D_FORTIFY_SOURCE)"
  if grep -q 'X86-64' <<<"$(readelf --file-header "$program")"; then
    grep -q endbr64 <<<"$(objdump --disassemble=main "$program")" || echo "marked targets of jumps (-fcf-protection)"
  fi
}

self_test() {
  local compiler=$1 folder flags want found failed=0
  folder=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder's name is meant as it is now
  trap "rm -rf '$folder'" EXIT
  cat >"$folder/program.cpp" <<'TEXT'
#include <cstring>
int main(int count, char** words) {
  char copy[16];
  std::strcpy(copy, words[count - 1]);
  return copy[0];
}
TEXT
  local marked='' whole
  if [[ $(uname -m) == x86_64 ]]; then marked=-fcf-protection; fi
  whole="-O2 -fPIE -pie -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 $marked -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack"
  while IFS='|' read -r flags want; do
    # shellcheck disable=SC2086  # the flags are words
    "$compiler" "$folder/program.cpp" -o "$folder/program" $whole $flags 2>/dev/null
    found=$(lacking "$folder/program")
    if [[ $found != "$want"* ]] || [[ -z $want && -n $found ]]; then
      echo "with '$flags': expected '$want', found '$found'"
      failed=1
    fi
  done <<TEXT
|
-fno-pie -no-pie|position independence
-Wl,-z,norelro|read-only relocations
-Wl,-z,execstack|a stack without code
-Wl,-z,lazy|binding at the start
-fno-stack-protector|stack canaries
-U_FORTIFY_SOURCE|checked copies
${marked:+-fcf-protection=none|marked targets of jumps}
TEXT
  return "$failed"
}

if [[ $1 == --self-test ]]; then
  self_test "$2"
else
  missing=$(lacking "$1")
  [[ -z $missing ]] || { echo "$1 lacks:"; echo "$missing"; exit 1; }
fi
