// Frames: which verb with which noun is which measure. The table is data/reading/frames.txt, built into the
// program.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reading/lexicon.h"
#include "reading/reader.h"

namespace tocsin::reading {

enum class Nature : std::uint8_t { state, point, meeting, review, advice };

struct Kind {
  std::string name;
  std::string code;  // of measures.json; "" for none of its own
  Nature nature = Nature::state;
};

struct Frame {
  std::string id;  // "border_control.1"
  std::size_t kind = 0;
  ClassSet verb, object, with, without, subject, modifier, words, governed;
  std::vector<std::uint64_t> prepositions;  // keys
  bool undo = false;
  bool negated = false;          // only when the verb is denied ("no trains are running")
  ClassSet copula;               // of the words behind "is" or "stays"
  bool intransitive = false;     // only without an object
  bool transitive = false;       // only with an object, or in the passive
  bool exists = false;           // only behind "there is"
  bool duty = false;             // any verb, behind "should"
  std::optional<Status> status;  // instead of in force or completed
  bool complement = false;       // only with an infinitive or that-clause behind it
  int score = 0;
};

class Frames {
 public:
  Frames() = default;
  Frames(Frames&&) = default;
  Frames(const Frames&) = delete;
  // Fails (invalid) naming the line: an unknown key, class or kind, or an id used twice.
  static Result<Frames> parse(std::string_view table, const Lexicon& lexicon);
  static const Frames& built_in();

  const std::vector<Frame>& all() const { return frames_; }
  const Kind& kind(std::size_t number) const { return kinds_[number]; }
  const Kind& kind_of(const Frame& frame) const { return kinds_[frame.kind]; }
  const std::string& version() const { return version_; }
  // The frames that a verb of these classes can fill, in order.
  void of_verb(const ClassSet& verb, std::vector<const Frame*>& found) const;
  // Frames without a verb of their own, in order: behind prepositions, by an adjective, behind "is", behind
  // "there is".
  const std::vector<const Frame*>& of_prepositions() const { return prepositions_; }
  const std::vector<const Frame*>& of_modifiers() const { return modifiers_; }
  const std::vector<const Frame*>& of_copulas() const { return copulas_; }
  const std::vector<const Frame*>& of_existence() const { return existence_; }
  const std::vector<const Frame*>& of_duty() const { return duty_; }  // any verb behind "should"
  // Every class that some frame asks of a verb, or of an object: what makes a sentence worth parsing.
  const ClassSet& verbs() const { return verbs_; }
  const ClassSet& objects() const { return objects_; }

 private:
  friend class FramesParser;
  void index();
  std::vector<Frame> frames_;
  std::vector<std::vector<const Frame*>> by_verb_;  // by class
  std::vector<const Frame*> prepositions_, modifiers_, copulas_, existence_, duty_;
  std::vector<Kind> kinds_;
  std::string version_;
  ClassSet verbs_, objects_;
};

}  // namespace tocsin::reading
