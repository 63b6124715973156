#include "daemon/intake/puller.h"

#include "daemon/intake/pull_lane.h"

namespace huiyin {

struct Puller::Shared {
  PullTools tools;
  std::vector<std::shared_ptr<PullLane>> lanes;
};

Puller::Puller(Loop& loop, Store& store, Keeper& keeper, const Clock& clock, const Options& options,
               RecoverList recover_list, Fetch fetch) {
  if (!fetch)
    fetch = [&loop](const HttpCall& call, std::function<void(HttpReply)> done) {
      loop.fetch(call, std::move(done));
    };
  shared_ = std::make_unique<Shared>(
      Shared{{loop, store, keeper, clock, options, std::move(recover_list), std::move(fetch)}, {}});
}

Puller::~Puller() = default;

void Puller::add(const PullAccount& account) {
  for (const PullPlan& plan : account.carrier->pulls())
    shared_->lanes.push_back(std::make_shared<PullLane>(shared_->tools, account, plan));
}

void Puller::start() {
  for (const auto& lane : shared_->lanes) lane->start();
}

void Puller::stop(std::function<void()> drained) {
  const auto left = std::make_shared<std::size_t>(shared_->lanes.size());
  const auto one_less = [left, drained = std::move(drained), &loop = shared_->tools.loop] {
    if (--*left == 0) loop.post_always(drained);
  };
  if (shared_->lanes.empty()) {
    *left = 1;
    return one_less();
  }
  for (const auto& lane : shared_->lanes) lane->stop(one_less);
}

std::vector<PullStatus> Puller::status() const {
  std::vector<PullStatus> out;
  for (const auto& lane : shared_->lanes) out.push_back(lane->status());
  return out;
}

}  // namespace huiyin
