#include "mappers/markdown_units.h"

#include "mappers/utf8.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace tandem {

namespace {

constexpr char32_t kCodeValue = 0xFFFC;
constexpr std::size_t kLongestEntity = 32;

struct Entity {
  std::string_view name;
  char32_t value;
};
// Those that can be part of a mention, a reference, an address or a command.
constexpr std::array<Entity, 15> kEntities = {{{"commat", '@'},
                                               {"num", '#'},
                                               {"sol", '/'},
                                               {"colon", ':'},
                                               {"period", '.'},
                                               {"quest", '?'},
                                               {"percnt", '%'},
                                               {"lowbar", '_'},
                                               {"lt", '<'},
                                               {"gt", '>'},
                                               {"amp", '&'},
                                               {"quot", '"'},
                                               {"excl", '!'},
                                               {"NewLine", '\n'},
                                               {"Tab", '\t'}}};

char32_t NumberedCharacter(std::string_view digits) {
  const bool hexadecimal = digits.front() == 'x' || digits.front() == 'X';
  if (hexadecimal) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 7) return 0;
  char32_t value = 0;
  for (const char c : digits) {
    const char lower = AsciiLower(c);
    const bool letter = hexadecimal && lower >= 'a' && lower <= 'f';
    if (!letter && !IsAsciiDigit(static_cast<unsigned char>(c))) return 0;
    value = value * (hexadecimal ? 16 : 10) +
            static_cast<char32_t>(letter ? lower - 'a' + 10 : lower - '0');
  }
  return value;
}

// The character that "&...;" at the beginning of the text stands for.
std::optional<Unit> EntityAt(std::string_view text) {
  const std::size_t end = text.substr(0, kLongestEntity).find(';');
  if (end == std::string_view::npos || end < 2) return std::nullopt;
  const std::string_view name = text.substr(1, end - 1);
  char32_t value = 0;
  if (name.front() == '#' && name.size() > 1) value = NumberedCharacter(name.substr(1));
  for (const Entity& entity : kEntities) {
    if (entity.name == name) value = entity.value;
  }
  if (value == 0) return std::nullopt;
  return Unit{value, text.substr(0, end + 1), Unit::Kind::kLiteral};
}

std::size_t LineEnd(std::string_view text, std::size_t from) {
  return std::min(text.find('\n', from), text.size());
}

std::size_t RunOf(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of('`', at), text.size()) - at;
}

// A line's content behind the marks of quotes and lists.
std::size_t ContentOf(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t mark = line.find_first_not_of(" >", at);
    if (mark == std::string_view::npos) return line.size();
    std::size_t end = mark;
    while (end < line.size() && IsAsciiDigit(static_cast<unsigned char>(line[end]))) ++end;
    const std::string_view kinds = end > mark ? ".)" : "-*+";
    const bool item = end + 1 < line.size() && kinds.find(line[end]) != std::string_view::npos &&
                      line[end + 1] == ' ';
    if (!item) return mark;
    at = end + 1;
  }
  return at;
}

// The backticks that open a fenced block in this line, or 0: in the words behind an opening fence
// there are none.
std::size_t OpeningFence(std::string_view line) {
  const std::size_t at = ContentOf(line);
  const std::size_t ticks = at < line.size() ? RunOf(line, at) : 0;
  return ticks >= 3 && line.find('`', at + ticks) == std::string_view::npos ? ticks : 0;
}

// The backticks that may close a block, or 0.
std::size_t ClosingFence(std::string_view line) {
  const std::size_t at = line.find_first_not_of(" >");
  if (at == std::string_view::npos) return 0;
  const std::size_t ticks = RunOf(line, at);
  return line.find_first_not_of(' ', at + ticks) == std::string_view::npos ? ticks : 0;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    units_.reserve(text.size());
    FindClosers();
  }

  std::vector<Unit> Run() {
    for (line_ = 0; at_ < text_.size(); ++line_) Line();
    return std::move(units_);
  }

 private:
  // For each line: the longest fence that a line behind it closes.
  void FindClosers() {
    for (std::size_t at = 0; at < text_.size(); at = LineEnd(text_, at) + 1) {
      closers_.push_back(ClosingFence(text_.substr(at, LineEnd(text_, at) - at)));
    }
    std::size_t longest = 0;
    for (std::size_t i = closers_.size(); i-- > 0;) {
      const std::size_t own = closers_[i];
      closers_[i] = longest;
      longest = std::max(longest, own);
    }
  }

  void Line() {
    end_ = LineEnd(text_, at_);
    const std::string_view line = text_.substr(at_, end_ - at_);
    const std::size_t fence = OpeningFence(line);
    if (fence > 0 && closers_[line_] >= fence) return Fence(fence);
    if (line.compare(ContentOf(line), 4, "<pre") == 0 && Preformatted()) return;
    FindRuns(line);
    while (at_ < end_) Inline();
    if (at_ < text_.size()) Plain();  // the newline, unless code has taken it
  }

  void Code(std::size_t end) {
    units_.push_back({kCodeValue, text_.substr(at_, end - at_), Unit::Kind::kCode});
    at_ = end;
  }

  // The block up to the line that closes it, which is there.
  void Fence(std::size_t ticks) {
    std::size_t end = end_;
    do {
      const std::size_t begin = end + 1;
      end = LineEnd(text_, begin);
      ++line_;
      if (ClosingFence(text_.substr(begin, end - begin)) >= ticks) break;
    } while (end < text_.size());
    Code(end);
    if (at_ < text_.size()) Plain();
  }

  // "<pre>...</pre>", when it ends.
  bool Preformatted() {
    const std::size_t end = pre_ends_ ? text_.find("</pre>", at_) : std::string_view::npos;
    pre_ends_ = end != std::string_view::npos;
    if (!pre_ends_) return false;
    const std::string_view block = text_.substr(at_, end - at_);
    line_ += static_cast<std::size_t>(std::count(block.begin(), block.end(), '\n'));
    Code(end + 6);
    end_ = LineEnd(text_, at_);
    FindRuns(text_.substr(at_, end_ - at_));
    while (at_ < end_) Inline();
    if (at_ < text_.size()) Plain();
    return true;
  }

  // Where in this line the last run of each length begins.
  void FindRuns(std::string_view line) {
    last_run_.clear();
    for (std::size_t at = line.find('`'); at != std::string_view::npos;) {
      const std::size_t length = RunOf(line, at);
      last_run_[length] = at_ + at;
      at = line.find('`', at + length);
    }
    const std::size_t code = line.rfind("</code>");
    last_code_ = code == std::string_view::npos ? 0 : at_ + code;
  }

  void Inline() {
    const char c = text_[at_];
    if (c == '`') return Backticks();
    if (c == '<' && text_.compare(at_, 6, "<code>") == 0 && last_code_ > at_) {
      return Code(text_.find("</code>", at_) + 7);
    }
    const bool escape = c == '\\' && at_ + 1 < end_ &&
                        IsAsciiPunctuation(static_cast<unsigned char>(text_[at_ + 1]));
    if (escape) return Literal({static_cast<unsigned char>(text_[at_ + 1]), text_.substr(at_, 2)});
    if (c == '&') {
      if (const auto entity = EntityAt(text_.substr(at_, end_ - at_))) return Literal(*entity);
    }
    Plain();
  }

  // A span, when a run of the same length follows in this line; else the backticks are plain.
  void Backticks() {
    const std::size_t length = RunOf(text_, at_);
    const auto last = last_run_.find(length);
    if (last == last_run_.end() || last->second <= at_) {
      for (std::size_t i = 0; i < length; ++i) Plain();
      return;
    }
    std::size_t at = at_ + length;
    for (;;) {
      at = text_.find('`', at);
      const std::size_t run = RunOf(text_, at);
      at += run;
      if (run == length) return Code(at);
    }
  }

  void Literal(Unit unit) {
    unit.kind = Unit::Kind::kLiteral;
    units_.push_back(unit);
    at_ += unit.source.size();
  }

  void Plain() {
    const CodePoint point = CodePointAt(text_, at_);
    units_.push_back({point.value, text_.substr(at_, point.bytes), Unit::Kind::kPlain});
    at_ += point.bytes;
  }

  std::string_view text_;
  std::vector<Unit> units_;
  std::vector<std::size_t> closers_;
  std::map<std::size_t, std::size_t> last_run_;
  std::size_t last_code_ = 0;
  std::size_t line_ = 0;
  std::size_t at_ = 0;
  std::size_t end_ = 0;  // of the line
  bool pre_ends_ = true;
};

}  // namespace

std::vector<Unit> UnitsOfMarkdown(std::string_view markdown) {
  return Reader(markdown).Run();
}

std::vector<Unit> UnitsOfText(std::string_view text) {
  std::vector<Unit> units;
  units.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); at += units.back().source.size()) {
    const CodePoint point = CodePointAt(text, at);
    units.push_back({point.value, text.substr(at, point.bytes), Unit::Kind::kPlain});
  }
  return units;
}

}  // namespace tandem
