// Verbs: what people sent or said, who looks at it, and its clocks.
#include "daemon/ctl/verb_options.h"
#include "daemon/ctl/verb_tables.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

using Kind = Option::Kind;

constexpr Option kDeadId{"id", Kind::number, "Number of the payload", "载荷编号", true};
constexpr Option kIntakeId[] = {{"id", Kind::text, "IN-YYYYMMDD-NNNNNN", "IN-YYYYMMDD-NNNNNN", true}};
constexpr Option kCorrect[] = {
    {"id", Kind::text, "IN-YYYYMMDD-NNNNNN", "IN-YYYYMMDD-NNNNNN", true},
    {"--category", Kind::text, "Code of the category", "类别代码"},
    {"--purpose", Kind::text, "What it is for", "目的", false,
     "request|report|inquiry|suggestion|praise|other"},
    {"--urgency", Kind::text, "How urgent it is", "紧急程度", false, "normal|urgent|danger_to_life"},
    {"--confidential", Kind::text, "Whether it is confidential", "保密", false,
     "none|requested|statutory|both"},
    {"--place", Kind::text, "Where it is", "地点"}};
constexpr Option kPrecision[] = {
    {"--since", Kind::text, "Only since this time (RFC 3339)", "仅此时刻之后（RFC 3339）"}};
constexpr Option kExport[] = {{"id", Kind::text, "IN-YYYYMMDD-NNNNNN", "IN-YYYYMMDD-NNNNNN", true},
                              {"--reason", Kind::text, "Why the whole record is needed", "需要原文的原因"}};
constexpr Option kAskTranscript[] = {
    {"id", Kind::text, "IN-YYYYMMDD-NNNNNN", "IN-YYYYMMDD-NNNNNN", true},
    {"--language", Kind::text, "Language spoken (BCP-47)", "通话语言（BCP-47）"}};
constexpr Option kCorrectTurn[] = {
    {"id", Kind::text, "IN-YYYYMMDD-NNNNNN", "IN-YYYYMMDD-NNNNNN", true},
    {"--turn", Kind::number, "Which turn, from 0", "第几句，从 0 起", true},
    {"--text", Kind::text, "What was said", "实际说的话"},
    {"--speaker", Kind::text, "Who said it", "说话人", false, "caller|agent|system|unknown"}};
constexpr Option kTail[] = {kCount, {"--after", Kind::number, "Begin after this event", "从该事件之后开始"}};
constexpr Option kOnlyDead[] = {kDeadId};
constexpr Option kDiscard[] = {kDeadId, {"--reason", Kind::text, "Why", "原因", true}};
constexpr Option kWhy{"--reason", Kind::text, "Why; stays on record", "原因，将留痕", true};
constexpr Option kWhyMaybe{"--reason", Kind::text, "Why; stays on record", "原因，将留痕"};
constexpr Option kGrantId{"grant", Kind::number, "Number of the asking", "申请编号", true};
constexpr Option kFix[] = {
    kDeadId, {"--file", Kind::file, "The mended payload", "修正后的载荷文件", true}, kWhy};
constexpr Option kExportDead[] = {
    kDeadId, {"--to", Kind::file, "File to write (mode 0600)", "写入的文件（权限 0600）", true}, kWhy};
constexpr Option kProgress[] = {
    kRecord,
    {"state", Kind::text, "The state it reached", "到达的状态", true},
    {"--at", Kind::text, "When (RFC 3339; default: now)", "时间（RFC 3339，默认现在）"},
    kCase};
constexpr Option kAssign[] = {
    kRecord, {"--to", Kind::text, "Name of an account; \"\" for nobody", "账户名；\"\" 表示取消", true}};
constexpr Option kContact[] = {kRecord,
                               {"--never", Kind::flag, "No calls and no texts", "不打电话也不发短信"},
                               {"--hours", Kind::text, "Only then: 09:00-11:00", "仅限该时段：09:00-11:00"},
                               {"--clear", Kind::flag, "As with everybody", "恢复通常方式"}};
constexpr Option kReceipts[] = {
    {"--intake", Kind::text, "Of one record only", "仅限一条记录"}, kLimit, kBefore};
constexpr Option kDutyFile[] = {{"file", Kind::file,
                                 "CSV: level,name,phone; level 1 is paged first; replaces the whole list",
                                 "CSV：level,name,phone；1 级最先通知；替换整个名单", true}};
constexpr Option kOnlyRecord[] = {kRecord};
constexpr Option kExtend[] = {
    kRecord, {"--clock", Kind::text, "Which (deadline list)", "哪个期限（见 deadline list）", true}, kWhy};
constexpr Option kAskLook[] = {
    kRecord,
    kWhy,
    {"--text", Kind::flag, "See what was said (the default)", "查看原文（默认）"},
    {"--number", Kind::flag, "See the number", "查看号码"},
    {"--minutes", Kind::number, "For how long (default: the longest)", "时长（分钟，默认最长）"}};
constexpr Option kDecideLook[] = {kGrantId,
                                  {"--approve", Kind::flag, "Agree", "同意"},
                                  {"--refuse", Kind::flag, "Refuse", "拒绝"},
                                  kWhyMaybe};
constexpr Option kOnlyGrant[] = {kGrantId};
constexpr Option kAudit[] = {
    {"--actor", Kind::text, "Of one account (token:NAME)", "某账户（token:名称）"},
    {"--subject", Kind::text, "About one thing (intake/IN-…)", "某对象（intake/IN-…）"},
    {"--action", Kind::text, "Actions that begin so", "以此开头的操作"},
    kLimit,
    kBefore};
constexpr Option kHandover[] = {
    kRecord, {"--unit", Kind::text, "The handling unit", "承办单位", true}, kWhyMaybe};
constexpr Option kTrace[] = {
    {"file", Kind::file, "A file with the text that was found", "含所发现文本的文件", true}};

constexpr Verb kVerbs[] = {
    {"intake list", "Records, newest first", "受理记录，新的在前", kPage, run_intake_list},
    {"intake show", "One record, masked", "查看记录（脱敏）", kIntakeId, run_intake_show},
    {"intake tail", "New records as they come", "实时显示新记录", kTail, run_intake_tail},
    {"intake dead list", "Payloads that could not be read", "死信列表", kOnlyLimit, run_dead_list},
    {"intake dead show", "One payload, without its content", "查看死信（不含内容）", kOnlyDead,
     run_dead_show},
    {"intake dead requeue", "Read it again", "重新读取", kOnlyDead, run_dead_requeue},
    {"intake dead discard", "Give it up; its bytes stay", "放弃（原始字节保留）", kDiscard, run_dead_discard},
    {"intake correct", "Say what a suggestion should have been, or that it stands", "更正或确认建议",
     kCorrect, run_intake_correct},
    {"intake precision", "How often the suggestions of each rule stood", "各规则建议的准确率", kPrecision,
     run_intake_precision},
    {"intake export", "One record as vCon; redacted, unless a reason is given (on record)",
     "导出为 vCon；默认脱敏，给出原因则导出原文并留痕", kExport, run_intake_export},
    {"intake transcript list", "What was heard in a call, version by version, masked",
     "通话的各版文字记录（脱敏）", kIntakeId, run_transcript_list},
    {"intake transcript ask", "Ask for the call to be transcribed anew", "请求重新转写", kAskTranscript,
     run_transcript_ask},
    {"intake transcript correct", "Put a turn right; the machine's text stays beside it",
     "更正一句（机器文本保留）", kCorrectTurn, run_transcript_correct},
    {"intake dead fix", "Read a mended copy instead; its bytes stay", "改读修正件（原始字节保留）", kFix,
     run_dead_fix},
    {"intake dead export", "Its bytes, to mend them; stays on record", "导出原始字节以便修正，留痕",
     kExportDead, run_dead_export},
    {"intake progress", "Tell how far a record is", "更新记录进展", kProgress, run_intake_progress},
    {"intake assign", "Make it somebody's case", "指派承办人", kAssign, run_intake_assign},
    {"intake contact", "How its person may be reached", "当事人可联系的方式", kContact, run_intake_contact},
    {"intake receipts", "What machines answered, and why not", "自动答复情况及未答复原因", kReceipts,
     run_intake_receipts},
    {"duty list", "Who is paged, level by level", "值班名单", {}, run_duty_list},
    {"duty set", "Replace the list", "更换值班名单", kDutyFile, run_duty_set},
    {"danger list", "Dangers, open ones first", "危险情况，未处置的在前", kOnlyLimit, run_danger_list},
    {"danger ack", "Take one on: pages end", "确认处置，停止通知", kOnlyRecord, run_danger_ack},
    {"deadline list", "Running clocks, the soonest first", "进行中的期限，先到期的在前", kOnlyLimit,
     run_deadline_list},
    {"deadline extend", "Lengthen one, where the rules allow it", "依规延长期限", kExtend,
     run_deadline_extend},
    {"access list", "Askings, newest first", "查看申请，新的在前", kPage, run_access_list},
    {"access ask", "Ask to see a record's original", "申请查看原文", kAskLook, run_access_ask},
    {"access decide", "Agree to another one's asking, or refuse", "审批他人的查看申请", kDecideLook,
     run_access_decide},
    {"access look", "See what was asked for", "查看", kOnlyGrant, run_access_look},
    {"access end", "End an asking before its time", "提前结束查看", kOnlyGrant, run_access_end},
    {"access who", "Who looked at a record, and why", "谁查看过某记录及原因", kOnlyRecord, run_access_who},
    {"audit list", "Entries, newest first", "留痕记录，新的在前", kAudit, run_audit_list},
    {"audit verify",
     "Prove that nothing was changed; exit 4 when something was",
     "核验留痕未被改动；有问题时退出码为 4",
     {},
     run_audit_verify},
    {"handover make", "A package for a unit: the matter without the person", "制作转办件（不含身份）",
     kHandover, run_handover_make},
    {"handover trace", "For which unit a text was made", "追查文本出自哪个单位的转办件", kTrace,
     run_handover_trace},
};

}  // namespace

std::span<const Verb> verbs_of_intake() {
  return kVerbs;
}

}  // namespace huiyin
