// CAP 1.2 out of a Message.
#pragma once

#include <string>

#include "wire/cap.h"

namespace tocsin::wire::cap {

// A CAP 1.2 document in the order of the schema, UTF-8, the default namespace. Conforming when the message
// keeps the rules; what is absent stays absent, nothing is invented (but required texts are written empty). A
// literal time is written as it is where it conforms; other moments are written in UTC as -00:00. Signatures
// are not written. effective without literal is not written when it equals sent.
std::string print(const Message& message);

// What reading print(message) gives: version 1.2, no signature, times and words as CAP 1.2 has them. For a
// conforming unsigned 1.2 message with -00:00 or other legal offsets that is the message itself.
Message as_printed(Message message);

}  // namespace tocsin::wire::cap
