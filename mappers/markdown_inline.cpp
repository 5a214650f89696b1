#include "mappers/markdown_inline.h"

#include "mappers/markdown_escape.h"
#include "mappers/markup.h"
#include "mappers/utf8.h"

#include <algorithm>
#include <array>
#include <string>

namespace tandem {

namespace {

enum Mark : std::uint8_t { kLink, kBold, kItalic, kStrike };
constexpr std::size_t kMarks = 4;
using Marks = std::array<int, kMarks>;  // what is on at an atom: 0 none, for a link its number
constexpr std::array<std::string_view, kMarks> kDelimiters = {"", "**", "*", "~~"};

Marks MarksOf(const TextStyle& style) {
  return {style.link, style.bold ? 1 : 0, style.italic ? 1 : 0, style.strike ? 1 : 0};
}

// A blank has the styles that both its neighbours have, so that no delimiter stands inside a blank.
void StyleBlanks(std::vector<Atom>& atoms) {
  for (std::size_t i = 1; i + 1 < atoms.size(); ++i) {
    if (atoms[i].kind == Atom::Kind::kWord) continue;
    const TextStyle& a = atoms[i - 1].style;
    const TextStyle& b = atoms[i + 1].style;
    atoms[i].style = {a.bold && b.bold, a.italic && b.italic, a.strike && b.strike,
                      a.link == b.link ? a.link : 0, 0};
  }
}

// A link that shows its own address becomes that address, when nothing in it can be misread.
void BareLinks(std::vector<Atom>& atoms, const std::vector<std::string>& targets) {
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    TextStyle& style = atoms[i].style;
    const bool alone = style.link != 0 && (i == 0 || atoms[i - 1].style.link != style.link) &&
                       (i + 1 == atoms.size() || atoms[i + 1].style.link != style.link);
    if (!alone || style.code != 0) continue;
    const std::string& target = targets[static_cast<std::size_t>(style.link - 1)];
    const bool edges = (i == 0 || atoms[i - 1].kind != Atom::Kind::kWord) &&
                       (i + 1 == atoms.size() || atoms[i + 1].kind != Atom::Kind::kWord);
    if (edges && ShowsItself(atoms[i].text, target)) style.link = 0;
  }
}

// Letters and digits for certain: what CommonMark does not take for punctuation.
bool IsWordCharacter(char32_t c) {
  return IsAsciiAlnum(c) || (c >= 0xC0 && c <= 0x24F) || (c >= 0x400 && c <= 0x52F) ||
         (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) ||
         (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
}

std::string CodeSpan(std::string_view text, InlinePlace place) {
  std::string shown;
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    if (c == '|' && place == InlinePlace::kCell) shown += '\\';
    shown += c == '\n' ? ' ' : c;
  }
  if (text.find("<!--") != std::string_view::npos) {
    return "<code>" + EscapeMarkdown(text) + "</code>";
  }
  const std::string fence(longest + 1, '`');
  const bool pad = shown.front() == '`' || shown.back() == '`';
  return fence + (pad ? " " : "") + shown + (pad ? " " : "") + fence;
}

// Delimiters and texts in order. A delimiter between a letter and a punctuation mark does not count
// in CommonMark; the letter is then written as an entity, which does.
class InlineWriter {
 public:
  void Text(std::string_view text) {
    if (text.empty()) return;
    if (closed_ && !IsWordCharacter(before_closer_)) {
      const CodePoint first = CodePointAt(text, 0);
      if (!IsAsciiSpace(first.value) && !IsAsciiPunctuation(first.value)) {
        out_ += Entity(first.value);
        text.remove_prefix(first.bytes);
      }
    }
    closed_ = false;
    out_ += text;
  }

  // `next` is what will be written after it.
  void Open(std::string_view delimiter, char32_t next) {
    if (!IsWordCharacter(next) && !out_.empty() && !closed_) {
      const CodePoint last = LastCodePoint(out_);
      if (!IsAsciiSpace(last.value) && !IsAsciiPunctuation(last.value)) {
        out_.erase(out_.size() - last.bytes);
        out_ += Entity(last.value);
      }
    }
    // GitHub looks past tildes for the neighbours of a star: something must stand between.
    if (closed_ && !IsWordCharacter(next) && IsWordCharacter(before_closer_)) out_ += "&#8203;";
    if (!IsWordCharacter(next)) closed_ = false;
    out_ += delimiter;
  }

  void Close(std::string_view delimiter) {
    // Stars side by side are one delimiter.
    if (!closed_ || out_.back() != delimiter.back()) before_closer_ = LastCodePoint(out_).value;
    closed_ = true;
    out_ += delimiter;
  }

  std::string Take() { return std::move(out_); }

 private:
  static std::string Entity(char32_t c) {
    return "&#" + std::to_string(static_cast<std::uint32_t>(c)) + ";";
  }

  std::string out_;
  bool closed_ = false;  // a style ended right before
  char32_t before_closer_ = 0;
};

class InlineRenderer {
 public:
  InlineRenderer(std::vector<Atom> atoms, const std::vector<std::string>& targets,
                 InlinePlace place)
      : atoms_(std::move(atoms)), targets_(targets), place_(place) {}

  std::string Run() {
    StyleBlanks(atoms_);
    BareLinks(atoms_, targets_);
    FindEnds();
    dollars_ = CountDollars() > 1;
    for (std::size_t i = 0; i < atoms_.size(); ++i) {
      const std::string text = TextOf(i);
      SwitchMarks(i, text);
      writer_.Text(text);
    }
    CloseDownTo(0);
    return writer_.Take();
  }

 private:
  struct Active {
    std::size_t mark = 0;
    int value = 0;
  };

  void FindEnds() {
    ends_.resize(atoms_.size());
    for (std::size_t i = atoms_.size(); i-- > 0;) {
      const Marks here = MarksOf(atoms_[i].style);
      for (std::size_t mark = 0; mark < kMarks; ++mark) {
        const bool goes_on =
            i + 1 < atoms_.size() && MarksOf(atoms_[i + 1].style).at(mark) == here.at(mark);
        ends_[i].at(mark) = goes_on ? ends_[i + 1].at(mark) : i + 1;
      }
    }
  }

  std::ptrdiff_t CountDollars() const {
    std::ptrdiff_t dollars = 0;
    for (const Atom& atom : atoms_) dollars += std::count(atom.text.begin(), atom.text.end(), '$');
    return dollars;
  }

  bool IsBlank(std::size_t i) const {
    return i >= atoms_.size() || atoms_[i].kind != Atom::Kind::kWord;
  }

  std::string TextOf(std::size_t i) const {
    const Atom& atom = atoms_[i];
    if (atom.kind == Atom::Kind::kBlank) return " ";
    if (atom.kind == Atom::Kind::kBreak) {
      if (place_ == InlinePlace::kHeading) return " ";
      return place_ == InlinePlace::kCell ? "<br>" : "\\\n";
    }
    if (atom.style.code != 0) return CodeSpan(atom.text, place_);
    const bool line_start = i == 0 || atoms_[i - 1].kind == Atom::Kind::kBreak;
    // A style's delimiters may stand where the blank seems to be.
    const bool in_style = MarksOf(atom.style) != Marks{};
    return EscapeWord(atom.text, {line_start, i == 0 || IsBlank(i - 1), IsBlank(i + 1), in_style,
                                  atom.style.link != 0, place_ == InlinePlace::kCell, dollars_});
  }

  void SwitchMarks(std::size_t i, std::string_view text) {
    const Marks wanted = MarksOf(atoms_[i].style);
    std::size_t keep = 0;
    while (keep < active_.size() && wanted.at(active_[keep].mark) == active_[keep].value) ++keep;
    CloseDownTo(keep);
    std::vector<std::size_t> opening;
    for (std::size_t mark = 0; mark < kMarks; ++mark) {
      const bool on = std::any_of(active_.begin(), active_.end(),
                                  [mark](const Active& a) { return a.mark == mark; });
      if (wanted.at(mark) != 0 && !on) opening.push_back(mark);
    }
    // What lasts longest is opened first, so that it need not be closed and opened again.
    std::stable_sort(opening.begin(), opening.end(), [this, i](std::size_t a, std::size_t b) {
      return ends_[i].at(a) > ends_[i].at(b);
    });
    for (std::size_t k = 0; k < opening.size(); ++k) {
      if (opening[k] == kLink) {
        writer_.Text("[");
      } else {
        writer_.Open(kDelimiters.at(opening[k]), NextOf(opening, k, text));
      }
      active_.push_back({opening[k], wanted.at(opening[k])});
    }
  }

  // Stars side by side are one delimiter for CommonMark; other neighbours are punctuation.
  static char32_t NextOf(const std::vector<std::size_t>& opening, std::size_t k,
                         std::string_view text) {
    const auto is_star = [](std::size_t mark) { return mark == kBold || mark == kItalic; };
    std::size_t next = k + 1;
    while (next < opening.size() && is_star(opening[k]) && is_star(opening[next])) ++next;
    if (next < opening.size()) return '[';
    return CodePointAt(text, 0).value;
  }

  void CloseDownTo(std::size_t levels) {
    while (active_.size() > levels) {
      const Active last = active_.back();
      active_.pop_back();
      if (last.mark == kLink) {
        writer_.Text("](" + targets_[static_cast<std::size_t>(last.value - 1)] + ")");
      } else {
        writer_.Close(kDelimiters.at(last.mark));
      }
    }
  }

  std::vector<Atom> atoms_;
  const std::vector<std::string>& targets_;
  InlinePlace place_;
  std::vector<std::array<std::size_t, kMarks>> ends_;
  std::vector<Active> active_;
  InlineWriter writer_;
  bool dollars_ = false;
};

}  // namespace

std::string InlineMarkdown(std::vector<Atom> atoms, const std::vector<std::string>& targets,
                           InlinePlace place) {
  return InlineRenderer(std::move(atoms), targets, place).Run();
}

}  // namespace tandem
