// Mail, read: an e-mail (RFC 5322, MIME RFC 2045 to 2049) down to the one text that a person would read.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace tocsin::wire {

// Bytes of one message; what mail servers take is some ten megabytes, most of it attachments.
constexpr std::size_t mail_bytes_max = 10 << 20;
// Header fields of a message or part; relays and filters add some dozens.
constexpr std::size_t mail_fields_max = 500;
// Bytes of one field with its folded lines; a long list of recipients has some kilobytes.
constexpr std::size_t mail_field_bytes_max = 64 << 10;
// Parts of a message, and parts inside each other: a forwarded newsletter with pictures has four levels.
constexpr std::size_t mail_parts_max = 200;
constexpr std::size_t mail_depth_max = 8;

struct Mail {
  std::string subject;
  std::string from;  // as written, words decoded
  std::string message_id;
  std::string language;        // Content-Language; of the text's part before the message's
  Instant date;                // not known when there is none that can be read
  std::string text;            // UTF-8, lines end in LF
  bool html = false;           // the text is HTML: there was no text/plain part
  std::size_t parts_left = 0;  // attachments, other alternatives
};

// True when the bytes begin with header fields of mail: at least two known ones before an empty line.
bool looks_like_mail(std::string_view bytes);

// text/plain before text/html, the first of each; a part that is an attachment is passed over. Lines may end
// in CR LF or LF. Fails (invalid) when no header field begins the bytes, (too_large) past a limit above,
// (unsupported) when no part is a text that can be read. Cost: linear in the bytes times the depth.
Result<Mail> read_mail(std::string_view bytes);

}  // namespace tocsin::wire
