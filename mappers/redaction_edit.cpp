#include "mappers/redaction_edit.h"

#include "mappers/utf8.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace tandem {
namespace {

struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string words{};
};

// Whether a text that is read from its start on is within code.
class CodeTracker {
 public:
  void Read(std::string_view text) {
    for (const char c : text) {
      if (c == '`') {
        ++ticks_;
        continue;
      }
      EndTicks();
      if (c == '\n') {
        line_start_ = true;
        span_ = 0;
      } else if (c != ' ' && c != '>') {
        line_start_ = false;
      }
    }
  }
  bool InCode() {
    EndTicks();
    return fence_ > 0 || span_ > 0;
  }

 private:
  void EndTicks() {
    if (ticks_ == 0) return;
    if (line_start_ && ticks_ >= 3) {
      if (fence_ == 0) {
        fence_ = ticks_;
      } else if (ticks_ >= fence_) {
        fence_ = 0;
      }
    } else if (fence_ == 0) {
      if (span_ == 0) {
        span_ = ticks_;
      } else if (span_ == ticks_) {
        span_ = 0;
      }
    }
    ticks_ = 0;
  }

  std::size_t ticks_ = 0;
  std::size_t fence_ = 0;
  std::size_t span_ = 0;
  bool line_start_ = true;
};

class Editor {
 public:
  Editor(std::string_view text, TextForm form) : text_(text), form_(form) {}

  void EditTexts(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) Add(finding, InBrackets(finding.kind));
  }

  void EditTargets(const std::vector<LinkPlace>& links, const std::vector<Finding>& visible,
                   const std::vector<Finding>& findings) {
    for (const LinkPlace& link : links) {
      const auto inside = [](const std::vector<Finding>& list, std::size_t begin, std::size_t end) {
        const auto before = [](const Finding& finding, std::size_t at) {
          return finding.begin < at;
        };
        return std::pair(std::lower_bound(list.begin(), list.end(), begin, before),
                         std::lower_bound(list.begin(), list.end(), end, before));
      };
      const auto [first, last] = inside(findings, link.target, link.target_end);
      if (first == last) continue;
      if (!NamesPerson(link)) {
        for (auto each = first; each != last; ++each) Add(*each, WithHyphens(each->kind));
        continue;
      }
      const auto [shown, shown_end] = inside(visible, link.begin, link.text_end);
      const RedactionKind kind = first->kind;
      const bool told =
          std::any_of(shown, shown_end, [&](const Finding& each) { return each.kind == kind; });
      if (!told) ++redactions_[kind];
      edits_.push_back({link.begin, link.begin + 1, {}});
      edits_.push_back({link.text_end, link.end, told ? "" : " " + InBrackets(kind)});
    }
  }

  // A finding may begin or end in the middle of a link's text and take one of its brackets. The
  // other would make a link with what stands elsewhere, and hide what keeps an address apart.
  void EditBroken(const std::vector<LinkPlace>& links, const std::vector<Finding>& visible) {
    const auto taken = [&](std::size_t at) {
      const auto behind = std::upper_bound(
          visible.begin(), visible.end(), at,
          [](std::size_t place, const Finding& each) { return place < each.begin; });
      return behind != visible.begin() && std::prev(behind)->end > at;
    };
    for (const LinkPlace& link : links) {
      if (!link.has_text) continue;
      const bool opening = taken(link.begin);
      const bool closing = taken(link.text_end);
      if (closing && !opening) edits_.push_back({link.begin, link.begin + 1, {}});
      if (opening && !closing) edits_.push_back({link.text_end, link.end, {}});
    }
  }

  Redacted Run() {
    std::stable_sort(edits_.begin(), edits_.end(),
                     [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
    std::size_t at = 0;
    for (const Edit& edit : edits_) {
      if (edit.begin >= at) {
        Keep(at, edit.begin);
        out_ += edit.words;
        ends_in_words_ = !edit.words.empty() && edit.words.back() == ']';
      }
      at = std::max(at, edit.end);
    }
    Keep(at, text_.size());
    return {std::move(out_), redactions_};
  }

 private:
  void Add(const Finding& finding, std::string words) {
    ++redactions_[finding.kind];
    edits_.push_back({finding.begin, finding.end, std::move(words)});
  }

  bool NamesPerson(const LinkPlace& link) const {
    const std::string_view target = text_.substr(link.target, link.target_end - link.target);
    return link.has_text && (EqualsIgnoringCase(target.substr(0, 7), "mailto:") ||
                             EqualsIgnoringCase(target.substr(0, 4), "tel:"));
  }

  void Keep(std::size_t begin, std::size_t end) {
    const std::string_view piece = text_.substr(begin, end - begin);
    if (piece.empty()) return;
    const bool makes_link = std::string_view("([:").find(piece.front()) != std::string_view::npos;
    if (ends_in_words_ && makes_link && form_ == TextForm::kMarkdown && !code_.InCode())
      out_ += '\\';
    ends_in_words_ = false;
    out_ += piece;
    code_.Read(piece);
  }

  std::string_view text_;
  TextForm form_;
  std::vector<Edit> edits_{};
  Redactions redactions_{};
  std::string out_{};
  CodeTracker code_{};
  bool ends_in_words_ = false;
};

}  // namespace

std::string InBrackets(RedactionKind kind) {
  return std::string("[") + NameOf(kind) + " removed]";
}

std::string WithHyphens(RedactionKind kind) {
  std::string words = std::string(NameOf(kind)) + " removed";
  std::replace(words.begin(), words.end(), ' ', '-');
  return words;
}

Redacted WithoutFindings(std::string_view text, const std::vector<LinkPlace>& links,
                         const std::vector<Finding>& visible,
                         const std::vector<Finding>& in_targets, TextForm form) {
  Editor editor(text, form);
  editor.EditTexts(visible);
  editor.EditTargets(links, visible, in_targets);
  editor.EditBroken(links, visible);
  return editor.Run();
}

}  // namespace tandem
