// Verbs: what the daemon is doing, and stopping it.
#include "daemon/ctl/verb_options.h"
#include "daemon/ctl/verb_tables.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

using Kind = Option::Kind;

constexpr Option kStopAll[] = {{"--reason", Kind::text, "Why", "原因"}};
constexpr Option kThaw[] = {
    {"--reason", Kind::text, "Why sending may go on", "为何可以恢复发送", true},
    {"--queued", Kind::text, "What becomes of what is queued; must be said after a restore",
     "如何处理待发短信；恢复备份后必须说明", false, "keep|cancel"}};

constexpr Verb kVerbs[] = {
    {"status", "What the daemon is doing", "守护进程状态", {}, run_status},
    {"verify",
     "Prove the ledger's invariants; exit 4 when one fails",
     "核验账本；有问题时退出码为 4",
     {},
     run_verify},
    {"stop-all", "Stop all sending at once, and tell what had left", "立即停止一切发送并报告已发出的部分",
     kStopAll, run_stop_all},
    {"thaw", "Let sending go on after stop-all or a restore", "停止或恢复备份后，恢复发送", kThaw, run_thaw},
};

}  // namespace

std::span<const Verb> verbs_of_running() {
  return kVerbs;
}

}  // namespace huiyin
