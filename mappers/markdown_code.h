// Blocks of code. Pure; safe from all threads.
#pragma once

#include "mappers/html_tree.h"

#include <string>
#include <string_view>

namespace tandem {

// The text of a <pre> with its line ends; <br> and blocks inside begin lines.
std::string CodeText(const GumboNode& pre);
// The language that a <pre> or the <code> in it names by class ("language-x", "lang-x", "x"), or
// nothing.
std::string CodeLanguage(const GumboNode& pre);
// The block, with a fence that is longer than any in the text. Text that holds "<!--" comes as
// <pre> with entities, so that it never looks like a comment.
std::string CodeBlock(std::string_view text, std::string_view language);

}  // namespace tandem
