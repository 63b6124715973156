#!/usr/bin/python3
"""A daemon at its most talkative, while all goes wrong: nothing that people said, and no number, stands in its output."""

import os
import pathlib
import sys
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from leaks import find_leaks, said_in  # noqa: E402
from office import Failed, Office, http, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
NAME, TEXT = "张三丰", "望禾乡三组张三丰家房子着火了，里面有老人被困，电话15400000321，身份证99010119000101001X"


class Output(unittest.TestCase):
    def ask(self, what):
        try:
            return what()
        except Failed as e:
            return e

    def test_nobody_is_named_whatever_fails(self):
        with Office(BUILD, receipts=True, log_level="debug", sim_args=["--fault", "SendSms:html_502:p=0.3", "--fault", "PullSmsReplyStatus:not_json:p=0.1", "--answers", "0.8"]) as office:
            office.start()
            hook = f"http://127.0.0.1:{office.api_port}/hooks/sms/hook-of-the-story"
            phone = number(77)
            office.control("POST", "inbound", {"count": 60, "spread_ms": 0})
            office.control("POST", "inbound", {"count": 1, "numbers": [phone], "texts": [TEXT], "spread_ms": 0})
            office.control("POST", "inbound", {"count": 1, "numbers": [phone], "texts": ["TD"], "spread_ms": 0})
            office.control("POST", "calls", {"count": 8, "processing_ms": 100})
            # Carriers that err, and clerks that put numbers and texts where they don't belong.
            self.ask(lambda: http("POST", hook, {"mobile": "", "nationcode": "86", "text": TEXT, "time": int(time.time())}))
            self.ask(lambda: http("POST", hook, {"mobile": phone, "text": TEXT, "time": TEXT}))
            self.ask(lambda: http("POST", hook, ("[" + TEXT).encode()))
            self.ask(lambda: http("POST", hook.replace("hook-of-the-story", phone), {"mobile": phone, "text": TEXT}))
            for command, args in (("message.send", {"to": phone, "purpose": TEXT}), ("message.send", {"to": TEXT}),
                                  ("case.closed", {"case_id": phone, "phone": phone, "unit": NAME}), (phone, {TEXT: phone}),
                                  ("intake.assign", {"intake_id": phone, "to": NAME}), ("duty.set", {"people": [{"level": 1, "name": NAME, "phone": phone}]}),
                                  ("access.ask", {"intake_id": phone, "reason": TEXT}), ("intake.discard", {"raw_id": 1, "reason": TEXT})):
                self.ask(lambda c=command, a=args: office.command(c, a))
            self.ask(lambda: office.api("GET", f"intake/{phone}"))
            self.ask(lambda: office.create_campaign(NAME, [number(i) for i in range(200)] + ["12345", NAME, phone], key="create"))
            wait_until("records", lambda: office.api("GET", "status")["intake"]["records"] >= 30)
            wait_until("the page", lambda: office.events("danger.paged"))
            office.kill_daemon()
            office.start_daemon()
            office.ctl("status", "--json", capture_output=True)
            metrics = self.metrics(office)
            said = said_in(office)
            said["texts"] += [TEXT, NAME]
            said["numbers"] += [phone, "15400000321"]
            office.stop_daemon()
            output = (office.dir / "daemon.log").read_text()
            self.assertGreater(output.count("\n"), 20)
            self.assertIn("intake.push.refused", output, "what was to fail has failed, and was told")
            self.assertGreater(len(said["texts"]), 20)
            own = ("云溪区群众工作局", "云溪区群工局")
            self.assertEqual(find_leaks(output, said, own)[:20], [])
            self.assertEqual(find_leaks(metrics, said, own)[:20], [])

    def metrics(self, office):
        with urllib.request.urlopen(f"http://127.0.0.1:{office.api_port}/metrics", timeout=30) as reply:
            return reply.read().decode()


if __name__ == "__main__":
    unittest.main(verbosity=2)
