// A ledger in a temporary folder, gone with the object.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "daemon/store/store.h"

namespace huiyin {

struct TempDir {
  TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "huiyin-test-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~TempDir() { std::filesystem::remove_all(path); }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::string path;
};

struct TempStore {
  explicit TempStore(std::size_t queue_limit = 20'000) {
    auto opened = Store::open({url(), queue_limit});
    if (!opened) throw std::runtime_error(opened.error().text());
    store = std::move(*opened);
  }
  std::string url() const { return dir.path + "/huiyin.db"; }
  std::unique_ptr<Database> reader() const { return std::move(*store->reader()); }
  // Runs fn in a transaction and returns its value; throws when it failed.
  template <typename F>
  auto in(F fn) {
    using T = decltype(fn(std::declval<Database&>()));
    auto done = store->write_now<T>([&](Database& db) -> Result<T> { return fn(db); });
    if (!done) throw std::runtime_error(done.error().text());
    return std::move(*done);
  }

  TempDir dir;
  std::unique_ptr<Store> store;
};

}  // namespace huiyin
