// Service: one realm in one directory, opened and running. The same object stands behind the server and
// behind commands that find no server.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/random.h"
#include "doors/board_watches.h"
#include "doors/circle_streams.h"
#include "doors/http/api.h"
#include "doors/http/public_desk.h"
#include "doors/http/server.h"
#include "doors/links.h"
#include "doors/mail/mailer.h"
#include "doors/operator_book.h"
#include "doors/public_feed.h"
#include "engine/runner.h"
#include "engine/snapshot_writer.h"
#include "geo/countries.h"
#include "journal/sqlite_log.h"
#include "vault/vault.h"
#include "views/audience.h"
#include "views/vault_feed.h"

namespace tocsin::app {

struct ListenOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string public_url;  // empty: made from host and port
  std::string tls_certificate_file;
  std::string tls_key_file;
  std::vector<std::string> trusted_proxies;
  std::string smtp_host;  // a mail relay; empty: no ask leaves by mail
  std::uint16_t smtp_port = 25;
  std::string mail_from;
};

class Service {
 public:
  // Takes the directory's lock, reads the journal and starts the engine. `clock` outlives the service.
  // `create` makes a directory without a realm; otherwise one must be there. `extra` followers hear last.
  static Result<std::unique_ptr<Service>> open(const std::string& directory, const Clock& clock, bool create,
                                               std::vector<engine::Follower*> extra = {});
  ~Service();

  // Does one command and waits until it is durable. Not on the engine's thread.
  Result<engine::Outcome> submit(world::Actor by, world::CommandBody body);
  // Posts without waiting; waits for room when the mailbox is full. False when the service is stopping.
  bool post(world::Actor by, world::CommandBody body, engine::Reply reply = {});
  // Answers one request as the server would, on the calling thread.
  doors::http::Response call(doors::http::Request request);
  // Runs `look` on the engine's thread and waits.
  void look(const std::function<void(const world::World&)>& look);
  // The same; false when the service is stopping or too busy.
  bool try_look(const std::function<void(const world::World&)>& question);

  // Holds the realm when it was restored or long stopped, and opens the doors. Returns the address.
  Result<std::string> listen(const ListenOptions& options);
  // Closes the doors, finishes what was taken, ends the engine. May be called twice.
  void stop();
  // Notes in the directory that the server lives; to be called now and then.
  void note_alive();
  // Starts a snapshot when one is due, and notes that one is written; to be called every second.
  void look_after_snapshots();

  vault::Vault& vault() { return *vault_; }
  const doors::Links& links() const { return *links_; }
  const std::string& public_url() const { return public_url_; }

 private:
  explicit Service(std::string directory, const Clock& clock)
      : directory_(std::move(directory)), clock_(clock) {}
  Result<> open_parts(bool create, std::vector<engine::Follower*> extra);
  // Journal, vault and engine, brought up to now; what was there before is dropped first.
  Result<> recover(bool create, const std::vector<engine::Follower*>& extra, const SectionReader* snapshot);
  Result<> start_serving();
  void start_mail(const ListenOptions& options);

  std::string directory_;
  const Clock& clock_;
  SecureRandom random_;
  File lock_;
  world::World world_;
  std::unique_ptr<journal::SqliteLog> log_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<geo::Countries> countries_;
  std::unique_ptr<doors::Links> links_;
  std::unique_ptr<doors::http::EventHub> hub_;
  std::unique_ptr<doors::OperatorBook> operators_;
  std::unique_ptr<doors::PublicFeed> feed_;
  std::unique_ptr<doors::BoardWatches> watches_;
  doors::http::PublicVersions versions_;
  doors::CircleStreams circles_;
  std::unique_ptr<views::Audience> audience_;
  std::unique_ptr<views::VaultFeed> vault_feed_;
  doors::mail::MailSlot mail_slot_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::SnapshotWriter> snapshots_;
  std::unique_ptr<engine::Runner> runner_;
  std::unique_ptr<doors::http::Api> api_;
  std::unique_ptr<doors::http::Server> server_;
  std::unique_ptr<doors::mail::Mailer> mailer_;
  std::string public_url_;
  std::atomic<bool> ready_{false};
};

}  // namespace tocsin::app
