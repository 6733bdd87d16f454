#include "doors/pages/console_parts.h"

namespace tocsin::doors::pages {

PageContext in_english(const PageContext& context) {
  PageContext english = context;
  english.language = "en";
  return english;
}

bool may_approve(const Operator& op) { return op.role == world::to_string(world::Role::approver); }

std::string_view realm_word(const PageContext& context) {
  return context.realm.is_drill ? "EXERCISE" : "LIVE";
}

Html people_words(const Tongue& t, std::uint64_t count) {
  return html("{} {}", t.number(count), Html::words(count == 1 ? "person" : "people"));
}

std::string_view state_word(const views::CheckSummary& check) {
  using world::CheckState;
  switch (check.state) {
    case CheckState::draft:
      return "Draft";
    case CheckState::proposed:
      return "Waits for approval";
    case CheckState::open:
      return check.paused ? "Paused" : check.area_pending ? "Open; a new area waits for approval" : "Open";
    case CheckState::closed:
      return "Closed";
    case CheckState::retracted:
      return "Retracted";
  }
  return "";
}

Html held_banner(const PageContext& context, const Operator& me) {
  if (!context.realm.held) return {};
  return html(
      R"(<section class="note fix"><h2>Held: nothing is sent</h2><p>{}</p>
<p>Answers are taken. Questions and corrections wait until an approver has looked at the open checks and releases.</p>{}</section>
)",
      context.realm.held_reason,
      may_approve(me)
          ? Html(
                R"(<form method="post" action="/console/release"><button type="submit" class="help">Release: send again</button></form>)")
          : Html("<p>You are not an approver.</p>"));
}

Html area_fields() {
  return Html(R"(<label for="area">Area as GeoJSON geometry (Polygon or MultiPolygon)</label>
<textarea id="area" name="area" rows="3" spellcheck="false"></textarea>
<p class="soft">or a circle:</p>
<div class="short"><div><label for="lat">Latitude</label><input id="lat" name="lat" inputmode="decimal" placeholder="48.8566"></div>
<div><label for="lon">Longitude</label><input id="lon" name="lon" inputmode="decimal" placeholder="2.3522"></div>
<div><label for="radius_km">Radius in kilometres</label><input id="radius_km" name="radius_km" inputmode="decimal" placeholder="5"></div></div>
)");
}

Html text_field(std::string_view name, std::string_view label, const std::string& value) {
  return html(R"(<label for="{}">{}</label><input id="{}" name="{}" dir="auto" value="{}">
)",
              name, Html::words(label), name, name, value);
}

}  // namespace tocsin::doors::pages
