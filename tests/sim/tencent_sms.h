// The actions of Tencent SMS, private to the Tencent face. Each writes its members into an open object.
#pragma once
#include <string>
#include <string_view>

#include "tests/sim/tencent_face.h"

namespace huiyin::sim {

void send_sms(const ActionCall& call, World* world, JsonWriter* out);
void pull_send_status(const ActionCall& call, World* world, JsonWriter* out);
void pull_reply_status(const ActionCall& call, World* world, JsonWriter* out);
void send_status_by_number(const ActionCall& call, World* world, JsonWriter* out);
void reply_status_by_number(const ActionCall& call, World* world, JsonWriter* out);
void describe_send_records(const ActionCall& call, World* world, JsonWriter* out);

// "+8613800000001" of what Tencent takes for it: with +, 0086, 86 or nothing before a domestic number.
std::string normal_number(std::string_view number);
std::string read_account(const Params& params, const World& world);  // SmsSdkAppId; throws ApiError

// "13800000001" and "86" of "+8613800000001"; a foreign number's country code is not told apart.
std::string subscriber_of(const std::string& number);
std::string country_of(const std::string& number);

}  // namespace huiyin::sim
