// The codings of mail: base64 and quoted-printable (RFC 2045), encoded words (RFC 2047), character sets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace tocsin::wire {

// RFC 2045 section 6.8: characters outside the alphabet are passed over, padding ends the data. What is cut
// short gives the whole bytes there are.
Bytes decode_mail_base64(std::string_view text);

// RFC 2045 section 6.7: soft line breaks join, an '=' without two hexadecimal digits stays as written. In an
// encoded word '_' is a space (RFC 2047 section 4.2).
Bytes decode_quoted_printable(std::string_view text, bool encoded_word = false);

// UTF-8 of UTF-8, US-ASCII, ISO-8859-1, ISO-8859-15 or windows-1252; no name is UTF-8 when it is that, else
// windows-1252. Bytes that the set does not have become U+FFFD. Nothing for another character set.
std::optional<std::string> charset_to_utf8(std::string_view bytes, std::string_view charset);

// A header's value with its encoded words decoded; white space between two of them goes. A word of an unknown
// character set or coding stays as written. UTF-8 comes out, whatever went in. Cost: linear.
std::string decode_words(std::string_view value);

}  // namespace tocsin::wire
