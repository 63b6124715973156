#include "daemon/base/gunzip.h"

#include <gtest/gtest.h>

#include "daemon/base/bytes.h"

namespace huiyin {
namespace {

// printf hello | gzip -n
const std::string kHello = from_hex("1f8b0800000000000003cb48cdc9c9070086a6103605000000").value();

TEST(Gunzip, OneMemberAndNothingElse) {
  EXPECT_TRUE(is_gzip(kHello));
  EXPECT_FALSE(is_gzip("{"));
  EXPECT_EQ(gunzip(kHello, 5).value(), "hello");
  EXPECT_EQ(gunzip(kHello + "x", 5).error().what, "has bytes after the end of its gzip");
}

TEST(Gunzip, WhatIsDamagedOrTooLargeIsRefused) {
  EXPECT_EQ(gunzip(kHello, 4).error().what, "unpacks to more than 4 bytes");
  for (std::size_t n = 0; n < kHello.size(); ++n)
    EXPECT_FALSE(gunzip(std::string_view(kHello).substr(0, n), 100)) << n;
  std::string damaged = kHello;
  damaged[20] = static_cast<char>(damaged[20] ^ 0x55);  // of the checksum
  EXPECT_EQ(gunzip(damaged, 100).error().what, "is no gzip, or a damaged one");
  EXPECT_FALSE(gunzip("plain text", 100));
}

}  // namespace
}  // namespace huiyin
