#include "geo/parts.h"

#include "base/embed.h"

TOCSIN_EMBED(tocsin_parts_txt, TOCSIN_PARTS_FILE);

namespace tocsin::geo {

std::string_view part_name(std::string_view code) {
  std::string_view rest(tocsin_parts_txt_begin,
                        static_cast<std::size_t>(tocsin_parts_txt_end - tocsin_parts_txt_begin));
  while (!rest.empty()) {
    const std::size_t middle = rest.rfind('\n', rest.size() / 2);
    const std::size_t begin = middle == std::string_view::npos ? 0 : middle + 1;
    const std::size_t end = rest.find('\n', begin);
    const std::string_view line = rest.substr(begin, end - begin);
    const std::string_view found = line.substr(0, line.find('\t'));
    if (found == code) return line.substr(found.size() + 1);
    if (code < found) {
      rest = rest.substr(0, begin);
    } else {
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
  }
  return {};
}

}  // namespace tocsin::geo
