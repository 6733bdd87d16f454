#include "desk.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::sim {
namespace {

using world::Actor;
using world::AlertType;
using world::Check;
using world::CheckState;
using world::Role;

constexpr double town_degrees = 0.08;
// More unfinished checks at once than this are not drafted: lives shall reach their ends.
constexpr std::size_t unfinished_max = 4;

world::CheckText made_up_text(Instant now) {
  return {.headline = "Fire at the market",
          .what = "A large fire",
          .where = "Market square",
          .issuer = "Town fire brigade",
          .since = now,
          .contact = {},
          .correction = "The question about the market square was a mistake"};
}

}  // namespace

void Desk::found(world::RealmKind kind) {
  stage_.post(Actor::local(), world::CreateRealm{kind, "Town", "Europe/Paris"});
  static constexpr Role roles[] = {Role::feed,     Role::operator_, Role::operator_,
                                   Role::approver, Role::approver,  Role::approver};
  for (const Role role : roles) {
    const world::OperatorId id(stage_.random().id());
    const Bytes hash = blake2b(to_hex(id.id));
    stage_.post(Actor::local(),
                world::InviteOperator{id, fmt::format("Officer {}", stage_.officers.size()), role, hash});
    stage_.post(Actor::system(), world::EnrolOperator{hash, blake2b(hash)});
    stage_.officers.push_back({id, role});
  }
}

geo::Area Desk::made_up_area() {
  auto& random = stage_.random();
  const geo::Point middle = stage_.place(town_degrees);
  geo::Area area;
  if (random.chance(0.4)) {
    area.circles.push_back({middle, 500 + 14'000 * random.unit()});
  } else {
    geo::Polygon star;
    const std::size_t corners = 3 + random.below(7);
    const double least = 0.02 + 0.05 * random.unit();
    for (std::size_t i = 0; i < corners; ++i) {
      const double angle = 2 * std::numbers::pi * (static_cast<double>(i) + 0.8 * random.unit()) /
                           static_cast<double>(corners);
      const double reach = least * (1 + 2 * random.unit());
      star.outer.push_back(stage_.near(middle, reach * std::sin(angle), reach * std::cos(angle)));
    }
    if (random.chance(0.3)) {
      const double half = least * 0.3;
      star.holes.push_back({stage_.near(middle, -half, -half), stage_.near(middle, -half, half),
                            stage_.near(middle, half, half), stage_.near(middle, half, -half)});
    }
    area.polygons.push_back(std::move(star));
  }
  if (random.chance(0.2)) {
    const geo::Point corner = stage_.near(middle, 0.01, 0.01);
    area.excluded.push_back({{corner, stage_.near(corner, 0, 0.02), stage_.near(corner, 0.03, 0.01)}, {}});
  }
  if (random.chance(0.15)) area.circles.push_back({stage_.place(town_degrees), 2'000});
  return area;
}

std::uint64_t Desk::count_inside(const geo::Area& area) const {
  if (!geo::validate(area)) return 0;
  return views::preview(*stage_.machine->vault, area, stage_.site.clock.now()).people;
}

void Desk::write_alerts() {
  auto& random = stage_.random();
  const auto status =
      stage_.world().realm().is_drill() ? world::AlertStatus::exercise : world::AlertStatus::actual;
  Instant sent_at{stage_.site.clock.now().ms / second_ms * second_ms};
  std::vector<world::AlertFacts> chain;
  for (auto length = 1 + random.below(4); length > 0; --length) {
    world::AlertFacts facts;
    facts.key = {random.chance(0.8) ? "brigade" : "weather", fmt::format("a{}", next_identifier_++), sent_at};
    facts.version = "1.2";
    facts.status = random.chance(0.9) ? status : world::AlertStatus::test;
    facts.type = chain.empty()        ? AlertType::alert
                 : random.chance(0.3) ? AlertType::cancel
                                      : AlertType::update;
    for (const auto& earlier : chain) {
      if (random.chance(0.8)) facts.references.push_back(earlier.key);
    }
    world::AlertInfo info;
    info.event = "Fire";
    info.headline = "Fire";
    info.areas.push_back({"Market", made_up_area(), {}});
    if (random.chance(0.3)) info.expires_at = sent_at + static_cast<std::int64_t>(random.below(12 * hour_ms));
    facts.infos.push_back(std::move(info));
    chain.push_back(facts);
    sent_at = sent_at + minute_ms;
  }
  // Networks reorder and repeat.
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (!random.chance(0.3)) continue;
    std::swap(chain[i - 1], chain[i]);
    stage_.notebook().hit(Probe::alert_out_of_order);
  }
  for (const auto& facts : chain) alerts_.push_back(facts);
}

void Desk::hand_in_alert() {
  if (alerts_.empty()) write_alerts();
  if (!handed_in_.empty() && stage_.random().chance(0.2)) {
    const world::AlertId id(stage_.random().id());
    stage_.post(stage_.officer(Role::feed), world::ReceiveAlert{id, stage_.pick(handed_in_), "<alert/>"},
                [this](const auto& result) {
                  stage_.notebook().hit_if(result && result->repeated, Probe::alert_duplicated);
                });
  }
  handed_in_.push_back(alerts_.front());
  alerts_.pop_front();
  stage_.post(stage_.officer(Role::feed),
              world::ReceiveAlert{world::AlertId(stage_.random().id()), handed_in_.back(), "<alert/>"});
}

void Desk::draft() {
  std::size_t unfinished = 0;
  for (const auto& [id, check] : stage_.world().checks().all()) {
    unfinished += check.state != CheckState::closed && check.state != CheckState::retracted;
  }
  if (unfinished >= unfinished_max) return;
  auto& random = stage_.random();
  world::DraftCheck command;
  command.id = world::CheckId(random.id());
  command.new_incident = world::IncidentId(random.id());
  command.text = made_up_text(stage_.site.clock.now());
  const auto& alerts = stage_.world().alerts().in_order();
  if (!alerts.empty() && random.chance(0.4)) command.alert = stage_.pick(alerts);
  if (!command.alert || random.chance(0.3)) command.area = made_up_area();
  stage_.post(stage_.officer(Role::operator_), std::move(command));
}

std::optional<std::uint32_t> Desk::revision_of(const Check& check) {
  const auto lot = stage_.random().below(10);
  if (lot < 6) return std::nullopt;
  return lot < 9 ? check.revision : check.revision - 1;
}

Stage::OnReply Desk::notes_stale() {
  return [this](const Result<engine::Outcome>& result) {
    stage_.notebook().hit_if(!result && result.error().code == Errc::precondition,
                             Probe::stale_revision_refused);
    stage_.notebook().hit_if(!result && result.error().detail == "you cannot approve what you proposed",
                             Probe::own_proposal_refused);
  };
}

void Desk::propose(const Check& check) {
  stage_.post(stage_.officer(Role::operator_), world::ProposeCheck{check.id, count_inside(check.area)},
              notes_stale(), revision_of(check));
}

void Desk::approve(const Check& check) {
  const geo::Area& area = check.pending_area ? check.pending_area->area : check.area;
  Actor by = stage_.officer(Role::approver);
  if (stage_.random().chance(0.3))
    by = Actor::of(check.pending_area ? check.pending_area->by : check.proposed_by);
  stage_.post(by, world::ApproveCheck{check.id, count_inside(area)}, notes_stale(), revision_of(check));
}

void Desk::change_area(const Check& check) {
  geo::Area area = stage_.random().chance(0.5) ? made_up_area() : check.area;
  for (auto& circle : area.circles) circle.radius_m *= 0.5 + 1.5 * stage_.random().unit();
  const auto people = count_inside(area);
  stage_.post(stage_.officer(Role::operator_), world::ChangeArea{check.id, std::move(area), people},
              notes_stale(), revision_of(check));
}

void Desk::resume(world::CheckId check) {
  stage_.post(stage_.officer(Role::approver), world::ResumeCheck{check});
}

void Desk::retract(const Check& check) {
  stage_.post(stage_.officer(Role::operator_),
              world::RetractCheck{check.id, stage_.random().chance(0.5) ? "A mistake" : ""}, notes_stale(),
              revision_of(check));
}

void Desk::close(const Check& check) {
  stage_.post(stage_.officer(Role::operator_), world::CloseCheck{check.id}, notes_stale(),
              revision_of(check));
}

void Desk::take_help(const Check& check) {
  const auto calls = check.asks.calls_for_help();
  if (calls.empty()) return;
  stage_.post(
      stage_.officer(Role::operator_), world::TakeHelp{check.id, calls.front()},
      [this](const auto& result) { stage_.notebook().hit_if(result.has_value(), Probe::help_taken); });
}

void Desk::post_update() {
  const auto& incidents = stage_.world().incidents().all();
  if (incidents.empty()) {
    stage_.post(stage_.officer(Role::operator_),
                world::OpenIncident{world::IncidentId(stage_.random().id()), "Fire", {}});
    return;
  }
  const Instant now = stage_.site.clock.now();
  stage_.post(stage_.officer(Role::operator_), world::PostUpdate{.id = world::UpdateId(stage_.random().id()),
                                                                 .incident = incidents.begin()->first,
                                                                 .occurred_at = now,
                                                                 .planned_for = {},
                                                                 .jurisdiction = "FR",
                                                                 .text = "The station is closed",
                                                                 .sources = {"brigade"}});
}

void Desk::release() { stage_.post(stage_.officer(Role::approver), world::ReleaseRealm{}); }

void Desk::act() {
  auto& random = stage_.random();
  if (stage_.world().realm().held() && random.chance(0.15)) return release();
  const auto lot = random.below(100);
  const auto& checks = stage_.world().checks().all();
  if (lot < 15) return hand_in_alert();
  if (lot < 20) return post_update();
  if (lot < 23) return stage_.post(stage_.officer(Role::feed), world::RecordListRead{"roll call", 3});
  if (lot < 35 || checks.empty()) return draft();
  const auto& check =
      std::next(checks.begin(), static_cast<std::ptrdiff_t>(random.below(checks.size())))->second;
  if (check.state == CheckState::draft) return random.chance(0.8) ? propose(check) : change_area(check);
  if (check.state == CheckState::proposed) return random.chance(0.9) ? approve(check) : retract(check);
  if (check.state != CheckState::open) return random.chance(0.1) ? retract(check) : draft();
  if (check.pending_area && random.chance(0.6)) return approve(check);
  if (check.paused && random.chance(0.3)) return resume(check.id);
  if (lot < 60) return take_help(check);
  if (lot < 84) return change_area(check);
  if (lot < 88) return retract(check);
  if (lot < 94) return close(check);
  approve(check);
}

}  // namespace tocsin::sim
