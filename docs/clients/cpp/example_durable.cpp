// A case system's consumer: example_durable ipc:///run/huiyin/service my-case-system [topic ...]
#include <iostream>

#include "huiyin_bus.hpp"

int main(int argc, char** argv) {
  if (argc < 3) return std::cerr << "usage: example_durable SERVICE NAME [TOPIC...]\n", 2;
  huiyin_bus::Service service(argv[1]);
  huiyin_bus::Durable consumer(service, argv[2], huiyin_bus::Topics(argv + 3, argv + argc));
  consumer.run([](const huiyin_bus::Event& e) {
    // Store it under e.id; what is redelivered may be there already.
    std::cout << e.seq << ' ' << e.type << ' ' << e.subject << (e.redelivered ? " again" : "") << std::endl;
    return true;
  });
}
