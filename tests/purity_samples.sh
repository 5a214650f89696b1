# shellcheck shell=bash
# What the checks of purity_test.sh must find and what they must let pass. Sourced by it.

readonly privacy_header='class PublicText {
 private:
  friend class Guard;
};
class Guard {};'

# in_sample FILE CODE CHECK...: runs the check in a tree that holds only this file and the guard.
in_sample() {
  local file=$1 code=$2 tree
  shift 2
  tree=$(mktemp -d)
  mkdir -p "$tree"/{gateway,mappers,tests}
  echo "$privacy_header" >"$tree/mappers/privacy.h"
  echo "$code" >"$tree/$file"
  (cd "$tree" && "$@")
  local status=$?
  rm -rf "$tree"
  return "$status"
}

fault() {
  echo "WRONG: $*"
  faults=$((faults + 1))
}

bad_line() { [[ -n $(in_sample mappers/sample.cpp "$1" impure_lines) ]] || fault "not found: $1"; }
good_line() { [[ -z $(in_sample mappers/sample.cpp "$1" impure_lines) ]] || fault "found: $1"; }
bad_maker() { [[ -n $(in_sample "$1" "$2" public_text_makers) ]] || fault "not found in $1: $2"; }
good_maker() { [[ -z $(in_sample "$1" "$2" public_text_makers) ]] || fault "found in $1: $2"; }

symbols_of() {
  "$compiler" -std=c++20 -O1 -c mappers/sample.cpp -o sample.o && ar rc sample.a sample.o && impure_symbols sample.a
}
bad_symbol() { [[ -n $(in_sample mappers/sample.cpp "$1" symbols_of) ]] || fault "not found in the library: $1"; }
good_symbol() { [[ -z $(in_sample mappers/sample.cpp "$1" symbols_of) ]] || fault "found in the library: $1"; }

lines() {
  local code
  for code in '#include "gateway/json.h"' '#include <httplib.h>' '#include <hiredis/hiredis.h>' '#include <openssl/hmac.h>' \
    '#include <spdlog/spdlog.h>' '#include <fstream>' '#include <iostream>' '#include <sstream>' '#include <filesystem>' \
    '#include <thread>' '#include <mutex>' '# include <ctime>' '#include "../gateway/key.h"' \
    'auto now = std::chrono::system_clock::now();' 'auto now = steady_clock::now();' 'auto home = std::getenv("HOME");' \
    'auto now = time(nullptr);' 'return time(nullptr);' 'int dice = rand() % 6;' 'std::printf("%d", 1);' 'snprintf(b, 4, "x");' 'throw 1;' \
    'static thread_local int n;' 'extern int counter;' 'if (a) abort();'; do
    bad_line "$code"
  done
  for code in '#include "mappers/model.h"' '#include "mappers/utf8.h"' '#include <string_view>' '#include <gumbo.h>' '#include <kainjow/mustache.hpp>' '// Never throws; no getenv, no time().' \
    'auto words = "last time (rand() in a string) we throw";' 'std::chrono::sys_time<milliseconds> at;' 'auto t = read.time();' \
    'int lifetime(int x);' 'std::chrono::hh_mm_ss clock(at);' 'x.erase(1);  // throw away'; do
    good_line "$code"
  done
}

symbols() {
  local code
  for code in 'int counter = 3; int Next() { return ++counter; }' 'const char* name = "a"; void Rename() { name = "b"; }' 'int Next() { static int n; return ++n; }' \
    '#include <chrono>
     long Now() { return std::chrono::system_clock::now().time_since_epoch().count(); }' \
    '#include <cstdlib>
     char* Home() { return getenv("HOME"); }' \
    '#include <fstream>
     bool There(const char* name) { return std::ifstream(name).good(); }' \
    '#include <iostream>
     void Say() { std::cout << 1; }' \
    '#include <ctime>
     long Now() { return time(nullptr); }' \
    'namespace tandem { int AskGateway(); int Decide() { return AskGateway(); } }'; do
    bad_symbol "$code"
  done
  for code in 'namespace tandem { int Two() { return 2; } int Four() { return 2 * Two(); } }' \
    '#include <map>
     #include <string>
     namespace tandem { const std::map<std::string, int> kNumbers{{"one", 1}}; int One() { return kNumbers.at("one"); } }' \
    '#include <sstream>
     std::string Text(int number) { std::ostringstream out; out << number; return out.str(); }' \
    'int Third(int i) { static const char* const kNames[] = {"a", "b"}; return kNames[i][0]; }'; do
    good_symbol "$code"
  done
}

makers() {
  bad_maker gateway/apply.cpp 'auto text = PublicText("anything");'
  bad_maker mappers/messages.cpp 'return PublicText{note.html};'
  bad_maker mappers/privacy_extra.cpp 'PublicText (note.html);'
  bad_maker gateway/apply.cpp 'class Guard { };'
  bad_maker tests/any_test.cpp 'struct Guard {'
  bad_maker gateway/apply.cpp 'auto& text = reinterpret_cast<const PublicText&>(words);'
  bad_maker mappers/privacy.h "${privacy_header/Guard;/Guard; friend class Sneak;}"
  bad_maker mappers/privacy.h "${privacy_header/Guard;/Guard;
  friend class Sneak;}"
  good_maker mappers/privacy.cpp 'return PublicText(std::string(words));'
  good_maker mappers/action.h 'struct AddComment { PublicText body; std::vector<PublicText> labels{}; };'
  good_maker gateway/github.h 'class Guard; class PublicText;'
  good_maker gateway/github.h 'Status Comment(const PublicText& body);  // PublicText(...) is private'
}

self_test() {
  compiler=$1
  faults=0
  lines
  symbols
  makers
  ((faults == 0)) || exit 1
  echo "each bad sample is found, each good one passes"
}
