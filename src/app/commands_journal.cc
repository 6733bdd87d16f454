// journal: reads the file itself, beside a running server too.
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "journal/sqlite_log.h"
#include "world/event_codec.h"

namespace tocsin::app {
namespace {

namespace json = boost::json;

Result<std::unique_ptr<journal::SqliteLog>> open_journal(const std::string& data) {
  const std::string path = data + "/journal.sqlite";
  if (!std::filesystem::exists(path))
    return fail(Errc::io, fmt::format("{} holds no journal", data), "--data");
  return journal::SqliteLog::open_read_only(path);
}

// Reads on through `visit` and stops at the first event that cannot be read.
Result<> read_events(const journal::Log& log, journal::Seq after,
                     const std::function<void(const journal::Record&, const world::Event&)>& visit) {
  std::optional<Error> bad;
  TOCSIN_TRY_VOID(log.read(after, [&](const journal::Record& record) {
    const auto event = world::decode(record.bytes);
    if (!event)
      bad = Error{Errc::corrupt, fmt::format("sequence {}: {}", record.seq, event.error().detail), {}};
    if (event) visit(record, *event);
    return !bad.has_value();
  }));
  if (bad) return std::unexpected(*bad);
  return {};
}

std::string subject_text(const world::EventBody& body) {
  const Id subject = world::subject_of(body);
  if (subject.is_zero()) return {};
  const bool is_person = std::holds_alternative<world::PersonRecorded>(body) ||
                         std::holds_alternative<world::PersonForgotten>(body) ||
                         std::holds_alternative<world::CircleJoined>(body) ||
                         std::holds_alternative<world::CircleLeft>(body);
  return is_person ? to_hex(subject) : to_uuid(subject);
}

}  // namespace

int journal_verify(const std::string& data) {
  const auto log = open_journal(data);
  if (!log)
    return report(log.error().code == Errc::corrupt ? Error{Errc::invalid, log.error().detail, {}}
                                                    : log.error());
  journal::Seq last = 0;
  std::array<journal::Seq, journal::streams_max> streams{};
  std::optional<Error> gap;
  const auto read = read_events(**log, 0, [&](const journal::Record& record, const world::Event& event) {
    if (!gap && record.stream_seq != ++streams[record.stream]) {
      gap = Error{
          Errc::invalid,
          fmt::format("sequence {}: number {} of its stream is missing", record.seq, streams[record.stream]),
          {}};
    }
    if (!gap && static_cast<std::uint8_t>(world::stream_of(event.body)) != record.stream)
      gap = Error{Errc::invalid, fmt::format("sequence {}: is in the wrong stream", record.seq), {}};
    last = record.seq;
  });
  if (!read)
    return report({read.error().code == Errc::io ? Errc::io : Errc::invalid, read.error().detail, {}});
  if (gap) return report(*gap);
  fmt::print("intact: {} events, {} of them about people\n", last, streams[1]);
  return exit_done;
}

int journal_inspect(const std::string& data, std::uint64_t after, bool as_json) {
  const auto log = open_journal(data);
  if (!log) return report(log.error());
  const auto read = read_events(**log, after, [&](const journal::Record& record, const world::Event& event) {
    const std::string subject = subject_text(event.body);
    if (as_json) {
      fmt::print("{}\n", json::serialize(json::object{
                             {"seq", record.seq},
                             {"stream", world::to_string(world::stream_of(event.body))},
                             {"at", to_rfc3339(event.at)},
                             {"kind", world::kind_of(event.body)},
                             {"audience", world::to_string(event.audience)},
                             {"subject", subject.empty() ? json::value() : json::value(subject)}}));
    } else {
      fmt::print("{:>10} {:6} {} {:20} {:9} {}\n", record.seq, world::to_string(world::stream_of(event.body)),
                 to_rfc3339(event.at), world::kind_of(event.body), world::to_string(event.audience), subject);
    }
  });
  return read ? exit_done : report({Errc::invalid, read.error().detail, {}});
}

int journal_asks(const std::string& check, const std::string& data) {
  const auto id = parse_id(check);
  if (!id) return report({Errc::invalid, id.error().detail, "CHECK"});
  const auto log = open_journal(data);
  if (!log) return report(log.error());
  bool known = false;
  const auto read = read_events(**log, 0, [&](const journal::Record& record, const world::Event& event) {
    if (const auto* drafted = std::get_if<world::CheckDrafted>(&event.body)) known |= drafted->id.id == *id;
    const auto* asked = std::get_if<world::PeopleAsked>(&event.body);
    if (asked == nullptr || asked->check.id != *id) return;
    for (const auto person : asked->people) fmt::print("{}\t{}\n", to_hex(person.id), record.seq);
  });
  if (!read) return report({Errc::invalid, read.error().detail, {}});
  return known ? exit_done : report({Errc::invalid, fmt::format("no check {}", check), "CHECK"});
}

}  // namespace tocsin::app
