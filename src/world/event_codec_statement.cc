#include "world/event_codec_statement.h"

#include "world/event_codec_parts.h"

namespace tocsin::world {
namespace {

void put_span(pb::Span& out, const Span& span) {
  out.set_begin(span.begin);
  out.set_end(span.end);
}

Span take_span(const pb::Span& in) { return {in.begin(), in.end()}; }

void put_party(pb::Party& out, const Party& party) {
  out.set_name(party.name);
  out.set_role(number(party.role));
  out.set_type(number(party.type));
  out.set_anonymous(party.anonymous);
  out.set_quote(party.quote);
  put_span(*out.mutable_span(), party.span);
}

Party take_party(const pb::Party& in) {
  return {in.name(),
          take_enum(in.role(), PartyRole::publisher, PartyRole::primary),
          take_enum(in.type(), PartyType::official, PartyType::anonymous),
          in.anonymous(),
          in.quote(),
          take_span(in.span())};
}

template <class Parties>
Chain take_chain(const Parties& parties) {
  Chain chain;
  for (const auto& party : parties) chain.push_back(take_party(party));
  return chain;
}

void put_grade(pb::Grade& out, const Grade& grade) {
  out.set_letter(static_cast<unsigned char>(grade.letter));
  out.set_digit(grade.digit);
}

Grade take_grade(const pb::Grade& in) {
  if (in.digit() > 6) throw Malformed{"a grade's digit is above 6"};
  return {take_letter(in.letter()), static_cast<std::uint8_t>(in.digit())};
}

void put_quantity(pb::Quantity& out, const Quantity& quantity) {
  out.set_kind(quantity.kind);
  if (quantity.min) out.set_min(*quantity.min);
  if (quantity.max) out.set_max(*quantity.max);
  out.set_exact(quantity.exact);
  out.set_text(quantity.text);
}

Quantity take_quantity(const pb::Quantity& in) {
  Quantity quantity{in.kind(), {}, {}, in.exact(), in.text()};
  if (in.has_min()) quantity.min = in.min();
  if (in.has_max()) quantity.max = in.max();
  return quantity;
}

void put_site(pb::Site& out, const Site& site) {
  out.set_name(site.name);
  out.set_located(site.point.has_value());
  if (site.point) {
    out.set_lat(site.point->lat);
    out.set_lon(site.point->lon);
  }
  out.set_ref(site.ref);
  out.set_runner_up(site.runner_up);
}

Site take_site(const pb::Site& in) {
  Site site{in.name(), {}, in.ref(), in.runner_up()};
  if (in.located()) site.point = geo::Point{in.lat(), in.lon()};
  return site;
}

}  // namespace

char take_letter(std::uint32_t value) {
  if (value != 0 && (value < 'A' || value > 'F')) throw Malformed{"a grade's letter is not A to F"};
  return static_cast<char>(value);
}

void put_statement(pb::Statement& out, const Statement& statement) {
  out.set_statement_class(number(statement.statement_class));
  out.set_kind(statement.kind);
  out.set_code(statement.code);
  auto& jurisdiction = *out.mutable_jurisdiction();
  jurisdiction.set_iso(statement.jurisdiction.iso);
  jurisdiction.set_iso2(statement.jurisdiction.iso2);
  jurisdiction.set_group(statement.jurisdiction.group);
  jurisdiction.set_basis(number(statement.jurisdiction.basis));
  out.set_actor(statement.actor);
  out.set_target(statement.target);
  if (statement.site) put_site(*out.mutable_site(), *statement.site);
  out.set_status(number(statement.status));
  out.set_since_ms(statement.since.ms);
  out.set_until_ms(statement.until.ms);
  out.set_planned_at_ms(statement.planned_at.ms);
  out.set_lifted_at_ms(statement.lifted_at.ms);
  out.set_statement_at_ms(statement.statement_at.ms);
  out.set_as_of_ms(statement.as_of.ms);
  out.set_time_words(statement.time_words);
  out.set_outcome(statement.outcome);
  if (statement.quantity) put_quantity(*out.mutable_quantity(), *statement.quantity);
  out.set_level_said(statement.level_said);
  out.set_words(statement.words);
}

Statement take_statement(const pb::Statement& in) {
  Statement statement;
  statement.statement_class = take_enum(in.statement_class(), StatementClass::measure, StatementClass::other);
  statement.kind = in.kind();
  statement.code = in.code();
  const auto& jurisdiction = in.jurisdiction();
  statement.jurisdiction = {jurisdiction.iso(), jurisdiction.iso2(), jurisdiction.group(),
                            take_enum(jurisdiction.basis(), Basis::none, Basis::person)};
  statement.actor = in.actor();
  statement.target = in.target();
  if (in.has_site()) statement.site = take_site(in.site());
  statement.status = take_enum(in.status(), Status::announced, Status::reported);
  statement.since = {in.since_ms()};
  statement.until = {in.until_ms()};
  statement.planned_at = {in.planned_at_ms()};
  statement.lifted_at = {in.lifted_at_ms()};
  statement.statement_at = {in.statement_at_ms()};
  statement.as_of = {in.as_of_ms()};
  statement.time_words = in.time_words();
  statement.outcome = in.outcome();
  if (in.has_quantity()) statement.quantity = take_quantity(in.quantity());
  statement.level_said = in.level_said();
  statement.words = in.words();
  return statement;
}

void put_proposal(pb::Proposal& out, const Proposal& proposal) {
  put_statement(*out.mutable_statement(), proposal.statement);
  for (const auto& party : proposal.chain) put_party(*out.add_chain(), party);
  for (const auto& hedge : proposal.hedges) out.add_hedges(hedge);
  out.set_certainty(number(proposal.certainty));
  put_grade(*out.mutable_grade(), proposal.grade);
  out.set_rule(proposal.rule);
  out.set_summary(proposal.summary);
  put_span(*out.mutable_span(), proposal.span);
  for (const auto& part : proposal.fields) {
    auto& to = *out.add_fields();
    to.set_field(number(part.field));
    put_span(*to.mutable_span(), part.span);
  }
}

Proposal take_proposal(const pb::Proposal& in) {
  Proposal proposal;
  proposal.statement = take_statement(in.statement());
  proposal.chain = take_chain(in.chain());
  proposal.hedges = {in.hedges().begin(), in.hedges().end()};
  proposal.certainty = take_enum(in.certainty(), Certainty::high, Certainty::low);
  proposal.grade = take_grade(in.grade());
  proposal.rule = in.rule();
  proposal.summary = in.summary();
  proposal.span = take_span(in.span());
  for (const auto& part : in.fields())
    proposal.fields.push_back({take_enum(part.field(), Field::kind, Field::subject), take_span(part.span())});
  return proposal;
}

void put_ref(pb::ProposalRef& out, const ProposalRef& ref) {
  out.set_report(put(ref.report));
  out.set_index(ref.index);
}

ProposalRef take_ref(const pb::ProposalRef& in) { return {take<ReportId>(in.report()), in.index()}; }

void put_support(pb::Support& out, const Support& support) {
  out.set_source(put(support.source));
  if (support.proposal) put_ref(*out.mutable_proposal(), *support.proposal);
  for (const auto& party : support.chain) put_party(*out.add_chain(), party);
  put_grade(*out.mutable_grade(), support.grade);
  if (support.quantity) put_quantity(*out.mutable_quantity(), *support.quantity);
  out.set_words(support.words);
  out.set_as_of_ms(support.as_of.ms);
  out.set_added_at_ms(support.added_at.ms);
  out.set_by(put(support.by));
}

Support take_support(const pb::Support& in) {
  Support support;
  support.source = take<SourceId>(in.source());
  if (in.has_proposal()) support.proposal = take_ref(in.proposal());
  support.chain = take_chain(in.chain());
  support.grade = take_grade(in.grade());
  if (in.has_quantity()) support.quantity = take_quantity(in.quantity());
  support.words = in.words();
  support.as_of = {in.as_of_ms()};
  support.added_at = {in.added_at_ms()};
  support.by = take<OperatorId>(in.by());
  return support;
}

}  // namespace tocsin::world
