#!/usr/bin/python3
"""What users of other gateways complain of, where no other test has it (docs/testing.md lists them all): a dead carrier beside a
living one, eight readers and every trick of receipts under full load, six hours of outage and a clock that jumps, two gateways that
answer each other, and a text to one person at a carrier that is busy with thousands."""

import contextlib
import json
import os
import pathlib
import socket
import sqlite3
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Failed, Office, http, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
GONE = ("accepted", "delivered", "undelivered", "expired", "rejected", "submitting", "uncertain")

DARK = """
[alarm]
after = "3s"
[carrier.dark]
kind = "tencent"
endpoint = "http://127.0.0.1:{port}"
region = "ap-guangzhou"
secret_id = "sim-secret-id"
secret_key = "file:{dir}/secret_key"
sdk_app_id = "1400006666"
purposes = ["case_reply"]
timeout = 2000
inquiries_per_second = 200
inquiry_settle = 1
pull_interval = 500
"""


class Hole:
    """A host that takes connections and says nothing; later it lets them through to the simulator."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.target, self.kept, self.open = self.listener.getsockname()[1], None, [], True
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while self.open:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            self.kept.append(near)
            if self.target is not None:
                far = socket.create_connection(("127.0.0.1", self.target))
                self.kept.append(far)
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self.pump, args=(a, b), daemon=True).start()

    @staticmethod
    def pump(a, b):
        with contextlib.suppress(OSError):
            while data := a.recv(65536):
                b.sendall(data)
        with contextlib.suppress(OSError):
            b.shutdown(socket.SHUT_WR)

    def close(self):
        self.open = False
        for s in [self.listener, *self.kept]:
            s.close()


class DeadBesideLiving(unittest.TestCase):
    def test_a_black_hole_holds_nobody_else_up_and_is_told_of(self):
        hole = Hole()
        self.addCleanup(hole.close)
        with Office(BUILD, grace="1s", extra_config=DARK.replace("{port}", str(hole.port)),
                    sms_extra='purposes = ["publicity", "statutory_notice", "follow_up", "staff"]') as office:
            office.start()
            begun = time.monotonic()
            for i in range(3):
                office.command("message.send", {"to": number(9_000_000 + i), "purpose": "case_reply", "template": "1005", "params": ["x"]},
                               key=f"dark{i}")
            campaign = office.create_campaign("beside", [number(i) for i in range(2_000)])
            wait_until("the others", lambda: office.counters()["handed_over"] == 2_000)
            alarm = wait_until("the alarm", lambda: next((e for e in office.events("edge.broken") if e["name"] == "dark"), None))
            print(f"\nalarm {time.monotonic() - begun:.1f} s after the first submit into the dark: {alarm['fault']}", flush=True)
            self.assertEqual(alarm["kind"], "send")
            wait_until("its pulls too", lambda: any(e["name"].startswith("dark ") for e in office.events("edge.broken")))
            self.assertFalse([e for e in office.events("edge.broken") if e["name"].split()[0] == "sms"], "the living one works")
            self.assertIn("send/dark", [a["edge"] for a in office.api("GET", "status")["alarms"]])

            hole.target = office.sim_port
            wait_until("its messages", lambda: office.counters()["handed_over"] == 2_003)
            wait_until("its end", lambda: any(e["name"] == "dark" for e in office.events("edge.mended")))
            wait_until("answers", lambda: all(office.api("GET", "status")["messages"].get(s, 0) == 0 for s in ("submitting", "uncertain")))
            self.assertEqual(office.counters()["recipients_with_more_than_one"], 0)
            self.assertEqual(office.verify()["findings"], [])


class FullLoad(unittest.TestCase):
    COUNT = 12_000

    def read_on(self, office, campaign, what):
        """One reader: a stranger at the file who won't wait for a lock, or a client of the API."""
        try:
            while not self.done:
                if what % 2 == 0:
                    with contextlib.closing(sqlite3.connect(f"file:{office.dir}/state/huiyin.db?mode=ro", uri=True, timeout=0)) as db:
                        rows = dict(db.execute("SELECT state, count(*) FROM message WHERE campaign_id = ? GROUP BY 1", (campaign,)))
                    self.assertEqual(sum(rows.values()), self.COUNT)
                else:
                    seen = office.api("GET", f"campaigns/{campaign}" + ("/report" if what % 4 == 1 else ""))
                    states = seen["total"]["states"] if "total" in seen else seen["states"]
                    self.assertEqual(sum(states.values()), self.COUNT)
                self.reads += 1
                time.sleep(0.02)
        except Exception as e:  # told by the test, on its own thread
            self.errors.append(repr(e))

    def watch_progress(self, office, campaign):
        """What the carrier has is in the figures before the carrier has it, and its answers soon after."""
        while not self.done:
            at, there = time.monotonic(), office.counters()["handed_over"]
            states = office.campaign(campaign)["states"]
            self.assertGreaterEqual(sum(states.get(s, 0) for s in GONE), there, "more has left than the ledger knows")
            answered = wait_until("the figures", lambda: sum(office.campaign(campaign)["states"].get(s, 0) for s in GONE[:5]) >= there or
                                  self.done, pause=0.01)
            if answered:
                self.lag = max(self.lag, time.monotonic() - at)
            if there == self.COUNT:
                return

    def burst_of_strangers(self, office):
        """Receipts for messages that nobody sent, the same ones again and again."""
        items = [{"user_receive_time": "2026-03-01 10:00:00", "nationcode": "86", "mobile": number(8_000_000 + i)[3:], "report_status": "SUCCESS",
                  "errmsg": "DELIVRD", "description": "", "sid": f"stranger-{i}"} for i in range(20)]
        for _ in range(10):
            http("POST", f"http://127.0.0.1:{office.api_port}/hooks/sms/hook-of-the-story", json.dumps(items).encode())

    def test_eight_readers_every_trick_of_receipts_and_a_second_launch(self):
        self.done, self.reads, self.errors, self.lag = False, 0, [], 0.0
        faults = ["SendSms:early_receipts:p=0.3:ms=100", "SendSms:double_receipts:p=0.3", "SendSms:mixed_ids:p=0.3", "SendSms:stall:p=0.3:ms=40"]
        with Office(BUILD, sim_args=["--silent", "0", "--receipt-max-ms", "1500", *(x for f in faults for x in ("--fault", f))]) as office:
            office.start()
            campaign = office.create_campaign("load", [number(i) for i in range(self.COUNT)], start=False)
            twin = office.create_campaign("twin", [number(i) for i in range(self.COUNT)], start=False)
            readers = [threading.Thread(target=self.read_on, args=(office, campaign, i)) for i in range(8)]
            office.command("campaign.start", {"campaign": campaign})
            for r in readers:
                r.start()
            try:
                for again, word in ((campaign, "started before"), (twin, f"campaign {campaign}")):
                    with self.assertRaises(Failed) as refused:
                        office.command("campaign.start", {"campaign": again})
                    self.assertEqual(refused.exception.status, 409)
                    self.assertIn(word, refused.exception.body)
                self.burst_of_strangers(office)
                self.watch_progress(office, campaign)
                wait_until("all", lambda: office.counters()["handed_over"] == self.COUNT, seconds=120)
            finally:
                self.done = True
                for r in readers:
                    r.join()
            self.assertEqual(self.errors, [])
            self.assertGreater(self.reads, 8)
            print(f"\n{self.reads} reads by 8 readers; the figures were at most {self.lag * 1000:.0f} ms behind the carrier", flush=True)
            wait_until("every receipt", lambda: office.campaign(campaign)["states"].get("accepted", 0) == 0, seconds=120)
            states = office.campaign(campaign)["states"]
            self.assertEqual(sum(states.get(s, 0) for s in ("delivered", "undelivered", "expired")), self.COUNT, states)
            self.assertEqual(office.api("GET", "status")["parked_receipts"], 20, "strangers' receipts are parked, each once")
            self.assertEqual(office.counters()["recipients_with_more_than_one"], 0)
            self.assertTrue(office.counters()["faults_fired"])
            self.assertNotIn("locked", (office.dir / "daemon.log").read_text())
            self.assertEqual(office.verify()["findings"], [])


class Urgent(unittest.TestCase):
    def test_one_to_one_overtakes_the_bulk_at_a_carrier_that_takes_one_submit_a_second(self):
        with Office(BUILD, sms_extra="submits_per_second = 1") as office:
            office.start()
            campaign = office.create_campaign("bulk", [number(i) for i in range(6_000)])
            wait_until("the bulk to run", lambda: office.counters()["handed_over"] >= 400)
            between = []
            for i in range(3):
                before = office.counters()["handed_over"]
                office.command("message.send", {"to": number(9_000_000 + i), "purpose": "case_reply", "template": "1005", "params": ["x"]},
                               key=f"urgent{i}")
                wait_until("it", lambda: office.messages(number=number(9_000_000 + i)), pause=0.1)
                between.append((office.counters()["handed_over"] - before) // 200)
            print(f"\nbatches of the bulk that left before a single message: {between}", flush=True)
            # One may be under way, one has the next turn; one more while this test looks.
            self.assertLessEqual(sorted(between)[1], 3)
            office.command("campaign.cancel", {"campaign": campaign})


class Outage(unittest.TestCase):
    def later(self, office, hours):
        day, clock = office.api("GET", "status")["now"].split("T")
        return f"{day}T{int(clock[:2]) + hours:02d}{clock[2:]}"

    def create(self, office, first, **more):
        csv = ("phone\n" + "\n".join(number(i) for i in range(first, first + 20)) + "\n").encode()
        file = office.api("POST", "uploads", csv)["file"]
        campaign = office.command("campaign.create", {"name": f"at {first}", "purpose": "publicity", "template": "1001", "params": [],
                                                      "import_file": file, **more}, key=file)["campaign"]
        wait_until("the import", lambda: office.campaign(campaign)["state"] != "importing")
        office.command("campaign.start", {"campaign": campaign})
        return campaign

    def test_six_hours_of_outage_and_a_clock_that_jumps(self):
        with Office(BUILD) as office:
            office.start()
            soon = self.later(office, 1)
            asked, skipped, sent = (self.create(office, 100 * i, start_at=soon, on_miss=rule)
                                    for i, rule in enumerate(("ask", "skip", "go_on")))
            ended = self.create(office, 300, start_at=soon, not_after=self.later(office, 4))
            office.stop_daemon()
            office.advance(6 * 3600)
            office.start_daemon()
            wait_until("the rules", lambda: office.campaign(asked)["state"] == "paused" and office.campaign(skipped)["state"] == "cancelled"
                       and office.counters()["handed_over"] == 20 and office.campaign(ended)["states"].get("missed", 0) == 20)
            self.assertEqual(office.campaign(asked)["halted"]["rule"], "missed")
            self.assertEqual({m["number"] for m in office.messages()}, {number(200 + i) for i in range(20)}, "only who is sent whatever happens")

            office.command("campaign.resume", {"campaign": asked})
            wait_until("what a person released", lambda: office.counters()["handed_over"] == 40)
            office.advance(-3 * 3600)  # as when a machine's clock is set right
            office.command("message.send", {"to": number(9_000_000), "purpose": "case_reply", "template": "1005", "params": ["x"]}, key="back")
            wait_until("a message after the jump back", lambda: office.counters()["handed_over"] == 41)
            office.advance(30 * 3600)
            office.command("message.send", {"to": number(9_000_001), "purpose": "case_reply", "template": "1005", "params": ["x"]}, key="on")
            wait_until("a message after the jump on", lambda: office.counters()["handed_over"] == 42)
            wait_until("all to be settled", lambda: office.api("GET", "status")["messages"].get("submitting", 0) == 0)
            self.assertEqual(office.counters()["recipients_with_more_than_one"], 0)
            self.assertEqual([e["name"] for e in office.events("edge.broken")], [], "an outage of ours is nobody's fault")
            self.assertEqual(office.verify()["findings"], [])


class Gateways(unittest.TestCase):
    MOST = 12

    def test_two_that_answer_each_other_stop(self):
        """The other one answers each text with a new number in it, so that no text is like the last."""
        with Office(BUILD, receipts=True, sim_args=["--answers", "0"]) as office:
            office.start()
            other, heard = number(4_000_000), 0
            office.control("POST", "inbound", {"count": 1, "numbers": [other], "texts": ["您的来信编号 1 已由本局收到，将尽快办理"], "spread_ms": 0})
            quiet_since = time.monotonic()
            while time.monotonic() - quiet_since < 4 and heard <= self.MOST:
                ours = len(office.messages(number=other))
                if ours > heard:
                    heard, quiet_since = ours, time.monotonic()
                    office.control("POST", "inbound", {"count": 1, "numbers": [other], "spread_ms": 0,
                                                       "texts": [f"您的来信编号 {heard + 1} 已由本局收到，将尽快办理"]})
                time.sleep(0.05)
            print(f"\n{heard} answers until they fell silent", flush=True)
            self.assertLessEqual(heard, self.MOST)
            wait_until("every text on record", lambda: office.api("GET", "status")["intake"]["unread"] == 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
