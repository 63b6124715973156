"""An office whose messages leave over SMPP: what the tests of line carriers share."""

import os
import pathlib

from office import Office, free_port, number, wait_until

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
SHORT = "【云溪区群工局】法治宣传周开始了，请关注。"
LONG = "【云溪区群工局】" + "根据《信访工作条例》，您反映的事项已经办结，感谢您的监督。" * 4  # two UCS-2 parts
OPT_OUT = "拒收请回复R"  # of publicity

LINK = """
[carrier.op]
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "sim-smpp"
password = "file:{secret}"
sender = "106900001234"
response_id = "hex"
receipt_id = "decimal"
response_timeout = 2000
enquire_interval = 1000
enquire_timeout = 1000
longest_back_off = 1000
throttle_pause = 100
submit_window = 20
{more}
"""


class SmppOffice(Office):
    """sim_args: of huiyin-sim; more: further lines of the account; smpp_port: of another SMSC than huiyin-sim's."""

    def __init__(self, sim_args=(), more="", password="sim-pass", smpp_port=None, **options):
        port = free_port()
        super().__init__(BUILD, sim_args=["--smpp-port", str(port), "--smpp-decimal-receipts", *sim_args],
                         sms_extra='purposes = ["staff"]', **options)
        secret = self.dir / "smpp_password"
        secret.write_text(password)
        secret.chmod(0o600)
        self.smpp_port = port
        self.settings["extra"] = LINK.format(port=smpp_port or port, secret=secret, more=more)

    def start(self):
        """Without webhooks: everything comes by the link."""
        self.start_sim()
        self.start_daemon()
        return self

    def tell(self, count, text=SHORT, first=0, start=True):
        csv = ("phone\n" + "\n".join(number(i) for i in range(first, first + count)) + "\n").encode()
        made = self.command("campaign.create", {"name": "law week", "purpose": "publicity", "text": text, "accept_warnings": True,
                                                "import_file": self.api("POST", "uploads", csv)["file"]}, key=f"create {first}")
        wait_until("the import", lambda: self.campaign(made["campaign"])["state"] != "importing")
        if start:
            self.command("campaign.start", {"campaign": made["campaign"]})
        return made["campaign"]

    def write_in(self, count, spread_ms=0, **more):
        """People write to the account's number."""
        self.control("POST", "inbound", {"count": count, "spread_ms": spread_ms, "account": "sim-smpp", **more})

    def break_once(self, action, fault, **more):
        self.control("POST", "faults", {"action": action, "fault": fault, "times": 1, **more})

    def states(self, campaign):
        return {k: n for k, n in self.campaign(campaign)["states"].items() if n}

    def nothing_open(self, campaign):
        return not {"queued", "submitting"} & self.states(campaign).keys()

    def lines(self):
        return self.api("GET", "status")["lines"][0]

    def records(self):
        return self.api("GET", "status")["intake"]["records"]
