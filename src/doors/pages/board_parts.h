// BoardParts: the pieces that the pages of the board are made of.
#pragma once

#include "doors/pages/board_words.h"

namespace tocsin::doors::pages {

Html level_item(const Tongue& t, const views::LevelLine& level);
Html varies_line(const Tongue& t, const views::Varies& varies);
// The times of an entry, each with its name, and why it is shown grey.
Html entry_times(const Tongue& t, const views::EntryLine& entry);
// One entry; with `words` also the sentence it was read from.
Html entry_item(const Tongue& t, const views::EntryLine& entry, bool words);
// Entries that contradict each other, directly or through others; the others alone. In the order of the first
// of each. Points into `entries`.
using EntryGroup = std::vector<const views::EntryLine*>;
std::vector<EntryGroup> entry_groups(const std::vector<views::EntryLine>& entries);
Html do_not_agree(const Tongue& t);
// Entries that contradict each other stand side by side, the others in their order. At most `entries_max`;
// returns how many are shown.
std::size_t add_entries(const Tongue& t, const std::vector<views::EntryLine>& entries,
                        std::size_t entries_max, bool words, Html& out);
// Every figure of one kind, the range and the newest. Never a sum.
Html count_group(const Tongue& t, const views::CountGroup& group);
Html claims_section(const Tongue& t, const std::vector<views::EntryLine>& claims, bool words);
// Of one jurisdiction: nothing when there is one published but none recorded.
Html levels_section(const Tongue& t, const views::JurisdictionRow& row);
// "As of 12:00, as known at 14:00": when the board is not of now.
Html moment_note(const Tongue& t, const views::Moment& moment);
// Who says it, link by link, with the words and the grade; to the report for whoever may see it.
Html support_item(const Tongue& t, const world::Support& support, const std::string& source_name,
                  bool may_see_reports);
// What one revision changed of the one before: the old struck through, the new after it. Empty for none.
Html statement_changes(const Tongue& t, const world::Statement& before, const world::Statement& after);
// Every fact of a statement by name.
Html statement_facts(const Tongue& t, const world::Statement& statement);

}  // namespace tocsin::doors::pages
