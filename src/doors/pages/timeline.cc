#include "doors/pages/timeline.h"

#include "base/text.h"
#include "doors/pages/words.h"

namespace tocsin::doors::pages {
namespace {

using world::EntryKind;

constexpr std::size_t short_code_points_max = 80;
// What took us longer to learn is said to be known since then.
constexpr std::int64_t known_late_after_ms = 5 * minute_ms;

Html entry_words(const Tongue& t, EntryKind kind) {
  switch (kind) {
    case EntryKind::alert:
      return t("Alert");
    case EntryKind::update:
      return {};
    case EntryKind::check_opened:
      return t("People in the area are asked if they are safe.");
    case EntryKind::check_area_changed:
      return t("The area of the safety check has changed.");
    case EntryKind::check_retracted:
      return t("This check was a mistake. {1}", Html());
    case EntryKind::check_closed:
      return t("The safety check has ended.");
  }
  return {};
}

// "Said by X, via Y, via Z": each who carried it after the first.
Html source_chain(const Tongue& t, const std::vector<std::string>& sources) {
  if (sources.empty()) return {};
  std::vector<Html> parts{t("Said by {1}", sources.front())};
  for (std::size_t i = 1; i < sources.size(); ++i) parts.push_back(t("via {1}", sources[i]));
  return html(R"(<p class="soft">{}</p>
)",
              t.list(parts));
}

// What stood here and was wrong, struck through, and why: nobody has to wonder whether they misread.
Html corrections(const Tongue& t, const views::TimelineEntry& entry) {
  Html out;
  for (const auto& correction : entry.corrections) {
    out.add("<div class=\"fixed\"><p><b>{}</b> {}</p><p><del>{}</del></p><p class=\"soft\">{}</p></div>\n",
            t("Correction"), t.time(correction.corrected_at), correction.text_before,
            t("Why: {1}", correction.reason));
  }
  return out;
}

}  // namespace

std::string short_words(const std::string& text) {
  const auto cut = truncate_utf8(text, short_code_points_max);
  return cut.size() < text.size() ? std::string(cut) + "…" : text;
}

Html timeline_words(const Tongue& t, const views::TimelineEntry& entry, world::IncidentId incident) {
  Html when = t.time_and_age(entry.occurred_at);
  if (entry.update) {
    when = html(R"(<a href="{}">{}</a>)", url("/i/{}/u/{}", to_uuid(incident.id), to_uuid(entry.update->id)),
                when);
  }
  Html out = html("<p class=\"soft\">{}</p>\n", when);
  if (const Html words = entry_words(t, entry.kind); !words.empty()) out.add("<p>{}</p>\n", words);
  if (!entry.headline.empty()) out.add("<p><b>{}</b></p>\n", entry.headline);
  // An alert stands in full above the timeline.
  if (!entry.text.empty() && entry.kind != EntryKind::alert) out += paragraph(entry.text);
  out += corrections(t, entry);
  if (!entry.jurisdiction.empty()) out.add("<p>{}</p>\n", t("Where: {1}", t.region_name(entry.jurisdiction)));
  if (entry.planned_for.known()) out.add("<p>{}</p>\n", t("planned for {1}", t.time(entry.planned_for)));
  out += source_chain(t, entry.sources);
  std::vector<Html> notes;
  if (entry.backdated) notes.push_back(t("posted late"));
  if (entry.scheduled) notes.push_back(t("scheduled before"));
  if (entry.known_at - entry.occurred_at > known_late_after_ms)
    notes.push_back(t("Known here since {1}", t.time(entry.known_at)));
  if (!notes.empty()) out.add(R"(<p class="soft">{}</p>)", t.list(notes));
  return out;
}

Html live_style() {
  return wire::Literal(
      R"(.fixed{border-inline-start:3px solid var(--edge);padding-inline-start:.75rem;margin-block:.5rem}.fixed p{margin:.125rem 0}del{color:var(--soft)}.jump{display:block}
)");
}

}  // namespace tocsin::doors::pages
