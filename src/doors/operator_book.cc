#include "doors/operator_book.h"

namespace tocsin::doors {

void OperatorBook::applied(const world::World&, const engine::Applied& applied) {
  changed_ |= std::holds_alternative<world::OperatorInvited>(applied.event.body) ||
              std::holds_alternative<world::OperatorEnrolled>(applied.event.body);
}

Result<> OperatorBook::durable(const world::World& world, std::span<const engine::Applied>) {
  if (!changed_) return {};
  changed_ = false;
  auto tokens = std::make_shared<Book>(), invitations = std::make_shared<Book>();
  for (const auto& [id, op] : world.realm().operators()) {
    const KnownOperator known{id, op.name, op.role};
    if (!op.token_hash.empty()) tokens->emplace(op.token_hash, known);
    if (!op.invitation_hash.empty()) invitations->emplace(op.invitation_hash, known);
  }
  const std::lock_guard lock(mutex_);
  tokens_ = std::move(tokens);
  invitations_ = std::move(invitations);
  return {};
}

std::optional<KnownOperator> OperatorBook::find(const std::shared_ptr<const Book>& book,
                                                std::string_view secret) const {
  const auto it = book->find(blake2b(secret));
  return it == book->end() ? std::nullopt : std::optional(it->second);
}

std::optional<KnownOperator> OperatorBook::find_by_token(std::string_view secret) const {
  std::unique_lock lock(mutex_);
  const auto book = tokens_;
  lock.unlock();
  return find(book, secret);
}

std::optional<KnownOperator> OperatorBook::find_by_invitation(std::string_view secret) const {
  std::unique_lock lock(mutex_);
  const auto book = invitations_;
  lock.unlock();
  return find(book, secret);
}

}  // namespace tocsin::doors
