#include "bench/realm.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/random.h"
#include "doors/http/client.h"

namespace tocsin::bench {
namespace {

namespace json = boost::json;

// The server lists so many.
constexpr std::size_t links_max = 10'000;
constexpr double lat = 48.86, lon = 2.35, half = 0.5;

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "the realm of the bench could not be made: {}\n", why);
  std::exit(2);
}

std::string run(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {TOCSIN_PROGRAM};
  command.insert(command.end(), arguments.begin(), arguments.end());
  auto output = output_of(command);
  if (!output) give_up(arguments[0] + " failed");
  return std::move(*output);
}

std::string text_at(const json::value& value, const std::string& pointer) {
  return std::string(value.at_pointer(pointer).as_string());
}

std::string enter(const std::string& data, const json::value& links, const std::string& role) {
  const std::string file = data + "." + role;
  run({"operator", "enter", text_at(links, "/" + role + "/link"), "--data", data, "--token-file", file});
  std::ifstream in(file);
  std::string token;
  in >> token;
  return token;
}

void write_people(const std::string& file, std::size_t count) {
  SeededRandom chance(7);
  std::ofstream out(file);
  out << "person_id,name,email,languages,home_lat,home_lon,home_label,groups\n";
  for (std::size_t i = 0; i < count; ++i) {
    out << fmt::format("p{0},Person {0},p{0}@example.org,en,{1:.5f},{2:.5f},home,g{3}\n", i,
                       lat + (chance.unit() - 0.5) * half, lon + (chance.unit() - 0.5) * half, i % 50);
  }
}

}  // namespace

std::string BenchRealm::url(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}{}", port, path);
}

std::string ask_realm(const BenchRealm& realm, const std::string& method, const std::string& path,
                      const std::string& body, const std::string& token) {
  doors::http::Request request;
  request.method = method;
  request.path = path;
  request.body = body;
  if (!token.empty()) request.headers["authorization"] = "Bearer " + token;
  if (!body.empty()) request.headers["content-type"] = "application/json";
  auto client = doors::http::Client::over_tcp("127.0.0.1", realm.port);
  const auto response = client ? client->send(request) : std::unexpected(client.error());
  if (!response) give_up(path + ": " + response.error().detail);
  if (response->status >= 300) give_up(fmt::format("{}: {} {}", path, response->status, response->body));
  return response->body;
}

BenchRealm make_realm(std::size_t people) {
  BenchRealm realm;
  realm.directory = scratch_directory("realm") + "/data";
  const std::string& data = realm.directory;
  const auto links = json::parse(run({"init", "--data", data, "--realm", "drill", "--json"}));
  realm.operator_token = enter(data, links, "operator");
  realm.approver_token = enter(data, links, "approver");
  write_people(data + ".csv", people);
  run({"people", "import", data + ".csv", "--data", data, "--source", "bench", "--basis", "a bench"});
  realm.port = free_port();
  auto server = Process::start(
      {TOCSIN_PROGRAM, "serve", "--data", data, "--listen", fmt::format("127.0.0.1:{}", realm.port)},
      data + ".log");
  if (!server || !wait_for_port(realm.port)) give_up("the server does not listen");
  realm.server = std::move(*server);
  const std::string draft = fmt::format(
      R"({{"area":{{"type":"Polygon","coordinates":[[[{0},{2}],[{1},{2}],[{1},{3}],[{0},{3}],[{0},{2}]]]}},
"headline":"Gas leak","what":"Gas is leaking","where":"Rue Test","since":"2026-01-01T10:00:00+01:00","contact":"duty@example.org"}})",
      lon - half, lon + half, lat - half, lat + half);
  const auto made = json::parse(ask_realm(realm, "POST", "/v1/checks", draft, realm.operator_token));
  realm.check = text_at(made, "/id");
  if (const auto* incident = made.as_object().if_contains("incident"); incident && incident->is_string())
    realm.incident = std::string(incident->as_string());
  const std::string path = "/v1/checks/" + realm.check;
  ask_realm(realm, "POST", path + "/propose", "", realm.operator_token);
  ask_realm(realm, "POST", path + "/approve", "", realm.approver_token);
  for (int i = 0;; ++i) {
    const auto shown = json::parse(ask_realm(realm, "GET", path, "", realm.operator_token));
    if (shown.at("asked").to_number<std::size_t>() >= people) break;
    if (i > 600) give_up("not everybody was asked within a minute");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  const auto all = json::parse(ask_realm(realm, "GET", path + "/links", "", realm.operator_token));
  for (const auto& item : all.at("items").as_array()) {
    const std::string address = text_at(item, "/answer");
    realm.answer_paths.push_back(address.substr(address.find("/a/")));
  }
  if (realm.answer_paths.size() != std::min(people, links_max)) give_up("a link for each is missing");
  return realm;
}

}  // namespace tocsin::bench
