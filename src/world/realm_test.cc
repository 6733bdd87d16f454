#include "world/realm.h"

#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::world {
namespace {

const Bytes hash_a(32, 'a'), hash_b(32, 'b');

TEST(Realm, BeforeItIsMadeNothingElseIsAllowed) {
  const World world;
  const auto refused = world.decide({evening, Actor::local(), {}, RecordListRead{"people", 1}});
  EXPECT_EQ(refused.error().code, Errc::conflict);
  EXPECT_EQ(refused.error().detail, "this data directory holds no realm");
}

// EVIDENCE-OF: DESIGN 2.6 "a realm is fixed at init"
TEST(Realm, IsMadeOnceAndOnTheMachineItself) {
  World world;
  const CreateRealm create{RealmKind::live, "Paris", "Europe/Paris"};
  EXPECT_EQ(world.decide({evening, Actor::system(), {}, create}).error().code, Errc::forbidden);
  const auto decided = world.decide({evening, Actor::local(), {}, create});
  ASSERT_TRUE(decided);
  world.apply(decided->events.at(0), 1);
  EXPECT_TRUE(world.realm().exists());
  EXPECT_FALSE(world.realm().is_drill());
  EXPECT_EQ(world.realm().name(), "Paris");
  EXPECT_EQ(world.realm().time_zone(), "Europe/Paris");
  const auto again = world.decide({evening, Actor::local(), {}, CreateRealm{RealmKind::drill, "x", ""}});
  EXPECT_EQ(again.error().code, Errc::conflict);
  EXPECT_EQ(again.error().detail, "this data directory already holds a realm");
}

TEST(Realm, ANameOf200CharactersFitsAndOneMoreDoesNot) {
  const World world;
  std::string name;
  for (int i = 0; i < 200; ++i) name += "\xC3\xA9";
  EXPECT_TRUE(world.decide({evening, Actor::local(), {}, CreateRealm{RealmKind::drill, name, ""}}));
  const auto refused =
      world.decide({evening, Actor::local(), {}, CreateRealm{RealmKind::drill, name + "e", ""}});
  EXPECT_EQ(refused.error().code, Errc::too_large);
}

// A string in the journal that is not UTF-8 could never be read again.
TEST(Realm, NamesThatAreNotUtf8AreRefused) {
  const World empty;
  EXPECT_EQ(empty
                .decide({evening,
                         Actor::local(),
                         {},
                         CreateRealm{RealmKind::drill,
                                     "Orl\xE9"
                                     "ans",
                                     ""}})
                .error()
                .field,
            "/name");
  EXPECT_EQ(
      empty.decide({evening, Actor::local(), {}, CreateRealm{RealmKind::drill, "Orleans", "Europe/\xFF"}})
          .error()
          .field,
      "/time_zone");
  const Scene scene;
  EXPECT_EQ(
      scene.refused(Actor::local(), InviteOperator{OperatorId(numbered(7)), "Andr\xE9", Role::feed, hash_a})
          .field,
      "/name");
  EXPECT_EQ(scene.refused(Actor::local(), RecordListRead{"list \xE9", 3}).field, "/what");
}

TEST(Realm, AnInvitationIsTradedForATokenOnce) {
  Scene scene;
  const OperatorId dora(numbered(7));
  EXPECT_EQ(scene.must(scene.bruno, InviteOperator{dora, "Dora", Role::operator_, hash_a}).subject, dora.id);
  EXPECT_EQ(scene.world.realm().find_by_invitation(hash_a)->id, dora);
  EXPECT_EQ(scene.world.realm().find_by_token(hash_b), nullptr);

  EXPECT_EQ(scene.must(Actor::system(), EnrolOperator{hash_a, hash_b}).subject, dora.id);
  EXPECT_EQ(scene.world.realm().find_by_token(hash_b)->name, "Dora");
  EXPECT_EQ(scene.world.realm().find_by_invitation(hash_a), nullptr);
  const Error again = scene.refused(Actor::system(), EnrolOperator{hash_a, Bytes(32, 'c')});
  EXPECT_EQ(again.code, Errc::not_found);
  EXPECT_EQ(again.detail, "this invitation is not valid or was used already");
}

TEST(Realm, AnEmptyHashFindsNobody) {
  const Scene scene;
  EXPECT_EQ(scene.world.realm().find_by_invitation({}), nullptr);
  EXPECT_EQ(scene.world.realm().find_by_token({}), nullptr);
}

TEST(Realm, OnlyAnApproverOrTheMachineInvites) {
  const Scene scene;
  const InviteOperator invite{OperatorId(numbered(7)), "Dora", Role::operator_, hash_a};
  EXPECT_EQ(scene.refused(scene.anne, invite).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(scene.feed, invite).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(Actor::system(), invite).code, Errc::unauthorised);
  EXPECT_EQ(scene.refused(person(1), invite).code, Errc::unauthorised);
  EXPECT_EQ(scene.refused(OperatorId(numbered(1234)), invite).code, Errc::unauthorised);
  EXPECT_TRUE(scene.decide(scene.bruno, invite));
  EXPECT_TRUE(scene.decide(Actor::local(), invite));
}

TEST(Realm, ARefusalForARoleNamesBothRoles) {
  const Scene scene;
  EXPECT_EQ(scene.refused(scene.anne, ReleaseRealm{}).detail,
            "to release the realm, the role approver is needed; this token's role is operator");
  EXPECT_EQ(scene.refused(Actor::system(), ReleaseRealm{}).detail,
            "to release the realm, a token of this realm is needed");
}

TEST(Realm, HasAtMostAThousandOperators) {
  Scene scene;
  for (std::uint64_t number = 1; scene.world.realm().operators().size() < operators_max; ++number) {
    scene.must(Actor::local(), InviteOperator{OperatorId(numbered(5000 + number)), "x", Role::feed, hash_a});
  }
  EXPECT_EQ(
      scene.refused(Actor::local(), InviteOperator{OperatorId(numbered(1)), "x", Role::feed, hash_a}).code,
      Errc::too_large);
}

// EVIDENCE-OF: DESIGN 2.11 "A restored or long-stopped server takes answers but sends nothing until an
// approver releases"
TEST(Realm, ALongStopWithAnOpenCheckHolds) {
  Scene scene;
  scene.open();
  const auto begins = [&](std::int64_t stopped_ms) {
    return scene
        .decide(Actor::system(), StartServing{.last_alive_at = scene.now + -stopped_ms, .restored = false})
        ->events;
  };
  EXPECT_TRUE(begins(hold_after_ms - 1).empty());
  ASSERT_EQ(begins(hold_after_ms).size(), 1u);
  EXPECT_EQ(std::get<RealmHeld>(begins(hold_after_ms)[0].body).reason,
            "stopped for 10 minutes while a check was open");
}

TEST(Realm, AStopWithoutAnOpenCheckOrAFirstStartDoesNotHold) {
  Scene scene;
  EXPECT_TRUE(
      scene.must(Actor::system(), StartServing{.last_alive_at = scene.now + -day_ms, .restored = false})
          .events.empty());
  scene.open();
  EXPECT_TRUE(scene.must(Actor::system(), StartServing{}).events.empty());
  scene.must(scene.anne, CloseCheck{check_id(1)});
  EXPECT_TRUE(
      scene.must(Actor::system(), StartServing{.last_alive_at = scene.now + -day_ms, .restored = false})
          .events.empty());
}

TEST(Realm, ARestoredRealmIsHeldUntilAnApproverReleases) {
  Scene scene;
  scene.must(Actor::system(), StartServing{.last_alive_at = {}, .restored = true});
  EXPECT_TRUE(scene.world.realm().held());
  EXPECT_EQ(scene.world.realm().held_reason(), "restored from a backup");
  EXPECT_TRUE(scene.must(Actor::system(), StartServing{.last_alive_at = {}, .restored = true}).events.empty())
      << "held already";
  EXPECT_EQ(scene.refused(scene.anne, ReleaseRealm{}).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(Actor::local(), ReleaseRealm{}).code, Errc::unauthorised)
      << "a person with a name releases";
  scene.must(scene.bruno, ReleaseRealm{});
  EXPECT_FALSE(scene.world.realm().held());
  EXPECT_EQ(scene.world.realm().held_reason(), "");
  EXPECT_TRUE(scene.must(scene.bruno, ReleaseRealm{}).repeated);
}

// EVIDENCE-OF: DESIGN 7 "Reads of person lists and exports are journalled"
TEST(Realm, AListReadIsJournalledForTheAudit) {
  Scene scene;
  const auto decided = scene.must(scene.anne, RecordListRead{"roll call of School 7", 120});
  ASSERT_EQ(decided.events.size(), 1u);
  EXPECT_EQ(decided.events[0].audience, Audience::audit);
  EXPECT_EQ(std::get<PeopleListRead>(decided.events[0].body).people, 120u);
  EXPECT_EQ(scene.refused(scene.feed, RecordListRead{"people", 1}).code, Errc::forbidden);
}

}  // namespace
}  // namespace tocsin::world
