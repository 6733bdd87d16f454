// AnswerForm: the buttons of "Are you safe?", for oneself and for somebody else.
#pragma once

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

// "I am safe", ... : each sends the form it stands in, with answer=safe|need_help|not_there|wrong.
Html own_buttons(const Tongue& t);
// "Safe", "Needs help", ... : about somebody.
Html buttons_for_other(const Tongue& t);

// The field for a few words; `note` is what was written before.
Html note_field(const Tongue& t, const std::string& note);

// The language of the page that sends, so that the page which answers speaks the same.
Html language_field(const Tongue& t);

}  // namespace tocsin::doors::pages
