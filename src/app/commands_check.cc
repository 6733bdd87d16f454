// check: the same paths as the API, through the realm's socket.
#include <boost/json.hpp>
#include <cstdio>

#include "app/commands.h"
#include "app/portal.h"
#include "base/text.h"
#include "doors/http/reply.h"

namespace tocsin::app {
namespace {

namespace json = boost::json;

constexpr std::size_t area_bytes_max = 4 << 20;

Result<std::string> draft_body(const CheckOptions& options) {
  json::object body;
  for (const auto& [name, value] : {std::pair<const char*, const std::string*>("alert", &options.alert),
                                    {"headline", &options.headline},
                                    {"what", &options.what},
                                    {"where", &options.where},
                                    {"issuer", &options.issuer},
                                    {"since", &options.since},
                                    {"contact", &options.contact},
                                    {"correction", &options.correction}}) {
    if (!value->empty()) body[name] = *value;
  }
  if (!options.area.empty()) {
    TOCSIN_TRY(const Bytes text, read_file(options.area, area_bytes_max));
    auto area = doors::http::parse_json(text);
    if (!area) return fail(Errc::invalid, fmt::format("{}: {}", options.area, area.error().detail), "--area");
    body["area"] = std::move(*area);
  }
  return json::serialize(body);
}

void print_check(const json::object& check) {
  const auto& answers = check.at("answers").as_object();
  const auto text = [&](const char* name) { return std::string(check.at(name).as_string()); };
  fmt::print(
      "check {} is {}{}\n  {}\n  asked {}: {} safe, {} need help, {} not there, {} say it is wrong, {} no "
      "answer yet\n",
      text("id"), text("state"), check.at("paused").as_bool() ? " (paused)" : "", text("headline"),
      json::serialize(check.at("asked")), json::serialize(answers.at("safe")),
      json::serialize(answers.at("need_help")), json::serialize(answers.at("not_there")),
      json::serialize(answers.at("wrong")), json::serialize(check.at("no_answer")));
  if (check.contains("pending_area")) fmt::print("  a larger area waits for approval\n");
}

void print_answer(const std::string& verb, const json::value& body) {
  const auto& object = body.as_object();
  if (verb == "preview") {
    const auto& places = object.at("by_place").as_object();
    fmt::print("{} people inside: home {}, work {}, trip {}, last known {}\n",
               json::serialize(object.at("people")), json::serialize(places.at("home")),
               json::serialize(places.at("work")), json::serialize(places.at("trip")),
               json::serialize(places.at("last_known")));
  } else if (verb == "links") {
    for (const auto& item : object.at("items").as_array()) {
      fmt::print("{}\t{}\n", std::string_view(item.at("person").as_string()),
                 std::string_view(item.at("answer").as_string()));
    }
  } else {
    print_check(object);
  }
}

}  // namespace

int check(const CheckOptions& options) {
  const auto token = read_file(options.token_file, 4096);
  if (!token) return report({Errc::io, token.error().detail, "--token-file"});
  std::string method = "POST", path = "/v1/checks", body;
  if (options.verb == "draft") {
    auto written = draft_body(options);
    if (!written) return report(written.error());
    body = std::move(*written);
  } else {
    const auto id = parse_id(options.id);
    if (!id) return report({Errc::invalid, id.error().detail, "ID"});
    path += "/" + to_uuid(*id);
    const bool reads = options.verb == "preview" || options.verb == "links" || options.verb == "show";
    if (reads) method = "GET";
    if (options.verb != "show") path += "/" + options.verb;
    if (!options.correction.empty()) body = json::serialize(json::object{{"correction", options.correction}});
  }
  auto portal = Portal::open(options.data);
  if (!portal) return report(portal.error());
  const auto response = portal->send(method, path, body, "application/json", std::string(trim(*token)));
  if (!response) return report(response.error());
  const auto answer = doors::http::parse_json(response->body);
  if (!answer || !answer->is_object()) return report({Errc::io, "the server's answer cannot be read", {}});
  if (response->status >= 300) {
    const auto& problem = answer->get_object();
    if (options.json) fmt::print("{}\n", json::serialize(*answer));
    return report({response->status >= 500 ? Errc::unavailable : Errc::invalid,
                   std::string(problem.at("detail").as_string()),
                   {}});
  }
  if (options.json) {
    fmt::print("{}\n", json::serialize(*answer));
  } else {
    print_answer(options.verb, *answer);
  }
  return exit_done;
}

}  // namespace tocsin::app
