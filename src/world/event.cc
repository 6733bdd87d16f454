#include "world/event.h"

#include <array>

namespace tocsin::world {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

// In the order of EventBody.
constexpr std::array<std::string_view, std::variant_size_v<EventBody>> kinds = {
    "RealmCreated",       "OperatorInvited",  "OperatorEnrolled", "RealmHeld",         "RealmReleased",
    "PeopleListRead",     "AlertReceived",    "IncidentOpened",   "UpdatePosted",      "CheckDrafted",
    "CheckProposed",      "CheckOpened",      "CheckAreaChanged", "CheckAreaApproved", "CheckPaused",
    "CheckResumed",       "CheckRetracted",   "CheckClosed",      "PersonRecorded",    "PersonForgotten",
    "CircleJoined",       "CircleLeft",       "PeopleAsked",      "AnswerGiven",       "HelpTaken",
    "DeliveriesRecorded", "SourceRegistered", "SourceChanged",    "FetchRecorded",     "ReportFiled",
    "ReportMoved",        "ProposalDecided",  "EntryDrafted",     "EntryEdited",       "EntrySubmitted",
    "EntryPublished",     "EntrySentBack",    "EntryDiscarded",   "EntryConfirmed",    "EntrySupported",
    "LevelProposed",      "LevelSet",         "LevelEnded",       "LevelRejected",     "SchemeChanged",
    "UpdateDrafted",      "UpdateSubmitted",  "UpdateScheduled",  "UpdateSentBack",    "UpdateDiscarded",
    "UpdateCorrected",    "UpdateMarked"};

}  // namespace

std::string_view to_string(Audience value) {
  static constexpr std::string_view names[] = {"", "public", "operators", "audit"};
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(Stream value) { return value == Stream::record ? "record" : "people"; }

Stream stream_of(const EventBody& body) {
  // The eight kinds of people events stand together; later kinds of the record follow them.
  static constexpr std::size_t first_people = 18;  // PersonRecorded
  static constexpr std::size_t last_people = 25;   // DeliveriesRecorded
  static_assert(std::is_same_v<std::variant_alternative_t<first_people, EventBody>, PersonRecorded>);
  static_assert(std::is_same_v<std::variant_alternative_t<last_people, EventBody>, DeliveriesRecorded>);
  return body.index() >= first_people && body.index() <= last_people ? Stream::people : Stream::record;
}

std::string_view kind_of(const EventBody& body) { return kinds.at(body.index()); }

Id subject_of(const EventBody& body) {
  return std::visit(
      Overloaded{[](const RealmCreated&) { return Id{}; }, [](const RealmHeld&) { return Id{}; },
                 [](const RealmReleased&) { return Id{}; }, [](const PeopleListRead&) { return Id{}; },
                 [](const UpdatePosted& event) { return event.incident.id; },
                 [](const UpdateDrafted& event) { return event.incident.id; },
                 [](const UpdateCorrected& event) { return event.incident.id; },
                 [](const UpdateMarked& event) { return event.incident.id; },
                 [](const ProposalDecided& event) { return event.proposal.report.id; },
                 [](const CircleJoined& event) { return event.subject.id; },
                 [](const CircleLeft& event) { return event.subject.id; },
                 [](const PeopleAsked& event) { return event.check.id; },
                 [](const AnswerGiven& event) { return event.check.id; },
                 [](const HelpTaken& event) { return event.check.id; },
                 [](const DeliveriesRecorded& event) { return event.check.id; },
                 [](const auto& event) { return event.id.id; }},
      body);
}

}  // namespace tocsin::world
