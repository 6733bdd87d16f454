// Message: what a person asked finds in their mailbox (RFC 5322, one text/plain part). Texts come from alerts
// and operators and are trusted in nothing: none of them can add a header or a line to one.
#pragma once

#include <string>
#include <string_view>

#include "world/checks.h"

namespace tocsin::doors::mail {

struct Letter {
  world::DeliveryPurpose purpose = world::DeliveryPurpose::ask;
  bool is_drill = true;
  world::CheckId check;
  world::PersonId person;
  world::CheckText text;
  world::Reason reason = world::Reason::home;
  std::string place_label;       // as the person calls it; may be empty
  std::string emergency_number;  // of the place's country; empty when not known
  std::string link;              // to the answer page
  std::string from;              // bare mailboxes
  std::string to;
  Instant date;
};

// The whole message with CR LF lines. Its Message-ID depends on check, person and purpose alone, so that a
// repeat is recognisable.
std::string compose(const Letter& letter);

// A bare ASCII mailbox that can stand in "RCPT TO:<...>" as it is. Mailboxes beyond ASCII (RFC 6531) and
// quoted ones are refused.
bool is_mailbox(std::string_view text);

// `text` on one line: every control character is a space.
std::string one_line(std::string_view text);

// RFC 2047 encoded words of at most 75 characters each, never cutting a character; folded.
std::string encode_words(std::string_view text);

}  // namespace tocsin::doors::mail
