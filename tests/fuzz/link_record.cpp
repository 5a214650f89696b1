// What Redis holds of a link: lines of a field's name, a blank and its text; each text by itself is
// tried as the other records as well.

#include "gateway/link_json.h"
#include "gateway/operation_text.h"
#include "tests/fuzz/check.h"

namespace tandem::fuzz {
namespace {

HashFields FieldsOf(std::string_view input) {
  HashFields fields;
  while (!input.empty()) {
    const auto [line, rest] = SplitFirstLine(input);
    const auto blank = line.find(' ');
    const auto text = blank == std::string_view::npos ? line.size() : blank + 1;
    fields[std::string(line.substr(0, blank))] = line.substr(text);
    input = rest;
  }
  return fields;
}

// What was read once is written so that it is read as the same again.
template <class Value, class Encode, class Decode>
Broken CheckStable(const Result<Value>& first, Encode encode, Decode decode) {
  if (!first) return {};
  const auto again = decode(encode(*first));
  TANDEM_MUST(again.ok(), again.error().message);
  TANDEM_MUST(*again == *first, "what was written differs from what was read");
  return {};
}

Broken CheckText(std::string_view text) {
  TANDEM_MUST_PASS(CheckStable(DecodeCreation(text), EncodeCreation, DecodeCreation));
  TANDEM_MUST_PASS(CheckStable(DecodePlace(text), EncodePlace, DecodePlace));
  TANDEM_MUST_PASS(CheckStable(DecodeAnswerSent(text), EncodeAnswerSent, DecodeAnswerSent));
  TANDEM_MUST_PASS(CheckStable(DecodeTexts(text), EncodeTexts, DecodeTexts));
  if (const auto operation = ReadOperation(text)) {
    TANDEM_MUST(ReadOperation(OperationText(*operation)) == operation, text);
  }
  return {};
}

}  // namespace

Broken CheckLinkRecord(std::string_view input) {
  const HashFields fields = FieldsOf(input);
  TANDEM_MUST_PASS(CheckStable(DecodeLink(fields), EncodeLink, DecodeLink));
  for (const auto& [name, text] : fields) TANDEM_MUST_PASS(CheckText(text));
  return CheckText(input);
}

}  // namespace tandem::fuzz
