#include <algorithm>
#include <map>

#include "views/board_parts.h"

namespace tocsin::views {
namespace {

// Figures with what decides whether one repeats another.
struct Gathered {
  std::vector<Figure> figures;
  std::vector<Saying> sayings;
};

std::optional<world::ProposalRef> proposal_of(const SupportLine& support) {
  if (!support.report || !support.proposal) return std::nullopt;
  return world::ProposalRef{*support.report, *support.proposal};
}

void gather(const BoardContext& context, const EntryLine& line, Gathered& gathered) {
  const bool withdrawn = line.status == world::Status::denied || line.status == world::Status::superseded;
  const auto add = [&](const world::Quantity& quantity, const SupportLine& support) {
    gathered.figures.push_back({line.id, quantity, support.chain_text, support.as_of, false, withdrawn});
    gathered.sayings.push_back(
        saying_of(context.world, context.sources, support.chain, proposal_of(support)));
  };
  bool own_figure_said = !line.statement.quantity;
  for (const auto& support : line.support) {
    if (!support.quantity) continue;
    add(*support.quantity, support);
    own_figure_said |= support.quantity == line.statement.quantity;
  }
  // What an editor made of it stands beside what was said.
  if (!own_figure_said && !line.support.empty()) add(*line.statement.quantity, line.support.front());
}

void sort_and_mark(Gathered& gathered) {
  std::vector<std::size_t> order(gathered.figures.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return gathered.figures[a].as_of < gathered.figures[b].as_of;
  });
  Gathered sorted;
  for (const std::size_t i : order) {
    sorted.figures.push_back(std::move(gathered.figures[i]));
    sorted.sayings.push_back(std::move(gathered.sayings[i]));
  }
  const auto first = first_sayings(sorted.sayings);
  for (std::size_t i = 0; i < first.size(); ++i) {
    // The same source with another figure is news, not a copy.
    for (std::size_t j = 0; j < i; ++j) {
      const auto& earlier = sorted.figures[j].quantity;
      const auto& later = sorted.figures[i].quantity;
      if (first[j] == first[i] && earlier.min == later.min && earlier.max == later.max)
        sorted.figures[i].copy = true;
    }
  }
  gathered = std::move(sorted);
}

void add_range(CountGroup& group) {
  for (const auto& figure : group.figures) {
    if (figure.withdrawn) continue;
    group.latest = figure;
    const auto low = figure.quantity.min ? figure.quantity.min : figure.quantity.max;
    const auto high = figure.quantity.max ? figure.quantity.max : figure.quantity.min;
    if (!low) continue;
    if (!group.low || *low < *group.low) group.low = low;
    const bool open = !figure.quantity.max.has_value();
    if (!group.high || *high > *group.high) {
      group.high = high;
      group.open_ended = open;
    } else if (*high == *group.high) {
      group.open_ended |= open;
    }
  }
}

}  // namespace

std::vector<CountGroup> count_groups(const BoardContext& context, const std::vector<EntryLine>& lines) {
  std::map<std::pair<std::string, world::IncidentId>, Gathered> by_subject;
  for (const auto& line : lines) {
    const std::string& kind = line.statement.quantity && !line.statement.quantity->kind.empty()
                                  ? line.statement.quantity->kind
                                  : line.statement.kind;
    gather(context, line, by_subject[{kind, line.incident.value_or(world::IncidentId())}]);
  }
  std::vector<CountGroup> groups;
  for (auto& [subject, gathered] : by_subject) {
    sort_and_mark(gathered);
    CountGroup group;
    group.kind = subject.first;
    if (!subject.second.is_zero()) group.incident = subject.second;
    group.figures = std::move(gathered.figures);
    add_range(group);
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace tocsin::views
