#include "mappers/attachments.h"

#include "mappers/markup.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

TEST(SizeForPeople, IsInTheUnitThatPeopleRead) {
  const auto rows = std::to_array<std::pair<std::int64_t, const char*>>(
      {{-1, ""},
       {0, ""},
       {1, "1 byte"},
       {999, "999 bytes"},
       {1'000, "1 kB"},
       {12'345, "12 kB"},
       {999'499, "999 kB"},
       {999'500, "1.0 MB"},
       {3'440'000, "3.4 MB"},
       {3'450'000, "3.5 MB"},
       {949'949'999, "949.9 MB"},
       {999'950'000, "1.0 GB"},
       {20'000'000'000, "20.0 GB"},
       {9'223'372'036'854'775'807, "9223372036.9 GB"}});
  for (const auto& [bytes, expected] : rows) EXPECT_EQ(SizeForPeople(bytes), expected) << bytes;
}

TEST(Attachments, AreKnownByTheirAddress) {
  for (const char* url :
       {"https://attachment.freshdesk.com/inline/attachment?token=eyJ",
        "(https://EUCattachment.freshdesk.com/inline/attachment?token=eyJ)",
        "https://s3.amazonaws.com/cdn.freshdesk.com/data/helpdesk/attachments/production/1/a.png",
        "https://acme.freshdesk.com/helpdesk/attachments/123",
        "https://eu.safelinks.protection.outlook.com/"
        "?url=https%3A%2F%2Fattachment.freshdesk.com%2Fi",
        "https://a.example/"
        "?u=https%253A%252F%252Facme.freshdesk.com%252Fhelpdesk%252Fattachments%252F1",
        "https://a.example/x,https://attachment.freshdesk.com/inline/attachment?sig=eyJ"}) {
    EXPECT_TRUE(IsFreshdeskFile(url)) << url;
    EXPECT_FALSE(IsGithubFile(url)) << url;
  }
  for (const char* url : {"https://github.com/user-attachments/assets/0d1e-2",
                          "https://github.com/user-attachments/files/12/log.txt",
                          "https://github.com/acme/infrastructure/files/12/log.txt",
                          "https://github.com/acme/infrastructure/assets/12/0d1e",
                          "https://private-user-images.githubusercontent.com/1/2.png?jwt=eyJ"}) {
    EXPECT_TRUE(IsGithubFile(url)) << url;
    EXPECT_FALSE(IsFreshdeskFile(url)) << url;
  }
  for (const char* url :
       {"", "a.png", "https://acme.freshdesk.com/a/tickets/123",
        "https://github.com/acme/a/pull/5/files", "https://github.com/acme/files/pull/5",
        "https://github.com/acme/a/blob/main/files/1/x", "https://github.com/acme/a/assets/readme",
        "https://example.org/a/b/files/12/log.txt", "https://github.com/acme/a/files/",
        "https://example.org/?u=/user-attachments/assets/1&v=/helpdesk/attachments/1",
        "mailto:ann@acme.org"}) {
    EXPECT_FALSE(IsGithubFile(url) || IsFreshdeskFile(url)) << url;
  }
}

TEST(Attachments, OfFreshdeskAreShownWithoutTheirAddress) {
  const std::string url = "https://attachment.freshdesk.com/inline/attachment?token=eyJ";
  EXPECT_EQ(HtmlToMarkdown("<p>See <a href=\"" + url + "\">the log</a> <img src=\"" + url +
                           "\" alt=\"a fuse\"> <a href=\"" + url + "\">" + url + "</a> or " + url +
                           " of <a href=\"https://acme.org/\">us</a></p>"),
            "See the log \\[image: a fuse] \\[attached file] or \\[attached file] of "
            "[us](https://acme.org/)");
  EXPECT_EQ(HashOfHtml("<a href=\"" + url + "\">the log</a>"),
            HashOfHtml("<a href=\"" + url + "2\">the log</a>"))
      << "a new signature of the same file is no edit";
}

TEST(Attachments, OfACommentLeadToTheComment) {
  const std::string at = "https://github.com/acme/a/issues/5#issuecomment-9";
  const std::string file = "https://github.com/user-attachments/files/12/log.txt";
  const std::string link = "<a href=\"" + at + "\">";
  const auto rows = std::to_array<std::pair<std::string, std::string>>(
      {{"![a fuse](https://github.com/user-attachments/assets/1)", link + "a fuse</a>"},
       {"![](https://example.org/a.png)", link + "image</a>"},
       {"<img src=\"https://github.com/user-attachments/assets/1\" alt=\"b\">", link + "b</a>"},
       {"[log.txt](" + file + ")", link + "log.txt</a>"},
       {file, link + "attached file</a>"},
       {"<" + file + ">", link + "attached file</a>"},
       {"[us](https://acme.org/)", "<a href=\"https://acme.org/\">us</a>"}});
  for (const auto& [markdown, html] : rows) {
    const std::string shown = MarkdownToHtml(markdown, at);
    EXPECT_NE(shown.find(html), std::string::npos) << markdown << "\n" << shown;
    EXPECT_EQ(shown.find("user-attachments"), std::string::npos) << shown;
  }
}

}  // namespace
}  // namespace tandem
