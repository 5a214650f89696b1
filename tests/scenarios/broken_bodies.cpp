#include "tests/scenarios/broken_bodies.h"

namespace tandem::sandbox {
namespace {

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

std::vector<BrokenBody> BrokenBodies() {
  const std::string deep65 = std::string(65, '[') + std::string(65, ']');
  return {{"an empty body", ""},
          {"a truncated one", R"({"action":"opened")"},
          {"trailing garbage", "{} x"},
          {"an array", "[]"},
          {"a string", R"("Str4nger")"},
          {"a number", "1"},
          {"null", "null"},
          {"a BOM", "\xef\xbb\xbf{}"},
          {"NaN", R"({"a":NaN})"},
          {"Infinity", R"({"a":Infinity})"},
          {"01", R"({"a":01})"},
          {"single quotes", "{'a':1}"},
          {"65 levels", "{\"a\":" + deep65 + "}"},
          {"1,000,000 levels", std::string(1'000'000, '[')},
          {"300,000 levels of objects", Repeated("{\"a\":", 300'000)},
          {"900,000 values", "{\"a\":[" + Repeated("1,", 900'000) + "1]}"},
          {"numbers beyond all range", R"({"a":")" + std::string(1'900'000, 'x') + R"(","b":[)" +
                                           Repeated("1e999,", 20) + "1]}"},
          {"FF", "{\"a\":\"\xff\"}"},
          {"C0 AF", "{\"a\":\"\xc0\xaf\"}"},
          {"ED A0 80", "{\"a\":\"\xed\xa0\x80\"}"},
          {"a lone surrogate", R"({"a":"\ud800"})"}};
}

}  // namespace tandem::sandbox
