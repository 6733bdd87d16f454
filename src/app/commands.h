// The sub-commands. Each returns the exit code: 0 done, 1 refused or bad input, 2 could not run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/service.h"

namespace tocsin::app {

constexpr int exit_done = 0;
constexpr int exit_refused = 1;
constexpr int exit_could_not_run = 2;

// Prints "tocsin: " and the reason on the error stream. The exit code that fits it.
int report(const Error& error);

struct InitOptions {
  std::string data;
  std::string realm;
  std::string name;
  std::string time_zone = "UTC";
  std::string public_url = "http://localhost:8080";
  bool json = false;
};
int init(const InitOptions& options);

struct ServeOptions {
  std::string data;
  std::string listen = "localhost:8080";
  ListenOptions door;
};
int serve(const ServeOptions& options);
// "HOST:PORT" or "PORT" into host and port.
Result<> read_listen(const std::string& text, ListenOptions& options);
// Blocks SIGINT and SIGTERM in this and all later threads, so that wait_for_signal() gets them. First thing
// in a server.
void block_signals();
// True when one came within the time.
bool wait_for_signal(int milliseconds);

struct DemoOptions {
  std::string data;
  std::string listen = "localhost:8080";
  double speed = 60;
  std::uint64_t people = 200'000;
  std::string scenario;  // a folder; empty: the built-in search
};
int demo(const DemoOptions& options);

struct ImportOptions {
  std::string file;
  std::string data;
  std::string source;
  std::string basis;
  std::string trips;
  bool dry_run = false;
  bool json = false;
};
int import_people(const ImportOptions& options);
int forget_person(const std::string& id, const std::string& data);

int ingest(const std::vector<std::string>& files, const std::string& data, bool json);
int cap_check(const std::vector<std::string>& files, bool json);

struct ReadCommand {
  std::string file;
  std::string published;  // where the text does not say
  bool json = false;
  bool explain = false;
};
// Prints what the text seems to say; keeps nothing.
int read_text(const ReadCommand& command);

struct ReportCommand {
  std::string file;
  std::string data;
  std::string token_file;  // empty: as owner of the directory
  std::string source;
  std::string incident;
  std::string published;
  std::string media_type;  // empty: guessed
  bool json = false;
};
int file_report(const ReportCommand& command);

struct SourceCommand {
  std::string data;
  std::string token_file;
  std::string name, kind, language, feed_url, grade;
  std::vector<std::string> official_for, aliases;
  bool json = false;
};
int add_source(const SourceCommand& command);

struct CheckOptions {
  std::string verb;
  std::string id;
  std::string data;
  std::string token_file;
  bool json = false;
  std::string alert, area, headline, what, where, issuer, since, contact, correction;
};
int check(const CheckOptions& options);

// Prints a one-time link for another operator.
int invite(const std::string& name, const std::string& role, const std::string& data,
           const std::string& token_file);
int enter(const std::string& link, const std::string& data, const std::string& token_file);

int journal_verify(const std::string& data);
int journal_inspect(const std::string& data, std::uint64_t after, bool json);
int journal_asks(const std::string& check, const std::string& data);

}  // namespace tocsin::app
