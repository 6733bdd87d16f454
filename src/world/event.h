// Event: something that happened. It is never refused; the World is the sum of all events in order.
#pragma once

#include <string_view>
#include <variant>

#include "world/alerts.h"
#include "world/checks.h"
#include "world/incidents.h"
#include "world/levels.h"
#include "world/measures.h"
#include "world/people.h"
#include "world/realm.h"
#include "world/reports.h"
#include "world/sources.h"
#include "world/updates.h"

namespace tocsin::world {

// Who may see an event leave this server.
enum class Audience : std::uint8_t {
  public_ = 1,    // anybody
  operators = 2,  // people with a token
  audit = 3       // those who look after the operators
};
std::string_view to_string(Audience value);

// The record is kept for ever; people events are trimmed when their check is long over.
enum class Stream : std::uint8_t { record = 0, people = 1 };
std::string_view to_string(Stream value);

using EventBody =
    std::variant<RealmCreated, OperatorInvited, OperatorEnrolled, RealmHeld, RealmReleased, PeopleListRead,
                 AlertReceived, IncidentOpened, UpdatePosted, CheckDrafted, CheckProposed, CheckOpened,
                 CheckAreaChanged, CheckAreaApproved, CheckPaused, CheckResumed, CheckRetracted, CheckClosed,
                 PersonRecorded, PersonForgotten, CircleJoined, CircleLeft, PeopleAsked, AnswerGiven,
                 HelpTaken, DeliveriesRecorded, SourceRegistered, SourceChanged, FetchRecorded, ReportFiled,
                 ReportMoved, ProposalDecided, EntryDrafted, EntryEdited, EntrySubmitted, EntryPublished,
                 EntrySentBack, EntryDiscarded, EntryConfirmed, EntrySupported, LevelProposed, LevelSet,
                 LevelEnded, LevelRejected, SchemeChanged, UpdateDrafted, UpdateSubmitted, UpdateScheduled,
                 UpdateSentBack, UpdateDiscarded, UpdateCorrected, UpdateMarked>;

struct Event {
  Instant at;
  Actor by;
  Audience audience = Audience::operators;
  Seq record_seq = 0;  // people events: the last record event they were decided after
  EventBody body;
};

Stream stream_of(const EventBody& body);
// "CheckOpened" and so on; part of the journal's outside form.
std::string_view kind_of(const EventBody& body);
// The object it is about: an alert, incident, check, person, source, report, entry, level or update. Updates
// that show on a timeline are about its incident.
Id subject_of(const EventBody& body);

}  // namespace tocsin::world
