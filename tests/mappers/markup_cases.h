// Cases of conversion, read from fixtures/markup: "=== name", the input, "--->", what is expected.
// Each part ends before one empty line. For tests; one thread.
#pragma once

#include "tests/places.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tandem {

struct MarkupCase {
  std::string name{};
  std::string input{};
  std::string expected{};
};

inline std::vector<MarkupCase> MarkupCases(const std::string& file) {
  std::ifstream stream(std::string(TANDEM_SOURCE_DIR) + "/fixtures/markup/" + file);
  const std::string text = "\n" + std::string(std::istreambuf_iterator<char>(stream), {});
  std::vector<MarkupCase> cases;
  std::size_t at = text.find("\n=== ");
  while (at != std::string::npos) {
    const std::size_t next = text.find("\n=== ", at + 1);
    const std::string one = text.substr(at + 5, next == std::string::npos ? next : next - at - 5);
    const std::size_t name_end = one.find('\n');
    const std::size_t arrow = one.find("\n--->\n", name_end);
    MarkupCase markup{one.substr(0, name_end), one.substr(name_end + 1, arrow - name_end - 1),
                      one.substr(arrow + 6)};
    while (!markup.expected.empty() && markup.expected.back() == '\n') markup.expected.pop_back();
    cases.push_back(std::move(markup));
    at = next;
  }
  return cases;
}

}  // namespace tandem
