// The names that secrets go by, and what stands in a secret's place without being one. Pure; safe
// everywhere.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

enum class NameOfSecret {
  kNone,
  kPassword,  // whatever stands there is one
  kKey,       // what stands there is one if it looks like it
  kHeader,    // "Authorization"
  kCookies,
};

// What a name such as "db_password" or "X-Api-Key" says; `before` is the word in front of it, for
// "api key". Both in lower case.
NameOfSecret WhatIsNamed(std::string_view name, std::string_view before);

// "is", "lautet", ...: between a password's name and the password.
bool SaysIs(std::string_view word);
// "basic", "bearer", ...
bool IsAuthorizationScheme(std::string_view word);

// "${TOKEN}", "<password>", "*****", "[FILTERED]", "null".
bool IsPlaceholder(std::u32string_view value);
// A word that follows "password:" in prose: "required", "reset", "is".
bool IsPlainWord(std::u32string_view value);

}  // namespace tandem
