// Made up: what a life's reporters write and its authorities announce. Few countries, codes and places, so
// that things meet: the same border closed and controlled, one count by four papers, a level after a level.
#pragma once

#include "base/random.h"
#include "world/schemes.h"
#include "world/world.h"

namespace tocsin::sim {

// Any source. `number` makes its name its own; one of four attackers, officials and outlets.
world::SourceFacts made_up_source(SeededRandom& random, int number);

// Complete enough for the board nine times in ten.
world::Statement made_up_statement(SeededRandom& random, Instant now);
// Changes what it says to be so, perhaps its class.
void alter(world::Statement& statement, SeededRandom& random, Instant now);
// Changes its spelling alone.
void respell(world::Statement& statement, SeededRandom& random);

// Publisher, perhaps relays, perhaps a primary: a minister, somebody unnamed, or who says they did it.
world::Chain made_up_chain(SeededRandom& random, const std::string& publisher);
world::Proposal made_up_proposal(SeededRandom& random, Instant now, const std::string& publisher);

// Mostly a level that its scheme has then; else a code of another scheme, an area that is not its own, or a
// moment at which the scheme was not in force.
world::LevelFacts made_up_level(SeededRandom& random, Instant now);

}  // namespace tocsin::sim
