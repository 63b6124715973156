// THE table. A new setting is a member in settings.h and a row here; the sample file and every message
// follow.
#include <limits>

#include "daemon/model/sending_hours.h"
#include "daemon/settings/table.h"

namespace huiyin {
namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::int64_t kKiB = 1024, kMiB = 1024 * kKiB;

constexpr ValueRule text() {
  return {ValueType::text};
}
constexpr ValueRule path() {
  return {ValueType::path};
}
constexpr ValueRule endpoint() {
  return {ValueType::endpoint};
}
constexpr ValueRule hours() {
  return {ValueType::hours};
}
constexpr ValueRule boolean() {
  return {ValueType::boolean};
}
constexpr ValueRule secret() {
  return {ValueType::secret};
}
constexpr ValueRule integer(std::int64_t min, std::int64_t max) {
  return {ValueType::integer, min, max};
}
constexpr ValueRule duration(std::int64_t min, std::int64_t max) {
  return {ValueType::duration, min, max};
}
constexpr ValueRule size(std::int64_t min, std::int64_t max) {
  return {ValueType::size, min, max};
}
constexpr ValueRule choice(std::string_view choices) {
  return {ValueType::choice, 0, 0, choices};
}
constexpr ValueRule list_of(std::string_view choices) {
  return {ValueType::list, 0, 0, choices};
}
constexpr ValueRule text(std::string_view (*refuse)(std::string_view)) {
  return {ValueType::text, 0, 0, {}, refuse};
}

std::string_view refuse_zone(std::string_view name) {
  return TimeZone::load(name) ? "" : "a time zone of the IANA database, such as \"Asia/Shanghai\"";
}

std::string_view refuse_region(std::string_view code) {
  const bool two = code.size() == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z';
  return two ? "" : "a region of ISO 3166 in capitals, such as \"CN\"";
}

std::string_view refuse_signature(std::string_view text) {
  const bool bare =
      text.find("【") == text.npos && text.find("】") == text.npos && text.find('\n') == text.npos;
  return bare ? "" : "the signature without 【】 and line ends: they are added";
}

std::string_view refuse_address(std::string_view text) {
  const bool numeric = !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF.:") == text.npos;
  return numeric ? "" : "a numeric address, such as \"127.0.0.1\" or \"::1\"";
}

std::string_view refuse_remote(std::string_view text) {
  return text.empty() || text.starts_with("tcp://") ? "" : "an endpoint, \"tcp://ADDRESS:PORT\", or nothing";
}

std::string_view refuse_public_url(std::string_view text) {
  const bool scheme = text.starts_with("https://") || text.starts_with("http://127.0.0.1");
  const bool bare = text.find_first_of(" ?#\"\\") == text.npos && !text.ends_with('/');
  return text.empty() || (scheme && bare) ? "" : "an https:// address without ?, # and a trailing slash";
}

std::string_view refuse_empty(std::string_view text) {
  return text.empty() ? "a text that is not empty" : "";
}

std::string_view refuse_role(std::string_view role) {
  const bool known = role == "operator" || role == "approver" || role == "supervisor" || role == "admin";
  return known ? "" : "operator, approver, supervisor or admin";
}

std::string_view refuse_public_key(std::string_view hex) {
  const bool key = hex.size() == 64 && hex.find_first_not_of("0123456789abcdefABCDEF") == hex.npos;
  return hex.empty() || key ? "" : "64 hexadecimal digits, as `vault recovery-key` shows them, or nothing";
}

std::string_view refuse_day_rule(std::string_view text) {
  return day_rule_of(text) ? "" : "every, not_quiet or work";
}

constexpr bool kLive = true, kAtStart = false;

// NOLINTBEGIN(cppcoreguidelines-macro-usage): a lambda for each row would hide the table.
#define AT(member) [](Settings& s) -> SettingTarget { return &s.member; }
// NOLINTEND(cppcoreguidelines-macro-usage)

// clang-format off
const SettingSpec kTable[] = {
    {"office.name", text(), "", "", kAtStart,
     "Name of the office, for reports and the console.",
     "单位名称，用于报表和控制台。", AT(office.name)},
    {"office.signature", text(refuse_signature), "", "", kLive,
     "Registered SMS signature without 【】; needed by every account that sends.",
     "已报备的短信签名，不含【】；凡有发送账户即须填写。", AT(office.signature)},
    {"office.time_zone", text(refuse_zone), "", "Asia/Shanghai", kAtStart,
     "Time zone in which days and hours are meant.",
     "日期和时段所用的时区。", AT(office.time_zone)},
    {"office.region", text(refuse_region), "", "CN", kAtStart,
     "Region of phone numbers that are written without a country code.",
     "未写国家码的电话号码所属地区。", AT(office.region)},

    {"state.dir", path(), "", "/var/lib/huiyin", kAtStart,
     "Folder of everything that must survive a restart; relative paths of other settings begin here.",
     "重启后必须保留的数据所在目录；其他设置中的相对路径以此为起点。", AT(state.dir)},
    {"state.run_dir", path(), "", "/run/huiyin", kAtStart,
     "Folder of sockets; relative ipc:// endpoints begin here.",
     "套接字目录；相对的 ipc:// 端点以此为起点。", AT(state.run_dir)},

    {"store.path", path(), "", "huiyin.db", kAtStart,
     "The ledger's database file.",
     "账本数据库文件。", AT(store.path)},
    {"store.queue", integer(64, 1'000'000), "changes", "20000", kAtStart,
     "Changes that may wait for the disk; beyond it the daemon takes no new work.",
     "等待落盘的变更上限，超过后不再接收新任务。", AT(store.queue)},
    {"vault.key_file", path(), "", "vault.key", kAtStart,
     "File of the key that seals numbers and texts, or \"credential:NAME\"; keep a copy elsewhere.",
     "封存号码和正文所用密钥的文件，或 \"credential:名称\"；请另行备份。", AT(vault.key_file)},
    {"vault.next_key_file", path(), "", "", kAtStart,
     "Where the master key to come is read from when key_file can't be written (a credential); empty: key_file.next.",
     "key_file 不可写（systemd 凭据）时，新主密钥的来源；留空则用 key_file.next。", AT(vault.next_key_file)},
    {"vault.recovery_key", text(refuse_public_key), "", "", kAtStart,
     "Public key of `vault recovery-key`: each new master key gets a recovery share in the state folder.",
     "vault recovery-key 给出的公钥；每次更换主密钥都会在状态目录生成新的恢复份额。", AT(vault.recovery_key)},
    {"vault.data_key_days", integer(0, 3650), "days", "90", kAtStart,
     "After so long a new key seals what is new; 0: only by `vault rotate data`.",
     "数据密钥的启用天数，到期自动换新；0 表示仅手动更换。", AT(vault.data_key_days)},
    {"vault.settle", duration(0, kDay), "", "10m", kAtStart,
     "How long what was sealed with an old key may be on its way to the ledger, before that key is destroyed.",
     "销毁旧密钥前，等待以旧密钥封存的内容全部入账的时间。", AT(vault.settle)},
    {"clock.virtual_file", path(), "", "", kAtStart,
     "A shared offset file that moves the daemon's time; for training and tests only, empty in production.",
     "改变系统时间的共享偏移文件；仅供培训和测试，生产环境留空。", AT(clock.virtual_file)},

    {"log.level", choice("debug|info|warn|error"), "", "info", kLive,
     "Least severity that is logged.",
     "记录日志的最低级别。", AT(log.level)},
    {"log.format", choice("plain|json"), "", "plain", kAtStart,
     "Form of a log line.",
     "日志行的格式。", AT(log.format)},
    {"log.file", path(), "", "", kAtStart,
     "Log file; empty: standard error, which systemd keeps.",
     "日志文件；留空则写到标准错误，由 systemd 保存。", AT(log.file)},
    {"rules.dir", path(), "", "", kAtStart,
     "Folder whose files stand in for the shipped rule data of the same name; empty: shipped data only.",
     "规则数据目录，其中的同名文件替换自带数据；留空则只用自带数据。", AT(rules.dir)},

    {"outbound.window", integer(1, 1024), "submits", "8", kLive,
     "Submits an account may have under way at once.",
     "每个账户同时进行的提交数上限。", AT(outbound.window)},
    {"outbound.batches", integer(1, 64), "batches", "4", kLive,
     "Batches an account may have recorded as intents ahead of its window; all of them are uncertain after a crash.",
     "每个账户在窗口之外可预先登记发送意图的批数；崩溃后这些批次均记为不确定。", AT(outbound.batches)},
    {"outbound.reconcile_grace", duration(kSecond, kDay), "", "120s", kLive,
     "How old an uncertain attempt must be before the carrier is asked about it.",
     "不确定的发送在多久之后才向运营商查询。", AT(outbound.reconcile_grace)},
    {"outbound.receipt_wait", duration(kMinute, 30 * kDay), "", "72h", kLive,
     "How long a delivery receipt is waited for; after it the message counts as expired.",
     "等待状态报告的最长时间，过后记为过期。", AT(outbound.receipt_wait)},
    {"outbound.retry_first", duration(100, kHour), "", "5s", kLive,
     "Pause before the second try of a message that was certainly not sent; doubles with each try.",
     "确定未发出的消息第二次尝试前的间隔，之后逐次加倍。", AT(outbound.retry_first)},
    {"outbound.retry_max", duration(kSecond, kDay), "", "10m", kLive,
     "Longest pause between two tries.",
     "两次尝试之间的最长间隔。", AT(outbound.retry_max)},
    {"outbound.max_tries", integer(1, 1000), "tries", "12", kLive,
     "Tries of a message before it is given up as rejected.",
     "消息的最多尝试次数，之后按拒绝处理。", AT(outbound.max_tries)},
    {"outbound.window_publicity", hours(), "", "08:30-12:00,14:00-20:30", kLive,
     "Hours in which publicity may be sent.",
     "宣传类短信的允许发送时段。", AT(outbound.window_publicity)},
    {"outbound.window_follow_up", hours(), "", "09:00-20:00", kLive,
     "Hours in which satisfaction questions may be sent.",
     "满意度回访的允许发送时段。", AT(outbound.window_follow_up)},
    {"outbound.window_case_reply", hours(), "", "08:00-21:00", kLive,
     "Hours in which replies about a person's own matter may be sent.",
     "来访人本人事项答复的允许发送时段。", AT(outbound.window_case_reply)},
    {"outbound.window_statutory_notice", hours(), "", "08:00-21:00", kLive,
     "Hours in which statutory notices may be sent.",
     "法定告知的允许发送时段。", AT(outbound.window_statutory_notice)},
    {"outbound.window_staff", hours(), "", "00:00-24:00", kLive,
     "Hours in which staff may be alerted.",
     "通知工作人员的允许发送时段。", AT(outbound.window_staff)},
    {"outbound.days_publicity", text(refuse_day_rule), "", "not_quiet", kLive,
     "Days on which publicity may be sent: every, not_quiet (the calendar's quiet days are left out) or work; a year without a "
     "calendar is no day at all for the last two.",
     "可发送宣传类短信的日期：every 每天；not_quiet 避开日历中的静默日；work 仅工作日。后两种在没有当年日历时一律不发送。",
     AT(outbound.days_publicity)},
    {"outbound.days_follow_up", text(refuse_day_rule), "", "every", kLive,
     "Days on which satisfaction questions may be sent: every, not_quiet (the calendar's quiet days are left out) or work; a year without a "
     "calendar is no day at all for the last two.",
     "可发送满意度回访的日期：every 每天；not_quiet 避开日历中的静默日；work 仅工作日。后两种在没有当年日历时一律不发送。",
     AT(outbound.days_follow_up)},
    {"outbound.days_case_reply", text(refuse_day_rule), "", "every", kLive,
     "Days on which replies about a person's own matter may be sent: every, not_quiet (the calendar's quiet days are left out) or work; a year without a "
     "calendar is no day at all for the last two.",
     "可发送本人事项答复的日期：every 每天；not_quiet 避开日历中的静默日；work 仅工作日。后两种在没有当年日历时一律不发送。",
     AT(outbound.days_case_reply)},
    {"outbound.days_statutory_notice", text(refuse_day_rule), "", "every", kLive,
     "Days on which statutory notices may be sent: every, not_quiet (the calendar's quiet days are left out) or work; a year without a "
     "calendar is no day at all for the last two.",
     "可发送法定告知的日期：every 每天；not_quiet 避开日历中的静默日；work 仅工作日。后两种在没有当年日历时一律不发送。",
     AT(outbound.days_statutory_notice)},
    {"outbound.days_staff", text(refuse_day_rule), "", "every", kLive,
     "Days on which alerts to staff may be sent: every, not_quiet (the calendar's quiet days are left out) or work; a year without a "
     "calendar is no day at all for the last two.",
     "可发送工作人员通知的日期：every 每天；not_quiet 避开日历中的静默日；work 仅工作日。后两种在没有当年日历时一律不发送。",
     AT(outbound.days_staff)},
    {"outbound.calendar", text(refuse_empty), "", "cn", kLive,
     "Which calendars tell days of work, rest and quiet: calendars/<this>-<year>.toml of rules.dir or the shipped ones.",
     "判定工作日、休息日、静默日所用的日历：rules.dir 或自带的 calendars/<本设置>-<年>.toml。",
     AT(outbound.calendar)},

    {"intake.duplicate_window", duration(0, 7 * kDay), "", "10m", kLive,
     "Within it, the same text from the same number counts once where the carrier gives no message id; 0s: never.",
     "运营商不给消息编号时，同一号码的相同内容在此时间内只计一次；0s 表示不合并。", AT(intake.duplicate_window)},
    {"intake.part_wait", duration(kSecond, 7 * kDay), "", "30m", kLive,
     "How long the missing parts of a long message are waited for before it is taken in as it is.",
     "长短信缺段的等待时间，过后按已到内容受理。", AT(intake.part_wait)},
    {"intake.doubtful_below", integer(0, 100), "%", "60", kAtStart,
     "Words of a call that the recogniser was less sure of are marked; 0: none.",
     "识别置信度低于此值的词语予以标记；0 表示不标记。", AT(intake.doubtful_below)},
    {"intake.receipt", boolean(), "", "true", kLive,
     "Whether a person who writes is told the number of the record.",
     "是否向来信人回复登记编号。", AT(intake.receipt)},
    {"intake.receipt_template", text(refuse_empty), "", "您的来信已收到，登记编号{record}。发送CX加编号可查进度。",
     kLive,
     "Text of that receipt; names no topic, for lock screens show it.",
     "登记回执的正文；锁屏可见，故不得写明事由。", AT(intake.receipt_template)},
    {"intake.receipt_code", text(), "", "", kLive,
     "Code of the receipt's template at carriers that take templates only; the record's number is its parameter.",
     "回执模板在只收模板的运营商处的编号；登记编号为其参数。", AT(intake.receipt_code)},
    {"intake.receipts_per_day", integer(1, 100), "messages", "5", kLive,
     "Receipts one person may get in a day, over all matters; one for each matter.",
     "同一人一天最多收到的回执数，每件事项一条。", AT(intake.receipts_per_day)},
    {"intake.status_code", text(), "", "", kLive,
     "Code there of a template whose only parameter is the whole answer to a status query (record_texts.toml).",
     "进度答复模板的编号，整句答复（record_texts.toml）为其唯一参数。", AT(intake.status_code)},
    {"intake.queries_per_day", integer(1, 1000), "messages", "10", kLive,
     "Status queries of one person that are answered in a day; at most three within ten minutes.",
     "同一人一天内得到答复的进度查询数；十分钟内最多三次。", AT(intake.queries_per_day)},
    {"intake.storm", integer(1, 100'000), "messages", "30", kLive,
     "Messages of one number within an hour from which on it gets no answer; all of them are still recorded.",
     "同一号码一小时内超过此数便不再自动答复，来信仍全部登记。", AT(intake.storm)},

    {"danger.answer", boolean(), "", "true", kLive,
     "Whether a person who may be in danger is sent the numbers of help, where an answer can't harm them.",
     "是否向可能有危险的人发送求助电话（仅在回复不会伤害本人时）。", AT(danger.answer)},
    {"danger.help_text", text(refuse_empty), "",
     "如有危险请立即拨打110、119、120。心理援助热线12356。工作人员正在设法与您联系。", kLive,
     "That text; one part with the signature.",
     "该短信正文，连签名不超过一条。", AT(danger.help_text)},
    {"danger.help_code", text(), "", "", kLive,
     "Code of its template at carriers that take templates only.",
     "其模板在只收模板的运营商处的编号。", AT(danger.help_code)},
    {"danger.page_text", text(refuse_empty), "",
     "有人可能有生命危险：记录{record}。请立即处理并回复“收到”，否则将继续通知。", kLive,
     "What is sent to who is on duty (duty.set); says nothing of the matter.",
     "发给值班人员（duty.set）的短信，不写事由。", AT(danger.page_text)},
    {"danger.page_code", text(), "", "", kLive,
     "Code of its template at carriers that take templates only; the record's number is its parameter.",
     "其模板的编号；登记编号为其参数。", AT(danger.page_code)},
    {"danger.page_again", duration(30 * kSecond, kHour), "", "2m", kLive,
     "Pause between two pages while nobody has taken it on.",
     "无人确认时两次通知的间隔。", AT(danger.page_again)},
    {"danger.pages_per_level", integer(1, 10), "pages", "2", kLive,
     "Pages without an acknowledgement before the next level of the duty list is paged too.",
     "每级通知几次无人确认后再通知下一级。", AT(danger.pages_per_level)},

    {"reprisal.text", text(refuse_empty), "",
     "记录{record}需要保护当事人，请督查人员登录系统查看并领办。", kLive,
     "What is sent to guardians (guardians.set) when a record tells of retaliation; says nothing of the matter.",
     "记录反映打击报复时发给督查人员（guardians.set）的短信，不写事由。", AT(reprisal.text)},
    {"reprisal.code", text(), "", "", kLive,
     "Code of its template at carriers that take templates only; the record's number is its parameter.",
     "其模板的编号；登记编号为其参数。", AT(reprisal.code)},
    {"reprisal.again", duration(10 * kMinute, 3 * kDay), "", "4h", kLive,
     "Pause before guardians are told again while none has taken it on.",
     "无人领办时再次通知的间隔。", AT(reprisal.again)},
    {"reprisal.times", integer(1, 20), "times", "3", kLive,
     "How often guardians are told at most.",
     "最多通知几次。", AT(reprisal.times)},

    {"access.role", text(refuse_role), "", "supervisor", kAtStart,
     "Least role that may see originals of records that are its own cases.",
     "可申请查看本人承办记录原文的最低角色。", AT(access.role)},
    {"access.longest", duration(kMinute, 8 * kHour), "", "30m", kAtStart,
     "Longest time for which one asking opens a record.",
     "一次申请最长可查看的时间。", AT(access.longest)},
    {"access.alarm_above", integer(1, 1000), "records", "25", kAtStart,
     "Records one person may look at in a day without an alarm; 50 texts can be a crime, half of it on duty.",
     "一人一天查看原文超过此数即告警；法定入罪标准为50条通信内容，履职中减半。", AT(access.alarm_above)},
    {"access.discipline_units", text(), "", "", kAtStart,
     "Units that may be given accusations against those who hold public power, separated by commas.",
     "可接收对公职人员检举控告的单位，以逗号分隔。", AT(access.discipline_units)},

    {"followup.delay", duration(0, 30 * kDay), "", "24h", kLive,
     "Time from the written answer's delivery to the satisfaction question.",
     "书面答复送达后多久询问满意度。", AT(followup.delay)},
    {"followup.remind_after", duration(kMinute, 30 * kDay), "", "3d", kLive,
     "Time from the question to its only reminder.",
     "询问后多久提醒，仅提醒一次。", AT(followup.remind_after)},
    {"followup.stop_after", duration(kMinute, 90 * kDay), "", "7d", kLive,
     "Time from the question to its end without an answer.",
     "询问后多久按未回复结束。", AT(followup.stop_after)},
    {"followup.survey_template", text(), "", "", kLive,
     "Code of the question's template (surveys.toml) at carriers that take templates only.",
     "询问模板（surveys.toml）在只收模板的运营商处的编号。", AT(followup.survey_template)},
    {"followup.reminder_template", text(), "", "", kLive,
     "Code of the reminder's template there.",
     "提醒模板的编号。", AT(followup.reminder_template)},
    {"followup.clarify_template", text(), "", "", kLive,
     "Code there of the template of the one question back after an unclear answer.",
     "回复不明确时追问一次的模板编号。", AT(followup.clarify_template)},
    {"followup.which_template", text(), "", "", kLive,
     "Code there of the template that asks which of several cases an answer is about; without one, nobody is asked.",
     "询问评价所指工单的模板编号；未设则不询问，转人工。", AT(followup.which_template)},
    {"followup.dissatisfied_template", text(), "", "", kLive,
     "Code there of the template sent to who is dissatisfied, where a survey says that it is sent.",
     "不满意评价确认短信的模板编号（问卷设定发送时使用）。", AT(followup.dissatisfied_template)},

    {"alarm.after", duration(kSecond, kHour), "", "20s", kLive,
     "How long a carrier's interface, a pull, a link or a webhook may be broken without an alarm.",
     "运营商接口、拉取、链路或网络回调中断多久后告警。", AT(alarm.after)},

    {"campaign.max_lines", integer(1, 20'000'000), "lines", "2000000", kLive,
     "Lines an imported audience may have.",
     "导入名单的行数上限。", AT(campaign.max_lines)},
    {"campaign.approve_above", integer(0, 20'000'000), "recipients", "500", kAtStart,
     "A campaign to more recipients starts only when a second person has released its plan.",
     "收件人超过此数的群发，须经第二人核准方案后才能启动。", AT(campaign.approve_above)},
    {"campaign.ramp", boolean(), "", "true", kLive,
     "Whether campaigns begin with a canary and wait for its receipts (ramp.toml).",
     "群发是否先小批试发并等待回执（ramp.toml）。", AT(campaign.ramp)},
    {"campaign.start_grace", duration(kMinute, kDay), "", "1h", kLive,
     "How late a campaign may begin after its start_at; later it is skipped, asked about or sent, as it says itself.",
     "群发可晚于 start_at 多久开始；更晚则按其自身规定跳过、询问或照发。", AT(campaign.start_grace)},

    {"consent.confirm", boolean(), "", "false", kAtStart,
     "Whether an opt-out by text is confirmed, once a person.",
     "对短信退订是否回复确认，每人一次。", AT(consent.confirm)},
    {"consent.confirmation_text", text(), "", "已为您停发宣传短信和满意度回访。您的事项照常办理，法律规定的告知仍会发送。", kAtStart,
     "The text of it; the signature is put before it. It must not promote anything.",
     "确认短信的正文，签名自动加在前面；不得含有宣传内容。", AT(consent.confirmation_text)},
    {"consent.confirmation_template", text(), "", "", kAtStart,
     "Code of its template at carriers that take templates only.",
     "在只收模板的运营商处的模板编号。", AT(consent.confirmation_template)},

    {"bus.stream", endpoint(), "", "ipc://stream", kAtStart,
     "Endpoint of the PUB socket.",
     "发布套接字的端点。", AT(bus.stream)},
    {"bus.service", endpoint(), "", "ipc://service", kAtStart,
     "Endpoint of the ROUTER socket: replay, consumers, commands.",
     "服务套接字的端点：重放、消费者、命令。", AT(bus.service)},
    {"bus.remote_stream", text(refuse_remote), "", "", kAtStart,
     "tcp:// endpoint of the PUB socket for other machines, with CURVE only; opens when a client has a key. Empty: none.",
     "供其他机器使用的发布端点（tcp://），仅限 CURVE 加密；有客户端密钥后才打开。留空则不提供。",
     AT(bus.remote_stream)},
    {"bus.remote_service", text(refuse_remote), "", "", kAtStart,
     "tcp:// endpoint of the service for other machines; given where bus.remote_stream is.",
     "供其他机器使用的服务端点（tcp://）；与 bus.remote_stream 一同设置。", AT(bus.remote_service)},
    {"bus.key_file", path(), "", "bus.key", kAtStart,
     "File of this server's CURVE key; made with mode 0600 at the first start.",
     "本机 CURVE 密钥文件；首次启动时以 0600 权限生成。", AT(bus.key_file)},
    {"bus.hold", duration(0, 3650 * kDay), "", "275d", kLive,
     "How much longer than bus.retention events are kept for a durable consumer that has not acknowledged them.",
     "持久消费者未确认的事件，在 bus.retention 之后再保留多久。", AT(bus.hold)},
    {"bus.retention", duration(kHour, 3650 * kDay), "", "90d", kLive,
     "How long events can be replayed.",
     "事件可重放的保留时间。", AT(bus.retention)},
    {"bus.heartbeat", duration(100, kMinute), "", "1s", kAtStart,
     "Pause between two heartbeats on the stream.",
     "事件流心跳的间隔。", AT(bus.heartbeat)},

    {"api.enabled", boolean(), "", "true", kAtStart,
     "Whether the REST interface is served; huiyinctl needs it.",
     "是否提供 REST 接口；huiyinctl 依赖它。", AT(api.enabled)},
    {"api.address", text(refuse_address), "", "127.0.0.1", kAtStart,
     "Address the REST interface listens on; put a TLS proxy before anything but loopback.",
     "REST 接口监听地址；非本机访问须经 TLS 代理。", AT(api.address)},
    {"api.port", integer(0, 65535), "", "8730", kAtStart,
     "Its port; 0: any free one.",
     "端口；0 表示任取空闲端口。", AT(api.port)},
    {"api.max_body", size(kKiB, 1024 * kMiB), "", "64MiB", kAtStart,
     "Largest request body, an audience file included.",
     "请求体上限，含名单文件。", AT(api.max_body)},
    {"api.token_file", path(), "", "api.token", kAtStart,
     "File of the administrator's token; made with mode 0600 at the first start.",
     "管理员令牌文件；首次启动时以 0600 权限生成。", AT(api.token_file)},

    {"hooks.enabled", boolean(), "", "false", kAtStart,
     "Whether carriers may push to /hooks/<account>/<secret> of the REST interface.",
     "是否允许运营商推送到 REST 接口的 /hooks/<账户>/<密钥>。", AT(hooks.enabled)},
    {"hooks.public_url", text(refuse_public_url), "", "", kAtStart,
     "Where carriers reach the REST interface from outside, like \"https://sms.example.gov.cn\"; for carriers "
     "that are told our address or sign it.",
     "运营商从外部访问 REST 接口的地址；供需要告知或签名该地址的运营商使用。", AT(hooks.public_url)},
    {"hooks.max_body", size(kKiB, 64 * kMiB), "", "1MiB", kAtStart,
     "Largest push.",
     "推送内容上限。", AT(hooks.max_body)},

    {"webhook.tries", integer(1, 100), "tries", "12", kLive,
     "How often an event is posted to a webhook that does not take it; then it is a dead letter.",
     "网络回调（webhook）不接收时，同一事件的投递次数上限，之后记为死信。", AT(webhook.tries)},
    {"webhook.first_pause", duration(100, kHour), "", "5s", kLive,
     "Pause after a webhook's first failure; doubles with each one after it.",
     "首次投递失败后的间隔，之后逐次加倍。", AT(webhook.first_pause)},
    {"webhook.longest_pause", duration(kSecond, 7 * kDay), "", "1h", kLive,
     "Longest pause between two posts to a webhook that fails.",
     "投递失败时两次投递的最长间隔。", AT(webhook.longest_pause)},
    {"webhook.timeout", duration(kSecond, 5 * kMinute), "", "15s", kLive,
     "How long a webhook's answer is waited for.",
     "等待接收方应答的时间。", AT(webhook.timeout)},

    {"open311.enabled", boolean(), "", "false", kAtStart,
     "Whether records are shown by Open311 GeoReport v2 at /open311/v2, to everybody and without identities; confidential "
     "matters and accusations never are.",
     "是否在 /open311/v2 以 Open311 GeoReport v2 公开受理记录（不含身份）；涉密与检举控告事项一律不公开。",
     AT(open311.enabled)},
    {"open311.descriptions", boolean(), "", "false", kAtStart,
     "Whether masked texts and places are shown there too.",
     "是否同时公开脱敏正文与地点。", AT(open311.descriptions)},

    {"shutdown.drain", duration(0, 10 * kMinute), "", "10s", kLive,
     "How long a stopping daemon waits for answers to what it has sent; the rest becomes uncertain.",
     "停止时等待已发请求应答的时间，其余记为不确定。", AT(shutdown.drain)},
};

constexpr AccountKey kAccountKeys[] = {
    {"kind", text(), "", "Which adapter: one of the kinds below.", "所用适配器，见下列各种。"},
    {"enabled", boolean(), "true", "false: the account neither sends nor pulls.", "false 表示该账户既不发送也不拉取。"},
    {"purposes", list_of("statutory_notice|case_reply|follow_up|publicity|staff"), "",
     "What the account may send; all where it is left out.", "该账户可发送的用途；不写则不限。"},
    {"window", integer(0, 1024), "0", "Submits under way at once; 0: outbound.window.",
     "同时进行的提交数；0 表示取 outbound.window。"},
    {"submits_per_second", integer(0, 100'000), "0", "Ceiling of submits a second; 0: the adapter's own.",
     "每秒提交上限；0 表示取适配器自带值。"},
    {"inquiries_per_second", integer(0, 10'000), "0",
     "Ceiling of questions about uncertain messages a second; 0: the adapter's own.",
     "每秒查询不确定短信的上限；0 表示取适配器自带值。"},
    {"hook_secret", secret(), "", "Last part of the account's push address; without it pushes are refused.",
     "推送地址的最后一段；不设则拒绝推送。"},
};
// clang-format on

}  // namespace

std::span<const SettingSpec> setting_table() {
  return kTable;
}
std::span<const AccountKey> account_keys() {
  return kAccountKeys;
}

const SettingSpec* find_setting(std::string_view name) {
  for (const SettingSpec& spec : kTable)
    if (spec.name == name) return &spec;
  return nullptr;
}

ValueRule rule_of(const CarrierSetting& setting) {
  switch (setting.type) {
    case SettingType::text:
      return text();
    case SettingType::boolean:
      return boolean();
    case SettingType::secret:
      return secret();
    case SettingType::integer:
      break;
  }
  return integer(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
}

}  // namespace huiyin
