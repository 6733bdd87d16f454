// AnswerForm: the buttons of "Are you safe?", for oneself and for somebody else.
#pragma once

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

// "I am safe", ... : each sends the form it stands in, with answer=safe|need_help|not_there|wrong.
Html own_buttons(const Tongue& t);
// "Safe", "Needs help", ... : about somebody.
Html buttons_for_other(const Tongue& t);

// The field for a few words. It starts empty: what was written with one answer does not go out again with
// another.
Html note_field(const Tongue& t);

// Where a form goes: the page's path, with its language, so that the page which answers speaks the same.
Url form_target(const Tongue& t, const std::string& path);

}  // namespace tocsin::doors::pages
