#include "mappers/wording_parts.h"

namespace tandem {
namespace {

constexpr std::size_t kMostNames = 20;
constexpr std::size_t kMostBytes = 4'000;
constexpr std::size_t kLongestName = 255;  // bytes, what file systems take

// A longer name is not cut: half an address might no longer be known for one and be published.
std::optional<PublicText> NameOf(const Guard& guard, TextKind kind, Prefix prefix,
                                 const std::string& name) {
  if (name.size() <= kLongestName) return guard.Line(kind, name, prefix);
  return guard.Allows(kind, prefix) ? std::optional(Guard::Own("a file with a long name"))
                                    : std::nullopt;
}

}  // namespace

NamedAttachments NameAttachments(const Guard& guard, TextKind kind, Prefix prefix,
                                 const std::vector<Attachment>& attachments) {
  NamedAttachments named;
  if (!guard.Allows(kind, prefix)) return named;
  for (const Attachment& attachment : attachments) {
    const PublicText name =
        NameOf(guard, kind, prefix, attachment.name).value_or(Guard::Own("a file without a name"));
    if (named.each.size() == kMostNames || named.line.text().size() > kMostBytes) break;
    const PublicText size = Guard::Size(attachment.size);
    if (!named.each.empty()) named.line = named.line + Guard::Own(", ");
    named.line = named.line + name;
    if (!size.text().empty()) named.line = named.line + Guard::Own(" (") + size + Guard::Own(")");
    named.each.push_back({{"name", name}, {"size", size}});
  }
  const std::size_t rest = attachments.size() - named.each.size();
  if (rest > 0) {
    named.line = named.line + Guard::Own(" and ") + Guard::Number(static_cast<std::int64_t>(rest)) +
                 Guard::Own(" more");
  }
  return named;
}

PublicText AttachedTo(const Account& account, TicketId ticket, const NamedAttachments& named) {
  if (named.line.text().empty()) return Guard::Own("");
  return Guard::Own("\n\nAttached to ") + TicketLink(account, ticket) + Guard::Own(": ") +
         named.line;
}

}  // namespace tandem
