#include "daemon/base/phone.h"

#include <fstream>

#include <gtest/gtest.h>

#include "daemon/base/embedded.h"
#include "daemon/base/number_plan.h"
#include "daemon/base/text.h"

namespace huiyin {
namespace {

constexpr auto kMobile = NumberKind::mobile;
constexpr auto kFixed = NumberKind::fixed;
constexpr auto kService = NumberKind::service;
constexpr auto kIot = NumberKind::iot;

struct Good {
  const char* text;
  const char* e164;
  NumberKind kind;
  const char* region = "CN";
  const char* default_region = "CN";
};

TEST(ReadPhone, UnderstandsWhatPeopleAndCarriersWrite) {
  const Good cases[] = {
      {"13800000001", "+8613800000001", kMobile},
      {"+8613800000001", "+8613800000001", kMobile},
      {"8613800000001", "+8613800000001", kMobile},
      {"008613800000001", "+8613800000001", kMobile},
      {"+86 138-0000-0001", "+8613800000001", kMobile},
      {"(+86) 138 0000 0001", "+8613800000001", kMobile},
      {" 138 0000 0001\t", "+8613800000001", kMobile},
      {"１３８００００００01", "+8613800000001", kMobile},
      {"＋８６（１３８）０００００００１", "+8613800000001", kMobile},
      {"138\u30000000\u00A00001", "+8613800000001", kMobile},
      {"\u202A13800000001\u202C", "+8613800000001", kMobile},  // marks that copying from contacts leaves
      {"138–0000–0001", "+8613800000001", kMobile},
      {"tel:+8613800000001", "+8613800000001", kMobile},
      {"TEL:13800000001", "+8613800000001", kMobile},
      {"19200000001", "+8619200000001", kMobile},
      {"16100000001", "+8616100000001", kMobile},
      {"17000000001", "+8617000000001", kMobile},  // virtual operator
      {"14500000001", "+8614500000001", kMobile},  // data card
      {"13490000001", "+8613490000001", kMobile},  // satellite
      {"17400000001", "+8617400000001", kMobile},  // satellite
      {"1440000000001", "+861440000000001", kIot},
      {"1480000000001", "+861480000000001", kIot},
      {"+86 146 0000000001", "+861460000000001", kIot},
      {"010-62345678", "+861062345678", kFixed},
      {"+86 10 6234 5678", "+861062345678", kFixed},
      {"861062345678", "+861062345678", kFixed},
      {"0571 8700 0000", "+8657187000000", kFixed},
      {"+44 7400 123456", "+447400123456", kMobile, "GB"},
      {"00447400123456", "+447400123456", kMobile, "GB"},
      {"+44 20 7946 0018", "+442079460018", kFixed, "GB"},
      {"07400 123456", "+447400123456", kMobile, "GB", "GB"},
      {"+1 (212) 555-0123", "+12125550123", NumberKind::fixed_or_mobile, "US"},
      {"212.555.0123", "+12125550123", NumberKind::fixed_or_mobile, "US", "US"},
      {"+8613800000001", "+8613800000001", kMobile, "CN", "US"},
      {"+852 5123 4567", "+85251234567", kMobile, "HK"},
  };
  for (const Good& c : cases) {
    const PhoneNumber n = read_phone(c.text, c.default_region);
    EXPECT_EQ(n.error, NumberError::none) << c.text << ": " << name_of(n.error);
    EXPECT_EQ(n.e164, c.e164) << c.text;
    EXPECT_EQ(n.kind, c.kind) << c.text << ": " << name_of(n.kind);
    EXPECT_EQ(n.region, c.region) << c.text;
  }
}

TEST(ReadPhone, ServiceNumbersAreNeverPersons) {
  for (const char* text : {"110",
                           "119",
                           "120",
                           "122",
                           "12345",
                           "12356",
                           "10086",
                           "10000",
                           "1008611",
                           "114",
                           "12306",
                           "116114",
                           "95588",
                           "96110",
                           "950001234",
                           "1069012345",
                           "10690000123456789",
                           "106575000000000001",
                           "4008001234",
                           "800 810 0000",
                           "010-12345",
                           "0571-96345",
                           "+86 12345",
                           "8612345",
                           "+86 10690000123456",
                           "86106900001234567",
                           "１２３４５"}) {
    const PhoneNumber n = read_phone(text);
    EXPECT_EQ(n.error, NumberError::none) << text << ": " << name_of(n.error);
    EXPECT_EQ(n.kind, kService) << text << ": " << name_of(n.kind);
    EXPECT_EQ(n.e164, "") << text;
    EXPECT_FALSE(n.can_get_sms()) << text;
  }
  EXPECT_EQ(read_phone("+1 800 555 0199").kind, kService);
}

TEST(ReadPhone, NamesWhatIsWrong) {
  const std::pair<std::string, NumberError> cases[] = {
      {"", NumberError::empty},
      {" \u3000-", NumberError::empty},
      {"1.38E+10", NumberError::not_digits},
      {"1.38E10", NumberError::not_digits},
      {"13800000001.0", NumberError::not_digits},
      {"1380000000.0", NumberError::not_digits},
      {"张三", NumberError::not_digits},
      {"138****0001", NumberError::not_digits},
      {"13800000001;13800000002", NumberError::not_digits},
      {"13800000001/13800000002", NumberError::not_digits},
      {"138+00000001", NumberError::not_digits},
      {"++8613800000001", NumberError::not_digits},
      {"+", NumberError::not_digits},
      {"62345678转801", NumberError::not_digits},
      {"\xFF\xFE", NumberError::not_digits},
      {"1380000000", NumberError::too_short},
      {"138", NumberError::too_short},
      {"+86", NumberError::too_short},
      {"11", NumberError::too_short},
      {"1460000000", NumberError::too_short},
      {"14600000001", NumberError::too_short},
      {"138000000011", NumberError::too_long},
      {"14600000000001", NumberError::too_long},
      {"138000000011234567890123456789012345678", NumberError::too_long},
      {std::string(100000, '1'), NumberError::too_long},
      {"15400000001", NumberError::unassigned},
      {"+8615400000001", NumberError::unassigned},
      {"19400000001", NumberError::unassigned},
      {"14000000001", NumberError::unassigned},
      {"16110000001", NumberError::unassigned},
      {"17420000001", NumberError::unassigned},
      {"+999 123456789", NumberError::invalid},
      {"+1 111 111 1111", NumberError::invalid},
      {"+447", NumberError::too_short},
  };
  for (const auto& [text, error] : cases) {
    const PhoneNumber n = read_phone(text);
    EXPECT_EQ(name_of(n.error), name_of(error)) << text.substr(0, 60);
    EXPECT_EQ(n.e164, "") << text.substr(0, 60);
    EXPECT_FALSE(n.can_get_sms());
  }
}

TEST(ReadPhone, AnUnknownDefaultRegionIsAnErrorNotACrash) {
  EXPECT_NE(read_phone("2125550123", "XX").error, NumberError::none);
  EXPECT_NE(read_phone("2125550123", "").error, NumberError::none);
  EXPECT_EQ(read_phone("+12125550123", "XX").error, NumberError::none);
}

TEST(ReadPhone, TheResultReadsBackAsItself) {
  for (const char* text : {"13800000001", "1440000000001", "010-62345678", "+447400123456", "+12125550123"}) {
    const PhoneNumber n = read_phone(text);
    EXPECT_EQ(read_phone(n.e164).e164, n.e164);
  }
}

TEST(NumberPlan, TheShippedPlanIsWhole) {
  const auto rows = check_number_plan(embedded_file("number_plan_cn.tsv"));
  ASSERT_TRUE(rows) << rows.error().text();
  EXPECT_GE(*rows, 90);
}

TEST(NumberPlan, ErrorsNameTheLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"# c\nprefix\tcarrier\tkind\n138\tmobile\n", "number_plan_cn.tsv:3"},
      {"prefix\tcarrier\tkind\n12\tmobile\tmobile\n", "number_plan_cn.tsv:2"},
      {"prefix\tcarrier\tkind\n138\tmobile\tmobil\n", "number_plan_cn.tsv:2"},
      {"138\tmobile\tmobile\n", "number_plan_cn.tsv:1"},
      {"prefix\tcarrier\tkind\n1380000\tmobile\tmobile\n", "number_plan_cn.tsv:2"},
      {"prefix\tcarrier\tkind\n13x\tmobile\tmobile\n", "number_plan_cn.tsv:2"},
  };
  for (const auto& [text, place] : cases) {
    const auto rows = check_number_plan(text);
    ASSERT_FALSE(rows) << text;
    EXPECT_EQ(rows.error().where, place);
  }
}

TEST(NumberPlan, AgreesWithTheSharedFacts) {
  std::ifstream in(HUIYIN_SOURCE_DIR "/../shared/data/number_plan_cn.tsv");
  if (!in) GTEST_SKIP() << "the shared number plan is not beside this checkout";
  std::string line;
  std::getline(in, line);
  int checked = 0;
  while (std::getline(in, line)) {
    const auto cells = split(line, '\t');
    ASSERT_GE(cells.size(), 4u) << line;
    const bool iot = cells[2] == "iot13";
    std::string number(cells[0]);
    number.resize(iot ? 13 : 11, '0');
    const PhoneNumber n = read_phone(number);
    const NumberKind expected = cells[3] == "unassigned" ? NumberKind::unknown : iot ? kIot : kMobile;
    EXPECT_EQ(n.kind, expected) << line;
    ++checked;
  }
  EXPECT_GT(checked, 90);
}

TEST(MaskPhone, HidesFourDigitsAtLeast) {
  const std::pair<const char*, const char*> cases[] = {
      {"+8613800000001", "+86138****0001"},
      {"13800000001", "138****0001"},
      {"+12125550123", "+121****0123"},
      {"+861062345678", "+8610****5678"},
      {"+6834000", "+6****00"},
      {"12345", "*****"},
      {"", ""},
  };
  for (const auto& [number, masked] : cases) EXPECT_EQ(mask_phone(number), masked);
}

}  // namespace
}  // namespace huiyin
