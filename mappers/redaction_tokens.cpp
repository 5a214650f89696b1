// Keys and tokens that can be told by their form.

#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

struct TokenForm {
  std::string_view prefix;
  std::size_t least;  // characters behind the prefix
};
// What each issuer documents, or a little less: a test value is shorter.
constexpr std::array kForms{
    TokenForm{"ghp_", 16},    TokenForm{"gho_", 16},      TokenForm{"ghu_", 16},
    TokenForm{"ghs_", 16},    TokenForm{"ghr_", 16},      TokenForm{"github_pat_", 16},
    TokenForm{"glpat-", 16},  TokenForm{"gldt-", 16},     TokenForm{"glrt-", 16},
    TokenForm{"glptt-", 16},  TokenForm{"xoxb-", 8},      TokenForm{"xoxp-", 8},
    TokenForm{"xoxa-", 8},    TokenForm{"xoxr-", 8},      TokenForm{"xoxs-", 8},
    TokenForm{"xoxc-", 8},    TokenForm{"xoxd-", 8},      TokenForm{"xoxe-", 8},
    TokenForm{"xoxe.", 8},    TokenForm{"xapp-", 8},      TokenForm{"AKIA", 16},
    TokenForm{"ASIA", 16},    TokenForm{"ABIA", 16},      TokenForm{"ACCA", 16},
    TokenForm{"AIza", 30},    TokenForm{"ya29.", 16},     TokenForm{"GOCSPX-", 16},
    TokenForm{"sk_live_", 8}, TokenForm{"sk_test_", 8},   TokenForm{"rk_live_", 8},
    TokenForm{"rk_test_", 8}, TokenForm{"pk_live_", 8},   TokenForm{"pk_test_", 8},
    TokenForm{"whsec_", 16},  TokenForm{"npm_", 30},      TokenForm{"pypi-AgE", 16},
    TokenForm{"dop_v1_", 32}, TokenForm{"doo_v1_", 32},   TokenForm{"SG.", 40},
    TokenForm{"sk-ant-", 16}, TokenForm{"sk-proj-", 16},  TokenForm{"sk-", 32},
    TokenForm{"hf_", 30},     TokenForm{"shpat_", 24},    TokenForm{"shpss_", 24},
    TokenForm{"shpca_", 24},  TokenForm{"hvs.", 20},      TokenForm{"hvb.", 20},
    TokenForm{"ATATT3", 24},  TokenForm{"lin_api_", 24},  TokenForm{"figd_", 24},
    TokenForm{"tskey-", 16},  TokenForm{"PMAK-", 24},     TokenForm{"rzp_live_", 12},
    TokenForm{"sq0atp-", 20}, TokenForm{"sq0csp-", 20},   TokenForm{"AGE-SECRET-KEY-", 40},
    TokenForm{"EAAA", 40},    TokenForm{"dckr_pat_", 20}, TokenForm{"nvapi-", 30},
    TokenForm{"gsk_", 40}};

bool IsOfToken(char32_t c) {
  return c < 0x80 && (IsWordCharacter(c) || c == '_' || c == '-');
}

bool StandsAt(std::u32string_view text, std::size_t at, std::string_view word) {
  for (const char c : word) {
    if (CharacterAt(text, at++) != static_cast<unsigned char>(c)) return false;
  }
  return true;
}

std::size_t EndOfToken(std::u32string_view text, std::size_t at) {
  std::size_t end = at;
  while (IsOfToken(CharacterAt(text, end)) ||
         (CharacterAt(text, end) == '.' && end > at && IsOfToken(CharacterAt(text, end + 1))))
    ++end;
  return end;
}

// "eyJ..." is how a JSON object begins in base64: header, claims, signature.
bool IsWebToken(std::u32string_view token) {
  constexpr std::size_t kShortestPart = 8;
  constexpr std::size_t kLongestPart = 1024;
  if (token.substr(0, 3) != U"eyJ") return false;
  const std::size_t dot = token.substr(0, kLongestPart).find('.');
  return dot != std::u32string_view::npos && dot >= kShortestPart &&
         token.size() > dot + kShortestPart;
}

// "sk-" begins words as well: what follows must be one piece.
bool IsInOnePiece(std::u32string_view text, std::size_t at, std::size_t count) {
  return text.substr(at, count).find_first_of(U"-.") == std::u32string_view::npos;
}

bool HasForm(std::u32string_view text, Place token) {
  const std::size_t size = token.end - token.begin;
  return std::any_of(kForms.begin(), kForms.end(), [&](const TokenForm& form) {
    return size >= form.prefix.size() + form.least && StandsAt(text, token.begin, form.prefix) &&
           (form.prefix != "sk-" || IsInOnePiece(text, token.begin + 3, form.least));
  });
}

// The path of an address that is a key itself.
std::size_t EndOfHook(std::u32string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 4> kHooks{
      "hooks.slack.com/services/", "hooks.slack.com/workflows/", "discord.com/api/webhooks/",
      "discordapp.com/api/webhooks/"};
  for (const std::string_view hook : kHooks) {
    if (!StandsAt(text, at, hook)) continue;
    std::size_t end = at + hook.size();
    while (IsOfToken(CharacterAt(text, end)) || CharacterAt(text, end) == '/') ++end;
    if (end > at + hook.size() + 8) return end;
  }
  return 0;
}

// "xoxd-..." is the value of a cookie: base64, mostly with its signs escaped.
std::size_t EndOfCookie(std::u32string_view text, Place token) {
  if (!StandsAt(text, token.begin, "xoxd-")) return token.end;
  std::size_t end = token.end;
  while (IsOfToken(CharacterAt(text, end)) || IsOneOf(CharacterAt(text, end), "%+/=")) ++end;
  return end;
}

}  // namespace

Places FindTokens(std::u32string_view text) {
  Places found;
  for (std::size_t at = 0; at < text.size();) {
    if (!IsOfToken(text[at])) {
      ++at;
      continue;
    }
    if (const std::size_t end = EndOfHook(text, at); end > 0) {
      found.push_back({at, end});
      at = end;
      continue;
    }
    std::size_t end = EndOfToken(text, at);
    // "my-ghp_..." too: what is in front may be a name
    for (std::size_t begin = at; begin < end; ++begin) {
      if (!IsWordCharacter(text[begin]) || (begin > at && IsWordCharacter(text[begin - 1])))
        continue;
      if (!IsWebToken(text.substr(begin, end - begin)) && !HasForm(text, {begin, end})) continue;
      end = EndOfCookie(text, {begin, end});
      found.push_back({begin, end});
      break;
    }
    at = end;
  }
  return found;
}

}  // namespace tandem
