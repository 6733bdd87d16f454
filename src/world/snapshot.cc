// What of the World is kept in a snapshot: people, circles and asks. The record is not: it is short, and is
// read again.
#include "base/check.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

constexpr std::uint32_t snapshot_version = 1;

struct SnapshotHead {
  std::uint32_t version = snapshot_version;
  std::uint32_t checks = 0;
  Seq seq = 0;
  Seq record_seq = 0;
};

Result<> write_adjacency(SectionWriter& out, std::string_view name, const Adjacency& lists) {
  TOCSIN_TRY_VOID(out.begin(name));
  TOCSIN_TRY_VOID(lists.write([&out](std::string_view bytes) { return out.write(bytes); }));
  return out.end();
}

// Of a file the lists stay where they are and are read in place; of bytes in memory they are copied.
Result<Adjacency> read_adjacency(const SectionReader& in, std::string_view name) {
  TOCSIN_TRY(const std::string_view bytes, in.find(name));
  const auto place = in.place_of(name);
  auto lists =
      place ? Adjacency::map(*place->file, place->offset, place->size) : Adjacency::from_bytes(bytes);
  if (!lists) return SectionReader::damaged(name, lists.error().detail);
  return lists;
}

// A bool has one byte, and not all bytes are bools.
struct GivenBytes {
  std::int64_t at_ms = 0;
  std::uint64_t note_mark = 0;
  Seq seq = 0;
  Id by;
  std::uint8_t by_kind = 0;
  std::uint8_t answer = 0;
  std::uint8_t has_note = 0;
  std::uint8_t zeros[5] = {};
};

GivenBytes to_bytes(const GivenAnswer& given) {
  return {.at_ms = given.at.ms,
          .note_mark = given.note_mark,
          .seq = given.seq,
          .by = given.by.id,
          .by_kind = static_cast<std::uint8_t>(given.by.kind),
          .answer = static_cast<std::uint8_t>(given.answer),
          .has_note = given.has_note,
          .zeros = {}};
}

std::optional<GivenAnswer> from_bytes(const GivenBytes& bytes) {
  if (bytes.by_kind > static_cast<std::uint8_t>(Actor::Kind::local) ||
      bytes.answer > static_cast<std::uint8_t>(Answer::wrong))
    return std::nullopt;
  return GivenAnswer{.answer = static_cast<Answer>(bytes.answer),
                     .at = {bytes.at_ms},
                     .by = {static_cast<Actor::Kind>(bytes.by_kind), bytes.by},
                     .has_note = bytes.has_note != 0,
                     .note_mark = bytes.note_mark,
                     .seq = bytes.seq};
}

}  // namespace

Result<> People::write(SectionWriter& out) const {
  TOCSIN_TRY_VOID(out.put("people.ids", ids_));
  TOCSIN_TRY_VOID(out.begin("people.table"));
  TOCSIN_TRY_VOID(table_.write([&out](std::string_view bytes) { return out.write(bytes); }));
  TOCSIN_TRY_VOID(out.end());
  TOCSIN_TRY_VOID(out.put("people.guardians", guardians_));
  TOCSIN_TRY_VOID(out.put("people.channels", channels_));
  TOCSIN_TRY_VOID(out.put("people.free", free_));
  TOCSIN_TRY_VOID(out.begin("people.forgotten"));
  for (const PersonId id : forgotten_) TOCSIN_TRY_VOID(out.write_value(id.id));
  TOCSIN_TRY_VOID(out.end());
  TOCSIN_TRY_VOID(out.begin("people.wards"));
  for (const auto& [guardian, wards] : wards_) {
    TOCSIN_TRY_VOID(out.write_value(guardian));
    TOCSIN_TRY_VOID(out.write_array(wards));
  }
  TOCSIN_TRY_VOID(out.end());
  TOCSIN_TRY_VOID(write_adjacency(out, "people.viewers", viewers_));
  return write_adjacency(out, "people.subjects", subjects_);
}

Result<> People::read(const SectionReader& in) {
  TOCSIN_CHECK(ids_.empty() && forgotten_.empty());
  const auto copy = [&in]<class T>(std::string_view name, std::vector<T>& to) -> Result<> {
    TOCSIN_TRY(const auto values, in.array<T>(name));
    to.assign(values.begin(), values.end());
    return {};
  };
  TOCSIN_TRY_VOID(copy("people.ids", ids_));
  TOCSIN_TRY_VOID(copy("people.guardians", guardians_));
  TOCSIN_TRY_VOID(copy("people.channels", channels_));
  TOCSIN_TRY_VOID(copy("people.free", free_));
  if (guardians_.size() != ids_.size() || channels_.size() != ids_.size())
    return SectionReader::damaged("people.guardians", "it is not as long as people.ids");
  TOCSIN_TRY(const auto table, in.find("people.table"));
  if (auto read = table_.read(table, rows()); !read)
    return SectionReader::damaged("people.table", read.error().detail);
  if (table_.size() + free_.size() != ids_.size())
    return SectionReader::damaged("people.free", "rows are missing");
  for (const auto& list : {&guardians_, &free_}) {
    for (const PersonRow row : *list) {
      if (row >= rows() && row != no_row)
        return SectionReader::damaged("people.guardians", "it names a row that is not there");
    }
  }
  TOCSIN_TRY(const auto forgotten, in.array<Id>("people.forgotten"));
  forgotten_.reserve(forgotten.size());
  for (const Id& id : forgotten) forgotten_.emplace(id);
  TOCSIN_TRY(std::string_view wards, in.find("people.wards"));
  SectionCursor cursor("people.wards", wards);
  while (!cursor.at_end()) {
    PersonRow guardian = no_row;
    std::vector<PersonRow> list;
    TOCSIN_TRY_VOID(cursor.take(guardian));
    TOCSIN_TRY_VOID(cursor.take_array(list));
    wards_.emplace(guardian, std::move(list));
  }
  TOCSIN_TRY(viewers_, read_adjacency(in, "people.viewers"));
  TOCSIN_TRY(subjects_, read_adjacency(in, "people.subjects"));
  return {};
}

Result<> AskBook::write(SectionWriter& out) const {
  TOCSIN_TRY_VOID(out.write_array(asks_));
  TOCSIN_TRY_VOID(out.write_array(batches_));
  TOCSIN_TRY_VOID(out.write_array(index_.slots()));
  TOCSIN_TRY_VOID(out.write_array(first_answers_by_s_));
  TOCSIN_TRY_VOID(out.write_value(counts_));
  TOCSIN_TRY_VOID(out.write_value(answered_));
  TOCSIN_TRY_VOID(out.write_value(early_wrong_));
  TOCSIN_TRY_VOID(out.write_value(forgotten_));
  const std::uint64_t sizes[] = {others_.size(), histories_.size(), calls_for_help_.size(),
                                 help_taken_.size(), deliveries_.size()};
  TOCSIN_TRY_VOID(out.write_value(sizes));
  for (const auto& [position, actor] : others_) {
    TOCSIN_TRY_VOID(out.write_value(position));
    TOCSIN_TRY_VOID(out.write_value(static_cast<std::uint8_t>(actor.kind)));
    TOCSIN_TRY_VOID(out.write_value(actor.id));
  }
  for (const auto& [position, history] : histories_) {
    TOCSIN_TRY_VOID(out.write_value(position));
    TOCSIN_TRY_VOID(out.write_value(std::uint64_t{history.size()}));
    for (const GivenAnswer& given : history) TOCSIN_TRY_VOID(out.write_value(to_bytes(given)));
  }
  for (const std::uint32_t position : calls_for_help_) TOCSIN_TRY_VOID(out.write_value(position));
  for (const auto& [position, op] : help_taken_) {
    TOCSIN_TRY_VOID(out.write_value(position));
    TOCSIN_TRY_VOID(out.write_value(op.id));
  }
  for (const auto& [key, delivered] : deliveries_) {
    TOCSIN_TRY_VOID(out.write_value(key));
    TOCSIN_TRY_VOID(out.write_value(delivered.at.ms));
    TOCSIN_TRY_VOID(out.write_value(static_cast<std::uint8_t>(delivered.state)));
  }
  return {};
}

Result<> AskBook::read_rare(SectionCursor& in) {
  std::uint64_t sizes[5] = {};
  TOCSIN_TRY_VOID(in.take(sizes));
  const auto [others, histories, calls, taken, deliveries] = sizes;
  const auto take_position = [&](std::uint32_t& position) -> Result<> {
    TOCSIN_TRY_VOID(in.take(position));
    if (position >= asks_.size()) return in.damaged("it names an ask that is not there");
    return {};
  };
  for (std::uint64_t i = 0; i < others; ++i) {
    std::uint32_t position = 0;
    std::uint8_t kind = 0;
    Id id;
    TOCSIN_TRY_VOID(take_position(position));
    TOCSIN_TRY_VOID(in.take(kind));
    TOCSIN_TRY_VOID(in.take(id));
    if (kind > static_cast<std::uint8_t>(Actor::Kind::local))
      return in.damaged("it names an unknown kind of actor");
    others_[position] = {static_cast<Actor::Kind>(kind), id};
  }
  for (std::uint64_t i = 0; i < histories; ++i) {
    std::uint32_t position = 0;
    std::uint64_t count = 0;
    TOCSIN_TRY_VOID(take_position(position));
    TOCSIN_TRY_VOID(in.take(count));
    if (count > history_max) return in.damaged("a history is longer than there are");
    for (auto& history = histories_[position]; count > 0; --count) {
      GivenBytes bytes;
      TOCSIN_TRY_VOID(in.take(bytes));
      const auto given = from_bytes(bytes);
      if (!given) return in.damaged("it holds an unknown answer");
      history.push_back(*given);
    }
  }
  for (std::uint64_t i = 0; i < calls; ++i) {
    std::uint32_t position = 0;
    TOCSIN_TRY_VOID(take_position(position));
    calls_for_help_.insert(position);
  }
  for (std::uint64_t i = 0; i < taken; ++i) {
    std::uint32_t position = 0;
    TOCSIN_TRY_VOID(take_position(position));
    TOCSIN_TRY_VOID(in.take(help_taken_[position].id));
  }
  if (deliveries > 2 * asks_.size()) return in.damaged("it holds more deliveries than asks have");
  deliveries_.reserve(deliveries);
  for (std::uint64_t i = 0; i < deliveries; ++i) {
    std::uint64_t key = 0;
    Delivered delivered;
    std::uint8_t state = 0;
    TOCSIN_TRY_VOID(in.take(key));
    TOCSIN_TRY_VOID(in.take(delivered.at.ms));
    TOCSIN_TRY_VOID(in.take(state));
    if (state > static_cast<std::uint8_t>(DeliveryState::unknown))
      return in.damaged("it holds an unknown delivery");
    delivered.state = static_cast<DeliveryState>(state);
    deliveries_.emplace(key, delivered);
  }
  return {};
}

Result<> AskBook::read(SectionCursor& in) {
  TOCSIN_CHECK(asks_.empty());
  std::vector<std::uint32_t> slots;
  TOCSIN_TRY_VOID(in.take_array(asks_));
  TOCSIN_TRY_VOID(in.take_array(batches_));
  TOCSIN_TRY_VOID(in.take_array(slots));
  TOCSIN_TRY_VOID(in.take_array(first_answers_by_s_));
  TOCSIN_TRY_VOID(in.take(counts_));
  TOCSIN_TRY_VOID(in.take(answered_));
  TOCSIN_TRY_VOID(in.take(early_wrong_));
  TOCSIN_TRY_VOID(in.take(forgotten_));
  for (const Packed& ask : asks_) {
    if (ask.row != no_row && ask.row >= people_->rows())
      return in.damaged("it asks somebody who is not there");
    if (ask.answer > static_cast<std::uint64_t>(Answer::wrong))
      return in.damaged("it holds an unknown answer");
  }
  if (!asks_.empty() && (batches_.empty() || batches_.front().first != 0))
    return in.damaged("it asks without a batch");
  if (forgotten_ > asks_.size() || !index_.adopt(std::move(slots), asks_.size() - forgotten_, asks_.size()))
    return in.damaged("its index does not fit");
  return read_rare(in);
}

Result<> Checks::write(SectionWriter& out) const {
  TOCSIN_TRY_VOID(out.begin("asks"));
  for (const auto& [id, check] : checks_) {
    if (check.asks.asked() == 0) continue;
    TOCSIN_TRY_VOID(out.write_value(id.id));
    TOCSIN_TRY_VOID(check.asks.write(out));
  }
  return out.end();
}

Result<> Checks::read(const SectionReader& in) {
  TOCSIN_TRY(const std::string_view bytes, in.find("asks"));
  SectionCursor cursor("asks", bytes);
  while (!cursor.at_end()) {
    CheckId id;
    TOCSIN_TRY_VOID(cursor.take(id.id));
    const auto it = checks_.find(id);
    if (it == checks_.end()) return cursor.damaged("it is about a check that the journal does not know");
    TOCSIN_TRY_VOID(it->second.asks.read(cursor));
  }
  return {};
}

Result<> World::write_snapshot(SectionWriter& out) const {
  TOCSIN_TRY_VOID(out.begin("world"));
  TOCSIN_TRY_VOID(out.write_value(SnapshotHead{.version = snapshot_version,
                                               .checks = static_cast<std::uint32_t>(checks_.all().size()),
                                               .seq = seq_,
                                               .record_seq = record_seq_}));
  TOCSIN_TRY_VOID(out.end());
  TOCSIN_TRY_VOID(people_->write(out));
  return checks_.write(out);
}

namespace {

Result<SnapshotHead> read_head(const SectionReader& in) {
  TOCSIN_TRY(const std::string_view bytes, in.find("world"));
  SectionCursor cursor("world", bytes);
  SnapshotHead head;
  TOCSIN_TRY_VOID(cursor.take(head));
  TOCSIN_TRY_VOID(cursor.finish());
  if (head.version != snapshot_version) return cursor.damaged("it is of another version");
  return head;
}

}  // namespace

Result<Seq> World::snapshot_seq(const SectionReader& in) {
  TOCSIN_TRY(const SnapshotHead head, read_head(in));
  return head.seq;
}

Result<> World::read_snapshot(const SectionReader& in) {
  TOCSIN_TRY(const SnapshotHead head, read_head(in));
  if (record_seq_ != head.record_seq || checks_.all().size() != head.checks)
    return SectionReader::damaged("world", "the journal's record is not the one it was made beside");
  TOCSIN_TRY_VOID(people_->read(in));
  TOCSIN_TRY_VOID(checks_.read(in));
  seq_ = head.seq;
  return {};
}

}  // namespace tocsin::world
