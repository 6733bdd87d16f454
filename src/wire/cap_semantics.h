// What CAP says a message means, as pure questions about it.
#pragma once

#include <string_view>
#include <vector>

#include "base/time.h"
#include "wire/cap.h"

namespace tocsin::wire::cap {

// When this info ends: `expires`, or `fallback` when it names none (CAP 1.2 s3.2.2 leaves that to the
// recipient).
Instant expires_at(const Info& info, Instant fallback);

// The first info for a reader of `language` (a BCP 47 tag, case and _ do not matter): the same tag, else less
// and less of it (RFC 4647 section 3.4), any region of the same language included; else English, else the
// first. Null without infos. Language names met in real alerts ("english", "sp-US") count as their tags.
const Info* choose_info(const Message& message, std::string_view language);

// All infos in the language of `info`, in order: CAP 1.2 s3.2.2 makes them one sequence.
std::vector<const Info*> same_language(const Message& message, const Info& info);

// Whether the reference names this message: sender and identifier equal, and the times of sending equal as
// moments. A reference without a readable time names it by sender and identifier alone.
bool same_message(const Reference& reference, const Message& message);

// The fallback where no message is the same: senders exist that change the time in their references.
// Identifiers are used twice in the wild too, so an exact match elsewhere wins.
bool same_sender_and_identifier(const Reference& reference, const Message& message);

}  // namespace tocsin::wire::cap
