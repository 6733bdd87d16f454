#include "reading/frames.h"

#include <algorithm>

#include "base/check.h"
#include "base/embed.h"
#include "base/text.h"

TOCSIN_EMBED(tocsin_reading_frames, TOCSIN_READING_DIR "/frames.txt");

namespace tocsin::reading {

class FramesParser {
 public:
  explicit FramesParser(const Lexicon& lexicon) : lexicon_(lexicon) {}

  Result<Frames> parse(std::string_view table) {
    const auto lines = split(table, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto line = trim(lines[i]);
      if (line.empty() || line[0] == '#') continue;
      if (auto read = read_line(split_whitespace(line)); !read)
        return fail(Errc::invalid, fmt::format("frames line {}: {}", i + 1, read.error().detail));
    }
    return std::move(out_);
  }

 private:
  Result<> read_line(const std::vector<std::string_view>& parts) {
    if (parts[0] == "version" && parts.size() == 2) {
      out_.version_ = parts[1];
      return {};
    }
    if (parts[0] == "kind" && parts.size() == 4) return read_kind(parts);
    if (parts[0] == "frame" && parts.size() >= 4) return read_frame(parts);
    return fail(Errc::invalid, "neither version, kind nor frame");
  }

  Result<> read_kind(const std::vector<std::string_view>& parts) {
    static constexpr std::string_view natures[] = {"state", "point", "meeting", "review", "advice"};
    const auto found = std::find(std::begin(natures), std::end(natures), parts[3]);
    if (found == std::end(natures))
      return fail(Errc::invalid, fmt::format("no nature is called {}", parts[3]));
    out_.kinds_.push_back({std::string(parts[1]), parts[2] == "-" ? "" : std::string(parts[2]),
                           static_cast<Nature>(found - std::begin(natures))});
    return {};
  }

  Result<> read_frame(const std::vector<std::string_view>& parts) {
    Frame frame;
    frame.id = parts[1];
    const auto& kinds = out_.kinds_;
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.name == parts[2]; });
    if (kind == kinds.end()) return fail(Errc::invalid, fmt::format("no kind is called {}", parts[2]));
    frame.kind = static_cast<std::size_t>(kind - kinds.begin());
    for (const Frame& other : out_.frames_)
      if (other.id == frame.id) return fail(Errc::invalid, fmt::format("{} is there twice", frame.id));
    for (std::size_t i = 3; i < parts.size(); ++i) TOCSIN_TRY_VOID(read_key(frame, parts[i]));
    out_.verbs_ |= frame.verb;
    if (frame.verb.none()) out_.objects_ |= frame.object;
    out_.frames_.push_back(std::move(frame));
    return {};
  }

  Result<> read_key(Frame& frame, std::string_view part) {
    if (part == "undo") return frame.undo = true, Result<>{};
    if (part == "intransitive") return frame.intransitive = true, Result<>{};
    if (part == "complement") return frame.complement = true, Result<>{};
    if (part == "negated") return frame.negated = true, Result<>{};
    if (part == "transitive") return frame.transitive = true, Result<>{};
    if (part == "duty") return frame.duty = true, Result<>{};
    if (part == "exists") return frame.exists = true, Result<>{};
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos)
      return fail(Errc::invalid, fmt::format("no key is called {}", part));
    const auto key = part.substr(0, equals), value = part.substr(equals + 1);
    if (key == "score") {
      frame.score = static_cast<int>(parse_int(value).value_or(0));
      return {};
    }
    if (key == "status") {
      for (int i = 0; i <= static_cast<int>(Status::denied); ++i)
        if (to_string(static_cast<Status>(i)) == value) frame.status = static_cast<Status>(i);
      if (!frame.status) return fail(Errc::invalid, fmt::format("no status is called {}", value));
      return {};
    }
    if (key == "prep") {
      for (const auto word : split(value, ',')) frame.prepositions.push_back(key_of(word));
      return {};
    }
    ClassSet* set = key == "verb"       ? &frame.verb
                    : key == "obj"      ? &frame.object
                    : key == "with"     ? &frame.with
                    : key == "without"  ? &frame.without
                    : key == "subj"     ? &frame.subject
                    : key == "mod"      ? &frame.modifier
                    : key == "copula"   ? &frame.copula
                    : key == "words"    ? &frame.words
                    : key == "governed" ? &frame.governed
                                        : nullptr;
    if (set == nullptr) return fail(Errc::invalid, fmt::format("no key is called {}", key));
    for (const auto name : split(value, ',')) {
      const auto number = lexicon_.class_number(name);
      if (!number) return fail(Errc::invalid, fmt::format("the lexicon has no class {}", name));
      set->set(*number);
    }
    return {};
  }

  const Lexicon& lexicon_;
  Frames out_;
};

// Pointers into frames_, which no longer changes: the table is moved with its memory, never copied.
void Frames::index() {
  by_verb_.assign(classes_max, {});
  for (const Frame& frame : frames_) {
    if (!frame.prepositions.empty()) prepositions_.push_back(&frame);
    if (frame.modifier.any()) modifiers_.push_back(&frame);
    if (frame.copula.any()) copulas_.push_back(&frame);
    if (frame.exists) existence_.push_back(&frame);
    if (frame.duty) duty_.push_back(&frame);
    if (!frame.prepositions.empty() || frame.modifier.any() || frame.exists) continue;
    for (std::size_t i = 0; i < classes_max; ++i)
      if (frame.verb.test(i)) by_verb_[i].push_back(&frame);
  }
}

void Frames::of_verb(const ClassSet& verb, std::vector<const Frame*>& found) const {
  found.clear();
  for (std::size_t i = verb._Find_first(); i < classes_max; i = verb._Find_next(i))
    found.insert(found.end(), by_verb_[i].begin(), by_verb_[i].end());
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

Result<Frames> Frames::parse(std::string_view table, const Lexicon& lexicon) {
  TOCSIN_TRY(Frames frames, FramesParser(lexicon).parse(table));
  frames.index();
  return frames;
}

const Frames& Frames::built_in() {
  static const Frames frames = [] {
    auto parsed = parse({tocsin_reading_frames_begin, tocsin_reading_frames_end}, Lexicon::built_in());
    TOCSIN_CHECK(parsed.has_value(), "{}", parsed.error().detail);
    return std::move(*parsed);
  }();
  return frames;
}

}  // namespace tocsin::reading
