#include "daemon/base/sealed_box.h"

#include <gtest/gtest.h>

#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

TEST(SealedBox, OnlyItsOwnKeyOpensIt) {
  const BoxKeys keys = make_box_keys(), others = make_box_keys();
  ASSERT_EQ(keys.public_key.size(), 32u);
  ASSERT_NE(keys.secret_key, others.secret_key);
  for (const std::string& content : {std::string(), random_bytes(32), random_bytes(1000)}) {
    const std::string box = close_box(keys.public_key, content).value();
    if (!content.empty()) {
      EXPECT_EQ(box.find(content), box.npos);
    }
    EXPECT_EQ(open_box(keys.secret_key, box).value(), content);
    EXPECT_EQ(open_box(others.secret_key, box).error().code, Errc::forbidden);
    EXPECT_NE(close_box(keys.public_key, content).value(), box) << "two boxes never look alike";
  }
}

TEST(SealedBox, WhatWasChangedDoesNotOpen) {
  const BoxKeys keys = make_box_keys();
  const std::string box = close_box(keys.public_key, random_bytes(32)).value();
  for (std::size_t i = 0; i < box.size(); ++i) {
    std::string changed = box;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(open_box(keys.secret_key, changed)) << i;
    EXPECT_FALSE(open_box(keys.secret_key, box.substr(0, i))) << i;
  }
}

TEST(SealedBox, KeysOfAnotherLengthAreRefused) {
  for (const std::size_t n : {0u, 31u, 33u, 64u}) {
    EXPECT_EQ(close_box(std::string(n, 'k'), "x").error().code, Errc::bad_input) << n;
    EXPECT_EQ(open_box(std::string(n, 'k'), std::string(80, 'b')).error().code, Errc::bad_input) << n;
  }
}

}  // namespace
}  // namespace huiyin
