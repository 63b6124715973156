"""An office whose messages leave through one HTTP carrier: what the tests of these carriers share."""

import os
import pathlib

from office import Office, number, wait_until

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
TEXT = "【云溪区群工局】法治宣传周开始了，请关注。"
HOOK = "hook-of-the-story"

COMMON = """
[carrier.cloud]
kind = "{kind}"
hook_secret = "file:{{dir}}/hook_secret"
inquiries_per_second = 500
"""
KINDS = {
    "aliyun": """
endpoint = "http://127.0.0.1:{sim_port}"
token_endpoint = "http://127.0.0.1:{sim_port}"
queue_endpoint = "http://127.0.0.1:{sim_port}"
key_id = "sim-secret-id"
key_secret = "file:{dir}/secret_key"
sign_name = "云溪区群工局"
queue_wait = 1
pull_interval = 200
inquiry_settle = 1
""",
    "huawei": """
endpoint = "http://127.0.0.1:{sim_port}"
app_key = "sim-secret-id"
app_secret = "file:{dir}/secret_key"
sender = "csms12345678"
""",
    "mas": """
endpoint = "http://127.0.0.1:{sim_port}"
ec_name = "云溪区群众工作局"
ap_id = "sim-secret-id"
secret_key = "file:{dir}/secret_key"
sign = "SIGN1"
pull_interval = 200
""",
    "twilio": """
endpoint = "http://127.0.0.1:{sim_port}"
account_sid = "sim-secret-id"
auth_token = "file:{dir}/secret_key"
sender = "+15005550006"
pull_interval = 300
overlap = 600
inquiry_settle = 1
""",
    "telecom": """
platform = "telecom_air"
endpoint = "http://127.0.0.1:{sim_port}"
user = "sim-secret-id"
secret = "file:{dir}/secret_key"
""",
    "unicom": """
platform = "unicom_ums"
endpoint = "http://127.0.0.1:{sim_port}"
user = "sim-secret-id"
secret = "file:{dir}/secret_key"
code = "000000"
""",
    "ctyun": """
platform = "ctyun"
endpoint = "http://127.0.0.1:{sim_port}"
user = "sim-secret-id"
secret = "file:{dir}/secret_key"
""",
}
PLATFORMS = ("telecom", "unicom", "ctyun")
TEMPLATES = ("aliyun", "huawei", "ctyun")
# What makes it pull, and what keeps it from pulling.
PULL = {"aliyun": 'queue_replies = "Alicom-Queue-1-SmsUp"\nqueue_receipts = "Alicom-Queue-1-SmsReport"\n',
        "mas": 'receipt_path = "/sms/report"\nreply_path = "/sms/deliver"\n', "twilio": ""}
PUSH = {"aliyun": "", "huawei": "", "mas": "", "twilio": "pull_replies = false\npull_receipts = false\n"}
SUBMIT = {"aliyun": "aliyun.SendSms", "huawei": "huawei.batchSendSms", "mas": "mas.norsubmit", "twilio": "twilio.create"}


class CloudOffice(Office):
    """One carrier account, `cloud`; the others of an Office only serve the staff."""

    def __init__(self, kind, push=False, sim_args=(), more="", **options):
        ways = PUSH if push else PULL
        super().__init__(BUILD, sim_args=sim_args, sms_extra='purposes = ["staff"]\nenabled = false',
                         extra_config=COMMON.format(kind="signed_http" if kind in PLATFORMS else kind) + KINDS[kind] + ways.get(kind, "") + more, **options)
        self.kind, self.push = kind, push

    def start_daemon(self, wait=True):
        os.environ["HUIYIN_HOOKS_PUBLIC_URL"] = f"http://127.0.0.1:{self.api_port}"
        try:
            super().start_daemon(wait)
        finally:
            del os.environ["HUIYIN_HOOKS_PUBLIC_URL"]

    def start(self):
        self.start_sim()
        self.start_daemon()
        if self.push:
            self.control("POST", "callbacks", {"status_url": self.hook(), "reply_url": self.hook(), "form": self.kind})
        return self

    def hook(self, secret=HOOK):
        return f"http://127.0.0.1:{self.api_port}/hooks/cloud/{secret}"

    def tell(self, count, first=0):
        """A campaign to `count` people: by text, or by template where the carrier takes no texts."""
        said = {"template": "1001", "params": []} if self.kind in TEMPLATES else {"text": TEXT}
        csv = ("phone\n" + "\n".join(number(i) for i in range(first, first + count)) + "\n").encode()
        made = self.command("campaign.create", {"name": "law week", "purpose": "publicity", **said,
                                                "import_file": self.api("POST", "uploads", csv)["file"]}, key=f"create {first}")
        wait_until("the import", lambda: self.campaign(made["campaign"])["state"] != "importing")
        self.command("campaign.start", {"campaign": made["campaign"]})
        return made["campaign"]

    def states(self, campaign):
        return {k: n for k, n in self.campaign(campaign)["states"].items() if n}

    def records(self):
        return self.api("GET", "status")["intake"]["records"]
