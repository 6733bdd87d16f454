// Mail: any bytes are refused or give UTF-8.
#include "base/check.h"
#include "base/text.h"
#include "wire/mail_read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)wire::looks_like_mail(bytes);
  const auto mail = wire::read_mail(bytes);
  TOCSIN_CHECK(!mail || (is_utf8(mail->text) && is_utf8(mail->subject) && is_utf8(mail->from)));
  return 0;
}
