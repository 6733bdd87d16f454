// The tables of the reader, checked: what nothing uses, what contradicts itself, what never fires.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "base/text.h"
#include "reading/frames.h"
#include "reading/reader.h"
#include "score/score.h"

namespace tocsin::score {
namespace {

namespace fs = std::filesystem;

std::string text_at(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The members of each class, as the table writes them; says what stands twice in one line.
std::map<std::string, std::set<std::string>> members_of(const std::string& table, int& findings) {
  std::map<std::string, std::set<std::string>> members;
  for (const auto line : split(table, '\n')) {
    const std::size_t colon = line.find(':');
    if (line.empty() || line[0] == '#' || colon == std::string_view::npos) continue;
    const std::string name(line.substr(0, colon));
    if (name == "irregular" || name == "alias") continue;
    for (const auto one : split(line.substr(colon + 1), ',')) {
      const std::string member(trim(one));
      if (members[name].insert(member).second) continue;
      fmt::print("twice in {}: {}\n", name, member);
      ++findings;
    }
  }
  return members;
}

int contradictions(const std::map<std::string, std::set<std::string>>& members) {
  // What one class begins the other ends.
  static constexpr std::pair<const char*, const char*> opposites[] = {
      {"v.close", "v.reopen"},   {"v.raise", "v.lower"},
      {"v.increase", "v.lift"},  {"v.deploy", "v.withdraw"},
      {"v.suspend", "v.resume"}, {"v.introduce", "v.lift"},
      {"v.ban", "v.allow"},      {"w.modal_future", "w.modal_possible"}};
  int findings = 0;
  for (const auto& [one, other] : opposites) {
    const auto a = members.find(one), b = members.find(other);
    if (a == members.end() || b == members.end()) continue;
    for (const std::string& member : a->second)
      if (b->second.contains(member)) fmt::print("in {} and {}: {}\n", one, other, member), ++findings;
  }
  return findings;
}

int unused_classes(const std::map<std::string, std::set<std::string>>& members, const fs::path& root) {
  std::string users = text_at(root / "data/reading/frames.txt");
  for (const auto& file : fs::directory_iterator(root / "src/reading"))
    if (file.path().extension() == ".cc") users += text_at(file.path());
  int findings = 0;
  for (const auto& [name, list] : members) {
    if (name[0] != 'v' && name[0] != 'n' && name[0] != 'w') continue;
    std::size_t at = users.find(name);
    const auto ends = [&](std::size_t end) {
      return end >= users.size() || (users[end] != '_' && (users[end] < 'a' || users[end] > 'z'));
    };
    while (at != std::string::npos && !ends(at + name.size())) at = users.find(name, at + 1);
    if (at == std::string::npos) fmt::print("no frame and no code uses {}\n", name), ++findings;
  }
  return findings;
}

// How often each frame fired on the development texts and the phrasebook.
void coverage(const std::string& spec) {
  std::map<std::string, int> fired;
  const auto count = [&](const std::string& text) {
    if (const auto reading = reading::read(text, {}))
      for (const auto& proposal : reading->proposals) ++fired[proposal.rule];
  };
  for (const std::string set : {"dev", "dev2"})
    if (fs::exists(fs::path(spec) / set))
      for (const auto& file : fs::directory_iterator(fs::path(spec) / set))
        if (file.path().extension() == ".txt") count(text_at(file.path()));
  const std::string phrases = text_at(fs::path(spec) / "phrases.txt");
  for (const auto line : split(phrases, '\n'))
    if (const std::size_t bar = line.find('|'); bar != std::string_view::npos)
      count("Bomb attack: explosion and fire\n\n" + std::string(trim(line.substr(bar + 1))) + "\n");
  for (const auto& frame : reading::Frames::built_in().all())
    fmt::print("{:>5}  {}{}\n", fired[frame.id], frame.id, fired[frame.id] == 0 ? "  never fires" : "");
}

}  // namespace

int lint(const std::string& spec) {
  const fs::path root = fs::path(spec) / "../..";
  int findings = 0;
  const auto members = members_of(text_at(root / "data/reading/lexicon.txt"), findings);
  findings += contradictions(members) + unused_classes(members, root);
  coverage(spec);
  fmt::print("{} findings\n", findings);
  return findings == 0 ? 0 : 1;
}

}  // namespace tocsin::score
