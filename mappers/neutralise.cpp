#include "mappers/neutralise.h"

#include "mappers/github_address.h"
#include "mappers/unit_text.h"
#include "mappers/utf8.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tandem {

namespace {

constexpr std::string_view kBreak = "\u200B";
constexpr std::size_t kLongestLogin = 39;
constexpr std::size_t kLongestHost = 300;
constexpr std::size_t kLongestMarker = 200;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

using Kind = Unit::Kind;

// A link "[text](address)": where its brackets stand.
struct Link {
  std::size_t open = 0;
  std::size_t close = 0;  // the "]"
  std::size_t end = 0;    // behind the ")"
  bool refers = false;    // to what must not hear of it
};

// One text, read once from its beginning to its end.
class Pass {
 public:
  Pass(std::vector<Unit> units, bool is_title, const std::vector<Person>* people,
       std::string_view web_url)
      : text_(std::move(units)),
        is_title_(is_title),
        people_(people),
        web_url_(web_url),
        host_(HostOf(web_url).substr(0, 4)) {}

  std::string Run() {
    if (!is_title_) FindLinks();
    while (at_ < text_.size()) Step();
    return std::move(out_);
  }

 private:
  bool BeginsWord() const { return text_.BeginsWord(at_); }
  // HtmlToMarkdown escapes each "[" that opens no link, and in a link's text each "]". A cut leaves
  // one open: behind it GitHub makes no links of addresses.
  void FindLinks() {
    std::size_t open = kNone;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_.IsPlain(i, '[')) {
        if (open != kNone) bracket_ = std::min(bracket_, open);
        open = i;
      }
      if (!text_.IsPlain(i, ']') || open == kNone) continue;
      if (const std::size_t end = text_.TargetEnd(i + 1)) {
        const bool refers = ReferenceIn(text_.Lower(i + 2, end - 1), web_url_).has_value();
        links_.push_back({open, i, end, refers});
        if (refers) TakeOut(open);
        open = kNone;
      }
    }
    if (open != kNone) bracket_ = std::min(bracket_, open);
  }

  // Nothing of what stood on its two sides may become one word: "@[name](...)".
  void TakeOut(std::size_t at) {
    const bool apart = at == 0 || text_.Value(at - 1) <= ' ';
    text_.Replace(at, {' ', apart ? "" : kBreak, Kind::kPlain});
  }

  void Step() {
    if (at_ == 0 || text_.Value(at_ - 1) == '\n') FindCommand();
    while (next_link_ < links_.size() && links_[next_link_].close < at_) ++next_link_;
    if (next_link_ < links_.size() && links_[next_link_].close == at_) return LinkTarget();
    if (Marker() || Bracketed()) return;
    if (at_ == command_) return Command();
    if ((BeginsWord() && Address()) || Hash() || IssueKey()) return;
    const bool mentions =
        text_.Value(at_) == '@' && text_.IsAlnum(at_ + 1) && (at_ == 0 || !text_.IsAlnum(at_ - 1));
    const bool refers = text_.Value(at_) == '#' && IsAsciiDigit(text_.Value(at_ + 1));
    const bool breaks = refers || (mentions && !MayBeMentioned());
    // Left open; one of ours must not close it.
    if (!is_title_ && text_.IsPlain(at_, '`')) out_ += '\\';
    Copy(at_ + 1);
    if (breaks) Break();
  }

  void Break() {
    out_ += kBreak;
    broken_ = at_;
  }

  void Copy(std::size_t end) {
    for (; at_ < end; ++at_) {
      if (at_ == break_at_) Break();
      out_ += text_[at_].source;
    }
  }

  // "/word" at a line's start. Bots read the raw text, where a quoted line begins with ">"; none is
  // known to look behind it, but this costs nothing.
  void FindCommand() {
    std::size_t at = at_;
    while (at < text_.size() && text_[at].kind != Kind::kCode &&
           IsOneOf(text_.Value(at), " \t>-*+#|~_.)([]0123456789")) {
      ++at;
    }
    const bool found = text_.Value(at) == '/' && text_.IsAlnum(at + 1);
    command_ = found ? at : kNone;
  }

  void Command() {
    std::size_t end = at_ + 1;
    while (text_.IsAlnum(end) || IsOneOf(text_.Value(end), "-_")) ++end;
    const bool is_path =
        text_.Value(end) == '/' || (text_.Value(end) == '.' && text_.IsAlnum(end + 1));
    if (is_path) Break();
    Copy(at_ + 1);
    if (!is_path) Break();
  }

  // A link's target: kept, or shown behind the text.
  void LinkTarget() {
    const Link& link = links_[next_link_];
    if (!link.refers) return Copy(link.end);
    at_ = link.end;
    out_ += " (";
    Code(link.close + 2, link.end - 1);
    out_ += ')';
  }

  // "<!-- tandem:... -->" in whatever form it was typed.
  bool Marker() {
    if (text_.Value(at_) != '<' || text_.Value(at_ + 1) != '!' || text_.Value(at_ + 2) != '-')
      return false;
    const std::string text = text_.Lower(at_, at_ + kLongestMarker);
    const std::size_t name = text.find_first_not_of(' ', 4);
    if (text.compare(0, 4, "<!--") != 0 || name == std::string::npos ||
        text.compare(name, 7, "tandem:") != 0) {
      return false;
    }
    const std::size_t end = text.find("-->", name);
    at_ += end == std::string::npos ? name + 7 : end + 3;
    Break();
    return true;
  }

  // Cheap, and right about most words.
  bool MayBeginAddress(std::size_t at) const {
    const std::string begin = text_.Lower(at, at + 4);
    return begin == "http" || begin == "www." || begin == "gith" || begin == host_;
  }

  // "<https://...>"
  bool Bracketed() {
    if (is_title_ || !text_.IsPlain(at_, '<') || !MayBeginAddress(at_ + 1) ||
        !BeginsAddress(text_.Lower(at_ + 1, at_ + kLongestHost)))
      return false;
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end].kind != Kind::kCode && text_.Value(end) > ' ' &&
           !IsOneOf(text_.Value(end), "<>`")) {
      ++end;
    }
    if (!text_.IsPlain(end, '>')) return false;
    const auto number = ReferenceIn(text_.Lower(at_ + 1, end), web_url_);
    if (!number) {
      Copy(end + 1);
      return true;
    }
    ++at_;
    if (DisarmAddress(end, at_ + *number)) ++at_;
    return true;
  }

  // An address without brackets.
  bool Address() {
    if (at_ < address_end_ || !MayBeginAddress(at_)) return false;
    const std::string ahead = text_.Lower(at_, at_ + kLongestHost);
    const bool full = BeginsAddress(ahead);
    if (!full && !BeginsWithHost(ahead, web_url_)) return false;
    const bool whole = full && at_ >= searched_until_;
    const std::size_t end = text_.AddressEnd(at_, whole ? text_.size() : at_ + kLongestHost);
    const auto number = ReferenceIn(text_.Lower(at_, end), web_url_);
    if (number) return DisarmAddress(end, at_ + *number);
    // Within a link GitHub looks for nothing; without a scheme, behind an open bracket and in a
    // title it is none.
    if (full && at_ <= bracket_ && !is_title_) {
      Copy(end);
      return true;
    }
    searched_until_ = std::max(searched_until_, end);
    return false;
  }

  // "GH-1"
  bool IssueKey() {
    if (!BeginsWord() || text_.Lower(at_, at_ + 3) != "gh-" || !IsAsciiDigit(text_.Value(at_ + 3)))
      return false;
    Copy(at_ + 3);
    Break();
    return true;
  }

  // A word with a hash in it, or a part of it.
  bool Hash() {
    if (at_ < mail_until_ || !text_.IsTokenPart(at_)) return false;
    if (at_ > 0 && at_ != broken_ && text_.IsTokenPart(at_ - 1)) return false;
    std::size_t end = at_;
    std::size_t hash_end = kNone;
    for (std::size_t run = at_; end < text_.size() && text_.IsTokenPart(end); ++end) {
      if (!text_.IsAlnum(end)) run = end + 1;
      if (text_.IsAlnum(end + 1)) continue;
      if (text_.IsHash(run, end + 1, is_title_)) hash_end = end + 1;
      if (at_ < hashless_until_ && hash_end == kNone) return false;  // and none behind this piece
    }
    const bool mail = text_.Value(end) == '@' && text_.IsAlnum(end + 1);
    if (mail) mail_until_ = end;
    if (hash_end == kNone) hashless_until_ = end;
    if (mail || hash_end == kNone) return false;
    DisarmHash(end);
    return true;
  }

  // "@name" of somebody whom the configuration names.
  bool MayBeMentioned() const {
    std::size_t end = at_ + 1;
    while (end <= at_ + kLongestLogin + 1 &&
           (text_.IsAlnum(end) || IsOneOf(text_.Value(end), "-_")))
      ++end;
    if (people_ == nullptr || text_.Value(end) == '/') return false;
    const std::string login = text_.Lower(at_ + 1, end);
    return std::any_of(people_->begin(), people_->end(),
                       [&](const Person& person) { return AsciiLowered(person.github) == login; });
  }

  // Writes it as code, or sees to it that it is broken before its number, and lets it be read as
  // any text: others may be in it, and mentions. True when it is written.
  bool DisarmAddress(std::size_t end, std::size_t number) {
    if (MayBeCode(end)) {
      address_end_ = end;
      AsCode(end);
      return true;
    }
    if (break_at_ == at_) Break();
    address_end_ = break_at_ = number;
    searched_until_ = std::max(searched_until_, end);
    return false;
  }

  // As code, or broken into pieces that are too short.
  void DisarmHash(std::size_t end) {
    if (MayBeCode(end)) return AsCode(end);
    std::size_t run = 0;
    while (at_ < end) {
      if (BeginsWord() && Address()) {
        run = 0;
        continue;
      }
      if (IssueKey()) run = 0;
      run = IsHexadecimal(text_.Value(at_)) ? run + 1 : 0;
      if (run == kShortestHash) {
        Break();
        run = 1;
      }
      Copy(at_ + 1);
    }
  }

  bool MayBeCode(std::size_t end) const {
    return !is_title_ && !text_.TouchesWord(at_, -1) && !text_.TouchesWord(end - 1, 1);
  }

  void AsCode(std::size_t end) {
    Code(at_, end);
    at_ = end;
  }

  // A code span may stand beside no backtick and behind no backslash.
  void Code(std::size_t begin, std::size_t end) {
    if (!out_.empty() && IsOneOf(static_cast<unsigned char>(out_.back()), "`\\")) out_ += kBreak;
    out_ += '`';
    for (std::size_t i = begin; i < end; ++i) {
      const bool in_cell = text_[i].source == "\\|";
      if (in_cell) out_ += '\\';
      AppendUtf8(text_.Value(i), out_);
    }
    out_ += '`';
    if (end < text_.size() && text_[end].source.compare(0, 1, "`") == 0) out_ += kBreak;
  }

  UnitText text_;
  bool is_title_;
  const std::vector<Person>* people_;
  std::string_view web_url_;
  std::string host_;  // the first letters of GitHub's host
  std::vector<Link> links_;
  std::size_t bracket_ = kNone;  // the first that a cut left open
  std::size_t next_link_ = 0;
  std::size_t command_ = kNone;
  std::size_t address_end_ = 0;  // up to here there is none that was not seen to
  // The end of the last one that may hold others: there may be many, so they are looked at in part.
  std::size_t searched_until_ = 0;
  std::size_t hashless_until_ = 0;  // the end of a word that was found to hold no hash
  std::size_t mail_until_ = 0;      // of one that is part of a mail address
  std::size_t break_at_ = kNone;    // where an address is to be broken
  std::size_t broken_ = kNone;      // a zero-width space was written before it
  std::size_t at_ = 0;
  std::string out_;
};

// What is broken may bare something behind it: the text is read again until nothing changes.
template <class Read>
std::string UntilNothingChanges(std::string_view text, const Read& read) {
  constexpr int kMostPasses = 4;
  std::string before(text);
  std::string after = read(before);
  for (int i = 1; i < kMostPasses && after != before; ++i) {
    before = std::move(after);
    after = read(before);
  }
  return after;
}

}  // namespace

std::string Neutraliser::Markdown(std::string_view markdown) const {
  return UntilNothingChanges(markdown, [this](std::string_view text) {
    return Pass(UnitsOfMarkdown(text), false, people_, web_url_).Run();
  });
}

std::string Neutraliser::Title(std::string_view title) const {
  return UntilNothingChanges(title, [this](std::string_view text) {
    return Pass(UnitsOfText(text), true, people_, web_url_).Run();
  });
}

}  // namespace tandem
