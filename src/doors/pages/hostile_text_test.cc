// Every field that somebody else fills holds the worst text there is, on every page: it stays text, and the
// tags around it stay balanced.
#include <gtest/gtest.h>

#include <vector>

#include "doors/pages/hostile_testing.h"
#include "doors/pages/pages_testing.h"

namespace tocsin::doors::pages {
namespace {

using testing::hostile;
using testing::unbalanced;

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

TEST(HostileText, StaysTextOnEveryPage) {
  for (const auto& language : languages()) {
    for (const auto& page : all_pages(poisoned_context(language))) {
      testing::expect_harmless(page);
    }
  }
}

// EVIDENCE-OF: U19 names and places in <bdi>: what turns the direction does so inside one, and nowhere else
TEST(HostileText, BidiControlsAreHeldByTheirElement) {
  for (const auto& page : all_pages(poisoned_context("ar"))) testing::expect_isolated(page);
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
