#include "mappers/github_markup.h"

#include "mappers/utf8.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

namespace {

using Iterator = std::unique_ptr<cmark_iter, void (*)(cmark_iter*)>;

struct Named {
  std::string_view name;
  std::string_view shown;
};

constexpr std::array<Named, 5> kAlerts = {{{"[!note]", "Note"},
                                           {"[!tip]", "Tip"},
                                           {"[!important]", "Important"},
                                           {"[!warning]", "Warning"},
                                           {"[!caution]", "Caution"}}};

constexpr std::size_t kLongestName = 32;
constexpr std::array<Named, 48> kEmoji = {{{"+1", "👍"},
                                           {"-1", "👎"},
                                           {"thumbsup", "👍"},
                                           {"thumbsdown", "👎"},
                                           {"tada", "🎉"},
                                           {"rocket", "🚀"},
                                           {"heart", "❤️"},
                                           {"eyes", "👀"},
                                           {"smile", "😄"},
                                           {"smiley", "😃"},
                                           {"laughing", "😆"},
                                           {"joy", "😂"},
                                           {"wink", "😉"},
                                           {"blush", "😊"},
                                           {"slightly_smiling_face", "🙂"},
                                           {"thinking", "🤔"},
                                           {"confused", "😕"},
                                           {"cry", "😢"},
                                           {"sob", "😭"},
                                           {"sweat_smile", "😅"},
                                           {"disappointed", "😞"},
                                           {"scream", "😱"},
                                           {"shrug", "🤷"},
                                           {"facepalm", "🤦"},
                                           {"clap", "👏"},
                                           {"wave", "👋"},
                                           {"pray", "🙏"},
                                           {"raised_hands", "🙌"},
                                           {"ok_hand", "👌"},
                                           {"muscle", "💪"},
                                           {"point_up", "☝️"},
                                           {"point_right", "👉"},
                                           {"100", "💯"},
                                           {"fire", "🔥"},
                                           {"sparkles", "✨"},
                                           {"star", "⭐"},
                                           {"bug", "🐛"},
                                           {"wrench", "🔧"},
                                           {"memo", "📝"},
                                           {"bulb", "💡"},
                                           {"lock", "🔒"},
                                           {"construction", "🚧"},
                                           {"hourglass", "⌛"},
                                           {"warning", "⚠️"},
                                           {"x", "❌"},
                                           {"white_check_mark", "✅"},
                                           {"heavy_check_mark", "✔️"},
                                           {"question", "❓"}}};

std::vector<cmark_node*> NodesOf(cmark_node& document, cmark_node_type type) {
  std::vector<cmark_node*> found;
  const Iterator iterator(cmark_iter_new(&document), cmark_iter_free);
  for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    cmark_node* node = cmark_iter_get_node(iterator.get());
    if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == type) found.push_back(node);
  }
  return found;
}

std::string_view LiteralOf(cmark_node* node) {
  const char* literal = cmark_node_get_literal(node);
  return literal == nullptr ? "" : literal;
}

// The texts that the paragraph's first line consists of; nothing when there is more in it than
// text.
std::vector<cmark_node*> FirstLine(cmark_node* paragraph) {
  std::vector<cmark_node*> line;
  for (cmark_node* node = cmark_node_first_child(paragraph); node != nullptr;
       node = cmark_node_next(node)) {
    const auto type = cmark_node_get_type(node);
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) break;
    if (type != CMARK_NODE_TEXT || line.size() == 8) return {};
    line.push_back(node);
  }
  return line;
}

void NameAlert(cmark_node* quote) {
  cmark_node* paragraph = cmark_node_first_child(quote);
  if (paragraph == nullptr || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH) return;
  const std::vector<cmark_node*> line = FirstLine(paragraph);
  std::string text;
  for (cmark_node* node : line) text += AsciiLowered(LiteralOf(node));
  const auto* const alert = std::find_if(kAlerts.begin(), kAlerts.end(),
                                         [&](const Named& each) { return each.name == text; });
  if (alert == kAlerts.end()) return;
  cmark_node* strong = cmark_node_new(CMARK_NODE_STRONG);
  cmark_node* name = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(name, alert->shown.data());  // a literal of the program: it ends with 0
  cmark_node_append_child(strong, name);
  cmark_node_insert_before(line.front(), strong);
  for (cmark_node* node : line) cmark_node_free(node);
}

std::string_view EmojiNamed(std::string_view name) {
  const auto* const found = std::find_if(kEmoji.begin(), kEmoji.end(),
                                         [&](const Named& each) { return each.name == name; });
  return found == kEmoji.end() ? "" : found->shown;
}

}  // namespace

void NameAlerts(cmark_node& document) {
  for (cmark_node* quote : NodesOf(document, CMARK_NODE_BLOCK_QUOTE)) NameAlert(quote);
}

std::string ShowEmoji(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = std::min(text.find(':', at), text.size());
    out += text.substr(at, begin - at);
    at = begin;
    if (begin == text.size()) break;
    const std::size_t length = text.substr(begin + 1, kLongestName).find(':');
    const std::string_view emoji =
        length == std::string_view::npos ? "" : EmojiNamed(text.substr(begin + 1, length));
    out += emoji.empty() ? ":" : emoji;
    at += emoji.empty() ? 1 : length + 2;
  }
  return out;
}

void ShowEmoji(cmark_node& document) {
  for (cmark_node* node : NodesOf(document, CMARK_NODE_TEXT)) {
    const std::string_view text = LiteralOf(node);
    if (text.find(':') == std::string_view::npos) continue;
    const std::string shown = ShowEmoji(text);
    if (shown != text) cmark_node_set_literal(node, shown.c_str());
  }
}

}  // namespace tandem
