#include "doors/report_intake.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "wire/feed_read.h"
#include "wire/mail_read.h"

namespace tocsin::doors {
namespace {

using reading::text_of;

world::Status to_world(reading::Status status) {
  switch (status) {
    case reading::Status::announced:
      return world::Status::announced;
    case reading::Status::planned:
      return world::Status::planned;
    case reading::Status::in_force:
      return world::Status::in_force;
    case reading::Status::completed:
      return world::Status::completed;
    case reading::Status::under_review:
      return world::Status::under_review;
    case reading::Status::possible:
      return world::Status::possible;
    case reading::Status::claimed:
      return world::Status::claimed;
    case reading::Status::reported:
      return world::Status::reported;
    case reading::Status::extended:
      return world::Status::extended;
    case reading::Status::eased:
      return world::Status::eased;
    case reading::Status::lifted:
      return world::Status::lifted;
    case reading::Status::denied:
      return world::Status::denied;
  }
  return world::Status::reported;
}

world::PartyType to_world(reading::PartyType type) {
  switch (type) {
    case reading::PartyType::official:
      return world::PartyType::official;
    case reading::PartyType::agency:
      return world::PartyType::agency;
    case reading::PartyType::company:
      return world::PartyType::company;
    case reading::PartyType::outlet:
      return world::PartyType::outlet;
    case reading::PartyType::anonymous:
      return world::PartyType::anonymous;
    case reading::PartyType::claimant:
      return world::PartyType::claimant;
    case reading::PartyType::expert:
      return world::PartyType::expert;
    case reading::PartyType::witness:
      return world::PartyType::witness;
  }
  return world::PartyType::outlet;
}

world::PartyRole to_world(reading::Role role) {
  switch (role) {
    case reading::Role::publisher:
      return world::PartyRole::publisher;
    case reading::Role::relay:
      return world::PartyRole::relay;
    case reading::Role::primary:
      return world::PartyRole::primary;
  }
  return world::PartyRole::publisher;
}

world::Certainty to_world(reading::Certainty certainty) {
  switch (certainty) {
    case reading::Certainty::high:
      return world::Certainty::high;
    case reading::Certainty::medium:
      return world::Certainty::medium;
    case reading::Certainty::low:
      return world::Certainty::low;
  }
  return world::Certainty::low;
}

world::Basis to_basis(std::string_view basis) {
  if (basis == "coref") return world::Basis::coreference;
  return world::parse_basis(basis).value_or(world::Basis::none);
}

// What an attacker or an unnamed party is in the register, as a link of a chain.
world::PartyType type_of(world::SourceKind kind) {
  switch (kind) {
    case world::SourceKind::official:
      return world::PartyType::official;
    case world::SourceKind::agency:
      return world::PartyType::agency;
    case world::SourceKind::outlet:
      return world::PartyType::outlet;
    case world::SourceKind::organisation:
      return world::PartyType::organisation;
    case world::SourceKind::company:
      return world::PartyType::company;
    case world::SourceKind::witness:
      return world::PartyType::witness;
    case world::SourceKind::attacker:
      return world::PartyType::claimant;
    case world::SourceKind::anonymous:
      return world::PartyType::anonymous;
  }
  return world::PartyType::outlet;
}

// One line of a form: line breaks of the source become spaces, and what is too long is cut.
std::string line(std::string_view text, std::size_t code_points_max = world::line_code_points_max) {
  std::string out;
  for (const auto word : split_whitespace(text)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return std::string(truncate_utf8(out, code_points_max));
}

// Carries the words of one proposal over, and remembers where each stood.
class Carrier {
 public:
  Carrier(const reading::Stripped& stripped, world::Proposal& out) : stripped_(stripped), out_(out) {}

  std::string words(world::Field field, const reading::Span& span) {
    note(field, span);
    return line(text_of(stripped_.text, span));
  }
  void note(world::Field field, const reading::Span& span) {
    if (!span.empty() && out_.fields.size() < world::field_spans_max)
      out_.fields.push_back({field, to_source(span, stripped_)});
  }

 private:
  const reading::Stripped& stripped_;
  world::Proposal& out_;
};

world::StatementClass class_of(const reading::Proposal& proposal) {
  switch (proposal.cls) {
    case reading::Class::measure:
    case reading::Class::safety_check:
      // Press words about a level never are the level: they stand beside it.
      if (proposal.measure_code == "LEVEL_CHANGE") return world::StatementClass::level_words;
      return proposal.kind == "advisory" || proposal.measure_code == "PUBLIC_ADVICE"
                 ? world::StatementClass::advice
                 : world::StatementClass::measure;
    case reading::Class::casualty:
      return world::StatementClass::count;
    case reading::Class::claim:
    case reading::Class::threat:
    case reading::Class::attribution:
      return world::StatementClass::claim;
    case reading::Class::assessment:
      return world::StatementClass::other;
  }
  return world::StatementClass::other;
}

void carry_time(const reading::Proposal& proposal, Carrier& carrier, world::Statement& out) {
  if (proposal.time) {
    const Instant at = begin_of(proposal.time->value);
    const bool ahead = out.status == world::Status::planned || out.status == world::Status::announced ||
                       out.status == world::Status::possible;
    if (ahead) {
      out.planned_at = at;
    } else if (out.status == world::Status::lifted) {
      out.lifted_at = at;
    } else {
      out.since = at;
    }
    out.time_words =
        carrier.words(ahead ? world::Field::planned_at : world::Field::since, proposal.time->span);
  }
  if (proposal.statement_time) {
    out.statement_at = begin_of(proposal.statement_time->value);
    carrier.note(world::Field::statement_at, proposal.statement_time->span);
  }
}

void carry_site(const reading::Proposal& proposal, Carrier& carrier, world::Statement& out) {
  if (!proposal.place) return;
  const auto& place = proposal.place->place;
  world::Site site{line(place.name), {}, line(place.ref), {}};
  if (place.located) site.point = geo::Point{place.lat, place.lon};
  if (const auto& other = proposal.place->runner_up)
    site.runner_up = line(other->country.empty() ? std::string(other->name)
                                                 : fmt::format("{}, {}", other->name, other->country));
  const std::string words = carrier.words(world::Field::site, proposal.place->span);
  if (site.name.empty()) site.name = words;
  if (!site.name.empty()) out.site = std::move(site);
}

void carry_jurisdiction(const reading::Proposal& proposal, Carrier& carrier, world::Statement& out) {
  const auto& from = proposal.jurisdiction;
  const bool part_fits = world::is_iso_part(from.iso2) && world::country_of(from.iso2) == from.iso;
  out.jurisdiction = {from.iso, part_fits ? from.iso2 : std::string(),
                      from.iso.empty() ? line(from.group) : std::string(), to_basis(from.basis)};
  carrier.note(world::Field::jurisdiction, from.span);
}

world::Statement carry_statement(const reading::Proposal& proposal, const reading::Stripped& stripped,
                                 Instant as_of, Carrier& carrier) {
  world::Statement out;
  out.statement_class = class_of(proposal);
  out.kind = proposal.kind;
  const bool has_code = out.statement_class == world::StatementClass::measure ||
                        out.statement_class == world::StatementClass::advice;
  if (has_code) out.code = proposal.measure_code;
  out.status = to_world(proposal.status);
  carrier.note(world::Field::kind, proposal.trigger);
  carry_jurisdiction(proposal, carrier, out);
  for (const auto& [from, to, field] : {std::tuple{&proposal.actor, &out.actor, world::Field::actor},
                                        std::tuple{&proposal.target, &out.target, world::Field::target}}) {
    if (!*from) continue;
    const std::string words = carrier.words(field, (*from)->span);
    *to = (*from)->norm.empty() ? words : line((*from)->norm);
  }
  carry_site(proposal, carrier, out);
  carry_time(proposal, carrier, out);
  out.as_of = as_of;
  if (proposal.quantity) {
    out.quantity = world::Quantity{proposal.quantity->kind, proposal.quantity->min, proposal.quantity->max,
                                   proposal.quantity->exact,
                                   carrier.words(world::Field::quantity, proposal.quantity->span)};
  }
  if (out.statement_class == world::StatementClass::level_words)
    out.level_said = proposal.target ? line(text_of(stripped.text, proposal.target->span))
                                     : line(text_of(stripped.text, proposal.trigger));
  const auto& sentence = proposal.sentence.empty() ? proposal.span : proposal.sentence;
  out.words = line(text_of(stripped.text, sentence), world::words_code_points_max);
  return out;
}

world::Chain carry_chain(const reading::Proposal& proposal, const reading::Stripped& stripped,
                         const world::SourceFacts& source) {
  const world::Party registered{source.name,
                                world::PartyRole::publisher,
                                type_of(source.kind),
                                source.kind == world::SourceKind::anonymous,
                                {},
                                {}};
  world::Chain chain;
  for (const auto& party : proposal.chain) {
    // The chain ends where it says most: the first links and who said it first.
    if (chain.size() == world::chain_max) chain.pop_back();
    std::string name = line(party.name.empty() ? text_of(stripped.text, party.span) : party.name);
    if (name.empty() && party.role == reading::Role::publisher) name = source.name;
    if (name.empty()) continue;
    chain.push_back({std::move(name),
                     to_world(party.role),
                     to_world(party.type),
                     party.anonymous,
                     {},
                     party.span.empty() ? world::Span{} : to_source(party.span, stripped)});
  }
  if (chain.empty() || chain.front().role != world::PartyRole::publisher) {
    if (chain.size() == world::chain_max) chain.erase(chain.end() - 2);
    chain.insert(chain.begin(), registered);
  }
  return chain;
}

std::string base_type(std::string_view media_type) {
  return to_lower_ascii(trim(media_type.substr(0, media_type.find(';'))));
}

}  // namespace

world::Span to_source(const reading::Span& span, const reading::Stripped& stripped) {
  if (span.empty()) return {};
  const std::uint32_t begin = stripped.source_offset(span.begin);
  // The end of the last byte, not the beginning of what follows: markup may stand between the two.
  const std::uint32_t end =
      std::min(stripped.source_offset(span.end - 1) + 1, stripped.source_offset(span.end));
  return {begin, std::max(end, begin + 1)};
}

Instant begin_of(std::string_view timex) {
  const auto number = [&](std::size_t at, std::size_t length) -> int {
    const auto digits = timex.size() < at + length ? std::string_view() : timex.substr(at, length);
    const bool all = !digits.empty() &&
                     std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    return all ? static_cast<int>(*parse_int(digits)) : -1;
  };
  const int year = number(0, 4);
  if (year < 1) return {};
  if (timex.size() == 8 && timex.substr(4, 2) == "-W") {
    const int week = number(6, 2);
    if (week < 1 || week > 53) return {};
    // The week that holds 4 January is the first (ISO 8601); day 0 of the epoch was a Thursday.
    const auto fourth = days_from_civil(year, 1, 4);
    const auto monday = fourth - ((fourth + 3) % 7 + 7) % 7;
    return {(monday + 7 * (week - 1)) * day_ms};
  }
  const std::string_view rest = timex.substr(4);
  const auto full = [&](std::string_view tail) {
    const auto at = parse_rfc3339(fmt::format("{}{}", timex, tail));
    return at ? *at : Instant{};
  };
  if (rest.empty()) return full("-01-01T00:00:00Z");
  if (rest.size() == 3) return full("-01T00:00:00Z");
  if (rest.size() == 6) return full("T00:00:00Z");
  if (rest.size() == 9) return full(":00:00Z");
  if (rest.size() == 12) return full(":00Z");
  if (rest.size() == 15) return full("Z");
  return full("");
}

world::Proposal to_world(const reading::Proposal& proposal, const reading::Stripped& stripped, Instant as_of,
                         const world::SourceFacts& source) {
  world::Proposal out;
  Carrier carrier(stripped, out);
  out.statement = carry_statement(proposal, stripped, as_of, carrier);
  out.chain = carry_chain(proposal, stripped, source);
  for (const auto& hedge : proposal.hedges) {
    const std::string words = carrier.words(world::Field::hedge, hedge.span);
    if (out.hedges.size() < world::hedges_max && !words.empty()) out.hedges.push_back(words);
  }
  out.certainty = to_world(proposal.certainty);
  // The letter is about who said it first: the register's, where that is the source itself.
  const bool own_words = out.chain.size() == 1 && source.grade != 0;
  out.grade = {own_words ? source.grade : proposal.grade_letter,
               static_cast<std::uint8_t>(proposal.grade_digit - '0')};
  out.rule = proposal.rule;
  out.summary = proposal.summary;
  out.span = to_source(proposal.span, stripped);
  return out;
}

Result<std::vector<ReportInput>> reports_of_feed(const ReportInput& feed) {
  TOCSIN_TRY(auto read, wire::read_feed(feed.raw));
  std::vector<ReportInput> out;
  for (auto& item : read.items) {
    ReportInput report = feed;
    report.media_type = item.html ? "text/html" : "text/plain";
    report.raw = trim(item.content).empty() ? item.title : std::move(item.content);
    if (trim(report.raw).empty()) continue;
    // Feeds call everything HTML; what has no markup is read as the text that it is.
    if (report.raw.find_first_of("<&") == std::string::npos) report.media_type = "text/plain";
    report.title = item.title;
    report.url = item.link.empty() ? item.id : item.link;
    if (!item.language.empty()) report.language = item.language;
    if (item.published.known() || item.updated.known())
      report.published_at = item.published.known() ? item.published : item.updated;
    out.push_back(std::move(report));
  }
  return out;
}

Result<ReportInput> report_of_mail(const ReportInput& mail) {
  TOCSIN_TRY(auto read, wire::read_mail(mail.raw));
  ReportInput out = mail;
  out.raw = std::move(read.text);
  out.media_type = read.html ? "text/html" : "text/plain";
  if (out.title.empty()) out.title = read.subject;
  if (out.language.empty()) out.language = read.language;
  if (!out.published_at.known()) out.published_at = read.date;
  return out;
}

Result<world::FileReport> read_report(ReportInput input) {
  if (input.raw.size() > world::report_bytes_max)
    return fail(Errc::too_large, fmt::format("a report has at most {} bytes, this one {}",
                                             world::report_bytes_max, input.raw.size()));
  const std::string type = base_type(input.media_type);
  reading::ReadOptions options;
  if (type == "text/html" || type == "application/xhtml+xml") {
    options.media_type = reading::MediaType::html;
  } else if (type == "text/plain") {
    options.media_type = reading::MediaType::plain;
  } else if (!type.empty()) {
    return fail(Errc::unsupported, fmt::format("a report is a text, not {}", truncate_utf8(type, 60)));
  }
  if (input.published_at.known()) options.published = to_rfc3339(input.published_at);
  options.outlet = input.source_facts.name;
  TOCSIN_TRY(const auto reading, reading::read(input.raw, options));

  world::FileReport out;
  out.id = input.id;
  auto& facts = out.facts;
  facts.source = input.source;
  facts.incident = input.incident;
  facts.published_at = input.published_at;
  if (!facts.published_at.known()) facts.published_at = begin_of(reading.published.value);
  if (!facts.published_at.known()) facts.published_at = input.received_at;
  const auto& stripped = reading.stripped;
  facts.title = line(input.title.empty() && reading.title ? text_of(stripped.text, *reading.title)
                                                          : std::string_view(input.title));
  facts.url = input.url.empty() ? stripped.url : input.url;
  facts.media_type = !type.empty()                                                      ? type
                     : reading::guess_media_type(input.raw) == reading::MediaType::html ? "text/html"
                                                                                        : "text/plain";
  facts.language = input.language.empty() ? stripped.language : input.language;
  facts.reader_version = reading::reader_version();
  facts.simhash = reading.simhash;
  for (const auto& proposal : reading.proposals) {
    if (out.proposals.size() == world::proposals_max) break;
    auto one = to_world(proposal, stripped, facts.published_at, input.source_facts);
    // The text is worth keeping whatever was read in it; a person sees it whole.
    if (world::validate(one.statement, "") && world::validate(one.chain, ""))
      out.proposals.push_back(std::move(one));
  }
  out.raw = std::move(input.raw);
  return out;
}

}  // namespace tocsin::doors
