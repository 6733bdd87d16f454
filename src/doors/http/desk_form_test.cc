#include "doors/http/desk_form.h"

#include <gtest/gtest.h>

#include "doors/pages/desk_testing.h"

namespace tocsin::doors::http {
namespace {

namespace samples = pages::testing;

using Fields = std::map<std::string, std::string>;

// What a browser sends back of a page that nobody changed.
Fields shown(const std::string& page) {
  Fields fields;
  const auto attribute = [&](std::string_view tag, const std::string& name) {
    const auto at = tag.find(" " + name + "=\"");
    if (at == std::string_view::npos) return std::string();
    const auto begin = at + name.size() + 3;
    return std::string(tag.substr(begin, tag.find('"', begin) - begin));
  };
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::string_view tag = std::string_view(page).substr(at, page.find('>', at) - at);
    if (tag.starts_with("<input")) {
      if (tag.contains("checkbox") && !tag.contains(" checked")) continue;
      fields[attribute(tag, "name")] = attribute(tag, "value");
    } else if (tag.starts_with("<textarea")) {
      const auto begin = at + tag.size() + 1;
      fields[attribute(tag, "name")] = page.substr(begin, page.find("</textarea>", begin) - begin);
    } else if (tag.starts_with("<select")) {
      const std::string list = page.substr(at, page.find("</select>", at) - at);
      const auto selected = list.find("\" selected>");
      const auto begin = list.rfind("value=\"", selected) + 7;
      fields[attribute(tag, "name")] = list.substr(begin, selected - begin);
    }
  }
  return fields;
}

TEST(DeskForm, AStatementThatNobodyChangedStaysAsItWas) {
  auto page = samples::editor();
  auto& statement = page.form.statement;
  statement.since = statement.since + 123;  // a form shows whole seconds
  statement.quantity =
      world::Quantity{.kind = "killed", .min = 120, .max = std::nullopt, .exact = false, .text = "120+"};
  statement.jurisdiction.iso2 = "FR-75C";
  const std::string html = pages::entry_editor(samples::context(), page);
  DeskForm form(shown(html), "Europe/Paris");
  EXPECT_EQ(form.statement(statement), statement);
  EXPECT_TRUE(form.ok());
  EXPECT_EQ(form.revision(), 9u);
}

TEST(DeskForm, ABrowserLeavesOutSecondsThatAreZero) {
  const Instant before = *parse_rfc3339("2015-11-13T20:20:00.123Z");
  DeskForm form({{"same", "2015-11-13T21:20"}, {"later", "2015-11-13T21:21"}, {"gone", ""}}, "Europe/Paris");
  EXPECT_EQ(form.moment("same", before), before);
  EXPECT_EQ(form.moment("later", before), *parse_rfc3339("2015-11-13T20:21:00Z"));
  EXPECT_FALSE(form.moment("gone", before).known());
}

TEST(DeskForm, WhatAPersonChangedIsTheirs) {
  const auto before = samples::statement("BORDER_CLOSURE", "FR");
  Fields fields = shown(pages::entry_editor(samples::context(), samples::editor()));
  fields["iso"] = "BE";
  fields["site"] = "Zaventem";
  fields["status"] = "lifted";
  fields["lifted_at"] = "2015-11-13T22:00";
  fields["until"] = "";
  DeskForm form(fields, "Europe/Paris");
  const auto after = form.statement(before);
  ASSERT_TRUE(form.ok());
  EXPECT_EQ(after.jurisdiction.basis, world::Basis::person);
  EXPECT_EQ(after.site->name, "Zaventem");
  EXPECT_EQ(after.site->ref, "");
  EXPECT_EQ(after.status, world::Status::lifted);
  EXPECT_EQ(after.lifted_at, *parse_rfc3339("2015-11-13T21:00:00Z"));
  EXPECT_FALSE(after.until.known());
}

TEST(DeskForm, AChainHasItsRolesByOrder) {
  DeskForm form({{"party_0", "RT"},
                 {"party_1", "Interfax"},
                 {"party_3", "a source"},
                 {"party_type_3", "anonymous"},
                 {"anonymous_3", "yes"},
                 {"quote_0", "so"}},
                "");
  const auto chain = form.chain();
  ASSERT_EQ(chain.size(), 3u);
  EXPECT_EQ(chain[0].role, world::PartyRole::publisher);
  EXPECT_EQ(chain[1].role, world::PartyRole::relay);
  EXPECT_EQ(chain[2].role, world::PartyRole::primary);
  EXPECT_TRUE(chain[2].anonymous);
  EXPECT_TRUE(world::validate(chain, ""));
}

TEST(DeskForm, TheFirstWrongFieldIsNamed) {
  const std::pair<Fields, const char*> cases[] = {
      {{{"class", "measure"}, {"status", "in_force"}, {"lat", "x"}, {"lon", "1"}}, "/lat"},
      {{{"class", "measure"}, {"status", "in_force"}, {"lat", "1"}}, "/lat"},
      {{{"class", "measure"}, {"status", "in_force"}, {"since", "soon"}}, "/since"},
      {{{"class", "measure"}, {"status", "in_force"}, {"min", "1.5"}}, "/min"},
      {{{"class", "measure"}}, "/status"},
      {{{"status", "in_force"}}, "/class"}};
  for (const auto& [fields, field] : cases) {
    DeskForm form(fields, "");
    form.statement({});
    ASSERT_FALSE(form.ok()) << field;
    EXPECT_EQ(form.ok().error().field, field);
  }
  DeskForm form({{"source", "not an id"}, {"revision", "-"}}, "");
  EXPECT_FALSE(form.id("source"));
  EXPECT_FALSE(form.ok());
}

TEST(DeskForm, MinutesOfASourceAreLimited) {
  const auto refused = [](const char* minutes) {
    DeskForm form({{"name", "RT"}, {"kind", "outlet"}, {"stale_after_min", minutes}}, "");
    form.source();
    return !form.ok().has_value();
  };
  EXPECT_FALSE(refused("0"));
  EXPECT_FALSE(refused("527040"));
  EXPECT_TRUE(refused("527041"));
  EXPECT_TRUE(refused("-1"));
}

}  // namespace
}  // namespace tocsin::doors::http
