// Takes the power out of text that goes to GitHub: whoever wrote it can call nobody, write into no
// other issue's timeline, close nothing and give no bot an order. Pure; safe from all threads.
#pragma once

#include "mappers/rule.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// What must not work, and how it is broken ("|" stands for a zero-width space, U+200B):
// - "@|name", "@|org/team"; but "@name" stays for those whom `people` names on GitHub.
// - "#|1", "owner/repo#|1", "GH-|1", and with them "fixes #|1".
// - An issue's, pull request's, commit's or discussion's address on GitHub becomes a code span,
//   "[text](address)" becomes "text (`address`)": nothing else stops the back-link on every GitHub,
//   and it can still be copied.
// - A commit's hash becomes a code span together with what it is joined to, as in a file's name.
//   Only 7 to 40 digits are no hash but an order number: GitHub makes a link of it if there is such
//   a commit, and a commit has no timeline.
// - "/|command" at a line's start, behind any marks of quotes and lists; "|/etc/hosts" for a path.
// - A marker of our own that was typed or copied is taken out.
// Code, other addresses and mail addresses stay as they are. Entities and backslash escapes are
// read as what they show. "＠" and "＃" need nothing: GitHub looks for the ASCII characters only,
// and does not fold the others to them.
class Neutraliser {
 public:
  // `web_url` is GitHub's address for people, as "https://github.com"; while it is empty, every
  // host counts as GitHub. Both must outlive this.
  Neutraliser(const std::vector<Person>& people, std::string_view web_url)
      : people_(&people), web_url_(web_url) {}
  // Nobody may be mentioned, and every host counts as GitHub.
  Neutraliser() = default;

  // Markdown as HtmlToMarkdown and EscapeMarkdown write it, cleaned and already cut: what a cut
  // leaves open is no code. Done twice it is the same as done once. Linear.
  std::string Markdown(std::string_view markdown) const;
  // A title, where GitHub reads no Markdown: backticks protect nothing, and addresses and hashes
  // are broken with zero-width spaces. It stays without power wherever it is cut. Linear.
  std::string Title(std::string_view title) const;

 private:
  const std::vector<Person>* people_ = nullptr;
  std::string_view web_url_{};
};

}  // namespace tandem
