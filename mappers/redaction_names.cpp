#include "mappers/redaction_names.h"

#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

template <std::size_t Size>
bool Holds(const std::array<std::string_view, Size>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Recognised at the end of a longer name too: "DB_PASSWORD", "userPassword".
constexpr std::array<std::string_view, 12> kPasswords{
    "password",   "passwd",     "passphrase", "passwort", "kennwort",    "contrasena",
    "wachtwoord", "motdepasse", "pwd",        "secret",   "credentials", "paswort"};
// Only as a word of their own.
constexpr std::array<std::string_view, 6> kShortPasswords{"pass", "pw",  "pin",
                                                          "mdp",  "otp", "passcode"};
constexpr std::array<std::string_view, 8> kKeys{"token",           "apikey",     "accesskey",
                                                "secretkey",       "privatekey", "accountkey",
                                                "sharedaccesskey", "authkey"};
constexpr std::array<std::string_view, 6> kShortKeys{"sig",       "signature", "sid",
                                                     "sessionid", "auth",      "jsessionid"};
constexpr std::array<std::string_view, 11> kKindsOfKey{"api",    "access",  "secret",     "private",
                                                       "auth",   "license", "encryption", "signing",
                                                       "shared", "account", "master"};

std::string WithoutSeparators(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c != '_' && c != '-' && c != '.') letters += c;
  }
  return letters;
}

bool EndsWith(std::string_view name, std::string_view end) {
  return name.size() >= end.size() && name.substr(name.size() - end.size()) == end;
}

template <std::size_t Size>
bool EndsWithOneOf(std::string_view name, const std::array<std::string_view, Size>& ends) {
  return std::any_of(ends.begin(), ends.end(), [&](auto end) { return EndsWith(name, end); });
}

}  // namespace

NameOfSecret WhatIsNamed(std::string_view name, std::string_view before) {
  const std::size_t separator = name.find_last_of("_-.");
  const std::string_view last =
      separator == std::string_view::npos ? name : name.substr(separator + 1);
  if (EndsWith(name, "authorization")) return NameOfSecret::kHeader;
  if (last == "cookie") return NameOfSecret::kCookies;
  const std::string letters = WithoutSeparators(name);
  if (EndsWithOneOf(letters, kPasswords) || Holds(kShortPasswords, last))
    return NameOfSecret::kPassword;
  if (before == "de" && last == "passe") return NameOfSecret::kPassword;
  if (EndsWithOneOf(letters, kKeys) || Holds(kShortKeys, last) || Holds(kShortKeys, letters))
    return NameOfSecret::kKey;
  if (EndsWith(letters, "key")) {
    const std::string_view rest = std::string_view(letters).substr(0, letters.size() - 3);
    if (EndsWithOneOf(rest, kKindsOfKey) || (rest.empty() && Holds(kKindsOfKey, before)))
      return NameOfSecret::kKey;
  }
  return NameOfSecret::kNone;
}

bool SaysIs(std::string_view word) {
  constexpr std::array<std::string_view, 8> kWords{"is",  "was", "ist", "lautet",
                                                   "war", "est", "es",  "="};
  return Holds(kWords, word);
}

bool IsAuthorizationScheme(std::string_view word) {
  constexpr std::array<std::string_view, 8> kSchemes{
      "basic", "bearer", "token", "digest", "apikey", "negotiate", "hmac", "aws4-hmac-sha256"};
  return Holds(kSchemes, word);
}

namespace {

// What a template calls what goes there: "password", "DB_PASSWORD2", "config->password". With a
// digit or another sign it is a password: "ecret123", "Hunter2".
bool IsNameOfPlace(std::u32string_view text) {
  const auto upper = [](char32_t c) {
    return (c >= 'A' && c <= 'Z') || IsAsciiDigit(c) || c == '_';
  };
  if (text.find('_') != std::u32string_view::npos && std::all_of(text.begin(), text.end(), upper))
    return true;
  return (IsLetter(text[0]) || text[0] == '_') &&
         std::all_of(text.begin(), text.end(),
                     [](char32_t c) { return IsLetter(c) || IsOneOf(c, "_-.:>[]%{}'"); });
}

// One character again and again: "*****", "xxxx"
bool IsFilling(std::u32string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char32_t c) { return c == text[0]; }) &&
         (IsOneOf(text[0], "*xX.-_#?=") || text[0] == 0x2022 || text[0] == kTaken);
}

// "${...", "{{...", "%(...": nothing but a template begins like that.
bool OpensTemplate(std::u32string_view text) {
  constexpr std::array<std::u32string_view, 10> kOpenings{U"${", U"$(", U"$[", U"{{", U"{%",
                                                          U"{$", U"%{", U"%(", U"[[", U"<%"};
  return std::find(kOpenings.begin(), kOpenings.end(), text.substr(0, 2)) != kOpenings.end();
}

}  // namespace

bool IsPlaceholder(std::u32string_view value) {
  constexpr std::array<std::string_view, 12> kEmpty{"null",  "nil",   "none", "undefined",
                                                    "true",  "false", "yes",  "no",
                                                    "empty", "n/a",   "...",  "string"};
  if (Holds(kEmpty, AsciiForm(value.substr(0, 16)))) return true;
  if (IsFilling(value) || OpensTemplate(value)) return true;
  if (value.size() < 2 || !IsOneOf(value[0], "$<{[%")) return false;
  const std::u32string_view inside = value.substr(1, value.find_last_not_of(U"]}>"));
  return !inside.empty() && (IsNameOfPlace(inside) || IsFilling(inside));
}

bool IsPlainWord(std::u32string_view value) {
  constexpr std::array<std::string_view, 64> kWords{
      "required", "invalid", "incorrect", "missing",   "expired",  "wrong",    "not",
      "is",       "the",     "must",      "should",    "cannot",   "please",   "click",
      "reset",    "changed", "unknown",   "error",     "failed",   "failure",  "rejected",
      "accepted", "ok",      "denied",    "has",       "was",      "will",     "a",
      "an",       "and",     "or",        "for",       "to",       "too",      "i",
      "we",       "you",     "it",        "use",       "enter",    "your",     "my",
      "new",      "old",     "see",       "in",        "on",       "of",       "at",
      "no",       "revoked", "protected", "hidden",    "removed",  "redacted", "updated",
      "field",    "length",  "weak",      "forgotten", "mismatch", "does",     "same",
      "set"};
  return Holds(kWords, AsciiForm(value.substr(0, 16)));
}

}  // namespace tandem
