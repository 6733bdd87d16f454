#include "views/summaries.h"

#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::views {
namespace {

using world::alert_id;
using world::check_id;
using world::evening;
using world::good_facts;
using world::incident_id;
using world::Scene;
using world::update_id;

world::PostUpdate update(std::uint64_t number, std::int64_t minutes, std::string text) {
  return {update_id(number), incident_id(1), evening + minutes * minute_ms, {}, "FR",
          std::move(text),   {"AFP"}};
}

std::vector<world::Seq> seqs(const IncidentSummary& summary) {
  std::vector<world::Seq> list;
  for (const auto& entry : summary.entries) list.push_back(entry.seq);
  return list;
}

TEST(IncidentSummary, ListsEntriesNewestFirstByWhenTheyWereTrue) {
  Scene scene;
  scene.must(scene.anne, world::OpenIncident{incident_id(1), "Attacks", {}});
  EXPECT_FALSE(incident_summary(scene.world, incident_id(1), "fr")) << "nothing to show yet";
  EXPECT_TRUE(incident_list(scene.world, "fr").empty());
  const world::Seq first = scene.world.seq() + 1;
  scene.must(scene.anne, update(1, 10, "ten past"));
  scene.must(scene.anne, update(2, 30, "half past"));
  scene.must(scene.anne, update(3, 5, "learned late"));
  scene.must(scene.anne, update(4, 30, "also half past"));
  const auto summary = *incident_summary(scene.world, incident_id(1), "fr");
  EXPECT_EQ(seqs(summary), (std::vector{first + 3, first + 1, first, first + 2}))
      << "of one moment the later known first";
  EXPECT_EQ(summary.entries.back().text, "learned late");
  EXPECT_EQ(summary.entries.back().sources, std::vector<std::string>{"AFP"});
  EXPECT_EQ(summary.seq, first + 3);
  EXPECT_EQ(summary.headline, "Attacks");
  EXPECT_FALSE(incident_summary(scene.world, incident_id(2), "fr"));
}

TEST(IncidentSummary, ShowsAtMost500Entries) {
  Scene scene;
  scene.must(scene.anne, world::OpenIncident{incident_id(1), "Attacks", {}});
  for (std::uint64_t number = 1; number <= entries_max + 1; ++number)
    scene.must(scene.anne, update(number, static_cast<std::int64_t>(number), "x"));
  const auto summary = *incident_summary(scene.world, incident_id(1), "fr");
  EXPECT_EQ(summary.entries.size(), entries_max);
  EXPECT_EQ(summary.entries.back().occurred_at, evening + 2 * minute_ms) << "the oldest is left out";
}

TEST(IncidentSummary, ShowsAlertsChecksAndCorrectionsWithWhoSaidThem) {
  Scene scene;
  scene.must(scene.feed, world::ReceiveAlert{alert_id(1), good_facts(), ""});
  scene.now = evening + minute_ms;
  scene.must(scene.anne, world::DraftCheck{.id = check_id(1),
                                           .alert = alert_id(1),
                                           .incident = {},
                                           .new_incident = incident_id(1),
                                           .area = {},
                                           .text = world::good_text()});
  ASSERT_TRUE(incident_summary(scene.world, incident_id(1), "fr")) << "the alert is public";
  EXPECT_TRUE(incident_summary(scene.world, incident_id(1), "fr")->checks.empty()) << "a draft is not";
  scene.must(scene.anne, world::ProposeCheck{check_id(1), 5});
  scene.now = evening + 2 * minute_ms;
  scene.must(scene.bruno, world::ApproveCheck{check_id(1), 5});
  scene.now = evening + 3 * minute_ms;
  scene.must(scene.bruno, world::RetractCheck{check_id(1), "It was a mistake."});
  const auto summary = *incident_summary(scene.world, incident_id(1), "fr");
  ASSERT_EQ(summary.entries.size(), 3u);
  EXPECT_EQ(summary.entries[0].kind, world::EntryKind::check_retracted);
  EXPECT_EQ(summary.entries[0].text, "It was a mistake.");
  EXPECT_EQ(summary.entries[0].sources, std::vector<std::string>{"Prefecture"});
  EXPECT_EQ(summary.entries[1].kind, world::EntryKind::check_opened);
  EXPECT_EQ(summary.entries[1].headline, world::good_text().headline);
  EXPECT_EQ(summary.entries[2].kind, world::EntryKind::alert);
  EXPECT_EQ(summary.entries[2].sources, std::vector<std::string>{"prefecture@example.fr"});
  ASSERT_EQ(summary.checks.size(), 1u);
  EXPECT_EQ(summary.checks[0].state, world::CheckState::retracted);
  ASSERT_EQ(summary.alerts.size(), 1u);
}

TEST(IncidentList, HasTheNewestFirst) {
  Scene scene;
  for (std::uint64_t number = 1; number <= 3; ++number) {
    scene.now = evening + static_cast<std::int64_t>(number) * minute_ms;
    scene.must(scene.anne, world::OpenIncident{incident_id(number), "x", {}});
    auto command = update(number, 0, "x");
    command.incident = incident_id(number);
    scene.must(scene.anne, command);
  }
  const auto list = incident_list(scene.world, "fr");
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0].id, incident_id(3));
  EXPECT_EQ(list[2].id, incident_id(1));
  EXPECT_TRUE(list[0].entries.empty());
}

TEST(AlertSummary, SpeaksTheReadersLanguage) {
  world::AlertFacts facts = good_facts();
  facts.infos.push_back(facts.infos[0]);
  facts.infos[1].language = "en-GB";
  facts.infos[1].headline = "";
  facts.infos[1].expires_at = {};
  facts.infos[1].effective_at = evening + 5;
  const world::Alert alert{.id = alert_id(1),
                           .facts = facts,
                           .seq = 1,
                           .received_at = evening,
                           .state = world::AlertState::current,
                           .superseded_by = {},
                           .is_public = true};
  EXPECT_EQ(summarise(alert, "fr").headline, "Restez chez vous");
  EXPECT_EQ(summarise(alert, "fr").effective_at, evening) << "when it was sent";
  const auto english = summarise(alert, "en");
  EXPECT_EQ(english.language, "en-GB");
  EXPECT_EQ(english.headline, "Attentat") << "without a headline the event stands";
  EXPECT_TRUE(english.expires_by_us);
  EXPECT_EQ(english.effective_at, evening + 5);
  EXPECT_EQ(english.areas, std::vector<std::string>{"Saint-Denis"});
  EXPECT_EQ(summarise(alert, "de").language, "fr-FR") << "the first when none fits";
  EXPECT_EQ(summarise(alert, "en-GB").language, "en-GB");
}

TEST(CheckSummary, CountsAskedAnsweredAndSilent) {
  Scene scene;
  scene.people(1, 4);
  scene.open(1, 100);
  scene.ask(check_id(1), 1, 4);
  scene.now = evening + 10 * second_ms;
  scene.answer(1, world::Answer::safe);
  scene.answer(2, world::Answer::wrong);
  scene.must(scene.anne, world::ChangeArea{check_id(1), geo::area("circle 48.9,2.3 9000"), 200});
  const auto summary = summarise(scene.check());
  EXPECT_EQ(summary.asked, 4u);
  EXPECT_EQ(summary.answered, 2u);
  EXPECT_EQ(summary.no_answer(), 2u);
  EXPECT_EQ(summary.counts.safe, 1u);
  EXPECT_EQ(summary.early_wrong, 1u);
  EXPECT_EQ(summary.p25_s, 10);
  EXPECT_EQ(summary.p50_s, 10);
  EXPECT_FALSE(summary.p75_s);
  EXPECT_EQ(summary.people, 100u);
  EXPECT_TRUE(summary.area_pending);
  EXPECT_EQ(summary.pending_people, 200u);
  EXPECT_EQ(summary.approved_by, scene.bruno);
  EXPECT_EQ(summary.revision, scene.check().revision);
}

TEST(RealmSummary, SaysWhetherItIsADrillAndHeld) {
  Scene scene;
  scene.must(world::Actor::system(), world::StartServing{.last_alive_at = {}, .restored = true});
  const auto summary = summarise(scene.world.realm());
  EXPECT_EQ(summary.name, "Paris");
  EXPECT_EQ(summary.time_zone, "Europe/Paris");
  EXPECT_TRUE(summary.is_drill);
  EXPECT_TRUE(summary.held);
  EXPECT_EQ(summary.held_reason, "restored from a backup");
}

TEST(UpdateLine, ShowsAPublishedUpdateWithItsCorrections) {
  Scene scene;
  scene.must(scene.anne, world::OpenIncident{incident_id(1), "Attacks", {}});
  EXPECT_FALSE(update_line(scene.world, update_id(1)));
  scene.now = evening + 2 * hour_ms;
  scene.must(scene.anne, update(1, 0, "closed"));
  const auto seq = incident_summary(scene.world, incident_id(1), "fr")->seq;
  scene.must(scene.anne, world::CorrectUpdate{update_id(1), "open", "misread"});
  scene.must(scene.anne, world::MarkUpdate{update_id(1), true, true});
  const auto found = *update_line(scene.world, update_id(1));
  EXPECT_EQ(found.incident, incident_id(1));
  EXPECT_EQ(found.headline, "Attacks");
  EXPECT_EQ(found.entry.text, "open");
  EXPECT_EQ(found.entry.occurred_at, evening);
  EXPECT_EQ(found.entry.known_at, evening + 2 * hour_ms);
  EXPECT_TRUE(found.entry.backdated && found.entry.pinned && found.entry.key_event);
  EXPECT_FALSE(found.entry.scheduled);
  ASSERT_EQ(found.entry.corrections.size(), 1u);
  EXPECT_EQ(found.entry.corrections[0].text_before, "closed");
  EXPECT_EQ(incident_summary(scene.world, incident_id(1), "fr")->seq, seq + 2) << "the page's ETag moves";
}

}  // namespace
}  // namespace tocsin::views
