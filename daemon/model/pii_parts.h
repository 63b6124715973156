// Private to the pii_*.cpp files: the text as code points that know their place, and the finders of each
// kind.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "daemon/base/toml.h"
#include "daemon/model/gazetteer.h"
#include "daemon/model/pii.h"

namespace huiyin::pii {

struct Text {
  Text(std::string_view text, const Gazetteer* gazetteer);

  std::string_view original;
  Folded form;                    // the matching form
  std::u32string cp;              // its code points
  std::vector<std::uint32_t> at;  // byte in form.text of each code point, one entry more for the end
  std::vector<PlaceSpan> places;  // in bytes of the original
  std::vector<bool> in_place;     // per code point: inside a place's name
  std::vector<std::uint32_t>
      place_begin;  // per code point: first code point of the place it is in, else itself
  bool has_han = false;

  std::size_t size() const { return cp.size(); }
  // 0 outside the text.
  char32_t get(std::size_t i) const { return i < cp.size() ? cp[i] : 0; }
  std::u32string_view view(std::size_t begin, std::size_t end) const {
    return std::u32string_view(cp).substr(begin, end - begin);
  }
  std::size_t index_of_byte(std::size_t form_byte) const;  // the code point that the byte of form.text is in
  PiiSpan span(std::size_t begin, std::size_t end, const char* type) const;  // of code points
};

bool is_han(char32_t c);
bool is_latin(char32_t c);  // a-z
bool is_ascii_digit(char32_t c);
bool ends_sentence(char32_t c);
bool is_blank(char32_t c);
// 0-9 of ASCII and of spoken Chinese (幺 〇 两), -1 for anything else.
int digit_of(char32_t c);

// A set of words, asked whether one of them ends or begins at a place. Longest first.
class Words {
 public:
  Words() = default;
  explicit Words(const std::vector<std::string>& words);
  // Length of the longest word that ends right before `end`; 0 where none. Latin words must be whole.
  std::size_t ending_at(const Text& text, std::size_t end) const;
  std::size_t starting_at(const Text& text, std::size_t begin) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::u32string_view word) const { return std::hash<std::u32string_view>()(word); }
  };
  std::unordered_set<std::u32string, Hash, std::equal_to<>> words_;
  std::vector<std::size_t> lengths_;  // longest first
};

class Chars {
 public:
  Chars() = default;
  explicit Chars(const std::string& utf8);
  bool has(char32_t c) const { return chars_.contains(c); }

 private:
  std::unordered_set<char32_t> chars_;
};

struct NumberWords {
  explicit NumberWords(const Toml& section);
  Words id, phone, landline, card, other_id, trap;
  Chars units;
};

struct NameWords {
  explicit NameWords(const Toml& section);
  Chars surnames, rare_surnames, safe, given, follow, measures;
  Words compound, not_names, cues, roles, titles;
};

struct AddressWords {
  explicit AddressWords(const Toml& section);
  Words start_after;
};

// Each appends what it finds; overlaps are settled by the caller.
void find_numbers(const Text& text, const NumberWords& words, std::vector<PiiSpan>* out);
void find_names(const Text& text, const NameWords& words, std::vector<PiiSpan>* out);

class PatternFinder {  // email, plate, account, foreign numbers
 public:
  explicit PatternFinder(const Toml& file);
  PatternFinder(PatternFinder&&) noexcept;
  ~PatternFinder();
  void find(const Text& text, std::vector<PiiSpan>* out) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

class EnglishNames {
 public:
  explicit EnglishNames(const Toml& section);
  EnglishNames(EnglishNames&&) noexcept;
  ~EnglishNames();
  void find(const Text& text, std::vector<PiiSpan>* out) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

class AddressFinder {
 public:
  explicit AddressFinder(const Toml& section);
  AddressFinder(AddressFinder&&) noexcept;
  ~AddressFinder();
  void find(const Text& text, std::vector<PiiSpan>* out) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace huiyin::pii
