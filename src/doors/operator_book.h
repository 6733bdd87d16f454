// OperatorBook: who holds which token, published for the doors' threads so that a request is known before it
// reaches the engine. Rebuilt from the World.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "engine/engine.h"

namespace tocsin::doors {

struct KnownOperator {
  world::OperatorId id;
  std::string name;
  world::Role role = world::Role::operator_;
};

class OperatorBook final : public engine::Follower {
 public:
  void applied(const world::World& world, const engine::Applied& applied) override;
  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;

  // Any thread. `secret` is the token or invitation itself; only hashes are held.
  std::optional<KnownOperator> find_by_token(std::string_view secret) const;
  std::optional<KnownOperator> find_by_invitation(std::string_view secret) const;

 private:
  // Looked up by hash: the time it takes tells nothing about the secret.
  using Book = std::map<Bytes, KnownOperator>;
  std::optional<KnownOperator> find(const std::shared_ptr<const Book>& book, std::string_view secret) const;

  mutable std::mutex mutex_;
  std::shared_ptr<const Book> tokens_ = std::make_shared<Book>();
  std::shared_ptr<const Book> invitations_ = std::make_shared<Book>();
  bool changed_ = true;
};

}  // namespace tocsin::doors
