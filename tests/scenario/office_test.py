#!/usr/bin/python3
"""The daemon as its sysadmin knows it: configuration errors, start, stop, reload, and what the API refuses."""

import os
import signal
import subprocess
import sys
import pathlib
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Failed, Office, http, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])


class Configuration(unittest.TestCase):
    def check(self, text):
        with Office(BUILD) as office:
            path = office.dir / "bad.toml"
            path.write_text(text)
            return subprocess.run([BUILD / "daemon/huiyind", "--config", path, "--check-config"], capture_output=True, text=True)

    def test_every_error_names_file_line_and_column(self):
        done = self.check('[office]\nnmae = "x"\n[api]\nport = "eighty"\n')
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("bad.toml:2:", done.stderr)
        self.assertIn("office.name", done.stderr)  # the nearest known key
        self.assertIn("bad.toml:4:", done.stderr)

    def test_secrets_never_stand_in_the_file_and_are_never_printed(self):
        with Office(BUILD) as office:
            office.start_sim()
            shown = subprocess.run([BUILD / "daemon/huiyind", "--config", office.dir / "huiyin.toml", "--print-config"], capture_output=True,
                                   text=True, check=True).stdout
            self.assertNotIn("sim-secret-key", shown)
            self.assertIn("carrier.sms", shown)
        self.assertNotEqual(self.check('[carrier.a]\nkind = "tencent"\nsecret_key = "in the open"\n').returncode, 0)


class Life(unittest.TestCase):
    def test_sigterm_drains_and_a_restart_goes_on(self):
        with Office(BUILD, sim_args=["--fault", "SendSms:stall:ms=300"]) as office:
            office.start()
            campaign = office.create_campaign("drain", [number(i) for i in range(3000)])
            wait_until("some to be sent", lambda: office.counters()["handed_over"] > 0)
            self.assertEqual(office.stop_daemon(), 0)
            handed = office.counters()["handed_over"]
            self.assertLess(handed, 3000)
            office.start_daemon()
            status = office.api("GET", "status")
            self.assertEqual(status["messages"].get("uncertain", 0), 0, "a drained stop leaves nothing uncertain")
            office.control("DELETE", "faults")
            wait_until("the rest", lambda: office.counters()["handed_over"] == 3000)
            self.assertEqual(office.counters()["recipients_with_more_than_one"], 0)
            wait_until("answers", lambda: office.campaign(campaign)["states"].get("submitting", 0) == 0)
            self.assertEqual(office.verify()["findings"], [])

    def test_sigterm_is_bounded_when_the_carrier_is_silent(self):
        with Office(BUILD, sim_args=["--fault", "SendSms:stall:ms=20000"], extra_config='[shutdown]\ndrain = "1s"') as office:
            office.start()
            office.create_campaign("silence", [number(i) for i in range(1000)])
            wait_until("submits under way", lambda: office.counters()["handed_over"] > 0)
            self.assertEqual(office.stop_daemon(), 0)
            self.assertIn("work under way", office.log_tail())
            office.control("DELETE", "faults")
            office.start_daemon()
            wait_until("everything", lambda: office.counters()["distinct_recipients"] == 1000)
            wait_until("answers", lambda: office.api("GET", "status")["messages"].get("uncertain", 0) == 0, seconds=120)
            self.assertEqual(office.counters()["recipients_with_more_than_one"], 0)
            self.assertEqual(office.verify()["findings"], [])

    def test_two_daemons_never_share_a_ledger(self):
        with Office(BUILD) as office:
            office.start()
            second = subprocess.run([BUILD / "daemon/huiyind", "--config", office.dir / "huiyin.toml"], capture_output=True, text=True, timeout=60)
            self.assertEqual(second.returncode, 1)
            self.assertIn("another huiyind", second.stderr)

    def test_sighup_applies_what_may_change_and_refuses_the_rest_aloud(self):
        with Office(BUILD) as office:
            office.start()
            path = office.dir / "huiyin.toml"
            path.write_text(path.read_text().replace('level = "info"', 'level = "debug"').replace('name = "云溪区群众工作局"', 'name = "另一个局"'))
            office.daemon.send_signal(signal.SIGHUP)
            wait_until("the reload", lambda: "log.level" in office.log_tail(50) and "office.name" in office.log_tail(50))
            self.assertTrue(http("GET", f"http://127.0.0.1:{office.api_port}/health/ready")["ready"])
            path.write_text("this is no toml")
            office.daemon.send_signal(signal.SIGHUP)
            wait_until("the refusal", lambda: "settings.reload.refused" in office.log_tail(5))
            self.assertTrue(http("GET", f"http://127.0.0.1:{office.api_port}/health/ready")["ready"])

    def test_opt_out_during_a_campaign_wins_before_the_next_send(self):
        with Office(BUILD, sim_args=["--fault", "SendSms:stall:ms=200"], sms_extra="window = 1") as office:
            office.start()
            last = number(1999)
            campaign = office.create_campaign("opt", [number(i) for i in range(2000)], start=False)
            office.command("campaign.start", {"campaign": campaign})
            office.control("POST", "inbound", {"count": 1, "numbers": [last], "texts": ["TD"], "spread_ms": 0})
            wait_until("the campaign", lambda: office.campaign(campaign)["states"].get("queued", 0) == 0, seconds=120)
            self.assertEqual(office.campaign(campaign)["states"].get("suppressed"), 1)
            wait_until("answers", lambda: office.campaign(campaign)["states"].get("submitting", 0) == 0)
            self.assertEqual(office.counters()["handed_over"], 1999)


class Trouble(unittest.TestCase):
    """Faults of the carrier while 4,000 are sent: nobody twice, nobody skipped, all settled."""

    def run_with(self, *faults, grace="1s"):
        args = [x for f in faults for x in ("--fault", f)]
        with Office(BUILD, sim_args=args, grace=grace, settle=0, sms_extra="inquiries_per_second = 2000\ntimeout = 2000",
                    extra_config="") as office:
            office.start()
            campaign = office.create_campaign("trouble", [number(i) for i in range(4000)])

            def settled():
                s = office.campaign(campaign)["states"]
                return all(s.get(k, 0) == 0 for k in ("queued", "submitting", "uncertain"))

            try:
                wait_until("everybody's message", settled, seconds=240, pause=0.3)
            except AssertionError:
                print(office.campaign(campaign), office.counters(), office.log_tail(10))
                raise
            counters = office.counters()
            self.assertEqual(counters["recipients_with_more_than_one"], 0)
            self.assertEqual(counters["distinct_recipients"], 4000)
            self.assertTrue(counters["faults_fired"], "the fault never happened: the test would prove nothing")
            self.assertEqual(office.verify()["findings"], [])

    def test_reset_after_accepting(self):
        self.run_with("SendSms:reset_after_accept:p=0.3")

    def test_answers_cut_in_half_and_html(self):
        self.run_with("SendSms:cut_answer:times=3", "SendSms:html_502_after:times=2", "SendSms:not_json:times=2")

    def test_throttling_and_refusals(self):
        self.run_with("SendSms:throttle_429:times=3", "SendSms:http_503:times=2", "SendSms:error:RequestLimitExceeded:times=3")

    def test_stalls_beyond_the_time_out(self):
        self.run_with("SendSms:stall:times=2:ms=4000", grace="5s")

    def test_destructive_pulls_that_break(self):
        self.run_with("SendSms:stall:times=1:ms=10", "PullSmsSendStatus:cut_answer:times=3", "PullSmsSendStatus:reset_after_accept:times=3")


class Api(unittest.TestCase):
    def test_refusals(self):
        with Office(BUILD) as office:
            office.start()
            base = f"http://127.0.0.1:{office.api_port}"
            for method, path, body, headers, status in [
                ("GET", "/api/v1/status", None, {}, 401),
                ("GET", "/api/v1/status", None, {"Authorization": "Bearer nonsense"}, 401),
                ("GET", "/api/v1/nothing", None, {}, 404),
                ("DELETE", "/api/v1/status", None, {}, 405),
                ("POST", "/hooks/sms/wrong", b"[]", {}, 404),
                ("POST", "/hooks/nobody/hook-of-the-story", b"[]", {}, 404),
            ]:
                with self.subTest(path=path), self.assertRaises(Failed) as refused:
                    http(method, base + path, body, headers)
                self.assertEqual(refused.exception.status, status)
            for name, args, key, status, word in [
                ("case.closed", {"case_id": "C-1"}, "k", 400, "phone"),
                ("case.closed", {"case_id": "C-1", "phone": "12345"}, "k", 400, "phone"),
                ("campaign.start", {"campaign": 999}, None, 404, ""),
                ("no.such", {}, None, 404, "command"),
            ]:
                with self.subTest(name=name), self.assertRaises(Failed) as refused:
                    office.command(name, args, key)
                self.assertEqual(refused.exception.status, status)
                self.assertIn(word, refused.exception.body)

    def test_a_repeated_key_returns_the_first_answer(self):
        with Office(BUILD) as office:
            office.start()
            args = {"case_id": "C-7", "phone": number(7)}
            first = office.command("case.closed", args, key="a")
            self.assertEqual(office.command("case.closed", args, key="a"), first)
            with self.assertRaises(Failed) as other:
                office.command("case.closed", {"case_id": "C-8", "phone": number(7)}, key="a")
            self.assertEqual(other.exception.status, 409)
            self.assertTrue(office.command("case.closed", args, key="b")["told_before"])

    def test_no_number_or_text_in_the_log_or_on_the_bus(self):
        with Office(BUILD, log_level="debug") as office:
            office.start()
            office.create_campaign("quiet", [number(i) for i in range(200)])
            office.control("POST", "inbound", {"count": 5, "texts": ["我叫张三丰，手机13912345678，楼下噪音太大"], "spread_ms": 0})
            wait_until("records", lambda: office.api("GET", "status")["intake"]["records"] >= 5)
            time.sleep(0.5)
            text = (office.dir / "daemon.log").read_text()
            for leak in ("13800000", "13912345678", "张三丰", "楼下噪音"):
                self.assertNotIn(leak, text)
            listed = str(office.api("GET", "intake"))
            self.assertNotIn("13912345678", listed)
            self.assertNotIn("张三丰", listed)


if __name__ == "__main__":
    unittest.main(verbosity=2)
