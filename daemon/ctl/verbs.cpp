// All verbs: the tables of the areas in the order of the help.
#include "daemon/ctl/verbs.h"

#include "daemon/ctl/verb_tables.h"

namespace huiyin {
namespace {

using Kind = Option::Kind;

constexpr Option kGlobal[] = {
    {"--run-dir", Kind::file, "Folder of the daemon's endpoints.json (HUIYIN_RUN_DIR)",
     "守护进程 endpoints.json 所在目录（HUIYIN_RUN_DIR）"},
    {"--api", Kind::text, "Address of the API instead, http://HOST:PORT",
     "直接给出 API 地址，http://HOST:PORT"},
    {"--token-file", Kind::file, "File with the API token", "API 令牌文件"},
    {"--json", Kind::flag, "JSON instead of text", "输出 JSON"},
    {"--lang", Kind::text, "Language of texts", "语言", false, "en|zh"},
};

constexpr VerbGroup kGroups[] = {
    {"campaign", "Send a text to a list of people", "向名单群发短信"},
    {"explain", "One timeline of why", "逐时说明来龙去脉"},
    {"uncertain", "Messages that perhaps left", "不确定是否发出的短信"},
    {"consent", "Opt-outs, objections, consent", "退订、拒绝与同意"},
    {"cost", "The ledger of costs", "费用账"},
    {"template", "Texts with fields, and carriers' approval", "短信模板与运营商审核"},
    {"contact", "What people ask for", "个人意愿"},
    {"list", "Stored audience lists", "名单"},
    {"message", "Single messages", "单条短信"},
    {"intake", "What people sent or said", "群众来信来电"},
    {"intake transcript", "What was heard in a call", "通话文字记录"},
    {"intake dead", "Payloads that could not be read", "无法解析的载荷"},
    {"duty", "Who is paged when somebody may be in danger", "危险情况的值班名单"},
    {"danger", "Dangers to life that a human must take on", "须有人处置的危险情况"},
    {"reprisal", "Signs of pressure for having complained, told to guardians", "疑似打击报复的线索"},
    {"guardian", "Who is told of such signs, apart from the units named", "打击报复线索的接收人"},
    {"deadline", "Clocks of records", "记录的期限"},
    {"access", "Looking at what is masked; every look is on record", "查看脱敏内容，次次留痕"},
    {"audit", "Who did and looked at what", "操作与查看留痕"},
    {"vault", "The key that seals numbers and texts", "封存号码与正文的密钥"},
    {"erasure", "What a person asks to be erased, and what is held", "个人信息删除与保全"},
    {"handover", "Packages without identity for handling units", "不含身份信息的转办件"},
    {"case", "What the case system tells", "工单系统的通报"},
    {"followup", "Questions after closed cases", "办结回访"},
    {"followup staff", "Numbers of staff, whose ratings are flagged", "工作人员号码，其评价加标记"},
    {"dissatisfied", "Who is dissatisfied and waits for a human", "不满意回访清单"},
    {"voice", "Call-backs by voice, of a sample nobody can choose", "电话抽查回访"},
    {"bus", "The event bus", "事件总线"},
    {"bus key", "CURVE keys of clients on other machines", "其他主机客户端的 CURVE 密钥"},
    {"webhook", "Events posted to systems without ZeroMQ", "向未用 ZeroMQ 的系统推送事件（webhook）"},
    {"user", "The people of the office", "办公室人员"},
    {"token", "Tokens for scripts", "脚本用令牌"},
    {"config", "Settings", "设置"},
    {"clock", "The virtual clock of training and tests", "培训与测试用虚拟时钟"},
    {"lab", "What the rules make of texts, line by line, without a daemon", "逐行试验规则，无需守护进程"},
};

std::vector<Verb> joined() {
  std::vector<Verb> all;
  for (const auto table :
       {verbs_of_running(), verbs_of_tell(), verbs_of_intake(), verbs_of_cases(), verbs_of_system()})
    all.insert(all.end(), table.begin(), table.end());
  return all;
}

}  // namespace

std::span<const Verb> all_verbs() {
  static const std::vector<Verb> all = joined();
  return all;
}
std::span<const VerbGroup> verb_groups() {
  return kGroups;
}
std::span<const Option> global_options() {
  return kGlobal;
}

}  // namespace huiyin
