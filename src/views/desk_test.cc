#include "views/desk.h"

#include <gtest/gtest.h>

#include "views/sitrep.h"
#include "world/board_testing.h"

namespace tocsin::views {
namespace {

using world::Desk;
using world::evening;
using world::measure;
using world::proposal;
using world::publisher;
using world::relay;
using world::Status;

world::Statement at_site(std::string code, std::string_view where) {
  world::Statement statement = measure(std::move(code), "FR");
  statement.site = world::site("somewhere", where);
  return statement;
}

// issue 3 "clusters, not reports, are shown (one kidnapping reported 366 times is one)"
TEST(Clusters, OneThingReportedManyTimesIsOne) {
  Desk desk;
  for (std::uint64_t number = 1; number <= 366; ++number) {
    desk.file(number, 1,
              {proposal(measure("EVACUATION", "GB"),
                        {publisher(fmt::format("Outlet {}", number)), relay("Reuters")})},
              number % 4);
  }
  const auto list = clusters(desk.world, {}, desk.now);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].members.size(), 366u);
  EXPECT_EQ(list[0].independent_sources, 1u) << "all from Reuters";
  EXPECT_FALSE(list[0].members[0].copy);
  EXPECT_TRUE(list[0].members[1].copy);
}

TEST(Clusters, AreKeptApartByKindPlaceAndTime) {
  Desk desk;
  world::Statement late = measure("CLOSURE", "FR");
  late.as_of = evening + cluster_window_ms;
  world::Statement too_late = measure("CLOSURE", "FR");
  too_late.as_of = evening + 2 * cluster_window_ms + 1;
  desk.file(1, 1,
            {proposal(measure("CLOSURE", "FR")), proposal(measure("CLOSURE", "DE")),
             proposal(measure("PATROLS", "FR")), proposal(late), proposal(too_late)});
  EXPECT_EQ(clusters(desk.world, {}, desk.now).size(), 4u)
      << "the late one touches, the too late one does not";
}

TEST(Clusters, OfSitesAreKeptApartByDistance) {
  const auto count = [](std::vector<world::Statement> statements) {
    Desk desk;
    std::vector<world::Proposal> read;
    for (auto& statement : statements) read.push_back(proposal(std::move(statement)));
    desk.file(1, 1, std::move(read));
    return clusters(desk.world, {}, desk.now).size();
  };
  const auto paris = at_site("CLOSURE", "48.85,2.35");
  EXPECT_EQ(count({paris, at_site("CLOSURE", "48.85,3.02")}), 1u) << "49 km";
  EXPECT_EQ(count({paris, at_site("CLOSURE", "48.85,3.05")}), 2u) << "51 km, by one name";
  world::Statement named = paris;
  named.site->point.reset();
  EXPECT_EQ(count({paris, named}), 1u) << "one name, and one place not known";
  EXPECT_EQ(count({paris, measure("CLOSURE", "FR")}), 2u) << "a site is not the whole country";
  world::Statement part = measure("CLOSURE", "FR-75C"), same_part = at_site("CLOSURE", "48.85,2.35");
  same_part.jurisdiction.iso2 = "FR-75C";
  EXPECT_EQ(count({part, same_part}), 1u) << "one part of the country";
}

TEST(Clusters, ShowWhatWaitsAlone) {
  Desk desk;
  world::Statement other = measure("", "FR");
  other.statement_class = world::StatementClass::other;
  desk.file(1, 1, {proposal(measure("CLOSURE", "FR")), proposal(measure("PATROLS", "FR")), proposal(other)});
  EXPECT_EQ(clusters(desk.world, {}, desk.now).size(), 2u);
  ClusterFilter with_other;
  with_other.with_other = true;
  EXPECT_EQ(clusters(desk.world, with_other, desk.now).size(), 3u);
  desk.must(desk.anne, world::RejectProposal{{world::report_id(1), 0}, "no"});
  EXPECT_EQ(clusters(desk.world, {}, desk.now).size(), 1u);
  ClusterFilter elsewhere;
  elsewhere.iso = "DE";
  EXPECT_TRUE(clusters(desk.world, elsewhere, desk.now).empty());
  ClusterFilter of_report;
  of_report.report = world::report_id(9);
  EXPECT_TRUE(clusters(desk.world, of_report, desk.now).empty());
}

TEST(Clusters, SayWhatTheyCorroborateAndContradict) {
  Desk desk;
  desk.publish(1, measure("BORDER_CONTROL", "FR"), {publisher("Ministry")}, 4);
  desk.publish(2, measure("CLOSURE", "FR"));
  desk.file(1, 1, {proposal(measure("BORDER_CLOSURE", "FR")), proposal(measure("CLOSURE", "FR"))});
  for (const auto& cluster : clusters(desk.world, {}, desk.now)) {
    const bool closure = cluster.statement.code == "CLOSURE";
    ASSERT_EQ(cluster.related.size(), 1u);
    EXPECT_EQ(cluster.related[0].entry, world::entry_id(closure ? 2 : 1));
    EXPECT_EQ(cluster.related[0].relation, closure ? Relation::corroborates : Relation::contradicts);
  }
}

TEST(Clusters, SpeakByTheFirstThatIsNoSummary) {
  Desk desk;
  auto headline = proposal(measure("CLOSURE", "FR"));
  headline.summary = true;
  headline.statement.actor = "headline";
  auto body = proposal(measure("CLOSURE", "FR"));
  body.statement.actor = "City";
  desk.file(1, 1, {headline, body});
  const auto list = clusters(desk.world, {}, desk.now);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].statement.actor, "City");
  EXPECT_EQ(list[0].members.size(), 2u);
}

TEST(Waits, ListWhatNeedsASecondPerson) {
  Desk desk(world::RealmKind::live);
  desk.add_source(10, "OCAM", world::SourceKind::official, {"BE"});
  desk.must(desk.anne, world::OpenIncident{world::incident_id(1), "Attacks", {}});
  EXPECT_TRUE(waiting(desk.world).entries.empty());
  desk.must(desk.anne, desk.draft_of(1, measure("CLOSURE", "FR")));
  desk.must(desk.anne, world::SetLevel{world::level_id(1),
                                       world::level_facts("be-threat-2006", "3", "BE", evening, 10), ""});
  desk.must(desk.anne,
            world::PostUpdate{world::update_id(1), world::incident_id(1), evening, {}, "", "x", {"AFP"}});
  const Waiting list = waiting(desk.world);
  EXPECT_EQ(list.entries, std::vector{world::entry_id(1)});
  EXPECT_EQ(list.levels, std::vector{world::level_id(1)});
  EXPECT_EQ(list.updates, std::vector{world::update_id(1)});
}

// M36 "Stale feed alarm: time of newest data, not of last fetch"
TEST(StaleSources, AreThoseWithoutNewDataHoweverOftenTheyAreFetched) {
  Desk desk;
  auto facts = desk.world.sources().find(world::source_id(1))->facts;
  facts.stale_after_ms = hour_ms;
  desk.must(desk.anne, world::ChangeSource{world::source_id(1), facts});
  desk.must(world::Actor::system(), world::RecordFetch{world::source_id(1), true, evening, ""});
  desk.now = evening + hour_ms;
  desk.must(world::Actor::system(), world::RecordFetch{world::source_id(1), true, evening, ""});
  EXPECT_TRUE(stale_sources(desk.world, desk.now).empty());
  const auto list = stale_sources(desk.world, desk.now + 1);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].late_ms, 1);
  EXPECT_EQ(list[0].last_fetched_at, desk.now);
}

world::AlertFacts extreme(std::string identifier, world::AlertScope scope) {
  auto facts = world::good_facts(std::move(identifier));
  facts.scope = scope;
  facts.infos[0].severity = "Extreme";
  return facts;
}

// issue 3 "an Extreme alert from an authorised source without public alert or check shows how long"
TEST(WarnedNotAlerted, RunsUntilSomebodyIsTold) {
  Desk desk;
  const auto facts = extreme("A1", world::AlertScope::restricted);
  desk.must(desk.feed, world::ReceiveAlert{world::alert_id(1), facts, ""});
  desk.now = evening + 10 * minute_ms;
  auto list = warned_not_alerted(desk.world, desk.now);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].since, evening);
  EXPECT_EQ(list[0].for_ms, 10 * minute_ms);
  auto update = extreme("A2", world::AlertScope::restricted);
  update.type = world::AlertType::update;
  update.key.sent_at = desk.now;
  update.references = {facts.key};
  desk.must(desk.feed, world::ReceiveAlert{world::alert_id(2), update, ""});
  list = warned_not_alerted(desk.world, desk.now);
  ASSERT_EQ(list.size(), 1u) << "one chain is one warning";
  EXPECT_EQ(list[0].alert, world::alert_id(2));
  EXPECT_EQ(list[0].since, evening) << "since the first of it";
  auto told = extreme("A3", world::AlertScope::public_);
  told.key.sent_at = desk.now + 1;
  told.type = world::AlertType::update;
  told.references = {update.key};
  desk.must(desk.feed, world::ReceiveAlert{world::alert_id(3), told, ""});
  EXPECT_TRUE(warned_not_alerted(desk.world, desk.now).empty()) << "the public was told";
}

TEST(WarnedNotAlerted, IsOfThisRealmCurrentAndExtreme) {
  Desk desk;
  auto severe = extreme("A1", world::AlertScope::restricted);
  severe.infos[0].severity = "Severe";
  desk.must(desk.feed, world::ReceiveAlert{world::alert_id(1), severe, ""});
  auto actual = extreme("A2", world::AlertScope::restricted);
  actual.status = world::AlertStatus::actual;
  desk.must(desk.feed, world::ReceiveAlert{world::alert_id(2), actual, ""});
  EXPECT_TRUE(warned_not_alerted(desk.world, desk.now).empty());
  desk.must(desk.feed,
            world::ReceiveAlert{world::alert_id(3), extreme("A3", world::AlertScope::private_), ""});
  EXPECT_EQ(warned_not_alerted(desk.world, desk.now).size(), 1u);
  EXPECT_TRUE(warned_not_alerted(desk.world, evening + 12 * hour_ms).empty()) << "it expired";
}

TEST(Sitrep, HasASectionForEachJurisdiction) {
  Desk desk;
  desk.add_source(10, "OCAM", world::SourceKind::official, {"FR"});
  desk.must(desk.anne, world::OpenIncident{world::incident_id(1), "Attacks", {}});
  desk.set_level(1, world::level_facts("fr-posture-2014", "alerte_attentat", "FR", evening, 10));
  const auto publish = [&](std::uint64_t number, world::Statement statement) {
    auto draft = desk.draft_of(number, std::move(statement));
    draft.incident = world::incident_id(1);
    desk.must(desk.anne, draft);
    desk.must(desk.bruno, world::PublishEntry{world::entry_id(number)});
  };
  publish(1, measure("CLOSURE", "FR"));
  publish(2, measure("BORDER_CLOSURE", "FR", Status::claimed));
  publish(3, measure("BORDER_CONTROL", "FR"));
  publish(4, world::count("killed", "FR", 120, {}));
  desk.publish(5, measure("CLOSURE", "DE"));  // of no incident
  for (std::uint64_t number = 1; number <= 2; ++number) {
    world::UpdateContent content;
    content.occurred_at = evening + -static_cast<std::int64_t>(number);
    content.text = fmt::format("update {}", number);
    content.sources = {"AFP"};
    content.key_event = number == 2;
    desk.must(desk.anne,
              world::DraftUpdate{world::update_id(number), world::incident_id(1), content, {}, true});
    desk.must(desk.anne, world::PublishUpdate{world::update_id(number)});
  }
  Filter filter;
  filter.incident = world::incident_id(1);
  const Sitrep report = sitrep(desk.world, Moment::at(desk.now), filter, evening + -hour_ms);
  EXPECT_EQ(report.headline, "Attacks");
  ASSERT_EQ(report.sections.size(), 1u);
  const SitrepSection& france = report.sections[0];
  ASSERT_EQ(france.levels.size(), 1u) << "of the jurisdictions of the incident";
  ASSERT_EQ(france.measures.size(), 2u);
  EXPECT_EQ(france.measures[0].status, Status::in_force);
  EXPECT_EQ(france.measures[0].entries.size(), 2u);
  EXPECT_EQ(france.measures[1].status, Status::claimed);
  EXPECT_EQ(france.counts.size(), 1u);
  EXPECT_EQ(france.changes.size(), 5u) << "a level, three measures and a figure";
  EXPECT_EQ(report.contradictions, 1u);
  ASSERT_EQ(report.key_events.size(), 1u);
  EXPECT_EQ(report.key_events[0].text, "update 2");
  ASSERT_EQ(report.sources.size(), 2u);
  EXPECT_EQ(report.sources[1].name, "RT");
  EXPECT_EQ(report.sources[1].entries, 4u);
}

}  // namespace
}  // namespace tocsin::views
