// huiyinctl: the command line of huiyind.
#include <csignal>
#include <iostream>

#include "daemon/ctl/run.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of the write
  std::ios::sync_with_stdio(false);
  huiyin::Terminal out(stdout), err(stderr);
  return huiyin::run_ctl({argv + 1, argv + argc}, std::cin, out, err);
}
