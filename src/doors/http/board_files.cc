#include "doors/http/board_files.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/http/json_board.h"
#include "doors/http/json_views.h"
#include "doors/http/members.h"
#include "wire/atom.h"
#include "wire/csv.h"
#include "world/schemes.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

const std::vector<std::string> columns = {"row",
                                          "jurisdiction",
                                          "place",
                                          "class",
                                          "code",
                                          "what",
                                          "status",
                                          "shown",
                                          "actor",
                                          "target",
                                          "lat",
                                          "lon",
                                          "since",
                                          "until",
                                          "confirmed_at",
                                          "recorded_at",
                                          "independent_sources",
                                          "said_by",
                                          "words",
                                          "id"};

std::string time_text(Instant at) { return at.known() ? to_rfc3339(at) : std::string(); }

std::string chains_of(const views::EntryLine& entry) {
  std::string out;
  for (const auto& support : entry.support)
    out += fmt::format("{}{}", out.empty() ? "" : "; ", support.chain_text);
  return out;
}

std::string jurisdiction_of(const world::Jurisdiction& jurisdiction) {
  return jurisdiction.code().empty() ? jurisdiction.group : jurisdiction.code();
}

std::string level_row(const views::LevelLine& level) {
  std::string shown = level.expired ? "expired" : "in force";
  if (!level.position().empty()) shown += ", " + level.position();
  return wire::csv_row({"level",
                        level.iso,
                        level.part,
                        "level",
                        level.code,
                        level.scheme_name.empty() ? level.scheme : level.scheme_name,
                        level.word,
                        shown,
                        "",
                        "",
                        "",
                        "",
                        time_text(level.since),
                        time_text(level.until),
                        "",
                        time_text(level.recorded_at),
                        "",
                        level.source_name,
                        level.within_level,
                        to_uuid(level.id.id)});
}

std::string entry_row(const char* row, const views::EntryLine& entry) {
  const auto& statement = entry.statement;
  const auto& site = statement.site;
  const bool located = site && site->point;
  return wire::csv_row({row,
                        jurisdiction_of(statement.jurisdiction),
                        site ? site->name : "",
                        std::string(world::to_string(statement.statement_class)),
                        statement.code,
                        entry.code_name.empty() ? statement.kind : entry.code_name,
                        std::string(world::to_string(entry.status)),
                        std::string(views::to_string(entry.freshness)),
                        statement.actor,
                        statement.target,
                        located ? fmt::format("{}", site->point->lat) : "",
                        located ? fmt::format("{}", site->point->lon) : "",
                        time_text(statement.since),
                        time_text(statement.until),
                        time_text(entry.confirmed_at),
                        time_text(entry.recorded_at),
                        std::to_string(entry.independent_sources),
                        chains_of(entry),
                        statement.words,
                        to_uuid(entry.id.id)});
}

std::string figure_row(const views::JurisdictionRow& row, const views::CountGroup& count,
                       const views::Figure& figure) {
  return wire::csv_row({"count",
                        row.iso.empty() ? row.group : row.iso,
                        "",
                        "count",
                        "",
                        count.kind,
                        figure.quantity.text,
                        figure.copy ? "copy" : "figure",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        time_text(figure.as_of),
                        "",
                        "",
                        figure.chain_text,
                        "",
                        to_uuid(figure.entry.id)});
}

json::object entry_feature(const char* row, const views::EntryLine& entry) {
  const auto& statement = entry.statement;
  json::value geometry;
  if (statement.site && statement.site->point)
    geometry =
        json::object{{"type", "Point"},
                     {"coordinates", json::array{statement.site->point->lon, statement.site->point->lat}}};
  return {{"type", "Feature"},
          {"id", to_uuid(entry.id.id)},
          {"geometry", std::move(geometry)},
          {"properties",
           {{"row", row},
            {"jurisdiction", text_json(jurisdiction_of(statement.jurisdiction))},
            {"class", world::to_string(statement.statement_class)},
            {"code", text_json(statement.code)},
            {"what", text_json(entry.code_name.empty() ? statement.kind : entry.code_name)},
            {"status", world::to_string(entry.status)},
            {"freshness", views::to_string(entry.freshness)},
            {"site", statement.site ? text_json(statement.site->name) : json::value()},
            {"actor", text_json(statement.actor)},
            {"target", text_json(statement.target)},
            {"since", time_json(statement.since)},
            {"until", time_json(statement.until)},
            {"confirmed_at", time_json(entry.confirmed_at)},
            {"said_by", text_json(chains_of(entry))},
            {"words", text_json(statement.words)}}}};
}

json::object level_feature(const views::LevelLine& level) {
  json::object properties = level_line_json(level);
  properties["row"] = "level";
  return {{"type", "Feature"},
          {"id", to_uuid(level.id.id)},
          {"geometry", nullptr},
          {"properties", std::move(properties)}};
}

std::string_view verb_of(views::ChangeKind kind) {
  switch (kind) {
    case views::ChangeKind::added:
      return "new";
    case views::ChangeKind::changed:
      return "changed";
    case views::ChangeKind::ended:
      return "ended";
    case views::ChangeKind::expired:
      return "expired, not renewed";
    case views::ChangeKind::level_set:
      return "is";
    case views::ChangeKind::level_raised:
      return "raised to";
    case views::ChangeKind::level_lowered:
      return "lowered to";
    case views::ChangeKind::level_changed:
      return "changed to";
    case views::ChangeKind::level_ended:
      return "ended:";
    case views::ChangeKind::level_expired:
      return "expired, not renewed:";
    case views::ChangeKind::scheme_changed:
      return "has a new name, neither raised nor lowered:";
  }
  return "changed";
}

std::string where_of(const views::ChangeItem& item) {
  std::string where = item.iso.empty() ? "Several" : item.iso;
  if (item.may_be_pushed && !item.place.empty()) where += " (" + item.place + ")";
  return where;
}

std::string page_of(const BoardFeed& feed, const std::string& iso) {
  return iso.empty() ? feed.public_url + "/board"
                     : fmt::format("{}/board?jurisdiction={}", feed.public_url, iso);
}

wire::AtomEntry entry_of(const BoardFeed& feed, const views::ChangeItem& item, const std::string& mark) {
  const char* kind = item.is_level ? "levels" : "entries";
  const std::string address = fmt::format("{}/v1/{}/{}", feed.public_url, kind, to_uuid(item.subject));
  std::string summary = change_title(item);
  if (item.may_be_pushed) {
    for (const auto* part : {&item.words, &item.chain_text, &item.change_note}) {
      if (!part->empty()) summary += ". " + *part;
    }
  }
  return {.id = fmt::format("{}#{}", address, item.seq),
          .title = mark + change_title(item),
          .updated = item.at,
          .published = item.at,
          .author = item.may_be_pushed ? item.chain_text : std::string(),
          .summary = summary,
          .links = {{"alternate", page_of(feed, item.iso), "text/html"},
                    {"related", address, "application/json"}},
          .categories = item.iso.empty() ? std::vector<std::string>() : std::vector<std::string>{item.iso}};
}

wire::AtomEntry entry_of(const BoardFeed& feed, const views::ChangeBundle& bundle, const std::string& mark) {
  std::string summary;
  std::vector<std::string> categories;
  for (const auto& item : bundle.items) {
    summary += (summary.empty() ? "" : ". ") + change_title(item);
    if (!item.iso.empty() && std::find(categories.begin(), categories.end(), item.iso) == categories.end())
      categories.push_back(item.iso);
  }
  const std::size_t count = bundle.items.size();
  const std::string page = feed.public_url + "/board" + (feed.query.empty() ? "" : "?" + feed.query);
  return {.id = fmt::format("{}#{}-{}", page, bundle.from.ms, bundle.to.ms),
          .title = count == 1 ? mark + change_title(bundle.items.front())
                              : fmt::format("{}{} changes on the board", mark, count),
          .updated = bundle.to,
          .published = bundle.to,
          .author = {},
          .summary = summary,
          .links = {{"alternate", page, "text/html"}},
          .categories = std::move(categories)};
}

}  // namespace

std::string board_csv(const views::Board& board) {
  std::string out = wire::csv_row(columns);
  for (const auto& row : board.rows) {
    for (const auto& level : row.levels) out += level_row(level);
    for (const auto& entry : row.entries) out += entry_row("entry", entry);
    for (const auto& count : row.counts) {
      for (const auto& figure : count.figures) out += figure_row(row, count, figure);
    }
    for (const auto& claim : row.claims) out += entry_row("claim", claim);
  }
  return out;
}

json::object board_geojson(const views::Board& board) {
  json::array features;
  for (const auto& row : board.rows) {
    for (const auto& level : row.levels) features.push_back(level_feature(level));
    for (const auto& entry : row.entries) features.push_back(entry_feature("entry", entry));
    for (const auto& claim : row.claims) features.push_back(entry_feature("claim", claim));
  }
  return {{"type", "FeatureCollection"}, {"features", std::move(features)}};
}

std::string change_title(const views::ChangeItem& item) {
  const std::string where = where_of(item);
  if (!item.may_be_pushed)
    return fmt::format("{}: a claim was {}", where,
                       item.kind == views::ChangeKind::added ? "added" : "changed");
  const auto& tables = world::Schemes::built_in();
  if (item.is_level) {
    const auto* scheme = tables.find(item.what);
    const std::string kind =
        scheme == nullptr ? "level" : fmt::format("{} level", world::to_string(scheme->kind));
    std::string title = fmt::format("{}: {} {} {}", where, kind, verb_of(item.kind), item.word);
    if (item.step && item.steps > 0) title += fmt::format(", {} of {}", *item.step, item.steps);
    return title;
  }
  const auto* code = tables.find_measure(item.what);
  std::string status = item.word;
  std::replace(status.begin(), status.end(), '_', ' ');
  std::string what = code != nullptr ? code->name : item.what;
  std::replace(what.begin(), what.end(), '_', ' ');
  return fmt::format("{}: {}, {} ({})", where, what, status, verb_of(item.kind));
}

std::string board_atom(const BoardFeed& feed) {
  const std::string mark = feed.is_drill ? "EXERCISE - " : "";
  const std::string question = feed.query.empty() ? "" : "?" + feed.query;
  wire::AtomFeed out{.id = feed.public_url + "/board.atom" + question,
                     .title = fmt::format("{}{}: the board", mark, feed.realm_name),
                     .updated = feed.updated,
                     .author = feed.realm_name,
                     .links = {{"self", feed.public_url + "/board.atom" + question, "application/atom+xml"},
                               {"alternate", feed.public_url + "/board" + question, "text/html"}},
                     .entries = {}};
  if (feed.bundle_ms > 0) {
    for (const auto& bundle : views::bundles(feed.items, feed.bundle_ms, feed.now))
      out.entries.push_back(entry_of(feed, bundle, mark));
  } else {
    for (const auto& item : feed.items) out.entries.push_back(entry_of(feed, item, mark));
  }
  std::reverse(out.entries.begin(), out.entries.end());
  if (out.entries.size() > board_feed_items_max) out.entries.resize(board_feed_items_max);
  for (const auto& entry : out.entries) out.updated = std::max(out.updated, entry.updated);
  return wire::print(out);
}

}  // namespace tocsin::doors::http
