// The text of a message as its service keeps it, with what the plan asks of it again and again: its
// hash, the command and the marker in it. Each is worked out when it is first asked for, once for
// all copies of the value, since to parse a text takes longer than all else that is done with one
// that has not changed. Immutable but for assignment. So a value and its copies belong to one
// thread, as one sync does.
#pragma once

#include "mappers/commands.h"
#include "mappers/marker_text.h"
#include "mappers/markup.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tandem {

template <auto HashOf, auto CommandIn, auto MarkerIn>
class MessageBody {
 public:
  MessageBody() : MessageBody(std::string()) {}
  // Implicit: it is a text, whatever else it knows.
  MessageBody(std::string text) : facts_(std::make_shared<Facts>(std::move(text))) {}
  MessageBody(const char* text) : MessageBody(std::string(text)) {}
  // Moved from, it keeps its text: there is none without one.
  MessageBody(const MessageBody&) = default;
  MessageBody& operator=(const MessageBody&) = default;
  ~MessageBody() = default;

  const std::string& text() const { return facts_->text; }
  operator std::string_view() const { return text(); }

  // As HashOfHtml or HashOfMarkdown gives it.
  const std::string& hash() const { return facts_->Known(&Facts::hash, HashOf); }
  // As CommandInNote or CommandInComment finds it.
  const std::optional<Command>& command() const {
    return facts_->Known(&Facts::command, CommandIn);
  }

  // As MarkerInHtml or MarkerInMarkdown finds it.
  const auto& marker() const { return facts_->Known(&Facts::marker, MarkerIn); }

  bool operator==(const MessageBody& other) const {
    return facts_ == other.facts_ || text() == other.text();
  }

 private:
  struct Facts {
    explicit Facts(std::string text_kept) : text(std::move(text_kept)) {}

    // Once told, a fact is not touched any more.
    template <class Fact, class How>
    const Fact& Known(std::optional<Fact> Facts::*fact, const How& work_out) {
      std::optional<Fact>& known = this->*fact;
      if (!known) known.emplace(work_out(text));
      return *known;
    }

    const std::string text;
    std::optional<std::string> hash{};
    std::optional<std::optional<Command>> command{};
    std::optional<decltype(MarkerIn(std::string_view()))> marker{};
  };

  std::shared_ptr<Facts> facts_;
};

using NoteHtml = MessageBody<HashOfHtml, CommandInNote, MarkerInHtml>;
using CommentMarkdown = MessageBody<HashOfMarkdown, CommandInComment, MarkerInMarkdown>;

}  // namespace tandem
