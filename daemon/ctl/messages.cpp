#include "daemon/ctl/messages.h"

#include <array>
#include <utility>

#include "daemon/base/text.h"

namespace huiyin {
namespace {

struct Entry {
  Msg id;
  std::string_view english, chinese;
};

constexpr Entry kMessages[] = {
    {Msg::no_endpoints,
     "no huiyind has left its address in %1 (%2). Is huiyind running? It writes the file when it is ready. "
     "Another folder: --run-dir DIR or HUIYIN_RUN_DIR; another machine: --api URL --token-file FILE",
     "%1 中没有 huiyind 的地址（%2）。huiyind 在运行吗？它就绪后会写入该文件。"
     "其他目录：--run-dir DIR 或 HUIYIN_RUN_DIR；其他主机：--api URL --token-file FILE"},
    {Msg::bad_endpoints, "%1 is not what huiyind writes: %2", "%1 不是 huiyind 写的文件：%2"},
    {Msg::no_api, "this huiyind serves no API (%1): set api.enabled = true and start it again",
     "该 huiyind 未开放 API（%1）：请设置 api.enabled = true 后重新启动"},
    {Msg::no_token_file,
     "the token cannot be read (%1). Run as the daemon's user or root, or name a token of yours: "
     "--token-file FILE",
     "无法读取令牌（%1）。请以守护进程的用户或 root 运行，或用 --token-file FILE 指定自己的令牌"},
    {Msg::empty_token_file, "%1 holds no token: one line without blanks is expected",
     "%1 中没有令牌：应为一行，不含空白"},
    {Msg::api_needs_token_file,
     "--api needs --token-file too: a token is not taken from another daemon's folder",
     "--api 还需要 --token-file：不会使用另一守护进程目录中的令牌"},
    {Msg::bad_api_url, "--api must be like http://127.0.0.1:8080", "--api 应形如 http://127.0.0.1:8080"},
    {Msg::cannot_reach, "cannot reach huiyind at %1: %2. Is huiyind running? (systemctl status huiyind)",
     "无法连接 %1 上的 huiyind：%2。huiyind 在运行吗？（systemctl status huiyind）"},
    {Msg::answer_lost, "huiyind at %1 did not finish its answer: %2. What was asked may have been done",
     "%1 上的 huiyind 没有答完：%2。所请求的操作可能已经完成"},
    {Msg::odd_answer, "%1 answered something that is not huiyind's (HTTP %2). Is the address right?",
     "%1 的应答不是 huiyind 的（HTTP %2）。地址对吗？"},
    {Msg::refused, "refused (%1): %2", "被拒绝（%1）：%2"},
    {Msg::hint_token, "The daemon does not know the token of %1: is it another instance's, or expired?",
     "守护进程不认识 %1 中的令牌：是另一实例的，还是已过期？"},
    {Msg::hint_busy, "Try again in a moment.", "请稍后再试。"},
    {Msg::hint_version,
     "Are huiyind and huiyinctl of the same version? (huiyinctl version, huiyinctl status)",
     "huiyind 与 huiyinctl 的版本相同吗？（huiyinctl version、huiyinctl status）"},
    {Msg::usage, "wrong usage: %1", "用法错误：%1"},
    {Msg::try_help, "Help: %1 --help", "帮助：%1 --help"},
    {Msg::unexpected, "\"%1\" is not known here", "此处无法识别“%1”"},
    {Msg::not_utf8, "the text is not UTF-8", "文本不是 UTF-8"},
    {Msg::not_a_number, "%1 must be a whole number from %2 to %3", "%1 必须是 %2 到 %3 的整数"},
    {Msg::no_duration, "%1 must be a time like 90s, 15m, 24h or 7d", "%1 应为 90s、15m、24h、7d 这样的时长"},
    {Msg::cannot_read, "cannot read %1", "无法读取 %1"},
    {Msg::one_of, "give %1 or %2", "请给出 %1 或 %2"},
    {Msg::not_together, "%1 and %2 do not go together", "%1 与 %2 不能同时使用"},
    {Msg::campaign_created, "campaign %1 created; %2 part(s) a message", "已创建群发 %1；每条短信 %2 段"},
    {Msg::campaign_started, "campaign %1 started", "群发 %1 已启动"},
    {Msg::campaign_ready, "campaign %1 is ready. Start it: huiyinctl campaign start %1",
     "群发 %1 已就绪。启动：huiyinctl campaign start %1"},
    {Msg::campaign_moved, "campaign %1: %2", "群发 %1：%2"},
    {Msg::importing, "reading the list", "正在读取名单"},
    {Msg::import_counts, "list read: %1 recipients; %2 line(s) rejected, %3 doubled",
     "名单已读完：收件人 %1；拒绝 %2 行，重复 %3 行"},
    {Msg::bad_lines_head, "lines not used:", "未采用的行："},
    {Msg::bad_lines_more, "… and %1 more: huiyinctl campaign lines %2",
     "……另有 %1 行：huiyinctl campaign lines %2"},
    {Msg::watch_ended, "campaign %1 is %2: %3", "群发 %1：%2；%3"},
    {Msg::watch_sent, "campaign %1: nothing waits to be sent: %2", "群发 %1：已无待发；%2"},
    {Msg::watch_retry, "huiyind does not answer; trying again", "huiyind 没有应答，正在重试"},
    {Msg::case_told, "case %1 told; the question is due %2", "工单 %1 已登记；回访时间 %2"},
    {Msg::case_told_before, "case %1 was told before (%2): nothing changed",
     "工单 %1 此前已登记（%2）：未作更改"},
    {Msg::case_reopened, "case %1 reopened; open question withdrawn: %2", "工单 %1 已重开；撤回未答回访：%2"},
    {Msg::case_failed_line, "line %1 (%2): %3", "第 %1 行（%2）：%3"},
    {Msg::cases_done, "%1 told, %2 told before, %3 failed, in %4 s",
     "登记 %1，此前已登记 %2，失败 %3，用时 %4 秒"},
    {Msg::csv_no_column, "%1: the first line must name the column %2; known: %3",
     "%1：首行必须有列 %2；可用的列：%3"},
    {Msg::csv_unknown_column, "%1: unknown column \"%2\"; known: %3", "%1：未知的列“%2”；可用的列：%3"},
    {Msg::csv_double_column, "%1: two columns are named \"%2\"", "%1：有两列都叫“%2”"},
    {Msg::csv_empty, "%1 is empty: a first line with column names is expected", "%1 为空：首行应为列名"},
    {Msg::csv_bad_quote, "a quotation mark is misplaced or not closed", "引号位置不对或没有闭合"},
    {Msg::csv_fields, "has %1 fields, the first line has %2", "有 %1 个字段，首行有 %2 个"},
    {Msg::uncertain_total, "%1 in all. Decide: huiyinctl uncertain decide DECISION --message N --note TEXT",
     "共 %1 条。处理：huiyinctl uncertain decide 结果 --message 编号 --note 依据"},
    {Msg::uncertain_decided, "%1 decided as %2; %3 left", "已按“%2”处理 %1 条；尚余 %3 条"},
    {Msg::file_written, "%1 written, %2 bytes", "已写入 %1，%2 字节"},
    {Msg::message_sent, "message %1 queued; %2 part(s), not after %3", "短信 %1 已排队；%2 段，不晚于 %3"},
    {Msg::nothing_here, "nothing here", "没有内容"},
    {Msg::more_follow, "more: --%1 %2", "更多：--%1 %2"},
    {Msg::dead_requeued, "payload %1 will be read again", "将重新读取载荷 %1"},
    {Msg::dead_discarded, "payload %1 discarded", "已放弃载荷 %1"},
    {Msg::verify_good, "the ledger is good: no findings", "账本无误：没有发现问题"},
    {Msg::verify_bad, "%1 finding(s)", "发现 %1 处问题"},
    {Msg::bus_silent, "nothing was heard on %1 for %2 s, not even a heartbeat. Is huiyind running?",
     "%2 秒内 %1 上没有任何消息，连心跳也没有。huiyind 在运行吗？"},
    {Msg::bus_gap, "missed %1 event(s), %2 to %3. Read them: huiyinctl bus replay --from %2 --to %3",
     "漏掉 %1 个事件，%2 至 %3。补读：huiyinctl bus replay --from %2 --to %3"},
    {Msg::bus_no_answer, "the bus service at %1 did not answer in %2 s. Is huiyind running?",
     "总线服务 %1 在 %2 秒内没有应答。huiyind 在运行吗？"},
    {Msg::tail_again, "the stream ended (%1); going on after event %2",
     "事件流中断（%1）；从事件 %2 之后继续"},
    {Msg::clock_now, "%1 (the system's clock %2)", "%1（相对系统时钟 %2）"},
    {Msg::clock_moved, "put forward by %1: %2", "已向前拨 %1：%2"},
};

constexpr std::pair<std::string_view, std::string_view> kWords[] = {
    // states of messages
    {"queued", "待发"},
    {"submitting", "提交中"},
    {"accepted", "已受理"},
    {"delivered", "已送达"},
    {"undelivered", "未送达"},
    {"expired", "无回执"},
    {"rejected", "运营商拒绝"},
    {"suppressed", "本机拦下"},
    {"cancelled", "已取消"},
    {"missed", "逾期未发"},
    {"uncertain", "存疑"},
    // states of campaigns
    {"importing", "导入中"},
    {"ready", "就绪"},
    {"running", "进行中"},
    {"paused", "已暂停"},
    {"finished", "已结束"},
    // states and labels of follow-ups
    {"waiting", "待回访"},
    {"asked", "已询问"},
    {"rated", "已评价"},
    {"unclear", "未明确"},
    {"opted_out", "拒收"},
    {"no_answer", "未答复"},
    {"undeliverable", "无法送达"},
    {"withdrawn", "已撤回"},
    {"satisfied", "满意"},
    {"mostly", "基本满意"},
    {"dissatisfied", "不满意"},
    // rates
    {"satisfaction", "满意率"},
    {"fully_satisfied", "完全满意率"},
    {"participation", "参与率"},
    {"non_response", "未答复率"},
    {"undelivered_rate", "未送达率"},
    // urgency
    {"normal", "一般"},
    {"urgent", "紧急"},
    {"danger_to_life", "危及生命"},
    // headings
    {"campaign", "群发"},
    {"name", "名称"},
    {"purpose", "用途"},
    {"state", "状态"},
    {"audience", "收件人"},
    {"open", "未了结"},
    {"created", "创建"},
    {"started", "启动"},
    {"ended", "结束"},
    {"not after", "不晚于"},
    {"by", "操作者"},
    {"line", "行"},
    {"reason", "原因"},
    {"case", "工单"},
    {"label", "评价"},
    {"unit", "承办单位"},
    {"town", "镇街"},
    {"category", "类别"},
    {"answered", "答复时间"},
    {"next", "下一步"},
    {"count", "数量"},
    {"rate", "比率"},
    {"value", "值"},
    {"interval (95 %)", "区间（95 %）"},
    {"basis", "依据"},
    {"received", "接收时间"},
    {"urgency", "紧急程度"},
    {"channel", "渠道"},
    {"text (masked)", "内容（脱敏）"},
    {"carrier", "通道"},
    {"kind", "种类"},
    {"times", "次数"},
    {"bytes", "字节"},
    {"subject", "对象"},
    {"rule", "规则"},
    {"what", "说明"},
    {"at", "时间"},
    {"also", "另有"},
    {"why", "依据"},
    {"messages", "短信"},
    {"sending", "发送"},
    {"pulls", "拉取"},
    {"in flight", "在途"},
    {"prepared", "已备"},
    {"held", "暂缓"},
    {"fault", "故障"},
    {"unknown", "结果不明"},
    {"submits", "提交次数"},
    {"last good", "上次成功"},
    {"failures", "失败"},
    {"queues", "队列"},
    {"attempts", "提交"},
    {"campaigns", "群发"},
    {"intakes", "受理记录"},
    {"events", "事件"},
    {"office", "单位"},
    {"instance", "实例"},
    {"version", "版本"},
    {"now", "现在"},
    {"virtual clock", "虚拟时钟"},
    {"intake", "受理"},
    {"records", "记录"},
    {"unread", "待读"},
    {"dead", "死信"},
    {"bus", "总线"},
    {"left", "已发出"},
    {"rejected lines", "拒绝的行"},
    {"doubled lines", "重复的行"},
    {"parts", "段数"},
    {"yes", "是"},
    {"no", "否"},
    {"none", "无"},
    {"total", "合计"},
    {"raters", "评价人数"},
    {"time left", "剩余"},
    {"parked receipts", "待配回执"},
    {"inquiries waiting", "待查询"},
    {"published", "已发布"},
    {"newest", "最新"},
    {"stopped", "已停"},
    {"plan", "计划"},
    {"asked at", "询问时间"},
    {"detail", "详情"},
    {"since", "自"},
    {"failed", "未送达"},
    {"unsent", "未发送"},
    {"replied", "有回复"},
    {"intake records", "转为受理"},
    {"codes", "代码"},
    {"not known", "未注明"},
    {"tries", "次数"},
    {"person", "人员"},
    {"message", "短信"},
    {"ask_carrier", "向运营商查询"},
    {"wait_for_receipt", "等待回执"},
    {"give_up", "放弃"},
    {"send_once_more", "再发一次"},
    {"resend", "重发"},
    {"not_delivered", "未送达"},
    {"attempt", "提交"},
    {"answer", "应答"},
    {"verdict", "结果"},
    {"words", "说明"},
    {"campaign.created", "创建群发"},
    {"campaign.ready", "名单就绪"},
    {"campaign.approved", "核准"},
    {"campaign.rejected", "不予核准"},
    {"campaign.running", "启动或继续"},
    {"campaign.paused", "暂停"},
    {"campaign.finished", "结束"},
    {"campaign.cancelled", "取消"},
    {"message.states", "状态变化"},
    {"consent", "意愿"},
    {"end", "结果"},
    {"scope", "范围"},
    {"word", "意愿"},
    {"source", "来源"},
    {"opted_in", "同意"},
};

}  // namespace

Language choose_language(std::string_view flag, std::string_view lc_all, std::string_view lc_messages,
                         std::string_view lang) {
  for (const std::string_view said : {flag, lc_all, lc_messages, lang})
    if (!said.empty())
      return to_lower_ascii(said.substr(0, 2)) == "zh" ? Language::chinese : Language::english;
  return Language::english;
}

std::string tell(Language language, Msg message, std::initializer_list<std::string_view> arguments) {
  std::string_view text;
  for (const Entry& e : kMessages)
    if (e.id == message) text = language == Language::chinese ? e.chinese : e.english;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] != '%' || next < '1' || next > '9') {
      out += text[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(next - '1');
    if (index < arguments.size()) out += *(arguments.begin() + index);
    ++i;
  }
  return out;
}

std::string word(Language language, std::string_view english) {
  if (language == Language::chinese)
    for (const auto& [en, zh] : kWords)
      if (en == english) return std::string(zh);
  return std::string(english);
}

}  // namespace huiyin
