// ConsoleSteps: what an operator may do next with a check, as forms.
#pragma once

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

// Each form posts to /console/checks/<uuid>/<propose|approve|retract|close|resume|area> with `revision`, and
// where it reaches people with `people` (the number shown) and `confirm`. Steps that the World would refuse
// this operator say why instead.
Html check_steps(const Tongue& t, const ConsoleCheck& page);

}  // namespace tocsin::doors::pages
