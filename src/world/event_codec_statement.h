// The codec of statements, proposals and supports. For event_codec_board.cc.
#pragma once

#include "world/measures.h"
#include "world/reports.h"

namespace tocsin::world {

namespace pb {
class Proposal;
class ProposalRef;
class Statement;
class Support;
}  // namespace pb

void put_statement(pb::Statement& out, const Statement& statement);
void put_proposal(pb::Proposal& out, const Proposal& proposal);
void put_ref(pb::ProposalRef& out, const ProposalRef& ref);
void put_support(pb::Support& out, const Support& support);

// These throw Malformed.
Statement take_statement(const pb::Statement& in);
Proposal take_proposal(const pb::Proposal& in);
ProposalRef take_ref(const pb::ProposalRef& in);
Support take_support(const pb::Support& in);
// A grade's letter, or 0.
char take_letter(std::uint32_t value);

}  // namespace tocsin::world
