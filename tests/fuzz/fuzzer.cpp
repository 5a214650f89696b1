// The fuzzer: one target of libFuzzer's, chosen by the first argument, as in
//
//   build-asan/tandem_fuzz redaction -max_total_time=60 CORPUS_FOLDER
//   build-asan/tandem_fuzz redaction FILE      (runs that input once)
//   build-asan/tandem_fuzz --list              (the names of the targets)
//
// `./dev fuzz` does this for all of them.

#include "tests/fuzz/check.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

// libFuzzer calls functions of the language C: there is no other place to keep the choice.
tandem::fuzz::Target chosen;

void ListTargets(std::FILE* where) {
  for (const auto& target : tandem::fuzz::Targets()) {
    std::fprintf(where, "%.*s\n", static_cast<int>(target.name.size()), target.name.data());
  }
}

}  // namespace

// Takes the target's name out of the arguments before libFuzzer reads them.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  const std::string_view name = *argc > 1 ? (*argv)[1] : "";
  if (name == "--list") {
    ListTargets(stdout);
    std::exit(0);
  }
  const auto target = tandem::fuzz::TargetNamed(name);
  if (!target) {
    std::fprintf(stderr, "the first argument has to be one of these targets:\n");
    ListTargets(stderr);
    std::exit(2);
  }
  chosen = *target;
  for (int i = 1; i + 1 < *argc; ++i) (*argv)[i] = (*argv)[i + 1];
  --*argc;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (const auto broken = chosen.check(input)) {
    std::fprintf(stderr, "%s\n", broken->c_str());
    std::abort();
  }
  return 0;
}
