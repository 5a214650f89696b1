#include "mappers/redaction_reading.h"

#include "mappers/redaction_decode.h"
#include "mappers/redaction_scan.h"

#include <algorithm>

namespace tandem {
namespace {

// The first place from `at` on for which `found` holds. Asked with rising places only, it looks at
// each character once.
class NextPlace {
 public:
  using Found = bool (*)(const DecodedCharacter&);
  NextPlace(const std::vector<DecodedCharacter>& characters, Found found)
      : characters_(characters), found_(found) {}
  std::size_t From(std::size_t at) {
    next_ = std::max(next_, at);
    while (next_ < characters_.size() && !found_(characters_[next_])) ++next_;
    return next_;
  }

 private:
  const std::vector<DecodedCharacter>& characters_;
  Found found_;
  std::size_t next_ = 0;
};

bool IsMarkup(const DecodedCharacter& character, char32_t value) {
  return character.value == value && !character.literal;
}

class MarkdownReader {
 public:
  explicit MarkdownReader(std::string_view markdown)
      : characters_(DecodeMarkdown(markdown)),
        shown_(characters_.size(), true),
        parenthesis_(characters_, [](const auto& c) { return IsMarkup(c, ')'); }),
        angle_(characters_, [](const auto& c) { return IsMarkup(c, '>'); }),
        line_end_(characters_, [](const auto& c) { return c.value == '\n'; }),
        blank_(characters_, [](const auto& c) { return c.value == '\n' || c.value == ' '; }) {}

  MarkdownReading Run() {
    std::vector<std::size_t> open;
    for (std::size_t at = 0; at < characters_.size();) {
      if (IsMarkup(characters_[at], '[')) open.push_back(at);
      std::size_t next = at + 1;
      if (IsMarkup(characters_[at], ']') && !open.empty()) {
        next = TakeLink(open.back(), at);
        open.pop_back();
      } else if (IsMarkup(characters_[at], '<')) {
        next = TakeAutolink(at);
      } else if (IsEmphasis(at)) {
        shown_[at] = false;
      }
      at = next;
    }
    for (std::size_t at = 0; at < characters_.size(); ++at) {
      if (shown_[at]) Add(reading_.visible, at);
    }
    std::sort(reading_.links.begin(), reading_.links.end(),
              [](const LinkPlace& a, const LinkPlace& b) { return a.begin < b.begin; });
    return std::move(reading_);
  }

 private:
  void Add(Reading& reading, std::size_t at) const {
    const DecodedCharacter& c = characters_[at];
    reading.Add(c.value, c.begin, c.end);
  }

  bool IsEmphasis(std::size_t at) const {
    const auto is = [&](std::size_t place, char32_t value) {
      return place < characters_.size() && IsMarkup(characters_[place], value);
    };
    return is(at, '*') || is(at, '`') || (is(at, '~') && (is(at + 1, '~') || is(at - 1, '~')));
  }

  // Where reading goes on after the bracket at `close`.
  std::size_t TakeLink(std::size_t open, std::size_t close) {
    const std::size_t target = close + 2;
    if (target >= characters_.size() || !IsMarkup(characters_[close + 1], '(')) return close + 1;
    const std::size_t end = parenthesis_.From(target);
    if (end >= characters_.size() || end > line_end_.From(target)) return close + 1;
    shown_[open] = false;
    Take(target, end);
    for (std::size_t at = close; at <= end; ++at) shown_[at] = false;
    reading_.links.push_back({characters_[open].begin, characters_[close].begin,
                              characters_[close + 1].end, characters_[end].begin,
                              characters_[end].end, true});
    return end + 1;
  }

  std::size_t TakeAutolink(std::size_t open) {
    constexpr std::string_view kScheme = "http";
    const std::size_t begin = open + 1;
    for (std::size_t i = 0; i < kScheme.size(); ++i) {
      const bool same =
          begin + i < characters_.size() &&
          FoldedLetter(characters_[begin + i].value) == static_cast<unsigned char>(kScheme[i]);
      if (!same) return begin;
    }
    const std::size_t end = angle_.From(begin);
    if (end >= characters_.size() || end > blank_.From(begin)) return begin;
    Take(begin, end);
    for (std::size_t at = open; at <= end; ++at) shown_[at] = false;
    reading_.links.push_back({characters_[open].begin, characters_[open].begin,
                              characters_[open].end, characters_[end].begin, characters_[end].end,
                              false});
    return end + 1;
  }

  void Take(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) Add(reading_.targets, at);
    reading_.targets.Add('\n', characters_[end].begin, characters_[end].begin);
  }

  std::vector<DecodedCharacter> characters_;
  std::vector<bool> shown_;
  NextPlace parenthesis_;
  NextPlace angle_;
  NextPlace line_end_;
  NextPlace blank_;
  MarkdownReading reading_;
};

}  // namespace

MarkdownReading ReadMarkdown(std::string_view markdown) {
  MarkdownReading reading = MarkdownReader(markdown).Run();
  reading.visible = Undisguised(reading.visible);
  return reading;
}

}  // namespace tandem
