#include "tests/sim/simulator.h"

#include <cstdio>
#include <fstream>
#include <utility>

namespace huiyin::sim {

Simulator::Simulator(SimulatorOptions options, const Clock& clock, Corpus corpus)
    : world_(clock, std::move(options.world), std::move(corpus), options.handsets),
      callbacks_(&world_, std::move(options.callbacks), std::move(options.callback_retry_ms)),
      tencent_(&world_),
      aliyun_(&world_),
      huawei_(&world_),
      mas_(&world_),
      twilio_(&world_),
      platforms_(&world_),
      speech_(&world_),
      control_face_(&world_, &callbacks_),
      smpp_(&world_, std::move(options.smpp)),
      cmpp_(&world_, std::move(options.cmpp)),
      smgp_(&world_, std::move(options.smgp)),
      sgip_(&world_, std::move(options.sgip)) {
  for (Template& entry : options.templates) world_.templates.put(std::move(entry));
  for (Fault& fault : options.faults) world_.faults.add(std::move(fault));
}

Result<std::unique_ptr<Simulator>> Simulator::start(SimulatorOptions options, const Clock& clock) {
  Corpus corpus = Corpus::built_in();
  if (!options.reply_corpus.empty()) {
    if (const auto read = load_replies(options.reply_corpus, &corpus); !read)
      return tl::unexpected(read.error());
  }
  if (!options.intake_corpus.empty()) {
    if (const auto read = load_matters(options.intake_corpus, &corpus); !read)
      return tl::unexpected(read.error());
  }
  if (const auto checked = options.handsets.check(); !checked) return tl::unexpected(checked.error());
  const int port = options.port, control_port = options.control_port;
  const int smpp_port = options.smpp_port, cmpp_port = options.cmpp_port, smgp_port = options.smgp_port,
            sgip_port = options.sgip_port;
  std::unique_ptr<Simulator> sim(new Simulator(std::move(options), clock, std::move(corpus)));
  auto carrier = Server::start(
      port, [s = sim.get()](const Request& r) { return s->carry(r); }, &sim->world_.pauses);
  if (!carrier) return tl::unexpected(carrier.error());
  sim->carrier_ = *std::move(carrier);
  auto control = Server::start(
      control_port, [s = sim.get()](const Request& r) { return s->control_face_.handle(r); },
      &sim->world_.pauses);
  if (!control) return tl::unexpected(control.error());
  sim->control_ = *std::move(control);
  const std::pair<LineFace*, int> gateways[] = {
      {&sim->smpp_, smpp_port}, {&sim->cmpp_, cmpp_port}, {&sim->smgp_, smgp_port}, {&sim->sgip_, sgip_port}};
  for (const auto& [gateway, at] : gateways)
    if (at >= 0)
      if (const auto listening = gateway->listen(at); !listening) return tl::unexpected(listening.error());
  return sim;
}

Answer Simulator::carry(const Request& request) {
  if (SpeechFace::is_for(request)) return speech_.handle(request);
  if (PlatformFace::is_for(request)) return platforms_.handle(request);
  if (HuaweiFace::is_for(request)) return huawei_.handle(request);
  if (MasFace::is_for(request)) return mas_.handle(request);
  if (TwilioFace::is_for(request)) return twilio_.handle(request);
  if (AliyunFace::is_for(request)) return aliyun_.handle(request);
  return tencent_.handle(request);
}

Simulator::~Simulator() {
  world_.pauses.stop();
  control_.reset();
  carrier_.reset();
}

NamedPorts Simulator::ports() const {
  return {{"carrier", port()},   {"control", control_port()}, {"smpp", smpp_port()},
          {"cmpp", cmpp_port()}, {"smgp", smgp_port()},       {"sgip", sgip_port()}};
}

Result<void> write_port_file(const std::string& path, const NamedPorts& ports) {
  const std::string draft = path + ".new";
  {
    std::ofstream file(draft, std::ios::trunc);
    for (const auto& [name, port] : ports)
      if (port != 0) file << name << "=" << port << "\n";
    if (!file.flush()) return fail(Errc::storage, "can't be written", draft);
  }
  if (std::rename(draft.c_str(), path.c_str()) != 0) return fail(Errc::storage, "can't be replaced", path);
  return {};
}

}  // namespace huiyin::sim
