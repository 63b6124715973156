// Delivery receipts in all the forms they come in, and the comparing of message ids that two parts of one
// SMSC write differently.
#pragma once
#include <string>
#include <string_view>

#include "adapters/message.h"
#include "adapters/smpp/pdu.h"

namespace huiyin::smpp {

// How a number is written that stands for a message.
enum class IdForm { text, hex, decimal };

// Equal for all spellings of one id. text: letter case and leading zeros do not count; hex and decimal: by
// value, falling back to text for what is no number of 64 bits.
std::string id_key(std::string_view id, IdForm form);
// The id fit to be stored among others: characters other than printable ASCII become '_'.
std::string plain_id(std::string_view id);

struct ReceiptRules {
  IdForm response_id = IdForm::text;  // in submit_sm_resp, and in the TLV of receipts
  IdForm receipt_id = IdForm::text;   // in a receipt's text
  int zone_minutes = 8 * 60;          // of times that have no zone of their own
};

// A deliver_sm or data_sm that is a receipt: by its esm_class, its TLVs, or (where the class is missing) a
// text of Appendix B's form.
bool is_receipt(const Pdu& pdu, std::uint8_t esm_class, std::string_view text);
// Throws BadInput where no message id is found. The person's number is not set.
Receipt read_receipt(const Pdu& pdu, std::string_view text, const ReceiptRules& rules);

// By message_state of query_sm_resp or the TLV.
ReceiptState state_of(std::uint32_t message_state);
std::string_view state_name(std::uint32_t message_state);  // "DELIVRD"
// "2405010901", with seconds, or the 16 characters of SMPP's absolute time; epoch for anything else.
TimePoint read_time(std::string_view text, int zone_minutes);

}  // namespace huiyin::smpp
