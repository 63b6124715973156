// Verbs: cases, the questions after them, and call-backs.
#include "daemon/ctl/verb_options.h"
#include "daemon/ctl/verb_tables.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

using Kind = Option::Kind;

constexpr Option kFrom{"--from", Kind::file, "CSV file or .xlsx, one case a line",
                       "CSV 或 .xlsx 文件，每行一个工单"};
constexpr Option kClosed[] = {
    kCase,
    {"--phone", Kind::text, "Whom to ask", "回访电话"},
    {"--person", Kind::text, "The same by the pseudonym of our events", "同上，以事件中的化名指定"},
    {"--answered-at", Kind::text, "When it was answered (RFC 3339; default: now)",
     "答复时间（RFC 3339，默认现在）"},
    {"--tail", Kind::text, "What the text shows of the case number", "短信中显示的工单尾号"},
    {"--unit", Kind::text, "Unit that handled it", "承办单位"},
    {"--town", Kind::text, "Town", "镇街"},
    {"--category", Kind::text, "Category", "类别"},
    {"--survey", Kind::text, "Survey to ask with (default: the office's)",
     "问卷名称（默认为本单位默认问卷）"},
    kFrom};
constexpr Option kImport[] = {
    {"file", Kind::file,
     "CSV or .xlsx, one case a line: case_id, phone or person, answered_at, tail, unit, town, category, "
     "survey",
     "CSV 或 .xlsx，每行一个工单：case_id、phone 或 person、answered_at、tail、unit、town、category、survey",
     true}};
constexpr Option kReopened[] = {kCase, {"--reason", Kind::text, "Why", "原因"}, kFrom};
constexpr Option kCaseId[] = {{"case", Kind::text, "Id of the case", "工单编号", true}};
constexpr Option kFigures[] = {
    {"--from", Kind::text, "Answered from this day or time on (2026-01-01)", "答复日期自（2026-01-01）"},
    {"--to", Kind::text, "Answered before this day or time", "答复日期早于"},
    {"--by", Kind::text, "One line a group", "分组列出", false, "unit|town|category|month"},
    {"--format", Kind::text, "Form of the report (default: table)", "报告形式（默认 table）", false,
     "table|json|csv|xlsx|chart"},
    {"--out", Kind::file, "Write it to this file", "写入该文件"},
    {"--as-of", Kind::text, "As it was known at this time", "以该时刻所知为准"},
    {"--history", Kind::number, "With --as-of: the cut that a report names",
     "与 --as-of 同用：报告所列的截止序号"},
    {"--cases", Kind::number, "The same of the cases' steps", "同上，工单步骤的截止序号"},
};
constexpr Option kNote{"--note", Kind::text, "What was said and found; rests sealed", "备注，加密保存"};
constexpr Option kNoteNeeded{"--note", Kind::text, "What was found and done; rests sealed",
                             "办理情况，加密保存", true};
constexpr Option kItem{"item", Kind::number, "Number on the worklist", "清单序号", true};
constexpr Option kCaller{"--unit", Kind::text, "Unit of who does it; not the handling unit",
                         "办理人所在单位，不得为承办单位", true};
constexpr Option kDecideAnswer[] = {{"followup", Kind::number, "Number of the question", "回访编号", true},
                                    {"--label", Kind::text, "What the person meant", "其本意", true,
                                     "satisfied|mostly|dissatisfied|not_rated"},
                                    {"--reason", Kind::text, "Why; rests sealed", "理由，加密保存", true}};
constexpr Option kHeldPhone{"--phone", Kind::text, "Phone number", "电话号码"};
constexpr Option kHeldPerson{"--person", Kind::text, "Pseudonym of our events", "事件中的化名"};
constexpr Option kHold[] = {kCase,
                            kHeldPhone,
                            kHeldPerson,
                            {"--until", Kind::text, "RFC 3339, at most 14 days ahead (default: a day)",
                             "RFC 3339，最长 14 天（默认一天）"},
                            {"--reason", Kind::text, "Why", "原因"}};
constexpr Option kRelease[] = {kCase, kHeldPhone, kHeldPerson};
constexpr Option kStaffPhone[] = {
    {"phone", Kind::text, "Phone number; kept as a hash", "电话号码，仅存摘要", true}};
constexpr Option kDissatisfiedList[] = {kLimit,
                                        {"--after", Kind::number, "Go on after this one", "从该条之后继续"},
                                        {"--done", Kind::flag, "Those that are done", "已办毕的"}};
constexpr Option kOnlyItem[] = {kItem};
constexpr Option kTake[] = {kItem, kCaller};
constexpr Option kContacted[] = {
    kItem,
    {"--how", Kind::text, "Way", "方式", true, "phone|visit|sms|other"},
    {"--reached", Kind::text, "Whether you spoke with the person", "是否联系到本人", true, "yes|no"},
    kNote};
constexpr Option kItemDone[] = {kItem,
                                {"--outcome", Kind::text, "How it ended", "结果", true,
                                 "reopened|explained|resolved|review_requested|unreachable"},
                                kNoteNeeded};
constexpr Option kSample{"sample", Kind::number, "Number of the sample", "样本编号", true};
constexpr Option kCommit[] = {
    {"--from", Kind::text, "First day of the written answers", "答复日期起", true},
    {"--to", Kind::text, "Day after the last; still ahead", "答复日期止（不含），须为将来", true}};
constexpr Option kDraw[] = {
    kSample,
    {"--raters", Kind::number, "Of each unit so many who rated by SMS", "每单位抽取已评价人数", true},
    {"--silent", Kind::number, "Of each unit so many who did not", "每单位抽取未评价人数", true}};
constexpr Option kOnlySample[] = {kSample};
constexpr Option kCalls[] = {kSample,
                             kLimit,
                             {"--after", Kind::number, "Go on after this call", "从该条之后继续"},
                             {"--over", Kind::flag, "Those that are over", "已结束的"},
                             {"--script", Kind::flag, "What to say, for each", "逐条显示话术"}};
constexpr Option kVoiceResult[] = {{"call", Kind::number, "Number of the call", "回访电话编号", true},
                                   {"--result", Kind::text, "What came of it", "结果", true,
                                    "satisfied|mostly|dissatisfied|coerced|refused|wrong_number|no_answer"},
                                   kCaller,
                                   kNote};
constexpr Option kReveal[] = {kSample,
                              {"--abandon", Kind::flag, "Give up the calls that are left", "放弃未拨打的"}};

constexpr Verb kVerbs[] = {
    {"case closed", "A case is closed: ask the person", "工单已办结，发起回访", kClosed, run_case_closed},
    {"case answered", "A case is answered: ask the person", "工单已答复，发起回访", kClosed,
     run_case_answered},
    {"case reopened", "A case is open again: withdraw the question", "工单重开，撤回回访", kReopened,
     run_case_reopened},
    {"followup import", "Closed cases from a CSV file or workbook: ask the people",
     "从 CSV 或 .xlsx 导入已办结工单并发起回访", kImport, run_followup_import},
    {"followup report", "Counts and rates with intervals", "计数与比率（含区间）", kFigures,
     run_followup_report},
    {"followup list", "Questions, newest first", "回访列表，新的在前", kPage, run_followup_list},
    {"followup show", "One case's question and answers", "查看一件工单的回访", kCaseId, run_followup_show},
    {"followup unclear", "Answers for a human to decide", "待人工判定的答复", kPage, run_followup_unclear},
    {"followup decide", "Decide what an unclear answer meant", "判定不明确的答复", kDecideAnswer,
     run_followup_decide},
    {"followup hold", "Ask nothing while staff is talking with the person", "沟通期间暂停回访", kHold,
     run_followup_hold},
    {"followup release", "Go on asking", "恢复回访", kRelease, run_followup_release},
    {"followup surveys", "Surveys in force, with their texts", "现行问卷与话术", {}, run_followup_surveys},
    {"followup staff add", "Flag ratings from this number", "登记工作人员号码", kStaffPhone, run_staff_add},
    {"followup staff remove", "Flag them no more", "移除工作人员号码", kStaffPhone, run_staff_remove},
    {"dissatisfied list", "Who waits, the most urgent first", "待办清单，急者在前", kDissatisfiedList,
     run_dissatisfied_list},
    {"dissatisfied show", "One with its steps", "查看一条及其经过", kOnlyItem, run_dissatisfied_show},
    {"dissatisfied take", "Speak with the person yourself", "领办", kTake, run_dissatisfied_take},
    {"dissatisfied contacted", "You tried to reach the person", "登记联系情况", kContacted,
     run_dissatisfied_contacted},
    {"dissatisfied done", "What came of it", "办毕", kItemDone, run_dissatisfied_done},
    {"voice commit", "Publish the hash of a seed before the period ends", "期间结束前公布种子摘要", kCommit,
     run_voice_commit},
    {"voice draw", "Draw the sample, once", "抽取样本，仅一次", kDraw, run_voice_draw},
    {"voice list", "Samples, newest first", "样本列表，新的在前", kPage, run_voice_list},
    {"voice calls", "The callers' list", "拨打清单", kCalls, run_voice_calls},
    {"voice result", "Enter what came of a call", "登记拨打结果", kVoiceResult, run_voice_result},
    {"voice reveal", "Publish the seed; anybody can draw again", "公布种子，供复核", kReveal,
     run_voice_reveal},
    {"voice comparison", "Ratings by SMS beside those by voice", "短信与电话评价对照", kOnlySample,
     run_voice_comparison},
};

}  // namespace

std::span<const Verb> verbs_of_cases() {
  return kVerbs;
}

}  // namespace huiyin
