#include "world/fields.h"

#include "base/text.h"

namespace tocsin::world {

Result<> require_text(std::string_view text, std::size_t code_points_max, bool may_be_empty,
                      std::string_view field) {
  const std::string_view name = field.substr(field.rfind('/') + 1);
  if (!may_be_empty && trim(text).empty())
    return fail(Errc::invalid, fmt::format("{} is missing", name), std::string(field));
  if (!is_utf8(text)) return fail(Errc::invalid, fmt::format("{} is not UTF-8", name), std::string(field));
  if (count_code_points(text) > code_points_max) {
    return fail(Errc::too_large, fmt::format("{} is longer than {} characters", name, code_points_max),
                std::string(field));
  }
  return {};
}

Result<> require_second_person(bool is_own) {
  if (is_own) return fail(Errc::forbidden, "you cannot approve what you proposed");
  return {};
}

Result<> require_free(bool is_taken, const Id& id) {
  if (is_taken) return fail(Errc::conflict, fmt::format("the id {} is taken", to_uuid(id)));
  return {};
}

}  // namespace tocsin::world
