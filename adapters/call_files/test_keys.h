// For tests of signatures: fresh keys, their certificates, and what they sign.
// Not linked into any program.
#pragma once
#include <memory>
#include <string>

namespace huiyin::testing {

class TestKey {
 public:
  explicit TestKey(const std::string& algorithm);  // "RS256", "ES384", "EdDSA",
                                                   // …: decides the kind of key
  ~TestKey();
  std::string public_pem() const;
  std::string private_pem() const;
  std::string certificate_pem(const std::string& name, const TestKey& issuer, const std::string& issuer_name,
                              bool authority) const;
  std::string sign(const std::string& input) const;  // as JOSE writes it

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The general JSON serialization with one signature. header: of both JSON
// objects, as they are.
std::string jws(const TestKey& key, const std::string& protected_header, const std::string& header,
                const std::string& payload);
std::string der_base64(const std::string& pem);

}  // namespace huiyin::testing
