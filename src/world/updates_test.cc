#include "world/updates.h"

#include <gtest/gtest.h>

#include "world/board_testing.h"

namespace tocsin::world {
namespace {

UpdateContent content(std::string text = "Schools stay closed") {
  UpdateContent made;
  made.occurred_at = evening;
  made.text = std::move(text);
  made.sources = {"Prefecture", "AFP"};
  return made;
}
DraftUpdate draft(std::uint64_t number, Instant publish_at = {}, bool submit = true) {
  return {update_id(number), incident_id(1), content(), publish_at, submit};
}

class Timeline : public Scene {
 public:
  explicit Timeline(RealmKind kind = RealmKind::live) : Scene(kind) {
    must(anne, OpenIncident{incident_id(1), "Attacks", {}});
  }
  const Incident& incident() const { return *world.incidents().find(incident_id(1)); }
  const Update& update(std::uint64_t number) const { return incident().updates.at(update_id(number)); }
  UpdateState state(std::uint64_t number) const { return world.updates().find(update_id(number))->state; }
};

TEST(Updates, InALiveRealmHaveTwoPeople) {
  Timeline live;
  live.must(live.bruno, draft(1));
  EXPECT_EQ(live.state(1), UpdateState::submitted);
  EXPECT_TRUE(live.incident().entries.empty());
  EXPECT_EQ(live.refused(live.bruno, PublishUpdate{update_id(1)}).detail,
            "you cannot approve what you proposed");
  EXPECT_EQ(live.refused(live.anne, PublishUpdate{update_id(1)}).code, Errc::forbidden);
  const auto decided = live.must(live.claire, PublishUpdate{update_id(1)});
  EXPECT_EQ(decided.events.at(0).audience, Audience::public_);
  EXPECT_EQ(live.update(1).approved_by, live.claire);
  EXPECT_EQ(live.update(1).written_by, live.bruno);
  EXPECT_EQ(live.incident().entries.size(), 1u);
  EXPECT_EQ(live.state(1), UpdateState::published);
}

// EVIDENCE-OF: board row 19 "drill mode waives it"
TEST(Updates, InADrillRealmOnePersonIsEnough) {
  Timeline drill(RealmKind::drill);
  drill.must(drill.anne, draft(1));
  drill.must(drill.anne, PublishUpdate{update_id(1)});
  EXPECT_EQ(drill.update(1).text, "Schools stay closed");
  drill.must(drill.anne, PostUpdate{update_id(2), incident_id(1), evening, {}, "", "x", {"AFP"}});
  EXPECT_EQ(drill.update(2).text, "x");
}

TEST(Updates, PostedInALiveRealmWait) {
  Timeline live;
  live.must(live.anne, PostUpdate{update_id(1), incident_id(1), evening, {}, "FR", "x", {"AFP"}});
  EXPECT_TRUE(live.incident().entries.empty());
  EXPECT_EQ(live.state(1), UpdateState::submitted);
  live.must(live.bruno, PublishUpdate{update_id(1)});
  EXPECT_EQ(live.update(1).jurisdiction, "FR");
}

TEST(Updates, AreEditedSentBackAndGivenUp) {
  Timeline live;
  live.must(live.anne, draft(1, {}, false));
  EXPECT_EQ(live.refused(live.bruno, PublishUpdate{update_id(1)}).code, Errc::conflict) << "a draft";
  live.must(live.anne, SubmitUpdate{update_id(1)});
  EXPECT_TRUE(live.must(live.anne, SubmitUpdate{update_id(1)}).repeated);
  EXPECT_EQ(live.refused(live.bruno, SendBackUpdate{update_id(1), ""}).field, "/reason");
  live.must(live.bruno, SendBackUpdate{update_id(1), "which schools?"});
  EXPECT_EQ(live.world.updates().find(update_id(1))->sent_back, "which schools?");
  live.must(live.claire, EditUpdate{update_id(1), content("Schools of Paris"), {}, true});
  EXPECT_EQ(live.refused(live.claire, PublishUpdate{update_id(1)}).code, Errc::forbidden) << "wrote it last";
  live.must(live.bruno, PublishUpdate{update_id(1)});
  EXPECT_EQ(live.update(1).text, "Schools of Paris");
  EXPECT_EQ(live.refused(live.anne, EditUpdate{update_id(1), content(), {}, true}).code, Errc::conflict);
  live.must(live.anne, draft(2));
  live.must(live.anne, DiscardUpdate{update_id(2), "wrong"});
  EXPECT_EQ(live.refused(live.bruno, PublishUpdate{update_id(2)}).code, Errc::conflict);
}

TEST(Updates, HaveLimits) {
  Timeline live;
  const auto field = [&](const std::function<void(DraftUpdate&)>& change) {
    auto command = draft(1);
    change(command);
    const auto decided = live.decide(live.anne, command);
    return decided ? std::string() : decided.error().field;
  };
  EXPECT_EQ(field([](auto& c) { c.content.text = ""; }), "/text");
  EXPECT_EQ(field([](auto& c) { c.content.text = std::string(text_code_points_max, 'x'); }), "");
  EXPECT_EQ(field([](auto& c) { c.content.text = std::string(text_code_points_max + 1, 'x'); }), "/text");
  EXPECT_EQ(field([](auto& c) { c.content.sources.clear(); }), "/sources");
  EXPECT_EQ(field([](auto& c) { c.content.sources.assign(sources_max, "x"); }), "");
  EXPECT_EQ(field([](auto& c) { c.content.sources.assign(sources_max + 1, "x"); }), "/sources");
  EXPECT_EQ(field([](auto& c) { c.incident = incident_id(9); }), "/incident");
  EXPECT_EQ(field([](auto& c) { c.publish_at = evening + publish_ahead_max_ms; }), "");
  EXPECT_EQ(field([](auto& c) { c.publish_at = evening + publish_ahead_max_ms + 1; }), "/publish_at");
}

// EVIDENCE-OF: board row 23 "Scheduled and backdated posts, marked as such"
TEST(Updates, AreReleasedByTheClock) {
  Timeline live;
  live.must(live.anne, draft(1, evening + hour_ms));
  live.must(live.bruno, PublishUpdate{update_id(1)});
  EXPECT_EQ(live.state(1), UpdateState::scheduled);
  live.now = evening + hour_ms + -1;
  EXPECT_TRUE(live.tick({}).events.empty());
  live.now = evening + hour_ms;
  const auto released = live.tick({});
  ASSERT_EQ(released.events.size(), 1u);
  EXPECT_EQ(released.events[0].audience, Audience::public_);
  EXPECT_EQ(live.update(1).scheduled_for, evening + hour_ms);
  EXPECT_EQ(live.update(1).approved_by, live.bruno);
  EXPECT_TRUE(live.tick({}).events.empty()) << "once";
}

TEST(Updates, ScheduledMayBeTakenBack) {
  Timeline live;
  live.must(live.anne, draft(1, evening + hour_ms));
  live.must(live.bruno, PublishUpdate{update_id(1)});
  live.must(live.claire, SendBackUpdate{update_id(1), "not yet"});
  live.now = evening + 2 * hour_ms;
  EXPECT_TRUE(live.tick({}).events.empty());
}

TEST(Updates, AreNotReleasedWhileTheRealmIsHeld) {
  Timeline live;
  live.must(live.anne, draft(1, evening + 1));
  live.must(live.bruno, PublishUpdate{update_id(1)});
  live.must(Actor::system(), StartServing{{}, true});
  live.now = evening + hour_ms;
  EXPECT_TRUE(live.tick({}).events.empty());
  live.must(live.bruno, ReleaseRealm{});
  EXPECT_EQ(live.tick({}).events.size(), 1u);
}

TEST(Updates, OfManyDueAtOnceSomeFollowWithTheNextTick) {
  Timeline live;
  for (std::uint64_t number = 1; number <= releases_per_tick_max + 1; ++number) {
    live.must(live.anne, draft(number, evening + 1));
    live.must(live.bruno, PublishUpdate{update_id(number)});
  }
  live.now = evening + 1;
  EXPECT_EQ(live.tick({}).events.size(), releases_per_tick_max);
  EXPECT_EQ(live.tick({}).events.size(), 1u);
}

TEST(Updates, ToldLongAfterTheyHappenedAreMarked) {
  Timeline live;
  live.must(live.anne, draft(1));
  live.now = evening + backdated_after_ms;
  live.must(live.bruno, PublishUpdate{update_id(1)});
  EXPECT_FALSE(live.update(1).backdated());
  live.must(live.anne, draft(2));
  live.now = evening + backdated_after_ms + 1;
  live.must(live.bruno, PublishUpdate{update_id(2)});
  EXPECT_TRUE(live.update(2).backdated());
}

// EVIDENCE-OF: board row 18 "Correction shown as correction (struck-through old text, reason)"
TEST(Updates, CorrectionsKeepTheOldText) {
  Timeline live;
  live.must(live.anne, draft(1));
  live.must(live.bruno, PublishUpdate{update_id(1)});
  const Seq before = live.incident().changed_seq;
  EXPECT_EQ(live.refused(live.anne, CorrectUpdate{update_id(1), "x", "y"}).code, Errc::forbidden);
  EXPECT_EQ(live.refused(live.bruno, CorrectUpdate{update_id(1), "Open", ""}).field, "/reason");
  const auto decided = live.must(live.bruno, CorrectUpdate{update_id(1), "Schools are open", "misread"}, 1);
  EXPECT_EQ(decided.events.at(0).audience, Audience::public_);
  EXPECT_EQ(live.update(1).text, "Schools are open");
  ASSERT_EQ(live.update(1).corrections.size(), 1u);
  EXPECT_EQ(live.update(1).corrections[0].text_before, "Schools stay closed");
  EXPECT_EQ(live.update(1).corrections[0].reason, "misread");
  EXPECT_GT(live.incident().changed_seq, before) << "the page's ETag";
  EXPECT_TRUE(live.must(live.bruno, CorrectUpdate{update_id(1), "Schools are open", "again"}).repeated);
  EXPECT_EQ(live.refused(live.bruno, CorrectUpdate{update_id(1), "x", "y"}, 1).code, Errc::precondition);
  for (std::size_t i = 1; i < corrections_max; ++i)
    live.must(live.bruno, CorrectUpdate{update_id(1), fmt::format("text {}", i), "y"});
  EXPECT_EQ(live.refused(live.bruno, CorrectUpdate{update_id(1), "one more", "y"}).code, Errc::too_large);
}

// EVIDENCE-OF: board row 15 "Pinned post + key events list"
TEST(Updates, OneIsPinnedAtATime) {
  Timeline drill(RealmKind::drill);
  for (std::uint64_t number = 1; number <= 3; ++number) {
    auto command = draft(number);
    command.content.pinned = number == 1;
    drill.must(drill.anne, command);
    drill.must(drill.anne, PublishUpdate{update_id(number)});
  }
  EXPECT_EQ(drill.incident().pinned()->id, update_id(1));
  drill.must(drill.anne, MarkUpdate{update_id(2), true, true});
  EXPECT_EQ(drill.incident().pinned()->id, update_id(2));
  EXPECT_FALSE(drill.update(1).pinned);
  EXPECT_TRUE(drill.update(2).key_event);
  EXPECT_TRUE(drill.must(drill.anne, MarkUpdate{update_id(2), true, true}).repeated);
  drill.must(drill.anne, MarkUpdate{update_id(2), false, true});
  EXPECT_EQ(drill.incident().pinned(), nullptr);
}

TEST(Updates, AreNotDraftedOverAPublishedOne) {
  Timeline live;
  live.must(live.anne, draft(1));
  EXPECT_EQ(live.refused(live.anne, draft(1)).code, Errc::conflict);
  live.must(live.bruno, PublishUpdate{update_id(1)});
  EXPECT_EQ(live.refused(live.anne, draft(1)).code, Errc::conflict);
  EXPECT_EQ(live.state(1), UpdateState::published);
  Timeline drill(RealmKind::drill);
  PostUpdate post;
  post.id = update_id(2);
  post.incident = incident_id(1);
  post.occurred_at = drill.now;
  post.text = "The station is closed";
  post.sources = {"brigade"};
  drill.must(drill.anne, post);
  post.text = "The station is open";
  EXPECT_EQ(drill.refused(drill.anne, post).code, Errc::conflict);
  EXPECT_EQ(drill.update(2).text, "The station is closed");
}

}  // namespace
}  // namespace tocsin::world
