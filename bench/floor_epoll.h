// The floors of sections C, E and F: the leanest epoll servers that do the same work. They read no more of a
// request than they need, have no limits and no timeouts: nothing for use, only for measure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::bench {

// Answers every request with a page of `page_bytes`. Never returns.
[[noreturn]] void serve_constant(std::uint16_t port, std::size_t page_bytes);

// Checks a link's MAC, seals the note, appends an event of the server's size to the server's kind of journal
// at `journal`, syncs once for all that were readable at once, answers with `page_bytes`. One thread, which
// measured faster on two cores than one that reads and one that syncs. Never returns.
[[noreturn]] void serve_checkins(std::uint16_t port, const std::string& journal, std::size_t page_bytes);

// Server-sent events: GET joins, POST sends its body as one event to all who joined. `threads` share the
// readers.
[[noreturn]] void serve_events(std::uint16_t port, unsigned threads);

}  // namespace tocsin::bench
