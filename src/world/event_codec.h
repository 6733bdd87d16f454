// The event's form in the journal: Protocol Buffers, described in events.proto.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "world/event.h"

namespace tocsin::world {

Bytes encode(const Event& event);
// Errc::corrupt when the bytes are no event of a known kind, or an id or number in them is out of its range.
Result<Event> decode(std::string_view bytes);

}  // namespace tocsin::world
