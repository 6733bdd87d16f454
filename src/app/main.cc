// The command line of tocsin.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "app/commands.h"

namespace tocsin::app {
namespace {

constexpr const char* version_text = "tocsin " TOCSIN_VERSION;

CLI::Option* add_data(CLI::App* command, std::string& data) {
  return command->add_option("--data", data, "The realm's directory")
      ->required()
      ->type_name("DIR")
      ->envname("TOCSIN_DATA");
}

void add_server_commands(CLI::App& app, int& code) {
  static InitOptions init_options;
  auto* init_command = app.add_subcommand(
      "init", "Make a realm in an empty directory and print one-time links for its first operators");
  add_data(init_command, init_options.data);
  init_command->add_option("--realm", init_options.realm, "live or drill; fixed for ever")
      ->required()
      ->check(CLI::IsMember({"live", "drill"}));
  init_command->add_option("--name", init_options.name, "Shown on every page");
  init_command->add_option("--time-zone", init_options.time_zone, "IANA name, for showing times")
      ->capture_default_str();
  init_command->add_option("--public-url", init_options.public_url, "Where people will reach the server")
      ->capture_default_str();
  init_command->add_flag("--json", init_options.json);
  init_command->callback([&] { code = init(init_options); });

  static ServeOptions serve_options;
  auto* serve_command = app.add_subcommand("serve", "Run the server until SIGTERM");
  add_data(serve_command, serve_options.data);
  serve_command->add_option("--listen", serve_options.listen, "HOST:PORT; port 0 chooses one")
      ->capture_default_str()
      ->envname("TOCSIN_LISTEN");
  serve_command->add_option("--public-url", serve_options.door.public_url, "Where people reach the server")
      ->envname("TOCSIN_PUBLIC_URL");
  serve_command->add_option("--tls-certificate", serve_options.door.tls_certificate_file, "PEM file")
      ->envname("TOCSIN_TLS_CERTIFICATE");
  serve_command->add_option("--tls-key", serve_options.door.tls_key_file, "PEM file")
      ->envname("TOCSIN_TLS_KEY");
  serve_command
      ->add_option("--trusted-proxy", serve_options.door.trusted_proxies,
                   "Address of a reverse proxy that ends TLS")
      ->envname("TOCSIN_TRUSTED_PROXY");
  serve_command
      ->add_option("--smtp", serve_options.door.smtp_host,
                   "A mail relay of yours, as HOST:PORT; no TLS, no login. Without it no mail is sent")
      ->envname("TOCSIN_SMTP");
  serve_command->add_option("--mail-from", serve_options.door.mail_from, "The sender of every mail")
      ->envname("TOCSIN_MAIL_FROM");
  serve_command->callback([&] { code = serve(serve_options); });

  static DemoOptions demo_options;
  auto* demo_command = app.add_subcommand(
      "demo", "Run the demonstration: a drill realm with made-up people; nothing leaves the machine");
  demo_command->add_option("--data", demo_options.data, "An empty directory; a scratch one by default")
      ->type_name("DIR")
      ->envname("TOCSIN_DATA");
  demo_command->add_option("--listen", demo_options.listen, "HOST:PORT")
      ->capture_default_str()
      ->envname("TOCSIN_LISTEN");
  demo_command->add_option("--speed", demo_options.speed, "60: a minute a second")
      ->capture_default_str()
      ->envname("TOCSIN_SPEED")
      ->check(CLI::Range(0.1, 100000.0));
  demo_command->add_option("--people", demo_options.people, "How many made-up people")
      ->capture_default_str()
      ->check(CLI::Range(10, 5'000'000));
  demo_command->add_option("--scenario", demo_options.scenario, "Folder of the scenario")->type_name("DIR");
  demo_command->callback([&] { code = demo(demo_options); });
}

void add_input_commands(CLI::App& app, int& code) {
  static ImportOptions import_options;
  auto* people = app.add_subcommand("people", "Who may be asked")->require_subcommand(1);
  auto* import_command =
      people->add_subcommand("import", "Register people from people.csv; repeat it as often as you like");
  import_command->add_option("FILE", import_options.file)->required();
  add_data(import_command, import_options.data);
  import_command->add_option("--source", import_options.source, "Where the list comes from")->required();
  import_command->add_option("--basis", import_options.basis, "Why we may hold it")->required();
  import_command->add_option("--trips", import_options.trips, "trips.csv of the same source");
  import_command->add_flag("--dry-run", import_options.dry_run, "Say what would happen; change nothing");
  import_command->add_flag("--json", import_options.json);
  import_command->callback([&] { code = import_people(import_options); });

  static std::string forget_id, forget_data;
  auto* forget_command =
      people->add_subcommand("forget", "Destroy the key of a person and all that was sealed under it");
  forget_command->add_option("ID", forget_id)->required();
  add_data(forget_command, forget_data);
  forget_command->callback([&] { code = forget_person(forget_id, forget_data); });

  static std::vector<std::string> ingest_files;
  static std::string ingest_data;
  static bool ingest_json = false;
  auto* ingest_command = app.add_subcommand("ingest", "Take in CAP alerts from files");
  ingest_command->add_option("FILE", ingest_files)->required();
  add_data(ingest_command, ingest_data);
  ingest_command->add_flag("--json", ingest_json, "The default; kept for scripts");
  ingest_command->callback([&] { code = ingest(ingest_files, ingest_data, ingest_json); });

  static std::vector<std::string> cap_files;
  static bool cap_json = false;
  auto* cap = app.add_subcommand("cap", "The Common Alerting Protocol")->require_subcommand(1);
  auto* cap_command = cap->add_subcommand("check", "Say what is wrong with CAP files");
  cap_command->add_option("FILE", cap_files)->required();
  cap_command->add_flag("--json", cap_json, "One object a line");
  cap_command->callback([&] { code = cap_check(cap_files, cap_json); });
}

void add_reading_commands(CLI::App& app, int& code) {
  static ReadCommand read_command;
  auto* read = app.add_subcommand("read", "Say what a report seems to say; keeps nothing");
  read->add_option("FILE", read_command.file, "A text or a web page")->required();
  read->add_option("--published", read_command.published, "When it came out, where it does not say");
  read->add_flag("--json", read_command.json);
  read->add_flag("--explain", read_command.explain, "Also the rules that fired");
  read->callback([&] { code = read_text(read_command); });

  static ReportCommand file_command;
  auto* reports =
      app.add_subcommand("report", "Reports: texts for the operators' desk")->require_subcommand(1);
  auto* file = reports->add_subcommand("file", "File a text; what is read in it waits at the desk");
  file->add_option("FILE", file_command.file)->required();
  add_data(file, file_command.data);
  file->add_option("--source", file_command.source, "The id of who published it")->required();
  file->add_option("--incident", file_command.incident);
  file->add_option("--published", file_command.published, "RFC 3339, where the text does not say");
  file->add_option("--type", file_command.media_type, "Media type; guessed without it");
  file->add_option("--token-file", file_command.token_file, "Without it, as owner of the directory");
  file->add_flag("--json", file_command.json);
  file->callback([&] { code = file_report(file_command); });

  static SourceCommand source_command;
  auto* sources = app.add_subcommand("source", "The register of sources")->require_subcommand(1);
  auto* add = sources->add_subcommand("add", "Register who says things, and print the id");
  add->add_option("--name", source_command.name)->required();
  add->add_option("--kind", source_command.kind,
                  "official, agency, outlet, organisation, company, witness, attacker or anonymous")
      ->required();
  add->add_option("--official-for", source_command.official_for,
                  "ISO 3166-1 or -2; may move levels there (an approver, or the owner of the directory)");
  add->add_option("--alias", source_command.aliases, "Another spelling of its name");
  add->add_option("--language", source_command.language, "BCP 47");
  add->add_option("--feed", source_command.feed_url);
  add->add_option("--grade", source_command.grade, "A to F");
  add_data(add, source_command.data);
  add->add_option("--token-file", source_command.token_file, "Without it, as owner of the directory");
  add->add_flag("--json", source_command.json);
  add->callback([&] { code = add_source(source_command); });
}

void add_check_commands(CLI::App& app, int& code) {
  static CheckOptions options;
  auto* check_command =
      app.add_subcommand("check", "Ask people whether they are safe")->require_subcommand(1);
  for (const auto& [verb, help] :
       {std::pair<const char*, const char*>{"draft", "Write a check for an alert or an area"},
        {"preview", "Count who would be asked"},
        {"propose", "Hand it to an approver"},
        {"approve", "Open it (not the proposer)"},
        {"resume", "Go on asking after a pause"},
        {"retract", "Take it back and tell everybody who was asked"},
        {"close", "End it"},
        {"links", "Answer links of those asked (drill realms only)"},
        {"show", "State and counts"}}) {
    const std::string name = verb;
    auto* command = check_command->add_subcommand(name, help);
    if (name == "draft") {
      command->add_option("ID,--alert", options.alert, "The alert");
      command->add_option("--area", options.area, "A GeoJSON file");
      command->add_option("--headline", options.headline);
      command->add_option("--what", options.what);
      command->add_option("--where", options.where);
      command->add_option("--issuer", options.issuer);
      command->add_option("--since", options.since, "RFC 3339");
      command->add_option("--contact", options.contact);
    } else {
      command->add_option("ID", options.id)->required();
    }
    if (name == "draft" || name == "retract")
      command->add_option("--correction", options.correction,
                          "What those asked are told if it is taken back");
    add_data(command, options.data);
    command->add_option("--token-file", options.token_file, "File that holds your token")
        ->required()
        ->envname("TOCSIN_TOKEN_FILE");
    command->add_flag("--json", options.json);
    command->callback([&code, name] {
      options.verb = name;
      code = check(options);
    });
  }

  static std::string link, enter_data, token_file;
  auto* operators = app.add_subcommand("operator", "Operators and their tokens")->require_subcommand(1);
  static std::string invite_name, invite_role, invite_data, invite_token;
  auto* invite_command =
      operators->add_subcommand("invite", "Make a one-time link for another operator, approver or feed");
  invite_command->add_option("--name", invite_name, "Shown where they act")->required();
  invite_command->add_option("--role", invite_role)
      ->required()
      ->check(CLI::IsMember({"feed", "operator", "approver"}));
  add_data(invite_command, invite_data);
  invite_command->add_option("--token-file", invite_token,
                             "An approver's; without it, as owner of the directory");
  invite_command->callback([&] { code = invite(invite_name, invite_role, invite_data, invite_token); });
  auto* enter_command =
      operators->add_subcommand("enter", "Trade a one-time link for a token, and keep it in a file");
  enter_command->add_option("LINK", link)->required();
  add_data(enter_command, enter_data);
  enter_command->add_option("--token-file", token_file, "Written with mode 0600")->required();
  enter_command->callback([&] { code = enter(link, enter_data, token_file); });
}

void add_journal_commands(CLI::App& app, int& code) {
  static std::string data, check_id;
  static std::uint64_t after = 0;
  static bool json = false;
  auto* journal = app.add_subcommand("journal", "Look into the journal; also beside a running server")
                      ->require_subcommand(1);
  auto* verify = journal->add_subcommand("verify", "Read all of it and check every sum");
  add_data(verify, data);
  verify->callback([&] { code = journal_verify(data); });
  auto* inspect = journal->add_subcommand("inspect", "One event a line, without what is sealed");
  add_data(inspect, data);
  inspect->add_option("--after", after, "Begin after this sequence");
  inspect->add_flag("--json", json);
  inspect->callback([&] { code = journal_inspect(data, after, json); });
  auto* asks = journal->add_subcommand("asks", "One ask a line: person, tab, sequence");
  asks->add_option("CHECK", check_id)->required();
  add_data(asks, data);
  asks->callback([&] { code = journal_asks(check_id, data); });
}

int run(int argc, char** argv) {
  CLI::App app("Tocsin: who is inside the affected area, and are they safe?", "tocsin");
  app.set_version_flag("--version", version_text);
  app.require_subcommand(1);
  app.fallthrough(false);
  int code = exit_done;
  add_server_commands(app, code);
  add_input_commands(app, code);
  add_reading_commands(app, code);
  add_check_commands(app, code);
  add_journal_commands(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_done : exit_could_not_run;
  }
  return code;
}

}  // namespace
}  // namespace tocsin::app

int main(int argc, char** argv) {
  if (sodium_init() < 0) {
    std::fputs("tocsin: the cryptographic library could not be started\n", stderr);
    return tocsin::app::exit_could_not_run;
  }
  try {
    return tocsin::app::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tocsin: %s\n", error.what());
    return tocsin::app::exit_could_not_run;
  }
}
