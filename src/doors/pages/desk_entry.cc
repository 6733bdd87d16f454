#include "doors/pages/board_parts.h"
#include "doors/pages/desk_parts.h"
#include "doors/pages/entry_history.h"
#include "doors/pages/frame.h"

namespace tocsin::doors::pages {
namespace {

Url path_of(const world::BoardEntry& entry, std::string_view action) {
  return Url::local(fmt::format("/console/entries/{}/{}", to_uuid(entry.id.id), action));
}

// What waits, who wrote it, and what each may do with it.
Html waiting_note(const Tongue& t, const EntryEditor& page) {
  const auto& entry = *page.entry;
  Html out = html("<p><span class=\"word\">{}</span>", Html::words(world::to_string(entry.state)));
  if (entry.published_at.known()) out.add(" first shown {}", t.time_and_age(entry.published_at));
  out += Html("</p>");
  if (!entry.pending && entry.pending_support.empty()) return out;
  out += Html("<section class=\"note\"><h2>What waits</h2>");
  if (entry.pending) {
    out.add("<p>Written by {}. {}</p>", name_of(page.operators, entry.pending->by),
            entry.pending->change_note);
    if (!entry.pending->sent_back.empty())
      out.add("<p><b>It came back: {}</b></p>", entry.pending->sent_back);
    out += entry.revisions.empty()
               ? statement_facts(t, entry.pending->statement)
               : statement_changes(t, entry.revisions.back().statement, entry.pending->statement);
  }
  if (!entry.pending_support.empty()) {
    out += Html("<h3>New sources</h3><ul class=\"plain\">");
    for (const auto& support : entry.pending_support) {
      const auto it = page.source_names.find(support.source);
      out += support_item(t, support, it == page.source_names.end() ? std::string() : it->second, true);
    }
    out += Html("</ul>");
  }
  const std::uint32_t revision = entry.revision;
  out += Html("<div class=\"acts\">");
  if (!entry.waits()) {
    out += button_form(
        {.action = path_of(entry, "submit"), .label = "Hand in", .revision = revision, .look = "go"});
  } else if (entry.has_proposed(page.me.id)) {
    out += Html("<p>You proposed this. Another approver decides.</p>");
  } else if (may_approve(page.me)) {
    out += button_form(
        {.action = path_of(entry, "publish"), .label = "Publish", .revision = revision, .look = "go"});
  } else {
    out += Html("<p>An approver decides next.</p>");
  }
  if (entry.waits() && may_approve(page.me))
    out += button_form(
        {.action = path_of(entry, "send-back"), .label = "Send back", .revision = revision, .line = "Why"});
  out += button_form(
      {.action = path_of(entry, "discard"), .label = "Give up", .revision = revision, .line = "Why"});
  out += Html("</div></section>\n");
  return out;
}

// A published entry is confirmed or ended; it is never taken away.
Html live_actions(const Tongue& t, const world::BoardEntry& entry) {
  if (entry.state != world::EntryState::published) return {};
  Html out = html(R"(<p><a href="{}">As the public sees it</a></p><div class="acts">)",
                  url("/e/{}", to_uuid(entry.id.id)));
  out.add(
      R"(<details><summary>Still so</summary><form method="post" action="{}"><input type="hidden" name="revision" value="{}">{}{}<button type="submit" class="go">Confirm</button></form></details>
)",
      path_of(entry, "confirm"), entry.revision, moment_field(t, "as_of", "As of", t.context().now),
      line_field("note", "Note (optional)"));
  std::vector<std::pair<std::string, std::string>> ends;
  for (const auto status : {world::Status::lifted, world::Status::eased, world::Status::completed,
                            world::Status::denied, world::Status::superseded})
    ends.emplace_back(world::to_string(status), world::to_string(status));
  out.add(
      R"(<details><summary>It ended</summary><form method="post" action="{}"><input type="hidden" name="revision" value="{}">{}{}{}{}{}<button type="submit">Propose the end</button></form></details></div>
)",
      path_of(entry, "lift"), entry.revision, select_field("end_status", "How", ends, "lifted"),
      moment_field(t, "ended_at", "When", t.context().now), line_field("end_outcome", "Outcome (optional)"),
      line_field("reason", "Why, and who says so"), tick_field("tell_end", "Tell subscribers", true));
  return out;
}

Html edit_form(const Tongue& t, const EntryEditor& page) {
  Html out;
  if (page.proposal) {
    out.add(R"(<form method="post" action="{}">)",
            Url::local(fmt::format("/console/reports/{}/{}/accept", to_uuid(page.proposal->report.id),
                                   page.proposal->index)));
    out += Html("<input type=\"hidden\" name=\"edited\" value=\"yes\">");
  } else if (page.entry) {
    out.add(R"(<form method="post" action="{}"><input type="hidden" name="revision" value="{}">)",
            path_of(*page.entry, "edit"), page.entry->revision);
  } else {
    out += Html(R"(<form method="post" action="/console/entries">)");
  }
  out += statement_fields(t, page.form.statement);
  if (!page.entry && !page.proposal) {
    out += Html("<div class=\"short\">");
    out += select_field("source", "Source", page.sources, page.source, "choose");
    out += select_field("incident", "Event", page.incidents, page.incident, "none");
    out += Html("</div>");
    out += chain_fields(page.chain);
  }
  if (!page.entry) out += grade_fields(page.grade);
  out += line_field("note",
                    page.entry && !page.entry->revisions.empty()
                        ? "What changed, and why (required unless minor)"
                        : "Note (optional)",
                    page.form.change_note);
  if (page.entry && !page.entry->revisions.empty()) {
    out += tick_field("minor", "Minor: words only, shown at once; nobody is told", page.form.minor);
    out += tick_field("tell", "Tell subscribers", page.form.tell && !page.form.minor);
  }
  out += Html(
      R"(<div class="acts"><button type="submit" name="submit" value="yes" class="go">Save and hand in</button>
<button type="submit" name="submit" value="">Save as a draft</button></div></form>
)");
  return out;
}

// Both versions in full: nothing that somebody typed is lost.
Html conflict(const Tongue& t, const EntryEditor& page) {
  if (!page.theirs) return {};
  return html(
      R"(<section class="note fix" role="alert"><h2>Somebody was quicker</h2><p>Another version was saved while you were writing. Yours is in the form below and not lost. Change it and save again, or <a href="{}">keep theirs</a>.</p>
<div class="two"><div><h3>Theirs</h3>{}<p>{}</p></div><div><h3>Yours</h3>{}<p>{}</p></div></div><h3>What yours would change</h3>{}</section>
)",
      url("/console/entries/{}", to_uuid(page.entry->id.id)), statement_facts(t, page.theirs->statement),
      page.theirs->change_note, statement_facts(t, page.form.statement), page.form.change_note,
      statement_changes(t, page.theirs->statement, page.form.statement));
}

}  // namespace

std::string entry_editor(const PageContext& context, const EntryEditor& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  const std::string title = page.proposal ? "Edit a proposal" : page.entry ? "Entry" : "New entry";
  Html body =
      html("<h1>{}</h1>\n{}{}", page.entry ? statement_line(t, page.entry->statement()) : html("{}", title),
           done_message(page.message), error_message(page.error));
  body += conflict(t, page);
  if (!page.locked_by.empty())
    body.add("<p class=\"note fix\">{} is editing this now.</p>\n", page.locked_by);
  if (page.entry) {
    body += waiting_note(t, page);
    body += live_actions(t, *page.entry);
  }
  const bool folded = page.entry && !page.theirs && page.error.empty();
  if (folded) body += Html("<details><summary>Edit</summary>");
  body += edit_form(t, page);
  if (folded) body += Html("</details>\n");
  if (page.entry) {
    body += support_list(t, *page.entry, page.source_names, true);
    body += revision_list(t, *page.entry);
    Html people;
    for (const auto& revision : page.entry->revisions) {
      people.add("<li>Revision {}: by {}, published by {}</li>", revision.number,
                 name_of(page.operators, revision.proposed_by),
                 revision.approved_by.is_zero() ? "nobody else (minor)"
                                                : name_of(page.operators, revision.approved_by));
    }
    if (!people.empty()) body.add("<h3>Who</h3><ul>{}</ul>\n", people);
  }
  return console_document(t, page.me, title, body);
}

std::string entries_page(const PageContext& context, const EntriesPage& page) {
  const PageContext english = in_english(context);
  const Tongue t(english);
  const std::vector<std::pair<std::string, std::string>> states = {
      {"draft", "drafts"}, {"submitted", "waiting"}, {"published", "published"}, {"discarded", "given up"}};
  Html body = html(R"(<h1>Entries</h1>
<p><a class="key" href="/console/entries/new">New entry by hand</a></p>
<form method="get" action="/console/entries"><div class="short">{}</div><button type="submit">Show</button></form>
<ul class="plain">
)",
                   select_field("state", "State", states, page.state, "all"));
  for (const auto& entry : page.entries) {
    body.add(R"(<li class="row"><p><a href="{}">{}</a></p><p class="soft">{}{}; drafted by {}, {}</p></li>
)",
             url("/console/entries/{}", to_uuid(entry.id.id)),
             statement_line(t, entry.pending ? entry.pending->statement : entry.statement()),
             Html::words(world::to_string(entry.state)),
             entry.waits() ? Html(", waits for a second person") : Html(),
             name_of(page.operators, entry.drafted_by), t.time_and_age(entry.drafted_at));
  }
  body += Html("</ul>\n");
  if (page.entries.empty()) body += Html("<p>No entry.</p>");
  if (page.in_all > page.entries.size())
    body.add("<p>The newest {} of {}.</p>", t.number(page.entries.size()), t.number(page.in_all));
  return console_document(t, page.me, "Entries", body);
}

}  // namespace tocsin::doors::pages
