// Puts the demo's story on standard output, in two columns, with colours on a terminal. Used by one
// thread.
#pragma once

#include "tests/sandbox/demo_words.h"

#include <set>
#include <string>
#include <vector>

namespace tandem::sandbox {

class DemoPrint {
 public:
  DemoPrint();

  void Title(const std::string& text);
  void Line(const std::string& text);
  // What Tandem wrote in this step.
  void Did(const std::vector<std::string>& writes);
  // Effects that were awaited and came about.
  void Seen(const std::vector<std::string>& effects);
  // What was not in the picture before is marked with a plus.
  void Picture(const std::string& left_head, const Side& left, const std::string& right_head,
               const Side& right);

 private:
  struct Row {
    std::string text{};
    bool fresh = false;
  };
  std::vector<Row> Rows(const Side& side, std::set<std::string>& shown) const;
  std::string Cell(const std::vector<Row>& rows, std::size_t at) const;
  std::string Painted(const char* colour, const std::string& text) const;

  bool colours_ = false;
  std::set<std::string> shown_left_{};
  std::set<std::string> shown_right_{};
};

}  // namespace tandem::sandbox
