// DeskForm: what operators type, as the values that commands hold. Reads as much as it can and keeps the
// first thing that is wrong, with the field's name.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "world/world.h"

namespace tocsin::doors::http {

class DeskForm {
 public:
  // `time_zone` is the realm's: the fields of moments are in it.
  DeskForm(std::map<std::string, std::string> fields, std::string time_zone)
      : fields_(std::move(fields)), time_zone_(std::move(time_zone)) {}

  // Without white space at both ends; "" when absent.
  std::string text(const std::string& name) const;
  bool flag(const std::string& name) const { return !text(name).empty(); }
  // Not known when empty. A form shows whole seconds: what it shows of `before` and was not changed stays
  // `before`, to the millisecond.
  Instant moment(const std::string& name, Instant before = {});
  std::optional<double> number(const std::string& name);
  std::optional<std::int64_t> whole(const std::string& name);
  std::optional<Id> id(const std::string& name);
  // Parts between commas, without empty ones.
  std::vector<std::string> list(const std::string& name) const;
  // The hidden field "revision", for If-Match.
  std::optional<std::uint32_t> revision();

  // Every field of pages::statement_fields. What the form does not show (spans, references, the runner-up of
  // a place) stays as in `before`.
  world::Statement statement(const world::Statement& before);
  // Of pages::chain_fields: the rows that have a name; the first is the publisher, the last of several the
  // primary.
  world::Chain chain();
  world::Grade grade();
  world::LevelFacts level();
  world::SourceFacts source();
  world::UpdateContent update(const world::UpdateContent& before);

  void refuse(const std::string& name, std::string detail);
  Result<> ok() const;

 private:
  std::map<std::string, std::string> fields_;
  std::string time_zone_;
  std::optional<Error> wrong_;
};

}  // namespace tocsin::doors::http
