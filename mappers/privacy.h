// The guard: the only maker of text that may go to GitHub. Pure; safe everywhere.
#pragma once

#include "mappers/model.h"
#include "mappers/rule.h"

#include <string>
#include <utility>
#include <vector>

namespace tandem {

// A text that the guard has let through: a title, a body or a label. gateway/github takes nothing
// else, and nobody but the guard can make one.
class PublicText {
 public:
  const std::string& text() const { return text_; }
  bool operator==(const PublicText&) const = default;

 private:
  friend class Guard;
  explicit PublicText(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace tandem
