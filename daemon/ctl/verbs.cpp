// The table of verbs: words, options, help in two languages.
#include "daemon/ctl/verbs.h"

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
constexpr Option kLimit{"--limit", Kind::number, "At most so many", "最多条数"};
constexpr Option kBefore{"--before", Kind::number, "Go on from this cursor", "从该游标继续"};
constexpr Option kCount{"--count", Kind::number, "End after so many", "收到这么多后结束"};
constexpr Option kTopic{"--topic", Kind::repeated, "Only topics that begin so; again for more",
                        "只要以此开头的主题，可重复"};
constexpr Option kDeadId{"id", Kind::number, "Number of the payload", "载荷编号", true};
constexpr Option kRulesDir{"--rules-dir", Kind::file,
                           "Folder of rule data (HUIYIN_RULES_DIR; default: as shipped)",
                           "规则数据目录（HUIYIN_RULES_DIR；默认为随附规则）"};
constexpr Option kClockFile{"--file", Kind::file, "The file of the setting clock.virtual_file",
                            "设置 clock.virtual_file 所指的文件", true};

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
constexpr Option kStopAll[] = {{"--reason", Kind::text, "Why", "原因"}};
constexpr Option kThaw[] = {
    {"--reason", Kind::text, "Why sending may go on", "为何可以恢复发送", true},
    {"--queued", Kind::text, "What becomes of what is queued; must be said after a restore",
     "如何处理待发短信；恢复备份后必须说明", false, "keep|cancel"}};
constexpr Option kPage[] = {kLimit, kBefore};
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
constexpr Option kLint[] = {kRulesDir,
                            {"--purpose", Kind::text, "What the texts are for", "用途", false,
                             "publicity|statutory_notice|case_reply|follow_up|staff"}};
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
constexpr Option kOnlyLimit[] = {kLimit};
constexpr Option kOnlyDead[] = {kDeadId};
constexpr Option kDiscard[] = {kDeadId, {"--reason", Kind::text, "Why", "原因", true}};
constexpr Option kCase{"--case", Kind::text, "Id of the case", "工单编号"};
constexpr Option kRecord{"id", Kind::text, "IN-YYYYMMDD-NNNNNN", "IN-YYYYMMDD-NNNNNN", true};
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
constexpr Option kTakeReprisal[] = {kRecord, {"--note", Kind::text, "What is done", "处置情况"}};
constexpr Option kGuardianFile[] = {
    {"file", Kind::file,
     "CSV: name,phone,units; units: the post's own units as texts call them, with ;, it is not told of them",
     "CSV：name,phone,units；units 为其所在单位的称呼，以分号分隔，涉及时不通知该人", true}};
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
constexpr Option kBusClient{"--client", Kind::file,
                            "A client file (bus key add --new): by tcp with CURVE, from any machine",
                            "客户端文件（由 bus key add --new 生成）：经 tcp 与 CURVE，可在任意主机使用"};
constexpr Option kBusAt{"--at", Kind::text, "tcp://HOST:PORT of that socket instead of the file's",
                        "该套接字的 tcp://主机:端口，代替文件所载"};
constexpr Option kBusTail[] = {kTopic,
                               kCount,
                               {"--heartbeats", Kind::flag, "Show the heartbeats too", "同时显示心跳"},
                               kBusClient,
                               kBusAt};
constexpr Option kBusClientName{"client", Kind::text, "Name of the client", "客户端名称", true};
constexpr Option kPublicKey{"--public-key", Kind::text, "Its CURVE public key (40 characters)",
                            "其 CURVE 公钥（40 个字符）"};
constexpr Option kNewKey{
    "--new", Kind::file,
    "Make a pair instead and write this new client file (mode 0600): hand it over safely",
    "改为新生成密钥对并写入此客户端文件（权限 0600），请安全转交"};
constexpr Option kKeyAdd[] = {
    kBusClientName,
    kPublicKey,
    kNewKey,
    {"--topic", Kind::repeated, "What it may read: prefixes of topics, * for all; again for more",
     "可读主题的前缀，* 为全部，可重复"},
    {"--command", Kind::repeated, "What it may order: prefixes of commands, * for all; again for more",
     "可下命令的前缀，* 为全部，可重复"}};
constexpr Option kKeyRotate[] = {kBusClientName,
                                 kPublicKey,
                                 kNewKey,
                                 {"--grace", Kind::text, "How long the old key stays good (default: 24h)",
                                  "旧密钥继续有效的时间（默认 24h）"}};
constexpr Option kUserName{"user", Kind::text, "How they sign in", "登录名", true};
constexpr std::string_view kRoleNames = "viewer|operator|approver|supervisor|admin";
constexpr Option kUserCreate[] = {
    kUserName,
    {"--role", Kind::text, "What they may do", "角色", true, kRoleNames},
    {"--display", Kind::text, "The name that colleagues read", "显示姓名"},
};
constexpr Option kUserChange[] = {
    kUserName,
    {"--role", Kind::text, "What they may do", "角色", false, kRoleNames},
    {"--display", Kind::text, "The name that colleagues read", "显示姓名"},
};
constexpr Option kUserDisable[] = {kUserName, {"--reason", Kind::text, "Why", "原因", true}};
constexpr Option kOnlyUser[] = {kUserName};
constexpr Option kTokenAdd[] = {
    {"name", Kind::text, "What it is for", "用途", true},
    {"--role", Kind::text, "What it may do; one's own role where left out", "角色，默认与本人相同", false,
     kRoleNames},
    {"--days", Kind::number, "How long it counts; 90 where left out", "有效天数，默认 90"},
    {"--scope", Kind::repeated, "Prefixes of operations, like case. ; again for more",
     "操作名前缀，如 case. ，可重复"},
    {"--machine", Kind::flag, "Nobody's own: can't approve", "机器令牌，不属于任何人，不能审批"},
};
constexpr Option kOnlyToken[] = {{"id", Kind::text, "Its id, of token list", "令牌编号", true}};
constexpr Option kOnlyBusClient[] = {kBusClientName};
constexpr Option kReplay[] = {
    {"--from", Kind::text, "Sequence number, or time (RFC 3339)", "序号或时间（RFC 3339）", true},
    {"--to", Kind::number, "Last sequence number", "最后的序号"},
    kTopic,
    kLimit,
    kBusClient,
    kBusAt};
constexpr Option kHookName{"name", Kind::text, "Name of the webhook", "回调名称", true};
constexpr Option kHookUrl{"--url", Kind::text, "Where to: https://, or http:// to this machine",
                          "投递地址：https://，或本机的 http://"};
constexpr Option kHookPin{"--pinned-key", Kind::text, "sha256//… of its public key, instead of a certificate",
                          "以公钥 sha256//… 代替证书"};
constexpr Option kSecretFile{"--secret-file", Kind::file, "File with its secret, whsec_…",
                             "密钥文件，whsec_…"};
constexpr Option kNewSecret{
    "--new", Kind::file,
    "Make a secret instead and write it to this new file (mode 0600): hand it over safely",
    "改为新生成密钥并写入此文件（权限 0600），请安全转交"};
constexpr Option kGrace{"--grace", Kind::text, "How long the old one stays good (default: 24h)",
                        "旧的继续有效的时间（默认 24h）"};
constexpr Option kHookAdd[] = {
    kHookName,
    {"--url", Kind::text, kHookUrl.help, kHookUrl.help_zh, true},
    kTopic,
    kSecretFile,
    kNewSecret,
    kHookPin,
    {"--from", Kind::text, "now (default), start, a sequence number or a time (RFC 3339)",
     "now（默认）、start、序号或时间（RFC 3339）"}};
constexpr Option kHookUpdate[] = {kHookName, kHookUrl, kTopic, kHookPin};
constexpr Option kHookRotate[] = {kHookName, kSecretFile, kNewSecret, kGrace};
constexpr Option kHookPause[] = {kHookName, {"--reason", Kind::text, "Why", "原因"}};
constexpr Option kOnlyHook[] = {kHookName};
constexpr Option kHookReplay[] = {
    kHookName, {"--from", Kind::text, "Sequence number, or time (RFC 3339)", "序号或时间（RFC 3339）", true}};
constexpr Option kHookLog[] = {kHookName, kLimit};
constexpr Option kExplain[] = {{"key", Kind::text, "A setting (outbound.window) or a group (outbound)",
                                "设置名（outbound.window）或组（outbound）", true}};
constexpr Option kClockShow[] = {kClockFile};
constexpr Option kClockAdvance[] = {{"by", Kind::text, "90s, 15m, 24h, 7d", "90s、15m、24h、7d", true},
                                    kClockFile};
constexpr Option kRules[] = {kRulesDir};
constexpr Option kLabIntake[] = {
    kRulesDir,
    {"--labelled", Kind::file, "Score against labelled messages (tab separated, with a header) instead",
     "改为对照已标注来件评分（制表符分隔，带表头）"},
    {"--misses", Kind::flag, "Every miss too", "并列出每处不符"},
    {"--full", Kind::flag, "Also language, hints at legal ways, signs of retaliation",
     "另含语言、法定途径提示、打击报复线索"}};
constexpr Option kLabPhone[] = {{"--region", Kind::text, "Of numbers without country code (default: CN)",
                                 "无国家码的号码所属地区（默认 CN）"}};
constexpr Option kShell[] = {{"shell", Kind::text, "bash or zsh", "bash 或 zsh", true, "bash|zsh"}};

constexpr Option kBoxKey[] = {{"--to", Kind::file,
                               "New file for the secret key (mode 0600): print it, lock it away, remove it",
                               "存放私钥的新文件（权限 0600）：打印、入保险柜、删除", true}};
constexpr Option kShare[] = {
    {"--key-file", Kind::file, "The vault's key (vault.key_file)", "保险库密钥文件（vault.key_file）", true},
    {"--public-key", Kind::text, "Of vault recovery-key", "vault recovery-key 给出的公钥", true},
    {"--to", Kind::file, "New file for the share: keep it with the backups", "恢复份额的新文件，与备份同放",
     true}};
constexpr Option kRecover[] = {
    {"--share", Kind::file, "The share", "恢复份额", true},
    {"--secret-key", Kind::file, "The secret key out of the safe", "保险柜中的私钥", true},
    {"--to", Kind::file, "New file for the vault's key", "写回保险库密钥的新文件", true}};

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
    {"deadline", "Clocks of records", "记录的期限"},
    {"access", "Looking at what is masked; every look is on record", "查看脱敏内容，次次留痕"},
    {"audit", "Who did and looked at what", "操作与查看留痕"},
    {"vault", "The key that seals numbers and texts", "封存号码与正文的密钥"},
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

constexpr Verb kVerbs[] = {
    {"status", "What the daemon is doing", "守护进程状态", {}, run_status},
    {"verify",
     "Prove the ledger's invariants; exit 4 when one fails",
     "核验账本；有问题时退出码为 4",
     {},
     run_verify},
    {"stop-all", "Stop all sending at once, and tell what had left", "立即停止一切发送并报告已发出的部分",
     kStopAll, run_stop_all},
    {"thaw", "Let sending go on after stop-all or a restore", "停止或恢复备份后，恢复发送", kThaw, run_thaw},
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
    {"reprisal list", "Records that tell of retaliation, open ones first", "打击报复线索，未领办的在前",
     kOnlyLimit, run_reprisal_list},
    {"reprisal take", "Take one on: nobody is told again", "领办，不再通知", kTakeReprisal,
     run_reprisal_take},
    {"guardian list", "Who is told of retaliation", "督查人员名单", {}, run_guardian_list},
    {"guardian set", "Replace the list", "更换督查人员名单", kGuardianFile, run_guardian_set},
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
    {"bus tail", "Events as they are published; tells of gaps", "实时显示事件并报告缺口", kBusTail,
     run_bus_tail},
    {"bus replay", "Events of the journal again", "重放日志事件", kReplay, run_bus_replay},
    {"bus consumers",
     "Durable consumers and how far each is behind",
     "持久消费者及其积压",
     {},
     run_bus_consumers},
    {"bus key add", "Admit a client", "添加客户端", kKeyAdd, run_bus_key_add},
    {"bus key rotate", "Give it a new key", "更换密钥", kKeyRotate, run_bus_key_rotate},
    {"bus key revoke", "Cut it off at once", "立即吊销", kOnlyBusClient, run_bus_key_revoke},
    {"bus key list", "Clients, their rights and keys", "客户端及其权限与密钥", {}, run_bus_key_list},
    {"webhook add", "Post events to an address, signed", "新增推送地址（带签名）", kHookAdd, run_webhook_add},
    {"webhook update", "Another address, other topics", "修改地址或主题", kHookUpdate, run_webhook_update},
    {"webhook rotate", "Give it a new secret", "更换密钥", kHookRotate, run_webhook_rotate},
    {"webhook pause", "Post nothing for now", "暂停推送", kHookPause, run_webhook_pause},
    {"webhook resume", "Go on, at once", "立即继续推送", kOnlyHook, run_webhook_resume},
    {"webhook replay", "Post events again", "重新推送", kHookReplay, run_webhook_replay},
    {"webhook remove", "End it, with its log and dead letters", "删除，连同日志与死信", kOnlyHook,
     run_webhook_remove},
    {"webhook list", "Webhooks and how far each is behind", "推送地址及其积压", {}, run_webhook_list},
    {"webhook log", "What was posted lately, and how it went", "最近的推送及结果", kHookLog, run_webhook_log},
    {"user bootstrap",
     "A code for the first administrator",
     "生成首位管理员的初始化码",
     {},
     run_user_bootstrap},
    {"user create", "A new person; tells the code that sets their password",
     "新建人员，给出设置密码用的一次性码", kUserCreate, run_user_create},
    {"user list", "Who there is", "人员列表", {}, run_user_list},
    {"user change", "Another role or shown name", "更改角色或显示姓名", kUserChange, run_user_change},
    {"user disable", "Let them in no more; history keeps their name", "停用，历史记录保留", kUserDisable,
     run_user_disable},
    {"user enable", "Let them in again", "重新启用", kOnlyUser, run_user_enable},
    {"user reset", "End password, second factor and sessions; tells a new code",
     "重置密码与双因素验证，给出新的一次性码", kOnlyUser, run_user_reset},
    {"user whoami", "Whom the token stands for", "当前令牌代表谁", {}, run_user_whoami},
    {"token add", "Make one; it is shown once", "新建令牌，仅显示一次", kTokenAdd, run_token_add},
    {"token list", "Tokens, newest first", "令牌列表，新的在前", {}, run_token_list},
    {"token revoke", "End one at once", "立即吊销令牌", kOnlyToken, run_token_revoke},
    {"config explain", "What a setting means", "解释设置", kExplain, run_config_explain},
    {"clock show", "Its time", "显示时间", kClockShow, run_clock_show},
    {"clock advance", "Put it forward", "向前拨", kClockAdvance, run_clock_advance},
    {"lab segments", "SMS encoding, units and parts", "短信编码、单元与段数", {}, run_lab_segments},
    {"lab phone", "Phone numbers", "电话号码", kLabPhone, run_lab_phone},
    {"lab reply", "Answers to the satisfaction question", "满意度答复", kRules, run_lab_reply},
    {"lab intake", "Suggestions for incoming matters", "来件建议", kLabIntake, run_lab_intake},
    {"lab mask", "Texts without personal data", "脱敏文本", kRules, run_lab_mask},
    {"lab lint", "What must not leave: identity numbers, links, banned terms, length",
     "检查外发文本：证件号、链接、禁用词、长度", kLint, run_lab_lint},
    {"vault recovery-key", "Make the key pair for a lost administrator", "生成恢复用密钥对", kBoxKey,
     run_vault_recovery_key},
    {"vault share", "Seal the vault's key to that public key", "用公钥封存保险库密钥，生成恢复份额", kShare,
     run_vault_share},
    {"vault recover", "Get the vault's key back from a share", "由恢复份额取回保险库密钥", kRecover,
     run_vault_recover},
    {"completion", "Completion script for a shell", "命令补全脚本", kShell, run_completion},
    {"version", "The version of huiyinctl", "huiyinctl 的版本", {}, run_version},
};

}  // namespace

std::span<const Verb> all_verbs() {
  return kVerbs;
}
std::span<const VerbGroup> verb_groups() {
  return kGroups;
}
std::span<const Option> global_options() {
  return kGlobal;
}

}  // namespace huiyin
