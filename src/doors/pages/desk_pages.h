// DeskPages: what operators do with reports, entries, levels, sources and live updates. Plain forms, in
// English, without JavaScript. Pure: no clock, no state.
#pragma once

#include "doors/pages/board_pages.h"
#include "views/desk.h"

namespace tocsin::doors::pages {

using OperatorNames = std::map<world::OperatorId, std::string>;
using SourceNames = std::map<world::SourceId, std::string>;

// A cluster with the first words of its report.
struct DeskCluster {
  views::Cluster cluster;
  std::vector<std::string> sources;  // of the members, in their order
};

// What stands first on the desk's page.
struct DeskSummary {
  std::vector<DeskCluster> clusters;  // newest first
  std::size_t clusters_in_all = 0;
  std::vector<world::BoardEntry> entries;  // wait for a second person
  std::vector<world::Level> levels;
  std::vector<world::UpdateDraft> updates;
  std::vector<views::StaleSource> stale;
  std::vector<views::WarnedNotAlerted> warned;
  OperatorNames operators;
};
// Clusters shown on the desk's page; the rest have a page of their own.
constexpr std::size_t desk_clusters_max = 10;
// On that page: more than an operator reads in one go, and some 200 kB.
constexpr std::size_t clusters_max = 200;

struct ConsoleHome {
  Operator me;
  std::vector<views::IncidentSummary> incidents;
  std::vector<views::CheckSummary> checks;  // all, newest first
  std::vector<views::AlertSummary> alerts;  // newest first
  std::vector<std::string> groups;
  std::uint64_t people = 0;
  DeskSummary desk;
  std::string message;  // of the last action
};
std::string console_home(const PageContext& context, const ConsoleHome& home);

struct ClustersPage {
  Operator me;
  std::vector<DeskCluster> clusters;
  std::size_t in_all = 0;
  std::string iso;       // the choice
  std::string incident;  // id
  std::vector<std::pair<std::string, std::string>> incidents;
};
std::string clusters_page(const PageContext& context, const ClustersPage& page);

// A row of the list of reports.
struct ReportRow {
  world::ReportId id;
  std::string title;
  std::string source;
  Instant published_at, received_at;
  std::size_t proposals = 0;
  std::size_t waiting = 0;
};
struct ReportsPage {
  Operator me;
  std::vector<ReportRow> reports;  // newest first
  std::size_t in_all = 0;
  std::vector<std::pair<std::string, std::string>> sources;    // id and name
  std::vector<std::pair<std::string, std::string>> incidents;  // id and headline
  // What was typed before it was refused.
  std::string error, source, incident, published_at, title, url, text;
};
constexpr std::size_t reports_shown_max = 100;
std::string reports_page(const PageContext& context, const ReportsPage& page);

// Text of a report that a page shows; the rest is in the raw bytes.
constexpr std::size_t report_shown_bytes_max = 256 << 10;

struct ReportPage {
  Operator me;
  world::Report report;
  Bytes raw;
  std::string source;
  std::vector<std::pair<std::string, std::string>> incidents;
  // Entries that a proposal may corroborate: id and words, by index of the proposal.
  std::map<std::uint32_t, std::vector<std::pair<std::string, std::string>>> related;
  OperatorNames operators;
  std::string message;
  std::string error;
};
std::string report_page(const PageContext& context, const ReportPage& page);

// The entry editor: new by hand, from a proposal, or a change. Also the conflict screen.
struct EntryForm {
  world::Statement statement;
  std::string change_note;
  bool minor = false;
  bool tell = true;
};
struct EntryEditor {
  Operator me;
  std::optional<world::BoardEntry> entry;                    // none: a new one
  std::optional<world::ProposalRef> proposal;                // edited before it is accepted
  EntryForm form;                                            // what the fields hold
  std::optional<EntryForm> theirs;                           // set: somebody saved another version meanwhile
  std::vector<std::pair<std::string, std::string>> sources;  // id and name, of a new one
  std::vector<std::pair<std::string, std::string>> incidents;
  std::string source, incident;  // chosen
  world::Chain chain;
  world::Grade grade;
  SourceNames source_names;
  OperatorNames operators;
  std::string locked_by;  // somebody else edits it now
  std::string message;
  std::string error;
};
std::string entry_editor(const PageContext& context, const EntryEditor& page);

struct EntriesPage {
  Operator me;
  std::vector<world::BoardEntry> entries;  // newest first
  std::size_t in_all = 0;
  OperatorNames operators;
  std::string state;  // the choice
};
constexpr std::size_t entries_shown_max = 200;
std::string entries_page(const PageContext& context, const EntriesPage& page);

struct LevelsPage {
  Operator me;
  std::vector<world::Level> proposed;  // also ends that are proposed
  std::vector<views::LevelLine> standing;
  std::map<world::LevelId, std::uint32_t> revisions;         // of those standing
  std::vector<std::pair<std::string, std::string>> sources;  // official for something
  SourceNames source_names;
  OperatorNames operators;
  world::LevelFacts form;  // what the fields hold
  std::string note;
  std::string iso;  // schemes of this one are offered first
  std::string message, error;
};
std::string levels_page(const PageContext& context, const LevelsPage& page);

struct SourcesPage {
  Operator me;
  std::vector<world::Source> sources;
  std::vector<views::StaleSource> stale;
  std::optional<world::Source> edited;  // its form is filled in; none: a new one
  world::SourceFacts form;
  std::string message, error;
};
std::string sources_page(const PageContext& context, const SourcesPage& page);

struct UpdatesPage {
  Operator me;
  world::IncidentId incident;
  std::string headline;
  std::vector<world::UpdateDraft> drafts;  // not published, not given up
  std::vector<world::Update> published;    // newest first
  OperatorNames operators;
  world::UpdateContent form;
  Instant publish_at;
  std::optional<world::UpdateDraft> edited;
  std::string message, error;
};
std::string updates_page(const PageContext& context, const UpdatesPage& page);

}  // namespace tocsin::doors::pages
