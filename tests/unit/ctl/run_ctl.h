// Runs huiyinctl in this process, and a daemon that says what a test wants.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "daemon/ctl/run.h"
#include "daemon/io/http_server.h"
#include "daemon/io/system.h"
#include "tests/unit/io/temporary_folder.h"

namespace huiyin::test {

struct Ran {
  int exit = -1;
  std::string out, err;
};

inline Ran run(const std::vector<std::string>& arguments, const std::string& input = "") {
  Ran r;
  std::istringstream in(input);
  Terminal out(&r.out, false, 80), err(&r.err, false, 80);
  r.exit = run_ctl(arguments, in, out, err);
  return r;
}

// Answers by "METHOD /path"; 404 for anything else. Its endpoints.json and token lie in folder.
class FakeDaemon {
 public:
  using Answer = std::function<HttpResponse(const HttpRequest&)>;

  FakeDaemon() {
    auto started = HttpServer::start(
        {}, [this](HttpRequest q, std::shared_ptr<Responder> r) { handle(q, *r); },
        [](std::string_view, std::string_view) { return std::size_t{1} << 24; });
    server_ = std::move(*started);
    tell_endpoints("http://127.0.0.1:" + std::to_string(server_->port()));
    (void)write_file_durably(folder_.path() + "/token", "hy_secret\n");
  }

  void on(const std::string& what, Answer answer) { answers_[what] = std::move(answer); }
  void on(const std::string& what, const std::string& json, int status = 200) {
    on(what, [json, status](const HttpRequest&) {
      HttpResponse r;
      r.status = status;
      r.body = json;
      if (status >= 400) r.content_type = "application/problem+json";
      return r;
    });
  }
  void tell_endpoints(const std::string& api) {
    (void)write_file_durably(folder_.path() + "/endpoints.json",
                             "{\"api\":\"" + api + "\",\"token_file\":\"" + folder_.path() +
                                 "/token\",\"stream\":\"ipc://" + folder_.path() +
                                 "/stream\",\"service\":\"ipc://" + folder_.path() + "/service\"}");
  }

  Ran run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--run-dir", folder_.path(), "--lang", "en"});
    return test::run(arguments);
  }
  std::string file(const std::string& name, const std::string& bytes) const {
    (void)write_file_durably(folder_.path() + "/" + name, bytes);
    return folder_.path() + "/" + name;
  }
  std::vector<HttpRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  const std::string& folder() const { return folder_.path(); }

 private:
  void handle(const HttpRequest& q, Responder& r) {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(q);
    }
    const auto it = answers_.find(q.method + " " + q.path);
    if (it != answers_.end()) return r.send(it->second(q));
    HttpResponse none;
    none.status = 404;
    none.content_type = "application/problem+json";
    none.body = R"({"title":"not_found","status":404,"detail":"there is no such thing"})";
    r.send(none);
  }

  TemporaryFolder folder_;
  std::map<std::string, Answer> answers_;  // set before the first request
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::unique_ptr<HttpServer> server_;  // last: stops first
};

}  // namespace huiyin::test
