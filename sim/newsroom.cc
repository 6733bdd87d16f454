#include "newsroom.h"

#include <algorithm>

#include "made_up.h"

namespace tocsin::sim {

using world::Actor;
using world::Role;

namespace {

// More of them say nothing more, and lives shall reach their ends.
constexpr std::size_t sources_wanted = 12;
constexpr std::size_t reports_max = 60;
constexpr std::size_t entries_wanted = 40;
constexpr std::size_t sent_kept = 40;

template <class Map>
const auto& one_of(SeededRandom& random, const Map& map) {
  return std::next(map.begin(), static_cast<std::ptrdiff_t>(random.below(map.size())))->second;
}

}  // namespace

Actor Newsroom::somebody(Role role) {
  if (stage_.random().chance(0.03)) return Actor::of(stage_.pick(stage_.officers).id);
  return stage_.officer(role);
}

Actor Newsroom::second_person(Role role, world::OperatorId proposer) {
  if (stage_.random().chance(0.15) && !proposer.is_zero()) return Actor::of(proposer);
  return somebody(role);
}

std::optional<std::uint32_t> Newsroom::revision_of(std::uint32_t revision) {
  const auto lot = stage_.random().below(20);
  if (lot < 15) return std::nullopt;
  return lot < 19 ? revision : revision - 1;
}

Stage::OnReply Newsroom::notes() const {
  Notebook& notebook = stage_.notebook();
  return [&notebook](const Result<engine::Outcome>& result) {
    if (result) return;
    const auto& [code, detail, field] = result.error();
    const auto says = [&detail = detail](std::string_view words) { return detail.contains(words); };
    notebook.hit_if(says("you cannot approve what you proposed"), Probe::own_board_proposal_refused);
    notebook.hit_if(says("only an official source moves a level"), Probe::unofficial_level_refused);
    notebook.hit_if(says("no level of"), Probe::foreign_code_refused);
    notebook.hit_if(says("was in force from"), Probe::old_scheme_refused);
    notebook.hit_if(says("is taken"), Probe::taken_id_refused);
    notebook.hit_if(code == Errc::precondition, Probe::stale_board_revision_refused);
  };
}

void Newsroom::post(const Sent& sent) { stage_.post(sent.by, sent.body, sent.on_reply, sent.if_revision); }

void Newsroom::send(const Actor& by, world::CommandBody body, std::optional<std::uint32_t> if_revision) {
  auto& random = stage_.random();
  const Sent sent{by, std::move(body), notes(), if_revision};
  if (random.chance(0.05)) {
    late_.push_back(sent);
    stage_.notebook().hit(Probe::command_delayed);
  } else {
    post(sent);
  }
  if (random.chance(0.05)) {
    post(sent);
    stage_.notebook().hit(Probe::command_duplicated);
  }
  if (sent_.size() < sent_kept) {
    sent_.push_back(sent);
  } else {
    sent_[random.below(sent_kept)] = sent;
  }
}

void Newsroom::open() {
  // One that may move most levels of this life, and whoever else there is.
  world::SourceFacts office;
  office.name = "The office";
  office.kind = world::SourceKind::official;
  office.official_for = {"AU", "BE", "FR", "GB", "US"};
  stage_.post(Actor::local(),
              world::RegisterSource{world::SourceId(stage_.random().id()), std::move(office)});
  for (int i = 0; i < 5; ++i) keep_sources();
  stage_.post(stage_.officer(Role::operator_),
              world::OpenIncident{world::IncidentId(stage_.random().id()), "Attacks", {}});
}

std::optional<world::SourceId> Newsroom::some_source() {
  const auto& sources = stage_.world().sources().all();
  if (sources.empty()) return std::nullopt;
  return one_of(stage_.random(), sources).id;
}

std::optional<world::IncidentId> Newsroom::some_incident() {
  const auto& incidents = stage_.world().incidents().all();
  if (incidents.empty()) return std::nullopt;
  return one_of(stage_.random(), incidents).id;
}

void Newsroom::keep_sources() {
  auto& random = stage_.random();
  const auto& sources = stage_.world().sources().all();
  if (sources.size() < sources_wanted && (sources.empty() || random.chance(0.5))) {
    const int number = next_source_++;
    const world::SourceId id(random.id());
    return send(
        random.chance(0.2) ? Actor::local() : somebody(random.chance(0.8) ? Role::approver : Role::operator_),
        world::RegisterSource{id, made_up_source(random, number)});
  }
  const auto& source = one_of(random, sources);
  if (random.chance(0.4)) {
    const bool ok = random.chance(0.8);
    return send(somebody(Role::feed),
                world::RecordFetch{source.id, ok, stage_.site.clock.now(), ok ? "" : "no connection"});
  }
  // It loses an office, or gets one; its name stays.
  if (source.facts.name == "The office" && random.chance(0.8)) return;
  world::SourceFacts facts = made_up_source(random, next_source_++);
  facts.name = source.facts.name;
  send(somebody(Role::approver), world::ChangeSource{source.id, std::move(facts)},
       revision_of(source.revision));
}

void Newsroom::file_report() {
  auto& random = stage_.random();
  const auto source = some_source();
  if (!source || filed_.size() >= reports_max) return;
  const auto& facts = stage_.world().sources().find(*source)->facts;
  world::FileReport report;
  report.id = world::ReportId(random.id());
  if (!filed_.empty() && random.chance(0.15)) {
    report = stage_.pick(filed_);
    report.id = world::ReportId(random.id());
    if (random.chance(0.4)) return send(somebody(Role::feed), std::move(report));  // once more, as it was
    report.facts.source = *source;
    report.facts.simhash ^= 1;
    report.raw += ".";
    stage_.notebook().hit(Probe::near_copy_filed);
  } else {
    report.facts.source = *source;
    report.facts.published_at = stage_.site.clock.now();
    report.facts.title = "What happened";
    report.facts.simhash = random.next();
    report.raw = fmt::format("Text {}", next_text_++);
    for (auto count = 1 + random.below(4); count > 0; --count)
      report.proposals.push_back(made_up_proposal(random, stage_.site.clock.now(), facts.name));
  }
  if (random.chance(0.5)) report.facts.incident = some_incident();
  filed_.push_back(report);
  Notebook& notebook = stage_.notebook();
  stage_.post(somebody(Role::feed), filed_.back());
  if (!random.chance(0.1)) return;
  report.id = world::ReportId(random.id());
  stage_.post(somebody(Role::feed), std::move(report), [&notebook](const auto& result) {
    notebook.hit_if(result && result->repeated, Probe::report_repeated);
  });
}

void Newsroom::accept(const world::ProposalRef& ref, const world::Proposal& proposal) {
  auto& random = stage_.random();
  world::AcceptProposal command;
  command.proposal = ref;
  command.entry = world::EntryId(random.id());
  if (random.chance(0.3)) {
    command.edited = proposal.statement;
    if (random.chance(0.5)) {
      alter(*command.edited, random, stage_.site.clock.now());
    } else {
      respell(*command.edited, random);
    }
  }
  if (random.chance(0.2)) command.grade = world::Grade{'B', 2};
  command.note = "first said";
  command.submit = random.chance(0.85);
  send(somebody(Role::operator_), std::move(command));
}

void Newsroom::decide_proposal() {
  auto& random = stage_.random();
  const auto& order = stage_.world().reports().in_order();
  if (order.empty()) return file_report();
  const auto& report = *stage_.world().reports().find(stage_.pick(order));
  if (random.chance(0.05))
    return send(somebody(Role::operator_), world::MoveReport{report.id, some_incident()});
  const world::ProposalRef ref{report.id, static_cast<std::uint32_t>(random.below(report.proposals.size()))};
  const auto& proposal = report.proposals[ref.index];
  const auto lot = random.below(10);
  const auto& entries = stage_.world().measures().all();
  if (lot < 1) return send(somebody(Role::operator_), world::RejectProposal{ref, "a rumour"});
  if (lot < 6 || entries.empty()) return accept(ref, proposal);
  // Into one that says the same, or one of its kind if chance finds one.
  const world::BoardEntry* entry = &one_of(random, entries);
  for (const auto& [id, other] : entries) {
    const bool same = other.statement() == proposal.statement && random.chance(0.5);
    const bool alike = entry->statement().statement_class != proposal.statement.statement_class &&
                       other.statement().statement_class == proposal.statement.statement_class;
    if (same || (alike && random.chance(0.3))) entry = &other;
    if (same) break;
  }
  send(somebody(Role::operator_), world::MergeProposal{ref, entry->id, "says so too"});
}

void Newsroom::draft_entry() {
  auto& random = stage_.random();
  const auto source = some_source();
  if (!source || stage_.world().measures().all().size() >= entries_wanted) return;
  world::DraftEntry command;
  command.id = world::EntryId(random.id());
  if (random.chance(0.5)) command.incident = some_incident();
  command.statement = made_up_statement(random, stage_.site.clock.now());
  command.source = *source;
  command.chain = made_up_chain(random, stage_.world().sources().find(*source)->facts.name);
  command.submit = random.chance(0.8);
  send(somebody(Role::operator_), std::move(command));
}

void Newsroom::act() {
  auto& random = stage_.random();
  if (!late_.empty() && random.chance(0.3)) {
    const Sent sent = late_.front();
    late_.pop_front();
    return post(sent);
  }
  if (!sent_.empty() && random.chance(0.02)) {
    stage_.notebook().hit(Probe::command_duplicated);
    return post(stage_.pick(sent_));
  }
  const auto lot = random.below(100);
  if (lot < 6) return keep_sources();
  if (lot < 14) return file_report();
  if (lot < 28) return decide_proposal();
  if (lot < 36) return draft_entry();
  if (lot < 66) return handle_entry();
  if (lot < 74) return propose_level();
  if (lot < 83) return handle_level();
  if (lot < 88) return write_update();
  handle_update();
}

}  // namespace tocsin::sim
