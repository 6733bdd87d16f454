// The codec of the kinds of the board and the desk: numbers 34 to 59 of events.proto. For event_codec.cc.
#pragma once

#include "world/event.h"

namespace tocsin::world {

namespace pb {
class Event;
}

void put_body(pb::Event& out, const SourceRegistered& e);
void put_body(pb::Event& out, const SourceChanged& e);
void put_body(pb::Event& out, const FetchRecorded& e);
void put_body(pb::Event& out, const ReportFiled& e);
void put_body(pb::Event& out, const ReportMoved& e);
void put_body(pb::Event& out, const ProposalDecided& e);
void put_body(pb::Event& out, const EntryDrafted& e);
void put_body(pb::Event& out, const EntryEdited& e);
void put_body(pb::Event& out, const EntrySubmitted& e);
void put_body(pb::Event& out, const EntryPublished& e);
void put_body(pb::Event& out, const EntrySentBack& e);
void put_body(pb::Event& out, const EntryDiscarded& e);
void put_body(pb::Event& out, const EntryConfirmed& e);
void put_body(pb::Event& out, const EntrySupported& e);
void put_body(pb::Event& out, const LevelProposed& e);
void put_body(pb::Event& out, const LevelSet& e);
void put_body(pb::Event& out, const LevelEnded& e);
void put_body(pb::Event& out, const LevelRejected& e);
void put_body(pb::Event& out, const SchemeChanged& e);
void put_body(pb::Event& out, const UpdateDrafted& e);
void put_body(pb::Event& out, const UpdateSubmitted& e);
void put_body(pb::Event& out, const UpdateScheduled& e);
void put_body(pb::Event& out, const UpdateSentBack& e);
void put_body(pb::Event& out, const UpdateDiscarded& e);
void put_body(pb::Event& out, const UpdateCorrected& e);
void put_body(pb::Event& out, const UpdateMarked& e);

// Throws Malformed when it is of no kind known to this program, or not whole.
EventBody take_board_body(const pb::Event& in);

}  // namespace tocsin::world
