// BenchRealm: the real program with a real drill realm: people imported, a check open, everybody asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/processes.h"

namespace tocsin::bench {

struct BenchRealm {
  Process server;
  std::uint16_t port = 0;
  std::string directory;
  std::string check;                      // the open one
  std::string incident;                   // it belongs to
  std::vector<std::string> answer_paths;  // "/a/TOKEN", of everybody asked
  std::string operator_token, approver_token;

  std::string url(const std::string& path) const;
};

// With so many people round one place, all of whom are asked before this returns. Exits with 2 when the
// program does not do what it should: a bench of something else would be of no use.
BenchRealm make_realm(std::size_t people);

// One request on a connection of its own; the body. Exits as above when the status is not 2xx.
std::string ask_realm(const BenchRealm& realm, const std::string& method, const std::string& path,
                      const std::string& body, const std::string& token);

}  // namespace tocsin::bench
