// What somebody writes beside their answer, on its way into the journal: sealed under their key.
#pragma once

#include <string_view>

#include "vault/vault.h"
#include "world/asks.h"

namespace tocsin::doors {

// False, and the answer goes without it, when there is no note or the person has no key: whoever was
// forgotten gets none. Any thread.
inline bool seal_note_into(world::GiveAnswer& answer, vault::Vault& vault, std::string_view note) {
  if (note.empty()) return false;
  auto sealed = vault.seal_note(answer.person.id, note);
  if (!sealed) return false;
  answer.sealed_note = std::move(sealed->sealed);
  answer.note_mark = sealed->mark;
  return true;
}

}  // namespace tocsin::doors
