// Writes Markdown blocks with the prefixes of the lists, quotes and folds around them. Not to be
// shared between threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

constexpr std::size_t kMostMarkdownLevels = 12;

class MarkdownBlocks {
 public:
  // Containers. Each Open... is ended by its own Close; what stayed empty leaves no trace. Beyond
  // kMostMarkdownLevels a container adds no level.
  void OpenQuote();
  void OpenFold(std::string_view summary);
  void OpenList();
  void OpenItem();                     // of a list of points
  void OpenItem(std::int64_t number);  // of a numbered list; negative and huge numbers count as 1
  void Close();
  // Whether a fold is open and nothing is written in it yet.
  bool InEmptyFold() const;

  // Blocks; empty ones are left out.
  void Paragraph(std::string_view text);
  void Verbatim(std::string_view lines);  // a block that is no paragraph, as it is
  std::string Take();

 private:
  enum class Kind { kQuote, kFold, kList, kItem, kFlat };
  struct Level {
    Kind kind = Kind::kFlat;
    std::string first{};           // before its first line
    std::string rest{};            // before its other lines
    bool begun = false;            // its first line is written
    bool after_list = false;       // its last block was a list
    char mark = '-';               // of the list: the mark of its items
    bool after_paragraph = false;  // its last block was a paragraph
  };

  Level& Top() { return levels_.back(); }
  void Push(Level level);
  void Item(std::string mark);
  void BeginBlock(bool paragraph);
  void Line(std::string_view text);
  void Lines(std::string_view text);
  void LineAt(std::size_t level, std::string_view text);
  std::size_t Depth() const;

  std::vector<Level> levels_{Level{}};
  std::string out_;
};

}  // namespace tandem
