// Verbs: bus, webhooks, settings, keys and tools.
#include "daemon/ctl/verb_options.h"
#include "daemon/ctl/verb_tables.h"
#include "daemon/ctl/verbs.h"

namespace huiyin {
namespace {

using Kind = Option::Kind;

constexpr Option kTopic{"--topic", Kind::repeated, "Only topics that begin so; again for more",
                        "只要以此开头的主题，可重复"};
constexpr Option kRulesDir{"--rules-dir", Kind::file,
                           "Folder of rule data (HUIYIN_RULES_DIR; default: as shipped)",
                           "规则数据目录（HUIYIN_RULES_DIR；默认为随附规则）"};
constexpr Option kClockFile{"--file", Kind::file, "The file of the setting clock.virtual_file",
                            "设置 clock.virtual_file 所指的文件", true};
constexpr Option kLint[] = {kRulesDir,
                            {"--purpose", Kind::text, "What the texts are for", "用途", false,
                             "publicity|statutory_notice|case_reply|follow_up|staff"}};
constexpr Option kTakeReprisal[] = {kRecord, {"--note", Kind::text, "What is done", "处置情况"}};
constexpr Option kGuardianFile[] = {
    {"file", Kind::file,
     "CSV: name,phone,units; units: the post's own units as texts call them, with ;, it is not told of them",
     "CSV：name,phone,units；units 为其所在单位的称呼，以分号分隔，涉及时不通知该人", true}};
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
constexpr Option kVaultRotate[] = {
    {"what", Kind::text, "master: the key in the file; data: what seals; index: what finds numbers",
     "master 主密钥文件；data 封存密钥；index 号码索引密钥", true, "master|data|index"},
    {"--reason", Kind::text, "Why; stays in the audit", "理由，记入留痕"},
    {"--wait", Kind::flag, "Until all that rests is brought over", "等到存量全部换新"}};

constexpr Option kErasureReason{"--reason", Kind::text, "Why; stays in the audit", "理由，记入留痕"};
constexpr Option kErasureWhy{"--reason", Kind::text, "Why; stays in the audit", "理由，记入留痕", true};
constexpr Option kErasureId{"erasure", Kind::text, "Its number (ER-000001)", "申请编号（ER-000001）", true};
constexpr Option kErasureAsk[] = {
    {"who", Kind::text, "Phone number, or the pseudonym of our events", "电话号码，或事件中的化名", true},
    kErasureWhy};
constexpr Option kErasureDecide[] = {kErasureId,
                                     {"--approve", Kind::flag, "Agree", "同意"},
                                     {"--refuse", Kind::flag, "Refuse", "不同意"},
                                     kErasureReason};
constexpr Option kErasureOne[] = {kErasureId};
constexpr Option kErasureList[] = {kLimit,
                                   {"--before", Kind::number, "Go on before this one", "从该项之前继续"}};
constexpr Option kErasureHold[] = {
    {"subject", Kind::text, "Record (IN-…) or case", "记录编号（IN-…）或工单号", true}, kErasureWhy};

constexpr Verb kVerbs[] = {
    {"reprisal list", "Records that tell of retaliation, open ones first", "打击报复线索，未领办的在前",
     kOnlyLimit, run_reprisal_list},
    {"reprisal take", "Take one on: nobody is told again", "领办，不再通知", kTakeReprisal,
     run_reprisal_take},
    {"guardian list", "Who is told of retaliation", "督查人员名单", {}, run_guardian_list},
    {"guardian set", "Replace the list", "更换督查人员名单", kGuardianFile, run_guardian_set},
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
    {"erasure ask", "Ask that all of a person is erased", "申请删除某人的个人信息", kErasureAsk,
     run_erasure_ask},
    {"erasure decide", "As the second person", "第二人审批", kErasureDecide, run_erasure_decide},
    {"erasure list", "Requests", "删除申请列表", kErasureList, run_erasure_list},
    {"erasure show", "One request and its certificates", "某项申请及其证书", kErasureOne, run_erasure_show},
    {"erasure verify", "Hold its certificates against the audit and what is left", "核验删除证书",
     kErasureOne, run_erasure_verify},
    {"erasure hold", "Nothing of this is erased until released", "保全：解除前不得删除", kErasureHold,
     run_erasure_hold},
    {"erasure release", "Take the hold off", "解除保全", kErasureHold, run_erasure_release},
    {"erasure holds", "What is held", "保全列表", {}, run_erasure_holds},
    {"vault status",
     "Keys, the change under way, the recovery share",
     "密钥、换钥进度与恢复份额",
     {},
     run_vault_status},
    {"vault rotate", "Change keys", "更换密钥", kVaultRotate, run_vault_rotate},
    {"completion", "Completion script for a shell", "命令补全脚本", kShell, run_completion},
    {"version", "The version of huiyinctl", "huiyinctl 的版本", {}, run_version},
};

}  // namespace

std::span<const Verb> verbs_of_system() {
  return kVerbs;
}

}  // namespace huiyin
