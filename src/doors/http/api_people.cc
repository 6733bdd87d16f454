// People, their circles and last known places, and roll calls.
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/http/api.h"
#include "doors/http/json_views.h"
#include "doors/http/reply.h"
#include "doors/people_rows.h"
#include "wire/csv.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

// Rows of people and trips of one request.
constexpr std::size_t rows_max = world::people_batch_max;
constexpr std::size_t fixes_max = 10'000;

struct Rejected {
  const char* list;  // "people" or "trips"
  std::size_t index;
  RowError error;
};

// A row from JSON: strings, numbers, and arrays of strings for lists.
Result<Row> row_of(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return fail(Errc::invalid, "must be an object");
  Row row;
  for (const auto& [key, cell] : *object) {
    std::string text;
    if (cell.is_string()) {
      text = cell.get_string();
    } else if (cell.is_number()) {
      text = json::serialize(cell);
    } else if (const auto* list = cell.if_array()) {
      for (const auto& entry : *list) {
        if (!entry.is_string()) return fail(Errc::invalid, "must be an array of strings", std::string(key));
        text += fmt::format("{}{}", text.empty() ? "" : "|", std::string_view(entry.get_string()));
      }
    } else if (!cell.is_null()) {
      return fail(Errc::invalid, "must be a string, a number or an array of strings", std::string(key));
    }
    row.emplace(key, std::move(text));
  }
  return row;
}

// One request's people, from what is known to what will be.
class Import {
 public:
  Import(vault::Vault& vault, std::string source, std::string basis, Instant now, bool dry_run)
      : vault_(vault), source_(std::move(source)), basis_(std::move(basis)), now_(now), dry_run_(dry_run) {}

  void add_person(std::size_t index, const json::value& value) { add("people", index, value, true); }
  void add_trip(std::size_t index, const json::value& value) { add("trips", index, value, false); }

  // Seals what changed, or only counts it in a dry run. The rejected rows are final after it.
  Result<world::RecordPeople> seal();

  const std::vector<Rejected>& rejected() const { return rejected_; }
  std::uint64_t created = 0, updated = 0, unchanged = 0;

 private:
  struct Entry {
    Id person;
    vault::Profile before, after;
    bool is_new = false;
    std::size_t index = 0;
    const char* list = "people";
  };

  void add(const char* list, std::size_t index, const json::value& value, bool is_person);
  std::optional<Id> known(std::string_view source_id) const;
  void resolve_guardians();

  vault::Vault& vault_;
  std::string source_, basis_;
  Instant now_;
  bool dry_run_;
  std::vector<Entry> entries_;
  std::map<std::string, std::size_t, std::less<>> by_source_id_;
  std::vector<Rejected> rejected_;
};

void Import::add(const char* list, std::size_t index, const json::value& value, bool is_person) {
  auto row = row_of(value);
  if (!row) return rejected_.push_back({list, index, {row.error().field, row.error().detail}});
  const std::string source_id(trim((*row)["person_id"]));
  const auto seen = by_source_id_.find(source_id);
  if (seen != by_source_id_.end()) {
    auto& profile = entries_[seen->second].after;
    for (auto& error : is_person ? merge_person(*row, profile) : merge_trip(*row, profile, now_))
      rejected_.push_back({list, index, std::move(error)});
    return;
  }
  Entry entry{.person = {}, .before = {}, .after = {}, .is_new = true, .index = index, .list = list};
  if (const auto id = vault_.find(source_, source_id)) {
    entry.person = *id;
    if (auto profile = vault_.profile(*id)) entry.before = std::move(*profile), entry.is_new = false;
  }
  if (!is_person && entry.is_new)
    return rejected_.push_back({list, index, {"person_id", "names nobody registered from this source"}});
  entry.after = entry.before;
  entry.after.source = source_;
  const auto errors = is_person ? merge_person(*row, entry.after) : merge_trip(*row, entry.after, now_);
  for (const auto& error : errors) rejected_.push_back({list, index, error});
  if (!errors.empty()) return;
  if (entry.after.basis != basis_ && entry.is_new) entry.after.basis = basis_;
  by_source_id_.emplace(source_id, entries_.size());
  entries_.push_back(std::move(entry));
}

std::optional<Id> Import::known(std::string_view source_id) const {
  if (const auto it = by_source_id_.find(source_id); it != by_source_id_.end())
    return entries_[it->second].person;
  const auto id = vault_.find(source_, source_id);
  // In a dry run an earlier request of the same file has left a reserved id and no profile.
  return id && (dry_run_ || vault_.profile(*id)) ? id : std::nullopt;
}

// A guardian may stand anywhere in the request; rejecting one ward may take away another's guardian, so it
// goes on until nothing changes.
void Import::resolve_guardians() {
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const auto& guardian = entries_[i].after.guardian_id;
      if (guardian.empty() || known(guardian)) continue;
      rejected_.push_back(
          {entries_[i].list, entries_[i].index, {"guardian_id", "names nobody registered from this source"}});
      entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
      by_source_id_.clear();
      for (std::size_t j = 0; j < entries_.size(); ++j) by_source_id_.emplace(entries_[j].after.source_id, j);
      again = true;
      break;
    }
  }
}

Result<world::RecordPeople> Import::seal() {
  for (auto& entry : entries_) {
    if (entry.is_new) entry.person = vault_.find_or_reserve(source_, entry.after.source_id);
  }
  resolve_guardians();
  world::RecordPeople command;
  for (auto& entry : entries_) {
    if (!entry.is_new && entry.after == entry.before) {
      ++unchanged;
      continue;
    }
    ++(entry.is_new ? created : updated);
    if (dry_run_) continue;
    TOCSIN_TRY(Bytes sealed, vault_.seal_profile(entry.person, entry.after));
    world::RecordedPerson recorded{
        .id = world::PersonId(entry.person), .guardian = {}, .channels = 0, .sealed = std::move(sealed)};
    if (!entry.after.guardian_id.empty())
      recorded.guardian = world::PersonId(*known(entry.after.guardian_id));
    if (!entry.after.email.empty()) recorded.channels |= world::channel_email;
    if (!entry.after.phone.empty()) recorded.channels |= world::channel_phone;
    command.people.push_back(std::move(recorded));
  }
  return command;
}

Result<const json::array*> array_member(const json::object& object, const char* name) {
  static const json::array none;
  const auto* value = object.if_contains(name);
  if (value == nullptr) return &none;
  if (!value->is_array())
    return fail(Errc::invalid, fmt::format("{} must be an array", name), fmt::format("/{}", name));
  return &value->get_array();
}

// A person by our id, or by source and the source's id.
Result<Id> person_of(const vault::Vault& vault, const json::object& object, std::string_view name,
                     std::string_view source) {
  TOCSIN_TRY(const std::string text, string_member(object, name));
  if (text.empty()) return fail(Errc::invalid, fmt::format("{} is missing", name), std::string(name));
  if (!source.empty()) {
    const auto id = vault.find(source, text);
    if (!id) return fail(Errc::invalid, "names nobody registered from this source", std::string(name));
    return *id;
  }
  auto id = parse_id(text);
  if (!id) return fail(Errc::invalid, id.error().detail, std::string(name));
  return id;
}

}  // namespace

Awaitable<Response> Api::post_people(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("register people"));
  const auto body = parse_json(request.body);
  if (!body) co_return problem(body.error());
  if (!body->is_object()) co_return problem({Errc::invalid, "the body must be an object", "/"});
  const auto& object = body->get_object();
  const auto source = string_member(object, "source"), basis = string_member(object, "basis");
  const auto dry_run = bool_member(object, "dry_run");
  if (!dry_run) co_return problem(dry_run.error());
  for (const auto& [name, member] :
       {std::pair<const char*, const Result<std::string>*>("source", &source), {"basis", &basis}}) {
    if (!*member) co_return problem(member->error());
    if (trim(**member).empty()) {
      co_return problem(
          {Errc::invalid,
           fmt::format("{} is missing: say where the list comes from and why we may hold it", name),
           fmt::format("/{}", name)});
    }
  }
  const auto people = array_member(object, "people"), trips = array_member(object, "trips");
  for (const auto* list : {&people, &trips}) {
    if (!*list) co_return problem(list->error());
  }
  if ((*people)->size() + (*trips)->size() > rows_max) {
    co_return problem({Errc::too_large,
                       fmt::format("people and trips have more than {} rows together", rows_max), "/people"});
  }
  Import import(parts_.vault, *source, *basis, parts_.clock.now(), *dry_run);
  for (std::size_t i = 0; i < (*people)->size(); ++i) import.add_person(i, (**people)[i]);
  for (std::size_t i = 0; i < (*trips)->size(); ++i) import.add_trip(i, (**trips)[i]);
  auto command = import.seal();
  if (!command) co_return problem(command.error());
  if (!command->people.empty()) {
    world::CommandBody record = std::move(*command);
    const auto outcome = co_await submit(caller.actor, std::move(record));
    if (!outcome) co_return problem(outcome.error());
  }
  json::array rejected;
  for (const auto& row : import.rejected()) {
    rejected.push_back(
        {{"list", row.list}, {"index", row.index}, {"field", row.error.field}, {"detail", row.error.detail}});
  }
  co_return json_reply(200, json::object{{"created", import.created},
                                         {"updated", import.updated},
                                         {"unchanged", import.unchanged},
                                         {"rejected", std::move(rejected)}});
}

Awaitable<Response> Api::delete_person(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.is_known())
    co_return problem({Errc::unauthorised, "to forget a person, a token of this realm is needed", {}});
  const auto id = parse_id(ids[0]);
  if (!id) co_return problem({Errc::not_found, "no such person", {}});
  const auto outcome = co_await submit(caller.actor, world::ForgetPerson{world::PersonId(*id)});
  if (!outcome) co_return problem(outcome.error());
  co_return json_reply(200, json::object{{"forgotten", to_hex(*id)}});
}

Awaitable<Response> Api::post_fixes(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("send last known places"));
  const auto body = parse_json(request.body);
  if (!body) co_return problem(body.error());
  const auto* list = body->if_array();
  if (list == nullptr) co_return problem({Errc::invalid, "the body must be an array of fixes", "/"});
  if (list->size() > fixes_max)
    co_return problem({Errc::too_large, fmt::format("more than {} fixes", fixes_max), "/"});
  struct Taken {
    Id person;
    vault::Fix fix;
  };
  std::vector<Taken> taken;
  std::vector<FieldError> errors;
  const Instant now = parts_.clock.now();
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto bad = [&](std::string_view field, std::string detail) {
      errors.push_back({fmt::format("/{}/{}", i, field), std::move(detail)});
    };
    const auto* object = (*list)[i].if_object();
    if (object == nullptr) {
      errors.push_back({fmt::format("/{}", i), "a fix is an object"});
      continue;
    }
    const auto source = string_member(*object, "source");
    const auto person = person_of(parts_.vault, *object, "person", source ? *source : "");
    if (!person) bad("person", person.error().detail);
    const auto number = [&](const char* name, double low, double high) {
      const auto* value = object->if_contains(name);
      if (value == nullptr || !value->is_number()) return bad(name, "must be a number"), 0.0;
      const double found = value->to_number<double>();
      if (!(found >= low && found <= high)) bad(name, fmt::format("is not between {} and {}", low, high));
      return found;
    };
    vault::Fix fix{{number("lat", -90, 90), number("lon", -180, 180)}, 0, now};
    if (object->contains("accuracy_m")) fix.accuracy_m = number("accuracy_m", 0, vault::accuracy_max_m);
    const auto at_text = string_member(*object, "at");
    const auto at = at_text && !at_text->empty() ? parse_rfc3339(*at_text) : Result<Instant>(now);
    if (!at) {
      bad("at", at.error().detail);
    } else if (*at - now > 5 * minute_ms) {
      bad("at", "lies in the future");
    } else {
      fix.at = *at;
    }
    if (person) taken.push_back({*person, fix});
  }
  // All or nothing: a half-taken list would have to be compared by hand.
  if (!errors.empty())
    co_return problem(422, "Cannot be taken",
                      fmt::format("{} of {} fixes cannot be taken; none was", errors.size(), list->size()),
                      errors);
  for (const auto& entry : taken) {
    if (!parts_.vault.put_fix(entry.person, entry.fix)) continue;  // who is not here stays untold
    parts_.audience.person_changed(entry.person);
  }
  co_return json_reply(202, json::object{{"accepted", list->size()}});
}

Awaitable<Response> Api::post_circles(const Request& request, const std::vector<std::string>&) {
  const Caller caller = caller_of(request);
  if (!caller.is_known())
    co_return problem({Errc::unauthorised, "to change circles, a token of this realm is needed", {}});
  const auto body = parse_json(request.body);
  if (!body) co_return problem(body.error());
  if (!body->is_object()) co_return problem({Errc::invalid, "the body must be an object", "/"});
  const auto source = string_member(body->get_object(), "source");
  if (!source) co_return problem(source.error());
  const auto circles = array_member(body->get_object(), "circles");
  if (!circles) co_return problem(circles.error());
  if ((*circles)->size() > rows_max)
    co_return problem({Errc::too_large, fmt::format("more than {} circles", rows_max), "/circles"});
  json::array rejected;
  std::uint64_t joined = 0, left = 0, unchanged = 0;
  for (std::size_t i = 0; i < (*circles)->size(); ++i) {
    const auto reject = [&](const Error& error) {
      const auto field = error.field.starts_with('/') ? error.field.substr(1) : error.field;
      rejected.push_back({{"index", i}, {"field", field}, {"detail", error.detail}});
    };
    const auto* object = (**circles)[i].if_object();
    if (object == nullptr) {
      reject({Errc::invalid, "must be an object", {}});
      continue;
    }
    const auto subject = person_of(parts_.vault, *object, "subject", *source),
               viewer = person_of(parts_.vault, *object, "viewer", *source);
    const auto view = string_member(*object, "view");
    const auto may_answer = bool_member(*object, "may_answer"), leave = bool_member(*object, "leave");
    world::JoinCircle join;
    bool known_view = false;
    for (const auto value :
         {world::CircleView::safe_only, world::CircleView::status, world::CircleView::note}) {
      if (view && (*view == world::to_string(value) || (view->empty() && value == world::CircleView::status)))
        join.view = value, known_view = true;
    }
    if (!subject || !viewer || !may_answer || !leave || !known_view) {
      reject(!subject      ? subject.error()
             : !viewer     ? viewer.error()
             : !may_answer ? may_answer.error()
             : !leave      ? leave.error()
                           : Error{Errc::invalid, "view must be one of safe_only, status, note", "view"});
      continue;
    }
    join.subject = world::PersonId(*subject);
    join.viewer = world::PersonId(*viewer);
    join.may_answer = *may_answer;
    world::CommandBody command =
        *leave ? world::CommandBody(world::LeaveCircle{join.subject, join.viewer}) : world::CommandBody(join);
    const auto outcome = co_await submit(caller.actor, std::move(command));
    if (!outcome) {
      reject(outcome.error());
      continue;
    }
    ++(outcome->repeated ? unchanged : *leave ? left : joined);
  }
  co_return json_reply(
      200,
      json::object{
          {"joined", joined}, {"left", left}, {"unchanged", unchanged}, {"rejected", std::move(rejected)}});
}

Awaitable<std::optional<views::RollCall>> Api::roll_call_of(const Request& request, const std::string& group,
                                                            const std::string& check) {
  const auto id = parse_id(check);
  std::optional<views::RollCall> result;
  if (!id) co_return result;
  const auto members =
      parts_.vault.with_places([&](const vault::Places& places) { return places.members(group); });
  if (members.empty()) co_return result;
  co_await ask(
      [&](const world::World& world) { result = views::roll_call(world, world::CheckId(*id), members); });
  // Reads of lists of people are themselves on record.
  world::CommandBody read = world::RecordListRead{fmt::format("roll call of {}", group), members.size()};
  if (result) co_await submit(caller_of(request).actor, std::move(read));
  co_return result;
}

Awaitable<Response> Api::get_roll_call(const Request& request, const std::vector<std::string>& ids) {
  const Caller caller = caller_of(request);
  if (!caller.may_operate()) co_return problem(caller.refusal("read a roll call"));
  const std::string check(request.parameter("check"));
  const auto roll_call = co_await roll_call_of(request, ids[0], check);
  if (!roll_call)
    co_return problem({Errc::not_found, "no such roster or check; name the check by ?check=ID", "/check"});
  const bool as_csv = request.path.ends_with(".csv");
  std::string csv = wire::csv_row({"person", "name", "state", "answered_at", "answered_by", "asked_at",
                                   "reason", "help_taken_by", "delivery"});
  json::array rows;
  for (const auto& row : roll_call->rows) {
    const auto profile = parts_.vault.profile(row.person.id);
    const std::string name = profile ? profile->name : std::string();
    const std::string state(!row.asked ? "not_asked"
                            : row.current.answer == world::Answer::none
                                ? "no_answer"
                                : world::to_string(row.current.answer));
    const std::string by = row.current.answer == world::Answer::none ? ""
                           : row.current.by.is_person(row.person)    ? "self"
                                                                     : "other";
    const auto time = [](Instant at) { return at.known() ? to_rfc3339(at) : std::string(); };
    const std::string delivery =
        row.deliveries.empty() ? "" : std::string(world::to_string(row.deliveries.back().state));
    const std::string reason = row.asked ? std::string(world::to_string(row.reason)) : "";
    if (as_csv) {
      csv += wire::csv_row({to_hex(row.person.id), name, state, time(row.current.at), by, time(row.asked_at),
                            reason, row.help_taken_by, delivery});
    } else {
      rows.push_back({{"person", to_hex(row.person.id)},
                      {"name", name},
                      {"state", state},
                      {"answered_at", time_json(row.current.at)},
                      {"answered_by", by.empty() ? json::value() : json::value(by)},
                      {"asked_at", time_json(row.asked_at)},
                      {"reason", reason},
                      {"help_taken_by", row.help_taken_by},
                      {"delivery", delivery}});
    }
  }
  if (as_csv) {
    Response response = text_reply(200, "text/csv; charset=utf-8", std::move(csv));
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"rollcall.csv\"");
    co_return response;
  }
  const auto& counts = roll_call->counts;
  co_return json_reply(200, json::object{{"roster", ids[0]},
                                         {"check", to_uuid(roll_call->check.id.id)},
                                         {"people", roll_call->rows.size()},
                                         {"asked", roll_call->asked},
                                         {"answers",
                                          {{"safe", counts.safe},
                                           {"need_help", counts.need_help},
                                           {"not_there", counts.not_there},
                                           {"wrong", counts.wrong}}},
                                         {"no_answer", roll_call->asked - counts.total()},
                                         {"rows", std::move(rows)}});
}

}  // namespace tocsin::doors::http
