#include "doors/http/raw_document.h"

#include "journal/sqlite_log.h"
#include "world/event_codec.h"

namespace tocsin::doors::http {

Result<Bytes> read_raw(const std::string& journal_path, world::Seq seq) {
  TOCSIN_TRY(const auto log, journal::SqliteLog::open_read_only(journal_path));
  Result<Bytes> raw = fail(Errc::corrupt, "the journal does not hold this document");
  TOCSIN_TRY_VOID(log->read(seq - 1, [&](const journal::Record& record) {
    const auto event = world::decode(record.bytes);
    if (!event) return false;
    if (const auto* alert = std::get_if<world::AlertReceived>(&event->body)) raw = alert->raw;
    if (const auto* report = std::get_if<world::ReportFiled>(&event->body)) raw = report->raw;
    return false;
  }));
  return raw;
}

std::optional<Bytes> read_sealed_note(const std::string& journal_path, world::Seq seq) {
  const auto log = journal::SqliteLog::open_read_only(journal_path);
  std::optional<Bytes> note;
  if (!log || seq == 0) return note;
  // What cannot be read is shown as no note: the answer itself stands.
  (void)(*log)->read(seq - 1, [&](const journal::Record& record) {
    const auto event = world::decode(record.bytes);
    const auto* answer = event ? std::get_if<world::AnswerGiven>(&event->body) : nullptr;
    if (record.seq == seq && answer != nullptr && !answer->sealed_note.empty()) note = answer->sealed_note;
    return false;
  });
  return note;
}

}  // namespace tocsin::doors::http
