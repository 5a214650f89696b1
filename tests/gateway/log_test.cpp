#include "gateway/log.h"

#include "gateway/json.h"
#include "gateway/log_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <gmock/gmock.h>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tandem {
namespace {

using testing::MatchesRegex;

// A file in memory that a log writes to.
class Written {
 public:
  std::FILE* file() { return file_.get(); }
  std::string Text() {
    std::string text(static_cast<std::size_t>(std::ftell(file_.get())), '\0');
    std::rewind(file_.get());
    text.resize(std::fread(text.data(), 1, text.size(), file_.get()));
    return text;
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_{std::tmpfile(), std::fclose};
};

template <class Say>
std::string LinesOf(const LogConfig& config, Say say) {
  Written written;
  const Log log(config, written.file());
  say(log);
  return written.Text();
}

std::size_t LineCount(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Log, WritesOneLineWithTimeLevelMessageAndFields) {
  const std::string text = LinesOf({"info", false}, [](const Log& log) {
    log.Info("linked",
             {{"delivery", "abc-1"}, {"link", std::string("issue:5")}, {"tries", 3}, {"ok", true}});
  });
  EXPECT_THAT(text, MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z info linked "
                                 "delivery=abc-1 link=issue:5 tries=3 ok=true\n"));
}

TEST(Log, WritesOneJsonObjectToALine) {
  const std::string text = LinesOf({"info", true}, [](const Log& log) {
    log.Warn("slow \"call\"",
             {{"url", "a\nb"}, {"tries", -3}, {"share", 0.5}, {"ok", false}, {"bad", 0.0 / 0.0}});
  });
  const auto json = Json::Parse(text);
  ASSERT_TRUE(json.ok()) << text;
  EXPECT_THAT((*json)["at"].StringOr(""), MatchesRegex("[0-9-]{10}T[0-9:.]{12}Z"));
  EXPECT_EQ((*json)["level"].StringOr(""), "warn");
  EXPECT_EQ((*json)["message"].StringOr(""), "slow \"call\"");
  EXPECT_EQ((*json)["url"].StringOr(""), "a\nb");
  EXPECT_EQ((*json)["tries"].Integer(), -3);
  EXPECT_EQ((*json)["share"].Double(), 0.5);
  EXPECT_EQ((*json)["ok"].Bool(), false);
  EXPECT_TRUE((*json)["bad"].IsNull());
}

TEST(Log, KeepsToItsLevel) {
  const auto say = [](const Log& log) {
    log.Trace("trace");
    log.Debug("debug");
    log.Info("info");
    log.Warn("warn");
    log.Error("error");
  };
  const auto rows = std::to_array<std::pair<std::string, std::size_t>>(
      {{"trace", 5}, {"debug", 4}, {"info", 3}, {"warn", 2}, {"error", 1}});
  for (const auto& [level, lines] : rows) {
    EXPECT_EQ(LineCount(LinesOf({level, false}, say)), lines) << level;
  }
}

TEST(Log, LetsNoTextBeginALineOfItsOwn) {
  const std::string evil =
      "x\r\n2026-01-31T12:00:00.000Z error forged\x1b[2J\xe2\x80\xa8\xc2\x85\x0b{}%v {fmt}";
  for (const bool json : {false, true}) {
    const std::string text = LinesOf({"info", json}, [&](const Log& log) {
      log.Info(evil, {{evil, evil}, {"delivery", evil}});
    });
    EXPECT_EQ(LineCount(text), 1U);
    EXPECT_EQ(text.find('\r'), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\xe2\x80\xa8"), std::string::npos);
    if (json) {
      EXPECT_TRUE(Json::Parse(text).ok()) << text;
    }
  }
}

TEST(Log, KeepsLinesWholeWhenThreadsWriteAtOnce) {
  const std::string text = LinesOf({"info", false}, [](const Log& log) {
    std::array<std::jthread, 4> threads;
    for (std::jthread& thread : threads) {
      thread = std::jthread([&log] {
        for (int line = 0; line < 250; ++line) log.Info("together", {{"a", "b c"}});
      });
    }
  });
  ASSERT_EQ(LineCount(text), 1000U);
  std::size_t whole = 0;
  for (std::size_t at = 0; (at = text.find(" info together a=\"b c\"\n", at)) != std::string::npos;
       ++at)
    ++whole;
  EXPECT_EQ(whole, 1000U);
}

TEST(LogText, EscapesWhatIsNoVisibleText) {
  const auto rows = std::to_array<std::pair<std::string, std::string>>(
      {{"plain", "plain"},
       {"Grüße €", "Grüße €"},
       {"😀", "😀"},
       {"a\nb\rc\td", "a\\nb\\rc\\td"},
       {std::string("\0", 1), "\\u0000"},
       {"\x1b[31m", "\\u001b[31m"},
       {"\x7f", "\\u007f"},
       {"\xc2\x9b", "\\u009b"},      // the terminal's other escape
       {"\xe2\x80\xae", "\\u202e"},  // writes backwards
       {"\"\\", "\\\"\\\\"},
       {"\xff", "\\ufffd"},
       {"\xc3", "\\ufffd"},             // cut off
       {"\xc0\x8a", "\\ufffd\\ufffd"},  // a newline in a longer form
       {"\xe0\x82\x9b", "\\ufffd\\ufffd\\ufffd"},
       {"\xf0\x80\x80\x8a", "\\ufffd\\ufffd\\ufffd\\ufffd"},
       {"\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd"},  // a surrogate
       {"\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd"}});
  for (const auto& [text, expected] : rows) EXPECT_EQ(EscapedForLog(text), expected);
}

TEST(LogText, EndsAfterAThousandBytes) {
  const std::string escaped = EscapedForLog(std::string(1'000'000, 'x'));
  EXPECT_EQ(escaped, std::string(1'000, 'x') + "...");
}

TEST(LogText, QuotesWhatIsNotOneWord) {
  EXPECT_EQ(WordForLog("issue:5"), "issue:5");
  EXPECT_EQ(WordForLog(""), "\"\"");
  EXPECT_EQ(WordForLog("a b"), "\"a b\"");
  EXPECT_EQ(WordForLog("a=b"), "\"a=b\"");
  EXPECT_EQ(WordForLog("a\"b"), "\"a\\\"b\"");
}

}  // namespace
}  // namespace tandem
