// A dashboard: example_live ipc:///run/huiyin/stream ipc:///run/huiyin/service [topic ...]
#include <iostream>

#include "huiyin_bus.hpp"

int main(int argc, char** argv) {
  if (argc < 3) return std::cerr << "usage: example_live STREAM SERVICE [TOPIC...]\n", 2;
  huiyin_bus::Service service(argv[2]);
  huiyin_bus::Live live(argv[1], service,
                        argc > 3 ? huiyin_bus::Topics(argv + 3, argv + argc) : huiyin_bus::Topics{""});
  live.run([&](const huiyin_bus::Event& e) {
    std::cout << e.seq << ' ' << e.type << ' ' << e.subject << " healed=" << live.healed() << std::endl;
    return true;
  });
}
