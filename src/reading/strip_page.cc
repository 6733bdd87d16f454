#include "reading/strip_page.h"

namespace tocsin::reading {

Result<Stripped> strip_page(std::string_view) {
  return fail(Errc::unsupported, "pages are not read yet; paste the text of the report");
}

}  // namespace tocsin::reading
