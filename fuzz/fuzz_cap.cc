// CAP: any bytes give a verdict; what is not rejected prints and reads back as itself.
#include "base/check.h"
#include "doors/cap_to_alert.h"
#include "wire/cap.h"
#include "wire/cap_print.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const auto parsed = wire::cap::parse({reinterpret_cast<const char*>(data), size});
  TOCSIN_CHECK(parsed.message.has_value() == (parsed.verdict != wire::cap::Verdict::rejected));
  if (!parsed.message) return 0;
  const auto facts = doors::to_facts(*parsed.message, parsed.verdict);
  TOCSIN_CHECK(facts.infos.size() == parsed.message->infos.size());
  const auto again = wire::cap::parse(wire::cap::print(*parsed.message));
  TOCSIN_CHECK(again.message && *again.message == wire::cap::as_printed(*parsed.message));
  return 0;
}
