#include "app/service.h"

#include <sys/stat.h>
#include <utime.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <future>

#include "base/check.h"
#include "doors/http/server_options.h"

namespace tocsin::app {
namespace {

std::string in(const std::string& directory, std::string_view name) {
  return fmt::format("{}/{}", directory, name);
}

// When the file was last touched; unknown when there is none.
Instant touched_at(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1000 + info.st_mtim.tv_nsec / 1'000'000};
}

}  // namespace

Result<std::unique_ptr<Service>> Service::open(const std::string& directory, const Clock& clock, bool create,
                                               std::vector<engine::Follower*> extra) {
  if (create) TOCSIN_TRY_VOID(make_directory(directory));
  if (!create && !std::filesystem::exists(in(directory, "journal.sqlite"))) {
    return fail(Errc::not_found,
                fmt::format("{} holds no realm; make one with: tocsin init --data {} --realm live|drill",
                            directory, directory));
  }
  std::unique_ptr<Service> service(new Service(directory, clock));
  auto lock = lock_file(in(directory, "lock"));
  if (!lock && lock.error().code == Errc::conflict) {
    return fail(Errc::conflict,
                fmt::format("{} is in use: a server or another command is running on it", directory));
  }
  TOCSIN_TRY(service->lock_, std::move(lock));
  TOCSIN_TRY_VOID(service->open_parts(create, std::move(extra)));
  return service;
}

Result<> Service::recover(bool create, const std::vector<engine::Follower*>& extra,
                          const SectionReader* snapshot) {
  world_ = {};
  TOCSIN_TRY(log_, journal::SqliteLog::open(in(directory_, "journal.sqlite"), create));
  TOCSIN_TRY(auto parts, vault::open_parts(in(directory_, "vault"), random_));
  TOCSIN_TRY(vault_, vault::Vault::open(std::move(parts), random_, snapshot));
  if (vault_->snapshot_refused()) return std::unexpected(*vault_->snapshot_refused());
  hub_ = std::make_unique<doors::http::EventHub>();
  operators_ = std::make_unique<doors::OperatorBook>();
  feed_ = std::make_unique<doors::PublicFeed>(*hub_);
  watches_ = std::make_unique<doors::BoardWatches>(clock_);
  links_ = std::make_unique<doors::Links>(vault_->derive_key("links"));
  audience_ = std::make_unique<views::Audience>(*vault_);
  vault_feed_ = std::make_unique<views::VaultFeed>(
      *vault_, [this](const Id& person) { audience_->person_changed(person); });
  std::vector<engine::Follower*> followers = {
      vault_feed_.get(), operators_.get(), feed_.get(), watches_.get(), &circles_, &mail_slot_, &versions_};
  followers.insert(followers.end(), extra.begin(), extra.end());
  engine_ = std::make_unique<engine::Engine>(world_, *log_, std::move(followers));
  return engine_->recover(snapshot);
}

Result<> Service::open_parts(bool create, std::vector<engine::Follower*> extra) {
  const std::string journal_path = in(directory_, "journal.sqlite"),
                    snapshot_path = in(directory_, "snapshot.bin");
  engine::Seq snapshot_seq = 0;
  {
    const auto snapshot = SectionReader::open(snapshot_path);
    auto recovered = recover(create, extra, snapshot ? snapshot->get() : nullptr);
    if (recovered && snapshot) snapshot_seq = *world::World::snapshot_seq(**snapshot);
    // A snapshot only saves time: whatever is wrong with it, the journal has it all.
    const Error* const refused = !recovered && snapshot                                  ? &recovered.error()
                                 : !snapshot && snapshot.error().code != Errc::not_found ? &snapshot.error()
                                                                                         : nullptr;
    if (refused != nullptr)
      fmt::print(stderr, "tocsin: the snapshot is not used, the whole journal is read: {}\n",
                 refused->detail);
    if (!recovered && snapshot) recovered = recover(create, extra, nullptr);
    TOCSIN_TRY_VOID(recovered);
  }
  TOCSIN_TRY_VOID(
      vault_->forget_unless([this](const Id& id) { return world_.people().contains(world::PersonId(id)); }));
  snapshots_ = std::make_unique<engine::SnapshotWriter>(*engine_, snapshot_path, snapshot_seq);
  TOCSIN_TRY(countries_, geo::Countries::load_built_in());
  runner_ = std::make_unique<engine::Runner>(
      *engine_, clock_,
      [this](const world::World& world, Instant now) { return audience_->next(world, now); });
  api_ = std::make_unique<doors::http::Api>(
      doors::http::ApiParts{.runner = *runner_,
                            .vault = *vault_,
                            .audience = *audience_,
                            .operators = *operators_,
                            .feed = *feed_,
                            .hub = *hub_,
                            .watches = *watches_,
                            .circles = circles_,
                            .links = *links_,
                            .countries = *countries_,
                            .clock = clock_,
                            .random = random_,
                            .journal_path = journal_path,
                            .public_url = "http://localhost:8080",
                            .is_ready = [this] { return ready_.load(); },
                            .snapshot_facts = [this] { return snapshots_->facts(); }});
  runner_->start();
  ready_ = true;
  return {};
}

Service::~Service() { stop(); }

void Service::stop() {
  ready_ = false;
  if (watches_) watches_->stop();
  circles_.stop();
  // The runner ends last: requests under way wait for it.
  if (server_) server_->stop();
  if (mailer_) mailer_->stop();
  if (runner_) runner_->stop();
  server_.reset();
  // So that the next start is quick; without it the start reads the journal.
  if (snapshots_ && snapshots_->events_since() >= engine::snapshot_events_min) {
    if (auto written = snapshots_->write_now(); !written)
      fmt::print(stderr, "tocsin: {}\n", written.error().detail);
  }
}

void Service::look_after_snapshots() {
  runner_->ask([this](const world::World&) { snapshots_->look_after(); });
}

bool Service::post(world::Actor by, world::CommandBody body, engine::Reply reply) {
  while (!runner_->post({.at = {}, .by = by, .if_revision = {}, .body = body}, reply)) {
    if (!ready_) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

Result<engine::Outcome> Service::submit(world::Actor by, world::CommandBody body) {
  std::promise<Result<engine::Outcome>> promise;
  auto future = promise.get_future();
  if (!post(by, std::move(body),
            [&promise](Result<engine::Outcome> outcome) { promise.set_value(std::move(outcome)); })) {
    return fail(Errc::unavailable, "the server is stopping");
  }
  return future.get();
}

void Service::look(const std::function<void(const world::World&)>& look) {
  std::promise<void> done;
  auto future = done.get_future();
  const auto question = [&](const world::World& world) {
    look(world);
    done.set_value();
  };
  if (runner_->ask(question)) future.wait();
}

bool Service::try_look(const std::function<void(const world::World&)>& question) {
  bool asked = false;
  look([&](const world::World& world) {
    question(world);
    asked = true;
  });
  return asked;
}

doors::http::Response Service::call(doors::http::Request request) {
  boost::asio::io_context context;
  doors::http::Response response;
  std::exception_ptr failed;
  const auto work = [&]() -> doors::http::Awaitable<void> {
    response = co_await api_->handle(std::move(request));
  };
  auto guard = boost::asio::make_work_guard(context);
  boost::asio::co_spawn(context, work, [&](std::exception_ptr error) {
    failed = error;
    guard.reset();
  });
  context.run();
  if (failed) std::rethrow_exception(failed);
  return response;
}

Result<> Service::start_serving() {
  const Instant last_alive = touched_at(in(directory_, "alive"));
  const bool restored = std::filesystem::exists(in(directory_, "restored"));
  const auto outcome = submit(world::Actor::system(), world::StartServing{last_alive, restored});
  if (!outcome) return std::unexpected(outcome.error());
  if (restored) std::filesystem::remove(in(directory_, "restored"));
  note_alive();
  return {};
}

void Service::note_alive() {
  const std::string path = in(directory_, "alive");
  if (auto file = open_file(path, true)) ::utime(path.c_str(), nullptr);
}

void Service::start_mail(const ListenOptions& options) {
  doors::mail::MailerParts parts{
      .vault = *vault_,
      .links = *links_,
      .countries = *countries_,
      .clock = clock_,
      .look = [this](const std::function<void(const world::World&)>& question) { return try_look(question); },
      .record =
          [this](world::RecordDeliveries command) {
            return submit(world::Actor::system(), std::move(command)).has_value();
          },
      .public_url = public_url_,
      .relay = {options.smtp_host, options.smtp_port},
      .from = options.mail_from};
  mailer_ = std::make_unique<doors::mail::Mailer>(std::move(parts));
  // Between two steps: no ask is missed and none is queued twice.
  look([this](const world::World& world) {
    mailer_->refill(world);
    mail_slot_.set(mailer_.get());
  });
  mailer_->start();
}

Result<std::string> Service::listen(const ListenOptions& options) {
  bool exists = false;
  Result<> mail;
  views::RealmSummary realm;
  look([&](const world::World& world) {
    exists = world.realm().exists();
    realm = views::summarise(world.realm());
    const std::string url = options.public_url.empty() && !options.tls_certificate_file.empty()
                                ? "https://" + options.host
                                : options.public_url;
    if (exists && !options.smtp_host.empty())
      mail = doors::mail::may_mail(world.realm(), url, options.mail_from);
  });
  if (!exists)
    return fail(Errc::not_found, fmt::format("{} holds no realm; make one with: tocsin init", directory_));
  if (!mail) return std::unexpected(mail.error());
  TOCSIN_TRY_VOID(start_serving());
  watches_->start(
      [this](const std::function<void(const world::World&)>& question) { return try_look(question); });
  doors::http::Server::Options server;
  server.host = options.host;
  server.port = options.port;
  server.unix_path = in(directory_, "control.sock");
  server.tls_certificate_file = options.tls_certificate_file;
  server.tls_key_file = options.tls_key_file;
  server.trusted_proxies = options.trusted_proxies;
  server.body_bytes_max = doors::http::Api::body_bytes_max;
  const auto connections = doors::http::connection_limits(doors::http::raise_descriptor_limit());
  server.connections_max = connections.connections;
  server.streams_max = connections.streams;
  server.make_hot_desk = doors::http::make_public_desks({.runner = *runner_,
                                                         .vault = *vault_,
                                                         .links = *links_,
                                                         .clock = clock_,
                                                         .countries = *countries_,
                                                         .random = random_,
                                                         .realm = std::move(realm)},
                                                        versions_);
  // The address is known before the first request, and the first request must already know it.
  const std::string scheme = options.tls_certificate_file.empty() ? "http" : "https";
  const std::string shown_host =
      options.host.find(':') == std::string::npos ? options.host : "[" + options.host + "]";
  const auto url_for = [&](std::uint16_t port) {
    return options.public_url.empty() ? fmt::format("{}://{}:{}", scheme, shown_host, port)
                                      : options.public_url;
  };
  if (options.port != 0) api_->set_public_url(url_for(options.port));
  TOCSIN_TRY(server_,
             doors::http::Server::start(
                 std::move(server),
                 [this](doors::http::Request request) { return api_->handle(std::move(request)); }, *hub_));
  public_url_ = url_for(server_->port());
  if (options.port == 0) api_->set_public_url(public_url_);
  if (!options.smtp_host.empty()) start_mail(options);
  return fmt::format("{}://{}:{}", scheme, shown_host, server_->port());
}

}  // namespace tocsin::app
