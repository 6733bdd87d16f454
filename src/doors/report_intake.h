// Report intake: a text as it came becomes the command that files it, with what the reader found in it as
// proposals. Pure: no state, no clock; the caller says who published it and when it came in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reading/reader.h"
#include "world/reports.h"
#include "world/sources.h"

namespace tocsin::doors {

struct ReportInput {
  world::ReportId id;
  world::SourceId source;
  world::SourceFacts source_facts;  // its name and grade are where the chain and the grade begin
  std::optional<world::IncidentId> incident;
  std::string media_type;  // "text/plain" or "text/html", perhaps with parameters; empty: guessed
  std::string title;       // these four: empty or unknown, what the text says
  std::string url;
  std::string language;
  Instant published_at;
  Instant received_at;  // when nobody knows when it was published, it was by then
  Bytes raw;
};

// Errc::unsupported for another media type, too_large past world::report_bytes_max, invalid for bytes that
// are not a text. The command holds `raw` byte for byte, and all spans are bytes of it. Cost: the reader's.
Result<world::FileReport> read_report(ReportInput input);

// The reports of a feed (RSS, Atom): one an item, with its text as the bytes to keep and its title, link and
// date where it has them; `feed` says the rest. Items without any text are left out.
Result<std::vector<ReportInput>> reports_of_feed(const ReportInput& feed);
// The report of an e-mail: the text of the message. Subject and date become the title and the publication
// where these are not given. Other headers and attachments are not kept: spans are of the text.
Result<ReportInput> report_of_mail(const ReportInput& mail);

// One proposal of the reader, as the World has it. `stripped` is the text that it was read from, `as_of` the
// publication.
world::Proposal to_world(const reading::Proposal& proposal, const reading::Stripped& stripped, Instant as_of,
                         const world::SourceFacts& source);

// Bytes of the source that a span of the text came from.
world::Span to_source(const reading::Span& span, const reading::Stripped& stripped);

// The first moment of a TIMEX3 value ("2015-11-14", "2015-11-14T18:24", "2015-W46", "2015-11", "2015"). A
// text seldom says its zone; it is taken for UTC, which is wrong by at most 14 hours. Not known when it is
// none.
Instant begin_of(std::string_view timex);

}  // namespace tocsin::doors
