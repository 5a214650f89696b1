// The forms in which what is known of a requester may stand in a text. Pure; safe everywhere.
#pragma once

#include "mappers/model.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem {

struct Phrase {
  enum class Where { kAnywhere, kCapitalised, kGreetings };
  enum class Joint { kLoose, kDot, kTight };  // tight: one of "._-+"
  std::vector<std::u32string> words{};        // folded, at least one
  Where where = Where::kAnywhere;
  Joint joint = Joint::kLoose;
  bool is_name = true;  // else another detail
};

// By the word that they begin with; those that begin with the same one from the longest on.
std::vector<Phrase> PhrasesOf(const std::vector<Requester>& requesters);

// A name in a script that puts no blanks between words.
bool IsUnspaced(std::u32string_view name);

// "hi", "dear", "mr"; "thanks", "regards". In lower case, without diacritics.
bool IsOpening(std::string_view word);
bool IsClosing(std::string_view word);
// A word of everyday texts, or of a mail address that belongs to no person ("info").
bool IsCommonWord(std::u32string_view folded);

}  // namespace tandem
