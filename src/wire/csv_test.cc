#include "wire/csv.h"

#include <gtest/gtest.h>

namespace tocsin::wire {
namespace {

std::vector<std::vector<std::string>> read_all(std::string_view text) {
  CsvReader reader(text);
  std::vector<std::vector<std::string>> rows;
  for (;;) {
    auto row = reader.next();
    if (!row) {
      rows.push_back({"error", row.error().detail});
    } else if (*row) {
      rows.push_back((*row)->fields);
    } else {
      return rows;
    }
  }
}

using Rows = std::vector<std::vector<std::string>>;

// RFC 4180 section 2: rules 1 to 7.
TEST(Csv, ReadsTheExamplesOfTheRfc) {
  EXPECT_EQ(read_all("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), (Rows{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(read_all("aaa,bbb\r\nzzz,yyy"), (Rows{{"aaa", "bbb"}, {"zzz", "yyy"}}));
  EXPECT_EQ(read_all("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"),
            (Rows{{"aaa", "b\r\nbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(read_all("\"aaa\",\"b\"\"bb\",\"ccc\""), (Rows{{"aaa", "b\"bb", "ccc"}}));
}

TEST(Csv, EmptyFieldsStayAndEmptyLinesGo) {
  EXPECT_EQ(read_all("\xEF\xBB\xBF"
                     "a,,c\n\n,,\n"),
            (Rows{{"a", "", "c"}, {"", "", ""}}));
}

TEST(Csv, ABadRowIsNamedAndTheNextIsRead) {
  EXPECT_EQ(read_all("a,\"b\"x,c\nd,e\n"),
            (Rows{{"error", "line 1: text after a closing quote"}, {"d", "e"}}));
  EXPECT_EQ(read_all("a\n\"b"), (Rows{{"a"}, {"error", "line 2: a quote is not closed"}}));
}

TEST(Csv, LimitsHoldAndOnePastIsRefused) {
  EXPECT_EQ(read_all(std::string(csv_field_bytes_max, 'x')).at(0).at(0).size(), csv_field_bytes_max);
  EXPECT_EQ(read_all(std::string(csv_field_bytes_max + 1, 'x')).at(0).at(0), "error");
  EXPECT_EQ(read_all(std::string(csv_columns_max - 1, ',')).at(0).size(), csv_columns_max);
  EXPECT_EQ(read_all(std::string(csv_columns_max, ',')).at(0).at(0), "error");
}

// CONTRACT: exported cells that begin with = + - @ are escaped.
TEST(Csv, WritesWhatASpreadsheetDoesNotRun) {
  EXPECT_EQ(csv_row({"=1+1", "+33", "-2", "@x", "a,b", "say \"hi\""}),
            "'=1+1,'+33,'-2,'@x,\"a,b\",\"say \"\"hi\"\"\"\r\n");
}

}  // namespace
}  // namespace tocsin::wire
