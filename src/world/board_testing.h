// Desk: a Scene with a register of sources, and short ways to fill the board. Anne drafts, Bruno approves.
#pragma once

#include "base/text.h"
#include "world/world_testing.h"

namespace tocsin::world {

inline SourceId source_id(std::uint64_t number) { return SourceId(numbered(number)); }
inline ReportId report_id(std::uint64_t number) { return ReportId(numbered(number)); }
inline EntryId entry_id(std::uint64_t number) { return EntryId(numbered(number)); }
inline LevelId level_id(std::uint64_t number) { return LevelId(numbered(number)); }

inline Party party(std::string name, PartyRole role, PartyType type, bool anonymous = false) {
  Party link;
  link.name = std::move(name);
  link.role = role;
  link.type = type;
  link.anonymous = anonymous;
  return link;
}
inline Party publisher(std::string name) {
  return party(std::move(name), PartyRole::publisher, PartyType::outlet);
}
inline Party relay(std::string name) { return party(std::move(name), PartyRole::relay, PartyType::agency); }
inline Party official(std::string name) {
  return party(std::move(name), PartyRole::primary, PartyType::official);
}
inline Party unnamed(std::string description) {
  return party(std::move(description), PartyRole::primary, PartyType::anonymous, true);
}
inline Party claimant(std::string name) {
  return party(std::move(name), PartyRole::primary, PartyType::claimant);
}

// A measure in force in `iso` ("FR" or "FR-75C"), as of that evening.
inline Statement measure(std::string code, std::string iso, Status status = Status::in_force) {
  Statement statement;
  statement.statement_class = StatementClass::measure;
  statement.kind = to_lower_ascii(code);
  statement.code = std::move(code);
  statement.jurisdiction.iso = std::string(country_of(iso));
  if (iso.contains('-')) statement.jurisdiction.iso2 = std::move(iso);
  statement.jurisdiction.basis = Basis::explicit_;
  statement.status = status;
  statement.as_of = evening;
  statement.words = "as it was written";
  return statement;
}
inline Statement count(std::string kind, std::string iso, std::optional<std::int64_t> min,
                       std::optional<std::int64_t> max) {
  Statement statement = measure("", std::move(iso), Status::reported);
  statement.statement_class = StatementClass::count;
  statement.kind = kind;
  Quantity quantity;
  quantity.kind = std::move(kind);
  quantity.min = min;
  quantity.max = max;
  quantity.exact = min == max;
  statement.quantity = quantity;
  return statement;
}
inline Site site(std::string name, std::string_view where) {
  Site place;
  place.name = std::move(name);
  place.point = geo::point(where);
  return place;
}
inline Proposal proposal(Statement statement, Chain chain = {publisher("RT")}) {
  Proposal read;
  read.statement = std::move(statement);
  read.chain = std::move(chain);
  read.grade = {'C', 3};
  read.rule = "rule";
  return read;
}
inline LevelFacts level_facts(std::string scheme, std::string code, std::string iso, Instant valid_from,
                              std::uint64_t source) {
  LevelFacts facts;
  facts.scheme = std::move(scheme);
  if (!code.empty()) facts.codes = {std::move(code)};
  facts.iso = std::move(iso);
  facts.valid_from = valid_from;
  facts.source = source_id(source);
  return facts;
}

class Desk : public Scene {
 public:
  explicit Desk(RealmKind kind = RealmKind::drill) : Scene(kind) {
    add_source(1, "RT", SourceKind::outlet, {});
    add_source(2, "Reuters", SourceKind::agency, {}, {"RTRS"});
    add_source(3, "AFP", SourceKind::agency, {}, {"Agence France-Presse"});
    add_source(4, "Ministry", SourceKind::official, {"FR"});
    add_source(5, "Islamic State", SourceKind::attacker, {}, {"IS", "ISIS"});
  }

  SourceId add_source(std::uint64_t number, std::string name, SourceKind kind,
                      std::vector<std::string> official_for, std::vector<std::string> aliases = {}) {
    SourceFacts facts;
    facts.name = std::move(name);
    facts.kind = kind;
    facts.official_for = std::move(official_for);
    facts.aliases = std::move(aliases);
    must(bruno, RegisterSource{source_id(number), facts});
    return source_id(number);
  }

  FileReport report_of(std::uint64_t number, std::uint64_t source, std::vector<Proposal> proposals,
                       std::uint64_t simhash = 0) const {
    FileReport command;
    command.id = report_id(number);
    command.facts.source = source_id(source);
    command.facts.published_at = now;
    command.facts.title = "A report";
    command.facts.simhash = simhash;
    command.raw = fmt::format("text {}", number);
    command.proposals = std::move(proposals);
    return command;
  }
  ReportId file(std::uint64_t number, std::uint64_t source, std::vector<Proposal> proposals,
                std::uint64_t simhash = 0) {
    must(feed, report_of(number, source, std::move(proposals), simhash));
    return report_id(number);
  }

  DraftEntry draft_of(std::uint64_t number, Statement statement, Chain chain = {publisher("RT")},
                      std::uint64_t source = 1) const {
    DraftEntry command;
    command.id = entry_id(number);
    command.statement = std::move(statement);
    command.source = source_id(source);
    command.chain = std::move(chain);
    return command;
  }
  EntryId publish(std::uint64_t number, Statement statement, Chain chain = {publisher("RT")},
                  std::uint64_t source = 1) {
    must(anne, draft_of(number, std::move(statement), std::move(chain), source));
    must(bruno, PublishEntry{entry_id(number)});
    return entry_id(number);
  }
  // Edits with a note and publishes.
  void edit(std::uint64_t number, Statement statement, std::string note = "news") {
    EditEntry command;
    command.id = entry_id(number);
    command.statement = std::move(statement);
    command.change_note = std::move(note);
    must(anne, command);
    must(bruno, PublishEntry{entry_id(number)});
  }
  void lift(std::uint64_t number, Instant at, Status status = Status::lifted) {
    LiftEntry command;
    command.id = entry_id(number);
    command.status = status;
    command.lifted_at = at;
    command.reason = "over";
    must(anne, command);
    must(bruno, PublishEntry{entry_id(number)});
  }
  LevelId set_level(std::uint64_t number, LevelFacts facts) {
    must(anne, SetLevel{level_id(number), std::move(facts), ""});
    must(bruno, ApproveLevel{level_id(number)});
    return level_id(number);
  }

  const BoardEntry& entry(std::uint64_t number) const { return *world.measures().find(entry_id(number)); }
  const Level& level(std::uint64_t number) const { return *world.levels().find(level_id(number)); }
};

}  // namespace tocsin::world
