// Thread roles as clang capabilities: a method marked ON_ROLE(net) may be called by the net thread only, and
// `clang -Wthread-safety` (scripts/check) reports a call from elsewhere. g++ ignores the marks.
#pragma once

#if defined(__clang__)
#define HUIYIN_TS(x) __attribute__((x))
#else
#define HUIYIN_TS(x)
#endif

#define CAPABILITY(x) HUIYIN_TS(capability(x))
#define SCOPED_CAPABILITY HUIYIN_TS(scoped_lockable)
#define GUARDED_BY(x) HUIYIN_TS(guarded_by(x))
#define ON_ROLE(x) HUIYIN_TS(requires_capability(x))
#define ACQUIRE(...) HUIYIN_TS(acquire_capability(__VA_ARGS__))
#define RELEASE(...) HUIYIN_TS(release_capability(__VA_ARGS__))
#define EXCLUDES(x) HUIYIN_TS(locks_excluded(x))
#define ASSERT_CAPABILITY(x) HUIYIN_TS(assert_capability(x))
#define NO_THREAD_SAFETY_ANALYSIS HUIYIN_TS(no_thread_safety_analysis)

namespace huiyin {

// One per kind of thread; see docs/architecture.md, "Threads".
class CAPABILITY("role") ThreadRole {
 public:
  // Tells the analysis that the caller runs on this role: first line of a role's thread function and of the
  // functions that it runs for others (posted work, callbacks of C libraries).
  void assert_here() const ASSERT_CAPABILITY(this) {}
};

inline ThreadRole net_role, store_role, bus_role, web_role;

}  // namespace huiyin
