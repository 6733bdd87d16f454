#include "world/event_codec.h"

#include <google/protobuf/arena.h>

#include <array>

#include "base/check.h"
#include "world/event_codec_board.h"
#include "world/event_codec_parts.h"

namespace tocsin::world {
namespace {

std::string put_people(const std::vector<PersonId>& people) {
  std::string bytes;
  bytes.reserve(people.size() * 16);
  for (const PersonId person : people) bytes += as_chars(person.id.bytes);
  return bytes;
}

std::vector<PersonId> take_people(std::string_view bytes) {
  if (bytes.size() % 16 != 0) throw Malformed{"a list of ids is cut"};
  std::vector<PersonId> people;
  people.reserve(bytes.size() / 16);
  for (; !bytes.empty(); bytes.remove_prefix(16)) people.push_back(take<PersonId>(bytes.substr(0, 16)));
  return people;
}

// --- shapes ---

void put_ring(pb::Ring& out, const std::vector<geo::Point>& ring) {
  for (const auto& point : ring) {
    out.add_coordinates(point.lat);
    out.add_coordinates(point.lon);
  }
}

void put_polygon(pb::Polygon& out, const geo::Polygon& polygon) {
  put_ring(*out.mutable_outer(), polygon.outer);
  for (const auto& hole : polygon.holes) put_ring(*out.add_holes(), hole);
}

void put_area(pb::Area& out, const geo::Area& area) {
  for (const auto& polygon : area.polygons) put_polygon(*out.add_polygons(), polygon);
  for (const auto& polygon : area.excluded) put_polygon(*out.add_excluded(), polygon);
  for (const auto& circle : area.circles) {
    auto& to = *out.add_circles();
    to.set_lat(circle.center.lat);
    to.set_lon(circle.center.lon);
    to.set_radius_m(circle.radius_m);
  }
}

std::vector<geo::Point> take_ring(const pb::Ring& in) {
  if (in.coordinates_size() % 2 != 0) throw Malformed{"a ring ends inside a point"};
  std::vector<geo::Point> ring;
  for (int i = 0; i < in.coordinates_size(); i += 2)
    ring.push_back({in.coordinates(i), in.coordinates(i + 1)});
  return ring;
}

geo::Polygon take_polygon(const pb::Polygon& in) {
  geo::Polygon polygon{take_ring(in.outer()), {}};
  for (const auto& hole : in.holes()) polygon.holes.push_back(take_ring(hole));
  return polygon;
}

geo::Area take_area(const pb::Area& in) {
  geo::Area area;
  for (const auto& polygon : in.polygons()) area.polygons.push_back(take_polygon(polygon));
  for (const auto& polygon : in.excluded()) area.excluded.push_back(take_polygon(polygon));
  for (const auto& circle : in.circles())
    area.circles.push_back({{circle.lat(), circle.lon()}, circle.radius_m()});
  return area;
}

// --- alerts ---

void put_key(pb::AlertKey& out, const AlertKey& key) {
  out.set_sender(key.sender);
  out.set_identifier(key.identifier);
  out.set_sent_at_ms(key.sent_at.ms);
}

AlertKey take_key(const pb::AlertKey& in) { return {in.sender(), in.identifier(), {in.sent_at_ms()}}; }

void put_info(pb::AlertInfo& out, const AlertInfo& info) {
  out.set_language(info.language);
  out.set_event(info.event);
  out.set_headline(info.headline);
  out.set_description(info.description);
  out.set_instruction(info.instruction);
  out.set_sender_name(info.sender_name);
  out.set_web(info.web);
  out.set_contact(info.contact);
  for (const auto& text : info.categories) out.add_categories(text);
  for (const auto& text : info.response_types) out.add_response_types(text);
  out.set_urgency(info.urgency);
  out.set_severity(info.severity);
  out.set_certainty(info.certainty);
  out.set_effective_at_ms(info.effective_at.ms);
  out.set_onset_at_ms(info.onset_at.ms);
  out.set_expires_at_ms(info.expires_at.ms);
  for (const auto& area : info.areas) {
    auto& to = *out.add_areas();
    to.set_description(area.description);
    put_area(*to.mutable_shape(), area.shape);
    for (const auto& geocode : area.geocodes) {
      auto& code = *to.add_geocodes();
      code.set_name(geocode.name);
      code.set_value(geocode.value);
    }
  }
}

AlertInfo take_info(const pb::AlertInfo& in) {
  AlertInfo info{.language = in.language(),
                 .event = in.event(),
                 .headline = in.headline(),
                 .description = in.description(),
                 .instruction = in.instruction(),
                 .sender_name = in.sender_name(),
                 .web = in.web(),
                 .contact = in.contact(),
                 .categories = {in.categories().begin(), in.categories().end()},
                 .response_types = {in.response_types().begin(), in.response_types().end()},
                 .urgency = in.urgency(),
                 .severity = in.severity(),
                 .certainty = in.certainty(),
                 .effective_at = {in.effective_at_ms()},
                 .onset_at = {in.onset_at_ms()},
                 .expires_at = {in.expires_at_ms()},
                 .areas = {}};
  for (const auto& area : in.areas()) {
    AlertArea block{area.description(), take_area(area.shape()), {}};
    for (const auto& code : area.geocodes()) block.geocodes.push_back({code.name(), code.value()});
    info.areas.push_back(std::move(block));
  }
  return info;
}

void put_text(pb::CheckText& out, const CheckText& text) {
  out.set_headline(text.headline);
  out.set_what(text.what);
  out.set_where(text.where);
  out.set_issuer(text.issuer);
  out.set_since_ms(text.since.ms);
  out.set_contact(text.contact);
  out.set_correction(text.correction);
}

CheckText take_text(const pb::CheckText& in) {
  return {in.headline(), in.what(), in.where(), in.issuer(), {in.since_ms()}, in.contact(), in.correction()};
}

// --- bodies: one put_body for each event, one case in take_body ---

void put_body(pb::Event& out, const RealmCreated& e) {
  auto& to = *out.mutable_realm_created();
  to.set_kind(number(e.kind));
  to.set_name(e.name);
  to.set_time_zone(e.time_zone);
}
void put_body(pb::Event& out, const OperatorInvited& e) {
  auto& to = *out.mutable_operator_invited();
  to.set_id(put(e.id));
  to.set_name(e.name);
  to.set_role(number(e.role));
  to.set_invitation_hash(e.invitation_hash);
}
void put_body(pb::Event& out, const OperatorEnrolled& e) {
  auto& to = *out.mutable_operator_enrolled();
  to.set_id(put(e.id));
  to.set_token_hash(e.token_hash);
}
void put_body(pb::Event& out, const RealmHeld& e) { out.mutable_realm_held()->set_reason(e.reason); }
void put_body(pb::Event& out, const RealmReleased&) { out.mutable_realm_released(); }
void put_body(pb::Event& out, const PeopleListRead& e) {
  out.mutable_people_list_read()->set_what(e.what);
  out.mutable_people_list_read()->set_people(e.people);
}
void put_body(pb::Event& out, const AlertReceived& e) {
  auto& to = *out.mutable_alert_received();
  to.set_id(put(e.id));
  put_key(*to.mutable_key(), e.facts.key);
  to.set_version(e.facts.version);
  to.set_verdict(number(e.facts.verdict));
  to.set_status(number(e.facts.status));
  to.set_type(number(e.facts.type));
  to.set_scope(number(e.facts.scope));
  to.set_source(e.facts.source);
  to.set_note(e.facts.note);
  for (const auto& key : e.facts.references) put_key(*to.add_references(), key);
  for (const auto& info : e.facts.infos) put_info(*to.add_infos(), info);
  to.set_signature_present(e.facts.signature_present);
  to.set_raw(e.raw);
}
void put_body(pb::Event& out, const IncidentOpened& e) {
  auto& to = *out.mutable_incident_opened();
  to.set_id(put(e.id));
  to.set_headline(e.headline);
  to.set_alert(put(e.alert));
}
void put_body(pb::Event& out, const UpdatePosted& e) {
  auto& to = *out.mutable_update_posted();
  to.set_id(put(e.id));
  to.set_incident(put(e.incident));
  to.set_occurred_at_ms(e.occurred_at.ms);
  to.set_planned_for_ms(e.planned_for.ms);
  to.set_jurisdiction(e.jurisdiction);
  to.set_text(e.text);
  for (const auto& source : e.sources) to.add_sources(source);
  to.set_pinned(e.pinned);
  to.set_key_event(e.key_event);
  to.set_scheduled_for_ms(e.scheduled_for.ms);
  to.set_written_by(put(e.written_by));
  to.set_approved_by(put(e.approved_by));
}
void put_body(pb::Event& out, const CheckDrafted& e) {
  auto& to = *out.mutable_check_drafted();
  to.set_id(put(e.id));
  to.set_incident(put(e.incident));
  to.set_alert(put(e.alert));
  put_area(*to.mutable_area(), e.area);
  put_text(*to.mutable_text(), e.text);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const CheckProposed& e) {
  auto& to = *out.mutable_check_proposed();
  to.set_id(put(e.id));
  to.set_people(e.people);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const CheckOpened& e) {
  auto& to = *out.mutable_check_opened();
  to.set_id(put(e.id));
  to.set_people(e.people);
  to.set_by(put(e.by));
  to.set_ask_ttl_ms(e.ask_ttl_ms);
  to.set_asks_until_ms(e.asks_until.ms);
}
void put_body(pb::Event& out, const CheckAreaChanged& e) {
  auto& to = *out.mutable_check_area_changed();
  to.set_id(put(e.id));
  put_area(*to.mutable_area(), e.area);
  to.set_people(e.people);
  to.set_by(put(e.by));
  to.set_effective(e.effective);
}
void put_body(pb::Event& out, const CheckAreaApproved& e) {
  auto& to = *out.mutable_check_area_approved();
  to.set_id(put(e.id));
  to.set_people(e.people);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const CheckPaused& e) {
  auto& to = *out.mutable_check_paused();
  to.set_id(put(e.id));
  to.set_wrong(e.wrong);
  to.set_answers(e.answers);
}
void put_body(pb::Event& out, const CheckResumed& e) {
  out.mutable_check_resumed()->set_id(put(e.id));
  out.mutable_check_resumed()->set_by(put(e.by));
}
void put_body(pb::Event& out, const CheckRetracted& e) {
  auto& to = *out.mutable_check_retracted();
  to.set_id(put(e.id));
  to.set_correction(e.correction);
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const CheckClosed& e) {
  out.mutable_check_closed()->set_id(put(e.id));
  out.mutable_check_closed()->set_by(put(e.by));
}
void put_body(pb::Event& out, const PersonRecorded& e) {
  auto& to = *out.mutable_person_recorded();
  to.set_id(put(e.id));
  to.set_guardian(put(e.guardian));
  to.set_channels(e.channels);
  to.set_sealed(e.sealed);
}
void put_body(pb::Event& out, const PersonForgotten& e) { out.mutable_person_forgotten()->set_id(put(e.id)); }
void put_body(pb::Event& out, const CircleJoined& e) {
  auto& to = *out.mutable_circle_joined();
  to.set_subject(put(e.subject));
  to.set_viewer(put(e.viewer));
  to.set_view(number(e.view));
  to.set_may_answer(e.may_answer);
}
void put_body(pb::Event& out, const CircleLeft& e) {
  out.mutable_circle_left()->set_subject(put(e.subject));
  out.mutable_circle_left()->set_viewer(put(e.viewer));
}
void put_body(pb::Event& out, const PeopleAsked& e) {
  auto& to = *out.mutable_people_asked();
  to.set_check(put(e.check));
  to.set_reason(number(e.reason));
  to.set_band(number(e.band));
  to.set_send_before_ms(e.send_before.ms);
  to.set_people(put_people(e.people));
}
void put_body(pb::Event& out, const AnswerGiven& e) {
  auto& to = *out.mutable_answer_given();
  to.set_check(put(e.check));
  to.set_person(put(e.person));
  to.set_answer(number(e.answer));
  to.set_by_kind(number(e.by.kind));
  to.set_by_id(put(e.by.id));
  to.set_channel(number(e.channel));
  to.set_sealed_note(e.sealed_note);
  to.set_note_mark(e.note_mark);
}
void put_body(pb::Event& out, const HelpTaken& e) {
  auto& to = *out.mutable_help_taken();
  to.set_check(put(e.check));
  to.set_person(put(e.person));
  to.set_by(put(e.by));
}
void put_body(pb::Event& out, const DeliveriesRecorded& e) {
  auto& to = *out.mutable_deliveries_recorded();
  to.set_check(put(e.check));
  to.set_purpose(number(e.purpose));
  to.set_channel(number(e.channel));
  std::string people, states;
  for (const auto& delivery : e.deliveries) {
    people += as_chars(delivery.person.id.bytes);
    states += static_cast<char>(delivery.state);
  }
  to.set_people(std::move(people));
  to.set_states(std::move(states));
}

Actor take_actor(std::uint32_t kind, std::string_view id) {
  return {take_enum(kind, Actor::Kind::system, Actor::Kind::local), take_id(id)};
}

AlertReceived take_alert(const pb::AlertReceived& in) {
  AlertReceived e{take<AlertId>(in.id()), {}, in.raw()};
  e.facts.key = take_key(in.key());
  e.facts.version = in.version();
  e.facts.verdict = take_enum(in.verdict(), AlertVerdict::usable, AlertVerdict::conforming);
  e.facts.status = take_enum(in.status(), AlertStatus::actual, AlertStatus::draft);
  e.facts.type = take_enum(in.type(), AlertType::alert, AlertType::error);
  e.facts.scope = take_enum(in.scope(), AlertScope::public_, AlertScope::private_);
  e.facts.source = in.source();
  e.facts.note = in.note();
  for (const auto& key : in.references()) e.facts.references.push_back(take_key(key));
  for (const auto& info : in.infos()) e.facts.infos.push_back(take_info(info));
  e.facts.signature_present = in.signature_present();
  return e;
}

DeliveriesRecorded take_deliveries(const pb::DeliveriesRecorded& in) {
  DeliveriesRecorded e{take<CheckId>(in.check()),
                       take_enum(in.purpose(), DeliveryPurpose::ask, DeliveryPurpose::correction),
                       take_enum(in.channel(), DeliveryChannel::email, DeliveryChannel::email),
                       {}};
  const auto people = take_people(in.people());
  if (people.size() != in.states().size()) throw Malformed{"deliveries and their states differ in number"};
  for (std::size_t i = 0; i < people.size(); ++i) {
    e.deliveries.push_back({people[i], take_enum(static_cast<std::uint8_t>(in.states()[i]),
                                                 DeliveryState::sent, DeliveryState::unknown)});
  }
  return e;
}

EventBody take_record_body(const pb::Event& in) {
  switch (in.body_case()) {
    case pb::Event::kRealmCreated: {
      const auto& b = in.realm_created();
      return RealmCreated{take_enum(b.kind(), RealmKind::live, RealmKind::drill), b.name(), b.time_zone()};
    }
    case pb::Event::kOperatorInvited: {
      const auto& b = in.operator_invited();
      return OperatorInvited{take<OperatorId>(b.id()), b.name(),
                             take_enum(b.role(), Role::feed, Role::approver), b.invitation_hash()};
    }
    case pb::Event::kOperatorEnrolled:
      return OperatorEnrolled{take<OperatorId>(in.operator_enrolled().id()),
                              in.operator_enrolled().token_hash()};
    case pb::Event::kRealmHeld:
      return RealmHeld{in.realm_held().reason()};
    case pb::Event::kRealmReleased:
      return RealmReleased{};
    case pb::Event::kPeopleListRead:
      return PeopleListRead{in.people_list_read().what(), in.people_list_read().people()};
    case pb::Event::kAlertReceived:
      return take_alert(in.alert_received());
    case pb::Event::kIncidentOpened: {
      const auto& b = in.incident_opened();
      return IncidentOpened{take<IncidentId>(b.id()), b.headline(), take_optional<AlertId>(b.alert())};
    }
    case pb::Event::kUpdatePosted: {
      const auto& b = in.update_posted();
      return UpdatePosted{take<UpdateId>(b.id()),
                          take<IncidentId>(b.incident()),
                          {b.occurred_at_ms()},
                          {b.planned_for_ms()},
                          b.jurisdiction(),
                          b.text(),
                          {b.sources().begin(), b.sources().end()},
                          b.pinned(),
                          b.key_event(),
                          {b.scheduled_for_ms()},
                          take<OperatorId>(b.written_by()),
                          take<OperatorId>(b.approved_by())};
    }
    case pb::Event::kCheckDrafted: {
      const auto& b = in.check_drafted();
      return CheckDrafted{take<CheckId>(b.id()),
                          take<IncidentId>(b.incident()),
                          take_optional<AlertId>(b.alert()),
                          take_area(b.area()),
                          take_text(b.text()),
                          take<OperatorId>(b.by())};
    }
    case pb::Event::kCheckProposed: {
      const auto& b = in.check_proposed();
      return CheckProposed{take<CheckId>(b.id()), b.people(), take<OperatorId>(b.by())};
    }
    case pb::Event::kCheckOpened: {
      const auto& b = in.check_opened();
      return CheckOpened{
          take<CheckId>(b.id()), b.people(), take<OperatorId>(b.by()), b.ask_ttl_ms(), {b.asks_until_ms()}};
    }
    case pb::Event::kCheckAreaChanged: {
      const auto& b = in.check_area_changed();
      return CheckAreaChanged{take<CheckId>(b.id()), take_area(b.area()), b.people(),
                              take<OperatorId>(b.by()), b.effective()};
    }
    case pb::Event::kCheckAreaApproved: {
      const auto& b = in.check_area_approved();
      return CheckAreaApproved{take<CheckId>(b.id()), b.people(), take<OperatorId>(b.by())};
    }
    case pb::Event::kCheckPaused:
      return CheckPaused{take<CheckId>(in.check_paused().id()), in.check_paused().wrong(),
                         in.check_paused().answers()};
    case pb::Event::kCheckResumed:
      return CheckResumed{take<CheckId>(in.check_resumed().id()), take<OperatorId>(in.check_resumed().by())};
    case pb::Event::kCheckRetracted: {
      const auto& b = in.check_retracted();
      return CheckRetracted{take<CheckId>(b.id()), b.correction(), take<OperatorId>(b.by())};
    }
    case pb::Event::kCheckClosed:
      return CheckClosed{take<CheckId>(in.check_closed().id()), take<OperatorId>(in.check_closed().by())};
    default:
      return take_board_body(in);
  }
}

EventBody take_body(const pb::Event& in) {
  switch (in.body_case()) {
    case pb::Event::kPersonRecorded: {
      const auto& b = in.person_recorded();
      if (b.channels() > 0xFF) throw Malformed{"a set of channels has unknown bits"};
      return PersonRecorded{take<PersonId>(b.id()), take<PersonId>(b.guardian()),
                            static_cast<std::uint8_t>(b.channels()), b.sealed()};
    }
    case pb::Event::kPersonForgotten:
      return PersonForgotten{take<PersonId>(in.person_forgotten().id())};
    case pb::Event::kCircleJoined: {
      const auto& b = in.circle_joined();
      return CircleJoined{take<PersonId>(b.subject()), take<PersonId>(b.viewer()),
                          take_enum(b.view(), CircleView::safe_only, CircleView::note), b.may_answer()};
    }
    case pb::Event::kCircleLeft:
      return CircleLeft{take<PersonId>(in.circle_left().subject()),
                        take<PersonId>(in.circle_left().viewer())};
    case pb::Event::kPeopleAsked: {
      const auto& b = in.people_asked();
      return PeopleAsked{take<CheckId>(b.check()),
                         take_enum(b.reason(), Reason::home, Reason::last_known),
                         take_enum(b.band(), Band::there, Band::possible),
                         {b.send_before_ms()},
                         take_people(b.people())};
    }
    case pb::Event::kAnswerGiven: {
      const auto& b = in.answer_given();
      return AnswerGiven{take<CheckId>(b.check()),
                         take<PersonId>(b.person()),
                         take_enum(b.answer(), Answer::safe, Answer::wrong),
                         take_actor(b.by_kind(), b.by_id()),
                         take_enum(b.channel(), AnswerChannel::page, AnswerChannel::api),
                         b.sealed_note(),
                         b.note_mark()};
    }
    case pb::Event::kHelpTaken: {
      const auto& b = in.help_taken();
      return HelpTaken{take<CheckId>(b.check()), take<PersonId>(b.person()), take<OperatorId>(b.by())};
    }
    case pb::Event::kDeliveriesRecorded:
      return take_deliveries(in.deliveries_recorded());
    default:
      return take_record_body(in);
  }
}

}  // namespace

Bytes encode(const Event& event) {
  // An answer fits, so that it is built without the heap.
  alignas(8) std::array<char, 4096> block;
  google::protobuf::ArenaOptions options;
  options.initial_block = block.data();
  options.initial_block_size = block.size();
  google::protobuf::Arena arena(options);
  pb::Event& out = *google::protobuf::Arena::CreateMessage<pb::Event>(&arena);
  out.set_at_ms(event.at.ms);
  out.set_actor_kind(number(event.by.kind));
  out.set_actor_id(put(event.by.id));
  out.set_audience(number(event.audience));
  out.set_record_seq(event.record_seq);
  std::visit([&](const auto& body) { put_body(out, body); }, event.body);
  Bytes bytes;
  const bool written = out.SerializeToString(&bytes);
  TOCSIN_CHECK(written);
  return bytes;
}

Result<Event> decode(std::string_view bytes) {
  pb::Event in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return fail(Errc::corrupt, "these bytes are no event");
  try {
    Event event{.at = {in.at_ms()},
                .by = take_actor(in.actor_kind(), in.actor_id()),
                .audience = take_enum(in.audience(), Audience::public_, Audience::audit),
                .record_seq = in.record_seq(),
                .body = take_body(in)};
    return event;
  } catch (const Malformed& malformed) {
    return fail(Errc::corrupt, fmt::format("an event cannot be read: {}", malformed.what));
  }
}

}  // namespace tocsin::world
