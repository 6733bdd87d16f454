// Every field that somebody else fills holds the worst text there is, on every page: it stays text, and the
// tags around it stay balanced.
#include <gtest/gtest.h>

#include <vector>

#include "doors/pages/pages_testing.h"

namespace tocsin::doors::pages {
namespace {

const std::string hostile =
    "</textarea></title></bdi><script>alert(1)</script>\"'><img src=x "
    "onerror=alert(1)>&amp;\u202Egnirts\u2066javascript:x";
const std::string mark = "gnirts";

void poison(views::CheckSummary& check) {
  check.text.headline = check.text.what = check.text.where = check.text.issuer = check.text.contact =
      check.text.correction = hostile;
}
void poison(views::AlertSummary& alert) {
  alert.sender = alert.sender_name = alert.event = alert.headline = alert.description = alert.instruction =
      alert.contact = hostile;
  alert.web = "https://x.example/" + hostile;
  alert.language = alert.severity = alert.urgency = alert.certainty = hostile;
  alert.areas = {hostile, hostile};
}
void poison(views::IncidentSummary& incident) {
  incident.headline = hostile;
  for (auto& alert : incident.alerts) poison(alert);
  for (auto& check : incident.checks) poison(check);
  for (auto& entry : incident.entries) {
    entry.headline = entry.text = entry.jurisdiction = hostile;
    entry.sources = {hostile, hostile};
  }
}
void poison(Names& names) {
  for (auto& [id, name] : names) name = hostile;
}
void poison(Operator& op) { op.name = op.role = hostile; }

PageContext poisoned_context(const std::string& language) {
  auto context = testing::context(language);
  context.realm.name = context.realm.held_reason = context.realm.time_zone = hostile;
  context.realm.held = true;
  return context;
}

std::vector<std::string> personal_pages(const PageContext& context) {
  AnswerPage answer = testing::answer_with_help();
  poison(answer.ask.check);
  poison(answer.names);
  answer.path = answer.place_label = answer.emergency_number = answer.note = answer.ward_recorded =
      answer.ask.help_taken_by = hostile;
  AnswerPage retracted = answer;
  retracted.ask.check.state = world::CheckState::retracted;
  CirclePageInput circle = testing::circle();
  for (auto& group : circle.circle.checks) {
    poison(group.check);
    for (auto& item : group.items) item.help_taken_by = hostile;
  }
  for (auto& [key, note] : circle.notes) note = hostile;
  poison(circle.names);
  circle.path = circle.answer_path = circle.recorded_for = hostile;
  return {answer_page(context, answer), answer_page(context, retracted), circle_page(context, circle)};
}

std::vector<std::string> console_pages(const PageContext& context) {
  ConsoleCheck check = testing::console();
  poison(check.check);
  check.me.name = check.message = check.error = hostile;
  for (auto& [id, name] : check.operators) name = hostile;
  for (auto& call : check.help_calls) call.name = call.note = call.taken_by = hostile;
  check.groups = {hostile};
  check.preview.by_group = {{hostile, 3}};
  ConsoleHome home = testing::desk();
  poison(home.me);
  for (auto& item : home.checks) poison(item);
  for (auto& item : home.alerts) poison(item);
  for (auto& item : home.incidents) poison(item);
  home.groups = {hostile};
  home.message = hostile;
  ConsoleRollCall roll_call = testing::roll_call();
  poison(roll_call.me);
  poison(roll_call.names);
  poison(roll_call.roll_call.check);
  roll_call.group = hostile;
  for (auto& row : roll_call.roll_call.rows) row.help_taken_by = hostile;
  Operator op;
  poison(op);
  return {console_check(context, check),         console_home(context, home),
          console_roll_call(context, roll_call), sign_in_page(context, hostile),
          enter_page(context, hostile, op, ""),  enter_page(context, hostile, op, hostile)};
}

std::vector<std::string> all_pages(const PageContext& context) {
  auto incident = testing::incident();
  poison(incident);
  auto alert = testing::alert();
  poison(alert);
  auto pages = personal_pages(context);
  for (auto& page : console_pages(context)) pages.push_back(std::move(page));
  pages.push_back(home_page(context, {incident}, {alert}));
  pages.push_back(incident_page(context, incident));
  pages.push_back(error_page(context, 404, hostile, hostile));
  return pages;
}

bool is_void(std::string_view tag) {
  return tag == "meta" || tag == "input" || tag == "br" || tag == "!doctype";
}

// The first tag that closes what is not open, or what stays open; empty when all is balanced.
std::string unbalanced(const std::string& page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    if (!open.empty() && (open.back() == "style" || open.back() == "script") &&
        !page.substr(at).starts_with("</" + open.back()))
      continue;
    const std::size_t end = page.find('>', at);
    const std::string tag = page.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.starts_with('/')) {
      if (open.empty() || "/" + open.back() != name)
        return tag + " closes " + (open.empty() ? "nothing" : open.back());
      open.pop_back();
    } else if (!is_void(name) && !tag.ends_with('/')) {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : open.back() + " stays open";
}

TEST(HostileText, StaysTextOnEveryPage) {
  for (const auto& language : languages()) {
    for (const auto& page : all_pages(poisoned_context(language))) {
      const std::string title = page.substr(page.find("<title>"), 60);
      EXPECT_TRUE(page.contains(mark)) << title;
      for (const auto* markup : {"<script>", "<img", "onerror=alert(1)>", "\"'>", "href=\"javascript",
                                 "action=\"<", "&amp;amp;\""}) {
        EXPECT_FALSE(page.contains(markup)) << markup << " in " << title;
      }
      const std::size_t first = page.find("<script");
      EXPECT_TRUE(first == std::string::npos || page.substr(first, 15) == "<script nonce=\"") << title;
      EXPECT_EQ(unbalanced(page), "") << title;
    }
  }
}

// EVIDENCE-OF: U19 names and places in <bdi>: what turns the direction does so inside one, and nowhere else
TEST(HostileText, BidiControlsAreHeldByTheirElement) {
  for (const auto& page : all_pages(poisoned_context("ar"))) {
    for (const auto* control : {"\u202E", "\u2066"}) {
      for (std::size_t at = page.find(control); at != std::string::npos; at = page.find(control, at + 1)) {
        const std::size_t open = page.rfind("<bdi>", at), closed = page.rfind("</bdi>", at);
        ASSERT_NE(open, std::string::npos);
        EXPECT_TRUE(closed == std::string::npos || closed < open)
            << page.substr(at - std::min<std::size_t>(at, 100), 120);
      }
    }
  }
}

TEST(HostileText, PagesAreBalancedWithOrdinaryTextToo) {
  for (const auto& language : languages()) {
    const auto context = testing::context(language);
    for (const auto& page :
         {answer_page(context, testing::answer()), answer_page(context, testing::answer_with_help()),
          circle_page(context, testing::circle()),
          home_page(context, {testing::incident()}, {testing::alert()}),
          incident_page(context, testing::incident())}) {
      EXPECT_EQ(unbalanced(page), "");
    }
  }
}

}  // namespace
}  // namespace tocsin::doors::pages
