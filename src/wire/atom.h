// Atom (RFC 4287) feeds, written.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace tocsin::wire {

struct AtomLink {
  std::string relation;  // "self", "alternate", "enclosure"
  std::string href;
  std::string type;
};

struct AtomEntry {
  std::string id;  // a permanent IRI
  std::string title;
  Instant updated;
  Instant published;
  std::string author;
  std::string summary;
  std::vector<AtomLink> links;
  std::vector<std::string> categories;
};

struct AtomFeed {
  std::string id;
  std::string title;
  Instant updated;
  std::string author;
  std::vector<AtomLink> links;
  std::vector<AtomEntry> entries;
};

// A whole document in UTF-8. Text that XML cannot hold (control characters) is left out.
std::string print(const AtomFeed& feed);

}  // namespace tocsin::wire
