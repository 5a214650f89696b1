// A comment's Markdown, on its way to a private note, which ends with our marker.

#include "gateway/marker.h"
#include "mappers/marker_text.h"
#include "mappers/markup.h"
#include "mappers/plain_text.h"
#include "mappers/utf8.h"
#include "tests/fuzz/check.h"

#include <algorithm>
#include <array>

namespace tandem::fuzz {
namespace {

constexpr std::string_view kUrl = "https://github.com/acme/infrastructure/issues/5";

const Marker& OurMarker() {
  static const Marker marker =
      MarkerKeys({Secret("key")}).Sign({OperationKind::kCopyComment, 1, 2, 3});
  return marker;
}

bool IsAllowed(std::string_view address) {
  constexpr std::array<std::string_view, 4> kSchemes = {"http://", "https://", "mailto:", "tel:"};
  return std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) {
    return EqualsIgnoringCase(address.substr(0, scheme.size()), scheme);
  });
}

// Nothing in it runs, and no placeholder of Freshdesk's expands.
Broken CheckHarmless(const std::string& html) {
  for (const std::string_view bad : {"{{", "{%", "<script", "<!--", "<iframe", "<style"}) {
    TANDEM_MUST(html.find(bad) == std::string::npos, html);
  }
  for (const VisiblePart& part : VisibleParts(html)) {
    TANDEM_MUST(part.kind != VisiblePart::Kind::kImage, html);
    TANDEM_MUST(part.kind != VisiblePart::Kind::kLink || IsAllowed(part.address), html);
  }
  return {};
}

// Whatever stands before it, the marker is found again: else the note would be written twice.
Broken CheckMarkers(std::string_view markdown, const std::string& html) {
  const std::string note = html + "<p>" + MarkerLink(OurMarker(), kUrl) + "</p>";
  const auto in_note = MarkerInHtml(note);
  TANDEM_MUST(in_note && in_note->marker == OurMarker().text() && in_note->url == kUrl, note);
  const std::string comment = std::string(markdown) + MarkerComment(OurMarker());
  TANDEM_MUST(MarkerInMarkdown(comment) == OurMarker().text(), comment);
  return {};
}

Broken CheckCuts(std::string_view markdown) {
  for (const std::size_t bytes : {std::size_t{200}, std::size_t{1'000}}) {
    TANDEM_MUST(CutMarkdown(markdown, bytes).size() <= bytes, markdown);
    TANDEM_MUST(CutUtf8(markdown, bytes).size() <= bytes, markdown);
  }
  const std::string clean = CleanText(markdown);
  TANDEM_MUST(IsUtf8(clean) && CleanText(clean) == clean, clean);
  TANDEM_MUST(IsUtf8(CutUtf8(clean, 50)) && IsUtf8(CutMarkdown(clean, 200)), clean);
  return {};
}

}  // namespace

Broken CheckMarkdownToHtml(std::string_view input) {
  const std::string html = MarkdownToHtml(input);
  TANDEM_MUST(IsUtf8(html), html);
  TANDEM_MUST_PASS(CheckHarmless(html));
  TANDEM_MUST_PASS(CheckHarmless(MarkdownToHtml(input, kUrl)));
  TANDEM_MUST_PASS(CheckMarkers(input, html));
  TANDEM_MUST(HashOfMarkdown(input).size() == 16, input);
  return CheckCuts(input);
}

}  // namespace tandem::fuzz
