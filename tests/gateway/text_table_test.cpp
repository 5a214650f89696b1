#include "gateway/text_table.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(TextTable, PutsCellsBelowOneAnother) {
  EXPECT_EQ(TextTable({{"A", "LONG HEAD", "C"}, {"\xc3\xa4\xc3\xb6", "x", ""}, {"b", "", "c"}}),
            "A   LONG HEAD  C\n"
            "\xc3\xa4\xc3\xb6  x\n"
            "b              c\n");
  EXPECT_EQ(TextTable({{"two\nlines\tand a tab", "x"}}), "two lines and a tab  x\n");
  EXPECT_EQ(TextTable({{"", ""}}), "\n");
  EXPECT_EQ(TextTable({}), "");
}

TEST(TextTable, NeverLetsATextSteerTheTerminal) {
  EXPECT_EQ(Printable("a\x1b[31mb\rc\x07 d\n\te"), "a?[31mb?c? d\n\te");
  EXPECT_EQ(Printable("\xff\xc2\x9b"
                      "31m \xe2\x80\xae x \xc3\xa4"),
            "??31m ? x \xc3\xa4");
}

TEST(TextTable, IndentsLinesButNotEmptyOnes) {
  EXPECT_EQ(Indented("a\n\nb", 2), "  a\n\n  b\n");
  EXPECT_EQ(Indented("a\n", 2), "  a\n");
  EXPECT_EQ(Indented("", 2), "");
}

TEST(TextTable, ShowsTimesShort) {
  EXPECT_EQ(ShortTime("2026-01-31T12:00:00Z"), "2026-01-31 12:00:00");
  EXPECT_EQ(ShortTime(""), "-");
}

}  // namespace
}  // namespace tandem
