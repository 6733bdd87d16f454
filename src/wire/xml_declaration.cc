// The XML declaration.
#include <algorithm>
#include <iterator>

#include "wire/xml_scan.h"

namespace tocsin::wire::xml {
namespace {

// Production 26, VersionNum.
bool is_version(std::string_view text) {
  return text.size() > 2 && text.starts_with("1.") &&
         text.find_first_not_of("0123456789", 2) == std::string_view::npos;
}

}  // namespace

// Production 23: version, then encoding, then standalone.
bool Scanner::read_declaration() {
  if (!sees("<?xml") || at_ + 5 >= text_.size() || !is_space(text_[at_ + 5])) return true;
  at_ += 5;
  static constexpr std::string_view order[] = {"version", "encoding", "standalone"};
  std::size_t next = 0;
  for (;;) {
    const std::size_t before = at_;
    skip_space();
    if (sees("?>")) break;
    if (at_ == before) return fail("white space is missing in the XML declaration");
    Raw attribute;
    if (!read_name(attribute.name)) return false;
    skip_space();
    if (done() || text_[at_] != '=') return fail("the XML declaration is not complete");
    ++at_;
    skip_space();
    if (!read_attribute_value(attribute)) return false;
    const auto known = std::find(std::begin(order) + next, std::end(order), attribute.name);
    if (known == std::end(order) || (next == 0 && attribute.name != "version"))
      return fail("the XML declaration is not as XML has it");
    next = static_cast<std::size_t>(known - std::begin(order)) + 1;
    if (attribute.name == "version" && !is_version(attribute.value)) return fail("not XML 1");
    if (attribute.name == "standalone" && attribute.value != "yes" && attribute.value != "no")
      return fail("standalone is yes or no");
  }
  if (next == 0) return fail("the XML declaration has no version");
  at_ += 2;
  return true;
}

}  // namespace tocsin::wire::xml
