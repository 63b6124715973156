#include <set>

#include <gtest/gtest.h>

#include "tests/unit/test_ledger.h"

namespace huiyin {
namespace {

TEST(Pseudonym, TheVaultFindsTheWayBack) {
  const TestLedger ledger;
  const Vault& vault = *ledger.vault();
  std::set<std::string> seen;
  for (const std::int64_t id : {1L, 2L, 3L, 1'000'000L, (1L << 30) - 1, 1L << 30, (1L << 40) - 1}) {
    const std::string name = vault.pseudonym(id);
    EXPECT_EQ(name.size(), 14U);
    EXPECT_EQ(name.substr(0, 2), "p_");
    EXPECT_TRUE(seen.insert(name).second);
    EXPECT_EQ(vault.person_of_pseudonym(name), id);
  }
}

TEST(Pseudonym, WhatWasNeverGivenOutIsNobody) {
  const TestLedger ledger, other;
  for (const char* text : {"", "p_", "p_000000000000", "p_zzzzzzzzzzzz", "p_00000000000", "q_000000000000",
                           "p_00000000000i", "p_00000000000A"})
    EXPECT_FALSE(ledger.vault()->person_of_pseudonym(text)) << text;
  for (std::int64_t id = 1; id <= 20; ++id)
    EXPECT_FALSE(ledger.vault()->person_of_pseudonym(other.vault()->pseudonym(id)));
}

TEST(Pseudonym, NeighboursShareNothing) {
  const TestLedger ledger;
  int equal = 0;
  for (std::int64_t id = 1; id <= 200; ++id) {
    const std::string a = ledger.vault()->pseudonym(id), b = ledger.vault()->pseudonym(id + 1);
    for (std::size_t i = 2; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  }
  EXPECT_LT(equal, 200 * 12 / 16);  // by chance 1 in 32
}

}  // namespace
}  // namespace huiyin
