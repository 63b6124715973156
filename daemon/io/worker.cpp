#include "daemon/io/worker.h"

#include <pthread.h>

namespace huiyin {

Worker::Worker(std::string name, std::size_t limit)
    : mailbox_(std::move(name), limit), thread_([this] { thread_main(); }) {}

Worker::~Worker() {
  post_always([this] { stopping_ = true; });
  thread_.join();
}

bool Worker::post(Work work) {
  return mailbox_.post(std::move(work));
}

void Worker::post_always(Work work) {
  mailbox_.post_always(std::move(work));
}

void Worker::thread_main() {
  ::pthread_setname_np(::pthread_self(), mailbox_.name().substr(0, 15).c_str());
  while (!stopping_ || mailbox_.size() > 0) {
    mailbox_.wait(1000);
    mailbox_.run();
  }
}

}  // namespace huiyin
