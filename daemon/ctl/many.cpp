#include "daemon/ctl/many.h"

#include <exception>

#include "daemon/io/loop.h"

namespace huiyin {
namespace {

class Many {
 public:
  Many(std::size_t count, const std::function<HttpCall(std::size_t)>& make,
       const std::function<void(std::size_t, const HttpReply&)>& done, const ManyOptions& options)
      : count_(count), make_(make), done_(done), options_(options) {}

  void run() {
    if (count_ == 0) return;
    loop_.post_always([this] { fill(); });
    loop_.run();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void fill() {
    while (next_ < count_ && under_way_ < options_.window && !failure_) {
      ++under_way_;
      send(next_++, 0);
    }
    if (under_way_ == 0) loop_.stop();
  }

  void send(std::size_t i, int tried) {
    loop_.fetch(make_(i), [this, i, tried](const HttpReply& reply) {
      const bool answered = reply.transport == Transport::answered && reply.status != 503;
      if (!answered && tried < options_.again && !failure_) {
        loop_.after(options_.pause, [this, i, tried] { send(i, tried + 1); });
        return;
      }
      finish(i, reply);
    });
  }

  // done() may throw (the output is closed): no more is asked for then, and what is under way is waited for.
  void finish(std::size_t i, const HttpReply& reply) {
    try {
      if (!failure_) done_(i, reply);
    } catch (...) {
      failure_ = std::current_exception();
    }
    --under_way_;
    fill();
  }

  const std::size_t count_;
  const std::function<HttpCall(std::size_t)>& make_;
  const std::function<void(std::size_t, const HttpReply&)>& done_;
  const ManyOptions options_;
  Loop loop_{"huiyinctl"};
  std::size_t next_ = 0, under_way_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void fetch_many(std::size_t count, const std::function<HttpCall(std::size_t)>& make,
                const std::function<void(std::size_t, const HttpReply&)>& done, const ManyOptions& options) {
  Many(count, make, done, options).run();
}

}  // namespace huiyin
