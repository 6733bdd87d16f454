#include "stage/newsroom.h"

#include <algorithm>
#include <boost/json.hpp>

#include "doors/report_intake.h"

namespace tocsin::stage {
namespace {

namespace json = boost::json;

// The second operator looks at the desk this often.
constexpr std::int64_t publish_after_ms = 6 * minute_ms;

std::string text_of(const json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<std::string> list_of(const json::object& object, const char* name) {
  std::vector<std::string> list;
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) return list;
  for (const auto& one : value->get_array()) list.emplace_back(one.as_string());
  return list;
}

Result<Instant> time_of(const json::object& object, const char* name) {
  auto at = parse_rfc3339(text_of(object, name));
  if (!at) return fail(Errc::invalid, fmt::format("desk.json: {}: {}", name, at.error().detail));
  return at;
}

Result<DeskSource> source_of(const json::object& object) {
  DeskSource source;
  source.key = text_of(object, "key");
  source.facts.name = text_of(object, "name");
  source.facts.aliases = list_of(object, "aliases");
  source.facts.official_for = list_of(object, "official_for");
  source.facts.language = text_of(object, "language");
  const std::string grade = text_of(object, "grade");
  if (!grade.empty()) source.facts.grade = grade[0];
  const auto kind = world::parse_source_kind(text_of(object, "kind"));
  if (!kind) return fail(Errc::invalid, fmt::format("desk.json: {} has no kind", source.key));
  source.facts.kind = *kind;
  if (const auto* hours = object.if_contains("stale_after_h"); hours != nullptr)
    source.facts.stale_after_ms = hours->to_number<std::int64_t>() * hour_ms;
  return source;
}

Result<DeskLevel> level_of(const json::object& object) {
  DeskLevel level;
  TOCSIN_TRY(level.at, time_of(object, "at"));
  level.source = text_of(object, "source");
  level.facts.scheme = text_of(object, "scheme");
  level.facts.codes = list_of(object, "codes");
  level.facts.words = text_of(object, "words");
  level.facts.iso = text_of(object, "iso");
  TOCSIN_TRY(level.facts.valid_from, time_of(object, "valid_from"));
  return level;
}

Result<DeskReport> report_of(const json::object& object) {
  DeskReport report;
  TOCSIN_TRY(report.at, time_of(object, "at"));
  report.source = text_of(object, "source");
  report.title = text_of(object, "title");
  report.text = text_of(object, "text");
  return report;
}

}  // namespace

Result<Desk> parse_desk(const std::string& text) {
  Desk desk;
  try {
    const json::value document = json::parse(text);
    const auto& object = document.as_object();
    for (const auto& one : object.at("sources").as_array()) {
      TOCSIN_TRY(auto source, source_of(one.as_object()));
      desk.sources.push_back(std::move(source));
    }
    for (const auto& one : object.at("levels").as_array()) {
      TOCSIN_TRY(auto level, level_of(one.as_object()));
      desk.levels.push_back(std::move(level));
    }
    for (const auto& one : object.at("reports").as_array()) {
      TOCSIN_TRY(auto report, report_of(one.as_object()));
      desk.reports.push_back(std::move(report));
    }
  } catch (const std::exception& error) {
    return fail(Errc::invalid, fmt::format("desk.json cannot be read: {}", error.what()));
  }
  const auto by_time = [](const auto& a, const auto& b) { return a.at < b.at; };
  std::stable_sort(desk.levels.begin(), desk.levels.end(), by_time);
  std::stable_sort(desk.reports.begin(), desk.reports.end(), by_time);
  return desk;
}

Result<> Newsroom::open(const Hands& hands, world::OperatorId proposer, world::OperatorId approver,
                        world::IncidentId incident) {
  hands_ = hands;
  proposer_ = proposer;
  approver_ = approver;
  incident_ = incident;
  for (const auto& source : desk_.sources) {
    const world::SourceId id(new_id());
    TOCSIN_TRY_VOID(hands_.submit(world::Actor::local(), world::RegisterSource{id, source.facts}));
    sources_[source.key] = {id, source.facts};
  }
  return {};
}

Result<> Newsroom::set(const DeskLevel& level) {
  world::SetLevel command{
      .id = world::LevelId(new_id()), .facts = level.facts, .note = "As its authority has set it"};
  command.facts.source = sources_.at(level.source).first;
  const world::LevelId id = command.id;
  TOCSIN_TRY_VOID(hands_.submit(world::Actor::of(proposer_), std::move(command)));
  TOCSIN_TRY_VOID(hands_.submit(world::Actor::of(approver_), world::ApproveLevel{id}));
  fetched(level.source, level.at);
  return {};
}

// The desk looks at its sources itself; when their newest data came is what the stale alarm goes by.
void Newsroom::fetched(const std::string& source, Instant newest) {
  hands_.post(
      world::Actor::system(),
      world::RecordFetch{.id = sources_.at(source).first, .ok = true, .newest_data_at = newest, .error = {}});
}

Result<> Newsroom::file(const DeskReport& report) {
  const auto& [source, facts] = sources_.at(report.source);
  doors::ReportInput input;
  input.id = world::ReportId(new_id());
  input.source = source;
  input.source_facts = facts;
  input.incident = incident_;
  input.media_type = "text/plain";
  input.title = report.title;
  input.language = "en";
  input.published_at = report.at;
  input.received_at = report.at;
  input.raw = Bytes(report.text);
  const world::ReportId id = input.id;
  TOCSIN_TRY(auto command, doors::read_report(std::move(input)));
  const auto proposals = command.proposals;
  TOCSIN_TRY_VOID(hands_.submit(world::Actor::of(proposer_), std::move(command)));
  fetched(report.source, report.at);
  for (std::uint32_t i = 0; i < proposals.size(); ++i) {
    if (proposals[i].summary || proposals[i].statement.statement_class == world::StatementClass::other)
      continue;
    TOCSIN_TRY_VOID(take_up({id, i}, proposals[i], report.at));
  }
  return {};
}

const world::BoardEntry* Newsroom::same_thing(const world::World& world,
                                              const world::Proposal& proposal) const {
  const auto& said = proposal.statement;
  if (said.statement_class != world::StatementClass::measure) return nullptr;
  for (const auto& [id, entry] : world.measures().all()) {
    if (entry.state != world::EntryState::published || entry.pending) continue;
    const auto& known = entry.statement();
    const bool same_place = !known.site || !said.site || known.site->name == said.site->name;
    if (known.code == said.code && known.jurisdiction.iso == said.jurisdiction.iso && same_place &&
        !world::is_ended(known.status))
      return &entry;
  }
  return nullptr;
}

// News becomes an entry; what the board knows gains a source, or ends.
Result<> Newsroom::take_up(const world::ProposalRef& ref, const world::Proposal& proposal, Instant at) {
  const auto status = proposal.statement.status;
  world::EntryId known;
  bool same_status = false;
  hands_.look([&](const world::World& world) {
    if (const auto* entry = same_thing(world, proposal)) {
      known = entry->id;
      same_status = entry->statement().status == status;
    }
  });
  Result<engine::Outcome> done;
  const world::EntryId entry(new_id());
  if (known != world::EntryId() && same_status) {
    done = hands_.submit(world::Actor::of(proposer_),
                         world::MergeProposal{ref, known, "Another report says the same"});
  } else if (known != world::EntryId() && status == world::Status::lifted) {
    done = hands_.submit(world::Actor::of(proposer_),
                         world::MergeProposal{ref, known, "Says that it has ended"});
    if (done)
      done = hands_.submit(world::Actor::of(proposer_), world::LiftEntry{.id = known,
                                                                         .status = world::Status::lifted,
                                                                         .lifted_at = at,
                                                                         .outcome = {},
                                                                         .reason = "Reported as ended",
                                                                         .tell = true});
  } else {
    known = entry;
    done = hands_.submit(world::Actor::of(proposer_),
                         world::AcceptProposal{.proposal = ref,
                                               .entry = entry,
                                               .edited = {},
                                               .grade = {},
                                               .incident = incident_,
                                               .note = "Read and checked against the text",
                                               .submit = true});
  }
  // What is not complete enough for the board stays on the desk, as it would for people.
  if (!done) return {};
  waiting_.push_back({at + publish_after_ms, known});
  return {};
}

Result<> Newsroom::play_until(Instant now) {
  for (; next_level_ < desk_.levels.size() && desk_.levels[next_level_].at <= now; ++next_level_)
    TOCSIN_TRY_VOID(set(desk_.levels[next_level_]));
  for (; next_report_ < desk_.reports.size() && desk_.reports[next_report_].at <= now; ++next_report_)
    TOCSIN_TRY_VOID(file(desk_.reports[next_report_]));
  while (!waiting_.empty() && waiting_.front().at <= now) {
    // Published already, together with what waited beside it.
    (void)hands_.submit(world::Actor::of(approver_), world::PublishEntry{waiting_.front().entry});
    waiting_.pop_front();
  }
  return {};
}

}  // namespace tocsin::stage
