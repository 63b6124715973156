// Verbs: texts to people: campaigns, templates, lists, consent, what became of them.
#include "daemon/ctl/verb_options.h"
#include "daemon/ctl/verb_tables.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

using Kind = Option::Kind;

constexpr Option kCampaign{"campaign", Kind::number, "Number of the campaign", "群发编号", true};
constexpr Option kText{"--text", Kind::text, "The text to send", "短信正文"};
constexpr Option kTemplate{"--template", Kind::text, "The carrier's template code", "运营商模板编号"};
constexpr Option kParam{"--param", Kind::repeated, "A parameter of the template; again for more",
                        "模板参数，可重复"};
constexpr Option kNotAfter{"--not-after", Kind::text, "Not sent after this time (RFC 3339)",
                           "此时刻后不再发送（RFC 3339）"};
constexpr Option kKey{"--key", Kind::text,
                      "Idempotency key: nothing is done twice under one key (default: a new one)",
                      "幂等键：同一键不会重复执行（默认新生成）"};
constexpr Option kOnlyCampaign[] = {kCampaign};
constexpr Option kStartAt{"--start-at", Kind::text, "Nothing leaves before this time (RFC 3339)",
                          "此时刻前不发送（RFC 3339）"};
constexpr Option kBudget{"--budget-fen", Kind::number, "It must not cost more; in fen (0: no limit)",
                         "费用上限，单位分（0 为不限）"};
constexpr Option kOnMiss{"--on-miss",
                         Kind::text,
                         "When its time passes before anything leaves (default: ask)",
                         "时间已过而尚未发出时如何处理（默认 ask）",
                         false,
                         "skip|ask|go_on"};
constexpr Option kResume[] = {kCampaign, kBudget};
constexpr Option kComplaint[] = {kCampaign,
                                 {"--count", Kind::number, "How many (default: 1)", "数量（默认 1）"},
                                 {"--note", Kind::text, "Who tells of it", "来源说明"}};
constexpr Option kHours[] = {
    {"--phone", Kind::text, "Whose", "电话号码"},
    {"--person", Kind::text, "The same by the pseudonym of our events", "同上，以事件中的化名指定"},
    {"--intake", Kind::text, "The same by a record of theirs", "同上，以其受理记录指定"},
    {"--strict", Kind::flag, "Safe contact: nothing outside these hours, dangers included",
     "安全联系：时段外一律不联系，含紧急事项"},
    {"--never", Kind::flag, "With --strict: no calls and no texts", "与 --strict 同用：不打电话也不发短信"},
    {"--hours", Kind::text, "When to write: 18:00-20:00; with neither hours nor zone the wish is removed",
     "希望的时段，如 18:00-20:00；时段与时区都不给则取消"},
    {"--zone", Kind::text, "Time zone of the person (IANA name)", "本人所在时区（IANA 名称）"},
    {"--note", Kind::text, "Why", "说明"}};
constexpr Option kStart[] = {
    kCampaign,
    {"--again", Kind::flag, "The same text may go to the same people once more", "允许同文同名单再次发送"},
    {"--break-glass", Kind::text, "Without a second person, and why (supervisor)",
     "未经第二人批准启动的理由（主管）"}};
constexpr Option kDecide[] = {
    kCampaign,
    {"--plan", Kind::text, "The hash that `campaign plan` shows", "campaign plan 所示的计划哈希", true},
    {"--note", Kind::text, "Why", "说明"}};
constexpr Option kChange[] = {kCampaign, kStartAt, kBudget, kOnMiss};
constexpr Option kColumn{"--column", Kind::repeated,
                         "WHAT=COLUMN: number, town, language or tags is in this column (its name, or #2)",
                         "项=列：number、town、language、tags 所在列（列名或 #2），可重复"};
constexpr Option kAcceptWarnings{"--accept-warnings", Kind::flag, "The linter's warnings were read",
                                 "已阅读文本检查的警告"};
constexpr Option kListName{"name", Kind::text, "Name of the list", "名单名称", true};
constexpr Option kListFile{"--file", Kind::file, "CSV file or workbook (.xlsx)", "CSV 或 .xlsx 文件", true};
constexpr Option kKeep{"--keep", Kind::repeated,
                       "FIELD=COLUMN: keep this column's values, sealed, for templates with that field",
                       "字段=列：密封保存该列的值，供含该字段的模板使用"};
constexpr Option kListWait{"--wait", Kind::flag, "Wait until it is read, show the rejected lines",
                           "等待读完并列出被拒的行"};
constexpr Option kListCreate[] = {
    kListName,
    {"--purpose", Kind::repeated, "publicity or statutory_notice, again for both; or staff, alone",
     "用途：publicity、statutory_notice 可重复；staff 须单独", true},
    kListFile,
    kColumn,
    kKeep,
    kKey,
    kListWait};
constexpr Option kListRefresh[] = {kListName, kListFile, kColumn, kKeep, kKey, kListWait};
constexpr Option kListShow[] = {{"name", Kind::text, "Name of the list", "名单名称"}};
constexpr Option kListDelete[] = {kListName, {"--why", Kind::text, "Why", "原因", true}};
constexpr Option kListPreview[] = {kListFile, kColumn, kKeep};
constexpr Option kListRejected[] = {kListName,
                                    {"--out", Kind::file, "Write them to this file", "写入该文件", true}};
constexpr Option kCreate[] = {
    {"--name", Kind::text, "Name of the campaign", "群发名称", true},
    {"--purpose", Kind::text, "What it is for", "用途", true, "publicity|statutory_notice|staff"},
    {"--audience", Kind::file, "CSV file (UTF-8 or GBK) or workbook (.xlsx) with a column of phone numbers",
     "含电话号码列的 CSV（UTF-8 或 GBK）或 .xlsx 文件"},
    {"--list", Kind::text, "A stored list instead, by its name", "改用已存名单（名称）"},
    kColumn,
    {"--fill", Kind::repeated, "FIELD=COLUMN: a field of the template is filled from this column",
     "字段=列：由该列填写模板字段"},
    kAcceptWarnings,
    kText,
    kTemplate,
    kParam,
    {"--town", Kind::repeated, "Only lines of this town; again for more", "仅该乡镇的行，可重复"},
    {"--only-language", Kind::repeated, "Only lines of this language", "仅该语言的行，可重复"},
    {"--tag", Kind::repeated, "Only lines with this tag", "仅含该标签的行，可重复"},
    {"--use", Kind::text, "A template of ours instead, by its name", "改用本系统模板（名称）"},
    {"--value", Kind::repeated, "FIELD=VALUE of that template", "该模板的 字段=值，可重复"},
    {"--language", Kind::text, "Its text for those whose list tells no language", "名单未注明语言者所用语言"},
    kNotAfter,
    kStartAt,
    kBudget,
    kOnMiss,
    {"--no-ramp", Kind::flag, "Without a canary", "不先小批试发"},
    kKey,
    {"--wait", Kind::flag, "Wait until the list is read, show the rejected lines",
     "等待名单读完并列出被拒的行"},
    {"--start", Kind::flag, "The same, then start it", "同上，然后启动"},
};
constexpr Option kLines[] = {
    kCampaign, kLimit, {"--after", Kind::number, "Go on after this line", "从该行之后继续"}};
constexpr Option kRejected[] = {kCampaign,
                                {"--out", Kind::file, "Write them to this file", "写入该文件", true}};
constexpr Option kReport[] = {
    kCampaign,
    {"--format", Kind::text, "Form of the report (default: table)", "报告形式（默认 table）", false,
     "table|csv|xlsx|chart"},
    {"--out", Kind::file, "Write it to this file", "写入该文件"},
};
constexpr Option kFromDay{"--from", Kind::text, "First day (2026-03-01)", "起始日（2026-03-01）"};
constexpr Option kToDay{"--to", Kind::text, "The day after the last", "截止日的次日"};
constexpr Option kCostShow[] = {
    kFromDay,
    kToDay,
    {"--by", Kind::text, "Grouped by (default: day)", "分组（默认按日）", false,
     "day|campaign|carrier|purpose"},
    {"--campaign", Kind::number, "Of this campaign only", "仅该群发"},
    {"--format", Kind::text, "csv: for spreadsheets", "csv：供表格软件使用", false, "csv"},
};
constexpr Option kCostStated[] = {
    {"account", Kind::text, "The account", "通道账号", true},
    {"day", Kind::text, "The day (2026-03-01)", "日期（2026-03-01）", true},
    {"--messages", Kind::number, "Messages it took", "受理条数"},
    {"--parts", Kind::number, "Parts it counts", "计费条数"},
    {"--fen", Kind::number, "What it asks, in fen", "费用（分）"},
};
constexpr Option kPeriod[] = {kFromDay, kToDay};
constexpr Option kWho{"who", Kind::text, "Phone number, or the pseudonym of our events",
                      "电话号码，或事件中的化名", true};
constexpr Option kConsentShow[] = {kWho};
constexpr Option kConsentSet[] = {
    kWho,
    {"scope", Kind::text, "What it is about", "范围", true, "publicity|follow_up|all"},
    {"word", Kind::text, "What the person said", "意愿", true, "opted_out|opted_in"},
    {"--source", Kind::text, "How it reached the office", "来源", true, "phone|letter|visit|web|email|clerk"},
    {"--channel", Kind::text, "Which way of reaching the person (default: sms)", "渠道（默认 sms）", false,
     "sms|voice|all"},
    {"--wording", Kind::text, "The person's own words; they rest sealed", "本人原话，密封保存"},
};
constexpr Option kTemplateId{"template", Kind::number, "Number of the template", "模板编号", true};
constexpr Option kOnlyTemplate[] = {kTemplateId};
constexpr Option kTemplateCreate[] = {
    {"name", Kind::text, "Its name; a name again makes the next version", "模板名称；同名即为新版本", true},
    {"--purpose", Kind::text, "What it is for", "用途", true, "publicity|statutory_notice|staff"},
    {"--text", Kind::repeated, "LANGUAGE=TEXT with {fields}; again for other languages",
     "语言=正文，可含 {字段}；可重复以给出其他语言", true},
    {"--field", Kind::repeated, "NAME:MOST CHARACTERS:KIND (text, digits, date)",
     "字段名:最多字数:种类（text、digits、date）"},
    {"--valid-from", Kind::text, "In force from (RFC 3339)", "生效时间（RFC 3339）"},
    {"--valid-until", Kind::text, "In force until (RFC 3339): later nothing is sent of it",
     "失效时间（RFC 3339）：此后不再发送"},
    kKey,
};
constexpr Option kTemplateCarrier[] = {
    kTemplateId,
    {"--account", Kind::text, "The account it was shown to", "报备的通道账号", true},
    {"--state", Kind::text, "What the carrier says", "运营商的答复", true,
     "submitted|approved|rejected|provincially_pending"},
    {"--language", Kind::text, "Which text (default: zh)", "哪种语言（默认 zh）"},
    {"--code", Kind::text, "The carrier's template code", "运营商模板编号"},
    {"--note", Kind::text, "The carrier's words", "运营商说明"},
};
constexpr Option kTemplateWithdraw[] = {kTemplateId, {"--why", Kind::text, "Why", "原因", true}};
constexpr Option kOneMessage[] = {{"message", Kind::number, "Number of the message", "短信编号", true}};
constexpr Option kExplainPerson[] = {
    {"who", Kind::text, "Phone number, or the pseudonym of our events", "电话号码，或事件中的化名", true},
    {"--why", Kind::text, "Why you look; it is put on record", "查看理由，将记录在案", true},
};
constexpr Option kUncertainPage[] = {
    kLimit, {"--after", Kind::number, "Go on after this message", "从该短信之后继续"}};
constexpr Option kDecideUncertain[] = {
    {"decision", Kind::text, "What is known", "已知的结果", true, "delivered|not_delivered|resend|give_up"},
    {"--message", Kind::number, "Number of the message", "短信编号"},
    {"--campaign", Kind::number, "All uncertain ones of this campaign", "该群发的全部存疑短信"},
    {"--note", Kind::text, "How it is known", "依据", true},
};
constexpr Option kWatch[] = {
    kCampaign,
    {"--until-sent", Kind::flag, "End when nothing is queued, being submitted or uncertain",
     "无待发、提交中、存疑时即结束"}};
constexpr Option kSend[] = {{"--to", Kind::text, "Phone number", "电话号码", true},
                            {"--purpose", Kind::text, "What it is for (default: case_reply)",
                             "用途（默认 case_reply）", false, "case_reply|statutory_notice|staff"},
                            kText,
                            kTemplate,
                            kParam,
                            kNotAfter,
                            kAcceptWarnings,
                            kKey};

constexpr Verb kVerbs[] = {
    {"campaign create", "Make a campaign from a list", "由名单创建群发", kCreate, run_campaign_create},
    {"campaign list", "Campaigns, newest first", "群发列表，新的在前", kPage, run_campaign_list},
    {"campaign show", "One campaign", "查看群发", kOnlyCampaign, run_campaign_show},
    {"campaign lines", "Lines of its list that were not used", "名单中未采用的行", kLines,
     run_campaign_lines},
    {"campaign plan", "Dry run: who gets it, cost, time, samples, plan hash",
     "预演：收件人、费用、时间、样例与计划哈希", kOnlyCampaign, run_campaign_plan},
    {"campaign approve", "Release the plan (another person than its maker)", "批准计划（须非创建人）",
     kDecide, run_campaign_approve},
    {"campaign reject", "Refuse the plan", "驳回计划", kDecide, run_campaign_reject},
    {"campaign change", "Another time or budget; voids a release", "更改时间或预算（原批准作废）", kChange,
     run_campaign_change},
    {"campaign start", "Begin to send", "启动", kStart, run_campaign_start},
    {"campaign pause", "Stop sending for now", "暂停", kOnlyCampaign, run_campaign_pause},
    {"campaign resume", "Go on, also after a rule halted it", "继续（包括被规则暂停的）", kResume,
     run_campaign_resume},
    {"campaign complaint", "Somebody complains of it", "登记对群发的投诉", kComplaint,
     run_campaign_complaint},
    {"contact hours", "When a person wants to be written to", "登记本人希望的时段", kHours,
     run_contact_hours},
    {"campaign cancel", "Withdraw what has not left", "取消未发出的部分", kOnlyCampaign, run_campaign_cancel},
    {"campaign watch", "Follow it to its end", "跟踪到结束", kWatch, run_campaign_watch},
    {"campaign rejected", "Rejected lines in the list's own form, to mend and import again",
     "按原格式取回被拒的行，改好后可再导入", kRejected, run_campaign_rejected},
    {"campaign report", "What became of it, as table, CSV, workbook or chart data",
     "结果报告：表格、CSV、工作簿或图表数据", kReport, run_campaign_report},
    {"explain message", "One message from plan to end", "一条短信的来龙去脉", kOneMessage,
     run_explain_message},
    {"explain campaign", "Who did what when", "一次群发的经过", kOnlyCampaign, run_explain_campaign},
    {"explain person", "What we sent to somebody, and their word on it", "向某人发送的情况及其意愿",
     kExplainPerson, run_explain_person},
    {"uncertain list", "What nobody knows, and what happens next", "存疑短信及下一步", kUncertainPage,
     run_uncertain_list},
    {"uncertain decide", "Say what is known", "告知已知结果", kDecideUncertain, run_uncertain_decide},
    {"consent show", "A person's word on being written to or called", "查看某人的接收意愿", kConsentShow,
     run_consent_show},
    {"consent set", "Record a person's word", "登记某人的接收意愿", kConsentSet, run_consent_set},
    {"cost show", "What was sent, in parts and yuan", "发送量与费用", kCostShow, run_cost_show},
    {"cost stated", "What a carrier says it took on a day", "登记运营商统计", kCostStated, run_cost_stated},
    {"cost reconcile", "Ours against theirs; exit 4 where they differ", "与运营商对账；不符时退出码为 4",
     kPeriod, run_cost_reconcile},
    {"template create", "Make a template, or its next version", "新建模板或新版本", kTemplateCreate,
     run_template_create},
    {"template list", "Templates, newest first", "模板列表，新的在前", kPage, run_template_list},
    {"template show", "One template", "查看模板", kOnlyTemplate, run_template_show},
    {"template carrier", "What a carrier says of it", "登记运营商审核状态", kTemplateCarrier,
     run_template_carrier},
    {"template withdraw", "Send nothing more of it", "停用模板", kTemplateWithdraw, run_template_withdraw},
    {"list create", "Store an audience list", "存一份名单", kListCreate, run_list_create},
    {"list refresh", "Read it anew from a file", "用新文件更新名单", kListRefresh, run_list_refresh},
    {"list show", "Stored lists, or one", "查看名单", kListShow, run_list_show},
    {"list delete", "Remove one with its members", "删除名单及其成员", kListDelete, run_list_delete},
    {"list preview", "How a file would be read; nothing is kept", "预览文件的识别结果，不保存", kListPreview,
     run_list_preview},
    {"list rejected", "Its rejected lines as a file, to mend and refresh", "导出被拒的行，修正后再更新",
     kListRejected, run_list_rejected},
    {"message send", "Send one text to one person", "向一人发送一条短信", kSend, run_message_send},
};

}  // namespace

std::span<const Verb> verbs_of_tell() {
  return kVerbs;
}

}  // namespace huiyin
