// Command: what somebody wants. The World may refuse it.
#pragma once

#include <optional>
#include <variant>

#include "world/event.h"

namespace tocsin::world {

using CommandBody =
    std::variant<CreateRealm, InviteOperator, EnrolOperator, StartServing, ReleaseRealm, RecordListRead,
                 ReceiveAlert, OpenIncident, PostUpdate, DraftCheck, ProposeCheck, ApproveCheck, ChangeArea,
                 ResumeCheck, RetractCheck, CloseCheck, RecordPeople, ForgetPerson, JoinCircle, LeaveCircle,
                 Tick, GiveAnswer, TakeHelp, RecordDeliveries, RegisterSource, ChangeSource, RecordFetch,
                 FileReport, MoveReport, AcceptProposal, RejectProposal, MergeProposal, DraftEntry, EditEntry,
                 SubmitEntry, PublishEntry, SendBackEntry, DiscardEntry, ConfirmEntry, LiftEntry, SetLevel,
                 EndLevel, ApproveLevel, RejectLevel, DraftUpdate, EditUpdate, SubmitUpdate, PublishUpdate,
                 SendBackUpdate, DiscardUpdate, CorrectUpdate, MarkUpdate>;

// Everything a decision depends on besides the World: who, when, and what. Ids, nonces and the results of
// geometry are in the body, so that the same commands always give the same events.
struct Command {
  Instant at;
  Actor by;
  std::optional<std::uint32_t> if_revision;  // of the check, entry, level, source or update the body names
  CommandBody body;
};

// What came of a command.
struct Decision {
  std::vector<EventBody> events;  // empty when there was nothing left to do
  Id subject;                     // the object made or changed
  bool repeated = false;          // this was already so
  Instant at = {};                // since when, of a repeated answer
};

}  // namespace tocsin::world
