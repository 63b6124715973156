#include "adapters/smpp/status.h"

namespace huiyin::smpp {
namespace {

struct Known {
  std::uint32_t status;
  std::string_view name;
  StatusClass what = StatusClass::permanent;
};
constexpr Known kKnown[] = {
    {0x00, "ESME_ROK", StatusClass::ok},
    {0x01, "ESME_RINVMSGLEN"},
    {0x02, "ESME_RINVCMDLEN"},
    {0x03, "ESME_RINVCMDID"},
    {0x04, "ESME_RINVBNDSTS", StatusClass::session},
    {0x05, "ESME_RALYBND", StatusClass::session},
    {0x06, "ESME_RINVPRTFLG"},
    {0x07, "ESME_RINVREGDLVFLG"},
    {0x08, "ESME_RSYSERR", StatusClass::retryable},
    {0x0A, "ESME_RINVSRCADR"},
    {0x0B, "ESME_RINVDSTADR"},
    {0x0C, "ESME_RINVMSGID"},
    {0x0D, "ESME_RBINDFAIL", StatusClass::session},
    {0x0E, "ESME_RINVPASWD", StatusClass::configuration},
    {0x0F, "ESME_RINVSYSID", StatusClass::configuration},
    {0x11, "ESME_RCANCELFAIL"},
    {0x13, "ESME_RREPLACEFAIL"},
    {0x14, "ESME_RMSGQFUL", StatusClass::throttled},
    {0x15, "ESME_RINVSERTYP"},
    {0x33, "ESME_RINVNUMDESTS"},
    {0x34, "ESME_RINVDLNAME"},
    {0x40, "ESME_RINVDESTFLAG"},
    {0x42, "ESME_RINVSUBREP"},
    {0x43, "ESME_RINVESMCLASS"},
    {0x44, "ESME_RCNTSUBDL"},
    {0x45, "ESME_RSUBMITFAIL", StatusClass::retryable},
    {0x48, "ESME_RINVSRCTON"},
    {0x49, "ESME_RINVSRCNPI"},
    {0x50, "ESME_RINVDSTTON"},
    {0x51, "ESME_RINVDSTNPI"},
    {0x53, "ESME_RINVSYSTYP", StatusClass::configuration},
    {0x54, "ESME_RINVREPFLAG"},
    {0x55, "ESME_RINVNUMMSGS"},
    {0x58, "ESME_RTHROTTLED", StatusClass::throttled},
    {0x61, "ESME_RINVSCHED"},
    {0x62, "ESME_RINVEXPIRY"},
    {0x63, "ESME_RINVDFTMSGID"},
    {0x64, "ESME_RX_T_APPN", StatusClass::retryable},
    {0x65, "ESME_RX_P_APPN"},
    {0x66, "ESME_RX_R_APPN"},
    {0x67, "ESME_RQUERYFAIL"},
    {0xC0, "ESME_RINVOPTPARSTREAM"},
    {0xC1, "ESME_ROPTPARNOTALLWD"},
    {0xC2, "ESME_RINVPARLEN"},
    {0xC3, "ESME_RMISSINGOPTPARAM"},
    {0xC4, "ESME_RINVOPTPARAMVAL"},
    {0xFE, "ESME_RDELIVERYFAILURE", StatusClass::retryable},
    {0xFF, "ESME_RUNKNOWNERR", StatusClass::retryable},
    {0x100, "ESME_RSERTYPUNAUTH"},
    {0x101, "ESME_RPROHIBITED"},
    {0x102, "ESME_RSERTYPUNAVAIL"},
    {0x103, "ESME_RSERTYPDENIED"},
    {0x104, "ESME_RINVDCS"},
    {0x105, "ESME_RINVSRCADDRSUBUNIT"},
    {0x106, "ESME_RINVDSTADDRSUBUNIT"},
};

}  // namespace

StatusClass class_of(std::uint32_t status) {
  for (const Known& k : kKnown)
    if (k.status == status) return k.what;
  return StatusClass::permanent;
}

std::string status_name(std::uint32_t status) {
  for (const Known& k : kKnown)
    if (k.status == status) return std::string(k.name);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text = "0x";
  for (int shift = 28; shift >= 0; shift -= 4) text.push_back(kDigits[status >> shift & 0xF]);
  return text;
}

}  // namespace huiyin::smpp
