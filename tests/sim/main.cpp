// huiyin-sim: a carrier and a call centre to train, stage and test with. Speaks on loopback only.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <sstream>

#include <curl/curl.h>
#include <pthread.h>

#include "daemon/base/text.h"
#include "daemon/io/virtual_clock.h"
#include "tests/sim/simulator.h"

namespace huiyin::sim {
namespace {

struct Flags {
  SimulatorOptions options;
  std::string port_file, virtual_clock, callback_url;
  std::vector<std::string> secret_ids, secret_keys, faults, templates;
  bool quiet = false;
};

void add_server_flags(CLI::App* app, Flags* flags) {
  auto& o = flags->options;
  app->add_option("--port", o.port, "carrier's port on 127.0.0.1; 0 picks one")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
  app->add_option("--control-port", o.control_port, "control API's port; 0 picks one")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
  app->add_option("--port-file", flags->port_file, "write carrier=<port> and control=<port> here once ready");
  app->add_option("--secret-id", flags->secret_ids, "accepted SecretId; repeatable (default sim-secret-id)");
  app->add_option("--secret-key", flags->secret_keys, "its SecretKey; as many (default sim-secret-key)");
  app->add_option("--sdk-app-id", o.world.app_ids, "accepted SmsSdkAppId; repeatable; default: any");
  app->add_option("--sign-name", o.world.signatures, "approved SignName; repeatable; default: any");
  app->add_option("--template", flags->templates, "approve one more template, id:kind:text; repeatable");
  app->add_flag("--marketing-hours", o.world.marketing_hours, "refuse publicity outside 8-22 h Beijing time");
  app->add_option("--virtual-clock", flags->virtual_clock, "8-byte file with an offset to the clock in ms");
  app->add_flag("-q,--quiet", flags->quiet, "no banner");
}

void add_gateway_flags(CLI::App* app, const std::string& name, const char* title, int* port,
                       LineOptions* line) {
  const auto option = [&](const char* what, std::string* value, const char* help) {
    app->add_option("--" + name + what, *value, help)->capture_default_str()->group("Gateways");
  };
  app->add_option("--" + name + "-port", *port,
                  std::string(title) + " on this port of 127.0.0.1; 0 picks one; -1: none")
      ->capture_default_str()
      ->check(CLI::Range(-1, 65535))
      ->group("Gateways");
  option("-account", &line->account, "who may log in");
  option("-password", &line->password, "with which password or shared secret");
  option("-number", &line->number, "the access number");
  app->add_flag("--" + name + "-one-receipt", line->one_receipt, "one receipt for a long message")
      ->group("Gateways");
}

void add_line_flags(CLI::App* app, Flags* flags) {
  auto& o = flags->options;
  add_gateway_flags(app, "smpp", "SMPP 3.4", &o.smpp_port, &o.smpp.line);
  app->add_flag("--smpp-decimal-receipts", o.smpp.decimal_receipts,
                "message ids are hexadecimal in answers, decimal in receipts")
      ->group("Gateways");
  add_gateway_flags(app, "cmpp", "CMPP 3.0", &o.cmpp_port, &o.cmpp.line);
  app->add_flag("--cmpp-2", o.cmpp.version2, "CMPP 2.0 instead")->group("Gateways");
  app->add_flag("--cmpp-narrow-reports", o.cmpp.narrow_reports, "reports of 60 octets in 3.0 as well")
      ->group("Gateways");
  add_gateway_flags(app, "smgp", "SMGP 3.0", &o.smgp_port, &o.smgp.line);
  add_gateway_flags(app, "sgip", "SGIP 1.2", &o.sgip_port, &o.sgip.line);
  app->add_option("--sgip-deliver-port", o.sgip.deliver_port,
                  "the client's own port on 127.0.0.1 to deliver to")
      ->group("Gateways");
}

void add_people_flags(CLI::App* app, Flags* flags) {
  auto& h = flags->options.handsets;
  const auto share = [&](const char* name, double* value, const char* help) {
    app->add_option(name, *value, help)->capture_default_str()->check(CLI::Range(0.0, 1.0))->group("People");
  };
  const auto time = [&](const char* name, std::int64_t* value, const char* help) {
    app->add_option(name, *value, help)->capture_default_str()->group("People");
  };
  app->add_option("--seed", h.seed, "decides who gets, fails and answers what")
      ->capture_default_str()
      ->group("People");
  share("--failed", &h.failed, "share of numbers that can't be reached");
  share("--silent", &h.silent, "share of numbers for which no receipt ever comes");
  share("--doubled", &h.doubled, "share of receipts that come twice");
  time("--receipt-min-ms", &h.receipt_min_ms, "soonest receipt");
  time("--receipt-max-ms", &h.receipt_max_ms, "latest receipt");
  share("--answers", &h.answers, "share that answers a survey");
  share("--opts-out", &h.opts_out, "share that answers a survey with an opt-out");
  share("--new-matter", &h.new_matter, "share that answers a survey with another matter");
  time("--reply-min-ms", &h.reply_min_ms, "soonest reply after arrival");
  time("--reply-max-ms", &h.reply_max_ms, "latest reply after arrival");
  app->add_option("--reply-corpus", flags->options.reply_corpus, "TSV with columns reply, label[, also]")
      ->group("People");
  app->add_option("--intake-corpus", flags->options.intake_corpus, "TSV with a column text")->group("People");
}

void add_trouble_flags(CLI::App* app, Flags* flags) {
  app->add_option(
         "--fault", flags->faults,
         "Action:fault[:code][:p=0.02][:times=N][:ms=N]; repeatable. Faults: throttle_429 http_503 html_502 "
         "html_502_after error error_after stall stall_before cut_answer reset_after_accept "
         "reset_before_accept slow_drip not_json huge_body wrong_charset early_receipts lost_receipts "
         "double_receipts lost_answer "
         "mixed_ids silent")
      ->group("Trouble");
  app->add_option("--callback-url", flags->callback_url, "push receipts and replies here as well")
      ->group("Trouble");
  app->add_option("--status-callback-url", flags->options.callbacks.status, "push receipts here")
      ->group("Trouble");
  app->add_option("--reply-callback-url", flags->options.callbacks.reply, "push replies here")
      ->group("Trouble");
  app->add_option("--callback-retry-ms", flags->options.callback_retry_ms,
                  "pauses before the second and third push")
      ->delimiter(',')
      ->capture_default_str()
      ->group("Trouble");
}

Result<void> finish(Flags* flags) {
  SimulatorOptions& o = flags->options;
  if (flags->secret_ids.size() != flags->secret_keys.size()) {
    return fail(Errc::bad_input, "every --secret-id needs its --secret-key");
  }
  if (!flags->secret_ids.empty()) o.world.keys.clear();
  for (std::size_t i = 0; i < flags->secret_ids.size(); ++i) {
    o.world.keys[flags->secret_ids[i]] = flags->secret_keys[i];
  }
  o.world.seed = o.handsets.seed;
  if (o.callbacks.status.empty()) o.callbacks.status = flags->callback_url;
  if (o.callbacks.reply.empty()) o.callbacks.reply = flags->callback_url;
  for (const std::string& spec : flags->faults) {
    auto fault = read_fault(spec);
    if (!fault) return tl::unexpected(fault.error());
    o.faults.push_back(*std::move(fault));
  }
  for (const std::string& spec : flags->templates) {
    auto entry = read_template(spec);
    if (!entry) return tl::unexpected(entry.error());
    o.templates.push_back(*std::move(entry));
  }
  return {};
}

std::string gateway_line(std::string title, int port) {
  title.resize(41, ' ');
  return port == 0 ? "" : "  " + title + "  127.0.0.1:" + std::to_string(port) + "\n";
}

void print_banner(const Simulator& sim, const Flags& flags, World* world) {
  const std::string control = "http://127.0.0.1:" + std::to_string(sim.control_port()) + "/control/";
  std::cout << "huiyin-sim: a carrier and a call centre that send nothing to anybody\n"
            << "  carrier (Tencent SMS and call-centre API)  http://127.0.0.1:" << sim.port() << "/\n"
            << gateway_line("SMPP 3.4", sim.smpp_port())
            << gateway_line(flags.options.cmpp.version2 ? "CMPP 2.0" : "CMPP 3.0", sim.cmpp_port())
            << gateway_line("SMGP 3.0", sim.smgp_port()) << "  control API                                "
            << control << "counters\n";
  for (const auto& [id, key] : world->options.keys) {
    std::cout << "  SecretId / SecretKey                       " << id << " / "
              << (flags.secret_keys.empty() ? key : std::string("(as given)")) << "\n";
  }
  std::cout << "  templates\n";
  for (const Template& entry : world->templates.list()) {
    std::cout << "    " << entry.id << "  " << name_of(entry.kind) << "  " << entry.text << "\n";
  }
  std::cout << "  try: curl -d '{\"count\":5}' " << control << "inbound\n" << std::flush;
}

int fail_with(const Error& error) {
  std::cerr << "huiyin-sim: " << error.text() << "\n";
  return 2;
}

int run(Flags* flags) {
  // Blocked before any thread starts, so that only sigwait sees them.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  if (const auto finished = finish(flags); !finished) return fail_with(finished.error());
  std::unique_ptr<Clock> clock = std::make_unique<SystemClock>();
  if (!flags->virtual_clock.empty()) {
    auto opened = VirtualClock::open(flags->virtual_clock);
    if (!opened) return fail_with(opened.error());
    clock = *std::move(opened);
  }
  auto sim = Simulator::start(flags->options, *clock);
  if (!sim) return fail_with(sim.error());
  if (!flags->quiet) print_banner(**sim, *flags, &(*sim)->world());
  if (!flags->port_file.empty()) {
    const auto written = write_port_file(flags->port_file, (*sim)->ports());
    if (!written) return fail_with(written.error());
  }
  int signal = 0;
  sigwait(&stop, &signal);
  return 0;
}

}  // namespace
}  // namespace huiyin::sim

int main(int argc, char** argv) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CLI::App app{
      "huiyin-sim, a simulated SMS carrier and call centre on loopback: it checks signatures, keeps count of "
      "every "
      "message it takes, lets invented people receive, fail, answer and call, and breaks on command."};
  huiyin::sim::Flags flags;
  huiyin::sim::add_server_flags(&app, &flags);
  huiyin::sim::add_line_flags(&app, &flags);
  huiyin::sim::add_people_flags(&app, &flags);
  huiyin::sim::add_trouble_flags(&app, &flags);
  CLI11_PARSE(app, argc, argv);
  return huiyin::sim::run(&flags);
}
