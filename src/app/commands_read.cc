// read and report: what a text seems to say, and its way to the desk.
#include <boost/json.hpp>
#include <cstdio>

#include "app/commands.h"
#include "app/portal.h"
#include "base/files.h"
#include "base/text.h"
#include "doors/http/reply.h"
#include "reading/reader.h"
#include "world/reports.h"

namespace tocsin::app {
namespace {

namespace json = boost::json;

// A sentence of a person; longer ones are cut for the screen, never in --json.
constexpr std::size_t shown_code_points_max = 200;

std::string one_line(std::string_view text) {
  std::string out;
  for (const auto word : split_whitespace(text)) {
    if (!out.empty()) out += ' ';
    // What moves the cursor or turns the text round has no place on a terminal.
    for (const char c : word) {
      if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out += c;
    }
  }
  if (count_code_points(out) > shown_code_points_max)
    return std::string(truncate_utf8(out, shown_code_points_max)) + "...";
  return out;
}

std::string chain_of(const reading::Proposal& proposal) {
  std::string out;
  for (const auto& party : proposal.chain)
    out += fmt::format("{}{}", out.empty() ? "" : ", citing ", one_line(party.name));
  return out.empty() ? "nobody named" : out;
}

std::string words_of(const std::optional<reading::Words>& words, std::string_view text) {
  if (!words) return {};
  return one_line(words->norm.empty() ? reading::text_of(text, words->span) : std::string_view(words->norm));
}

void print_proposal(const reading::Proposal& proposal, std::string_view text) {
  const auto& jurisdiction = proposal.jurisdiction;
  const std::string where = !jurisdiction.iso2.empty()    ? jurisdiction.iso2
                            : !jurisdiction.iso.empty()   ? jurisdiction.iso
                            : !jurisdiction.group.empty() ? one_line(jurisdiction.group)
                                                          : "where is not said";
  const std::string what = proposal.measure_code.empty() ? proposal.kind : proposal.measure_code;
  std::string line = fmt::format("{}  {}  {}  {}", proposal.id, where, what, to_string(proposal.status));
  if (const auto actor = words_of(proposal.actor, text); !actor.empty()) line += "  by " + actor;
  if (proposal.place) line += fmt::format("  at {}", proposal.place->place.name);
  if (proposal.time && !proposal.time->value.empty()) line += "  " + proposal.time->value;
  fmt::print("{}\n    {} ({}{}, {})\n    \"{}\"\n", line, chain_of(proposal), proposal.grade_letter,
             proposal.grade_digit, to_string(proposal.certainty),
             one_line(reading::text_of(text, proposal.span)));
  for (const auto& step : proposal.explanation) fmt::print("      {}\n", one_line(step));
}

// The problem's own words, or the body as it is.
int refused(const doors::http::Response& response) {
  const auto body = doors::http::parse_json(response.body);
  const auto* object = body ? body->if_object() : nullptr;
  const auto* detail = object == nullptr ? nullptr : object->if_contains("detail");
  return report({response.status >= 500 ? Errc::unavailable : Errc::invalid,
                 detail != nullptr && detail->is_string() ? std::string(detail->get_string())
                                                          : fmt::format("status {}", response.status),
                 {}});
}

Result<std::string> token_of(const std::string& file) {
  if (file.empty()) return std::string();
  auto text = read_file(file, 4096);
  if (!text) return fail(Errc::io, text.error().detail, "--token-file");
  return std::string(trim(*text));
}

}  // namespace

int read_text(const ReadCommand& command) {
  const auto source = read_file(command.file, reading::page_bytes_max);
  if (!source) {
    const Errc code = source.error().code == Errc::too_large ? Errc::too_large : Errc::io;
    return report({code, source.error().detail, {}});
  }
  reading::ReadOptions options;
  options.published = command.published;
  options.explain = command.explain;
  if (!command.published.empty() && reading::parse_published(command.published).value.empty())
    return report({Errc::invalid, "is not a time (write it as 2015-11-14T18:24)", "--published"});
  const auto read = reading::read(*source, options);
  if (!read) return report({read.error().code, fmt::format("{}: {}", command.file, read.error().detail), {}});
  if (command.json) {
    fmt::print("{}\n", reading::to_json(*source, *read, options));
    return exit_done;
  }
  const std::string_view text = read->stripped.text;
  if (read->title) fmt::print("{}\n", one_line(reading::text_of(text, *read->title)));
  fmt::print("{}, {}: {} proposals\n", read->outlet.name.empty() ? "outlet not known" : read->outlet.name,
             read->published.value.empty() ? "date not known" : read->published.value,
             read->proposals.size());
  for (const auto& proposal : read->proposals) print_proposal(proposal, text);
  return exit_done;
}

int file_report(const ReportCommand& command) {
  const auto text = read_file(command.file, world::report_bytes_max);
  if (!text) {
    const Errc code = text.error().code == Errc::too_large ? Errc::too_large : Errc::io;
    return report({code, text.error().detail, {}});
  }
  const auto token = token_of(command.token_file);
  if (!token) return report(token.error());
  auto portal = Portal::open(command.data);
  if (!portal) return report(portal.error());
  doors::http::Request request;
  request.method = "POST";
  request.path = "/v1/reports";
  request.query["source"] = command.source;
  if (!command.incident.empty()) request.query["incident"] = command.incident;
  if (!command.published.empty()) request.query["published_at"] = command.published;
  const bool is_page = reading::guess_media_type(*text) == reading::MediaType::html;
  request.headers["content-type"] = !command.media_type.empty() ? command.media_type
                                    : is_page                   ? "text/html"
                                                                : "text/plain";
  if (!token->empty()) request.headers["authorization"] = "Bearer " + *token;
  request.body = *text;
  const auto response = portal->send(std::move(request));
  if (!response) return report(response.error());
  if (response->status != 200 && response->status != 201) return refused(*response);
  const auto body = doors::http::parse_json(response->body);
  const auto* filed = body ? body->if_object() : nullptr;
  if (filed == nullptr) return report({Errc::io, "the server's answer cannot be read", {}});
  if (command.json) {
    fmt::print("{}\n", json::serialize(*filed));
  } else {
    fmt::print("report {}{}: {} proposals wait at the desk\n", std::string_view(filed->at("id").as_string()),
               response->status == 200 ? " (known before)" : "", json::serialize(filed->at("waiting")));
  }
  return exit_done;
}

int add_source(const SourceCommand& command) {
  const auto token = token_of(command.token_file);
  if (!token) return report(token.error());
  auto portal = Portal::open(command.data);
  if (!portal) return report(portal.error());
  json::object body{{"name", command.name}, {"kind", command.kind}};
  if (!command.official_for.empty()) body["official_for"] = json::value_from(command.official_for);
  if (!command.aliases.empty()) body["aliases"] = json::value_from(command.aliases);
  for (const auto& [name, value] : {std::pair<const char*, const std::string*>("language", &command.language),
                                    {"feed_url", &command.feed_url},
                                    {"grade", &command.grade}}) {
    if (!value->empty()) body[name] = *value;
  }
  const auto response =
      portal->send("POST", "/v1/sources", json::serialize(body), "application/json", *token);
  if (!response) return report(response.error());
  if (response->status != 200 && response->status != 201) return refused(*response);
  const auto answer = doors::http::parse_json(response->body);
  const auto* source = answer ? answer->if_object() : nullptr;
  if (source == nullptr) return report({Errc::io, "the server's answer cannot be read", {}});
  fmt::print("{}\n", command.json ? json::serialize(*source) : std::string(source->at("id").as_string()));
  return exit_done;
}

}  // namespace tocsin::app
