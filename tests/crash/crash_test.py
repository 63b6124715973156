#!/usr/bin/python3
"""kill -9 at random instants of the story, restart, and count by the simulator's counters.

HUIYIN_BUILD: the folder of the programs. HUIYIN_CRASHES: how many kills (30). HUIYIN_SEED: of the instants. HUIYIN_KEEP: keep
the folder of a failed run.
"""

import os
import pathlib
import random
import sqlite3
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scenario"))
from office import Failed, Office, number, wait_until  # noqa: E402

KILLS = int(os.environ.get("HUIYIN_CRASHES", "30"))
SEED = int(os.environ.get("HUIYIN_SEED", str(random.randrange(1 << 30))))
RECIPIENTS = 200 * max(KILLS, 10)
INBOUND, CALLS, CASES = 10 * KILLS, 2 * KILLS, 5 * KILLS

ACCEPTED, UNKNOWN = 0, 3  # bytes of attempt.results
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def from_base36(text):
    return int(text, 36)


class Ledger:
    """What the dead daemon left on disk, read with a stranger's eyes: sqlite3 and nothing of Huiyin."""

    def __init__(self, office):
        self.path = office.dir / "state/huiyin.db"

    def __enter__(self):
        self.db = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        return self

    def __exit__(self, *_):
        self.db.close()

    def one(self, sql):
        return self.db.execute(sql).fetchone()[0]

    def rows(self, sql):
        return self.db.execute(sql).fetchall()

    def attempts(self):
        """attempt -> (message ids, verdict bytes or None while it is open)"""
        for row in self.db.execute("SELECT id, items, done_at, results FROM attempt"):
            items = [int.from_bytes(row[1][i:i + 8], "big") for i in range(0, len(row[1]), 8)]
            yield row[0], items, row[3] if row[2] is not None else None


def taken_by_carrier(office):
    """attempt -> how many of its messages the carrier accepted"""
    taken, after = {}, 0
    while True:
        page = office.control("GET", f"messages?after={after}&limit=5000")
        for m in page["messages"]:
            attempt = from_base36(m["session_context"].split("-", 1)[1])
            taken[attempt] = taken.get(attempt, 0) + 1
        if page["next"] == after or not page["messages"]:
            return taken
        after = page["next"]


class Clerk(threading.Thread):
    """Goes through the day's work whatever dies meanwhile: each command is repeated with its key until it is answered."""

    def __init__(self, office):
        super().__init__(daemon=True)
        self.office, self.error, self.campaign = office, None, None

    def insist(self, what):
        while True:
            try:
                return what()
            except Failed as e:
                if e.status not in (503, 507):
                    raise
            except (OSError, ValueError, KeyError):  # dead, or dying in the middle of an answer
                pass
            time.sleep(0.05)

    def run(self):
        try:
            o = self.office
            csv = ("phone\n" + "\n".join(number(i) for i in range(RECIPIENTS)) + "\n").encode()
            file = self.insist(lambda: o.api("POST", "uploads", csv))["file"]
            made = self.insist(lambda: o.command("campaign.create", {
                "name": "crash", "purpose": "publicity", "template": "1001", "params": [], "import_file": file}, key="create"))
            self.campaign = made["campaign"]
            for i in range(CASES):
                self.insist(lambda i=i: o.command("case.closed", {"case_id": f"C-{i:05d}", "phone": number(6_000_000 + i)}, key=f"case:{i}"))
            self.insist(lambda: o.campaign(self.campaign)["state"] == "importing" and self.insist_imported())
            self.insist(lambda: o.command("campaign.start", {"campaign": self.campaign}, key="start"))
        except Exception as e:  # told by the test, which runs on another thread
            self.error = e

    def insist_imported(self):
        while self.insist(lambda: self.office.campaign(self.campaign)["state"]) == "importing":
            time.sleep(0.05)


class Crash(unittest.TestCase):
    def check_ledger_against_carrier(self, office, kill):
        """Nothing that the carrier took is unknown to be possible, nothing that we call accepted was not taken."""
        with Ledger(office) as ledger:
            taken = taken_by_carrier(office)
            for attempt, items, results in ledger.attempts():
                if results is not None:
                    known = sum(1 for r in results if r == ACCEPTED)
                    unknown = sum(1 for r in results if r == UNKNOWN)
                    self.assertLessEqual(known, taken.get(attempt, 0), f"kill {kill}: attempt {attempt} claims too much")
                    self.assertLessEqual(taken.get(attempt, 0), known + unknown, f"kill {kill}: attempt {attempt} hides some")
                else:
                    self.assertLessEqual(taken.get(attempt, 0), len(items))
                    self.cut_short += len(items)
                    self.taken_unknown += taken.get(attempt, 0)
                taken.pop(attempt, None)
            self.assertEqual(taken, {}, f"kill {kill}: the carrier has batches without a durable intent")

    def test_story(self):
        self.cut_short = self.taken_unknown = 0  # messages between intent and answer at a kill; of those, taken
        rng = random.Random(SEED)
        print(f"\n{KILLS} kills, HUIYIN_SEED={SEED}", flush=True)
        build = os.environ["HUIYIN_BUILD"]
        sim_args = ["--answers", "0.6", "--receipt-max-ms", "800", "--reply-max-ms", "1500", "--fault", "SendSms:stall:p=0.5:ms=150"]
        # A carrier pushes three times, minutes apart. Here the last time must come after the killing, also when a sanitized daemon
        # needs seconds to start: what a killed pull took from the queue has no other way back.
        with Office(build, receipts=True, sim_args=sim_args, callback_retry_ms=(10_000, 30_000), grace="1s", settle=1, log_level="warn",
                    sms_extra="window = 2\ninquiries_per_second = 2000") as office:
            office.start()
            clerk = Clerk(office)
            clerk.start()
            office.control("POST", "inbound", {"count": INBOUND, "spread_ms": 1500 * KILLS})
            for kill in range(KILLS):
                if kill % 5 == 0:
                    office.control("POST", "calls", {"count": CALLS // 6 or 1, "processing_ms": 500})
                time.sleep(rng.uniform(0.05, 1.2))
                office.kill_daemon()
                self.check_ledger_against_carrier(office, kill)
                if kill == KILLS // 2:
                    # The questions become due in the middle. What is under way arrives first: a carrier that is asked a day later
                    # has finished what it was handed.
                    time.sleep(1)
                    office.advance(25 * 3600)
                office.start_daemon(wait=rng.random() < 0.7)
            office.wait_ready()
            clerk.join(timeout=120)
            self.assertIsNone(clerk.error, clerk.error)
            self.assertFalse(clerk.is_alive(), "the clerk's commands are not all answered")
            self.settle(office, clerk.campaign)
            self.judge(office, clerk.campaign)

    def settle(self, office, campaign):
        def quiet():
            status = office.api("GET", "status")
            m = status["messages"]
            counters = office.counters()
            return (m.get("queued", 0) == 0 and m.get("submitting", 0) == 0 and m.get("uncertain", 0) == 0
                    and status["intake"]["unread"] == 0 and counters["inbound"]["scheduled"] == 0
                    and counters["inbound"]["waiting"] == 0 and counters["receipts"]["waiting"] == 0
                    and counters["receipts"]["scheduled"] == 0 and counters["calls"]["processing"] == 0)

        wait_until("everything to settle", quiet, seconds=300, pause=0.3)
        wait_until("the questions", lambda: office.counters()["by_kind"]["survey"]["handed_over"] >= CASES, seconds=60)
        wait_until("everything to settle again", quiet, seconds=120, pause=0.3)
        calls = office.counters()["calls"]["made"]
        try:
            wait_until("the calls", lambda: self.keys(office) >= office.counters()["inbound"]["made"] + calls, seconds=120)
        except AssertionError:
            print(self.keys(office), office.counters(), flush=True)
            raise
        time.sleep(1)

    def keys(self, office):
        with Ledger(office) as ledger:
            return ledger.one("SELECT count(*) FROM inbound_key")

    def judge(self, office, campaign):
        counters = office.counters()
        publicity, survey = counters["by_kind"]["publicity"], counters["by_kind"]["survey"]
        self.assertEqual(publicity["recipients_with_more_than_one"], 0)
        self.assertEqual(survey["recipients_with_more_than_one"], 0)
        self.assertEqual(counters["same_text_twice"], 0)
        self.assertEqual(publicity["distinct_recipients"], RECIPIENTS, "somebody was skipped")
        self.assertEqual(survey["handed_over"], CASES)

        verified = office.verify()
        self.assertEqual(verified["findings"], [])
        self.assertEqual(verified["uncertain"], 0)
        states = office.campaign(campaign)["states"]
        self.assertEqual(sum(states.values()), RECIPIENTS)
        self.assertEqual({s for s, n in states.items() if n} - {"accepted", "delivered", "undelivered", "expired", "rejected"}, set())
        # What the carrier took is exactly what the ledger says that it took.
        with Ledger(office) as ledger:
            taken = ledger.one("SELECT count(*) FROM message WHERE state IN (2, 3, 4, 5)")
            self.assertEqual(taken, counters["handed_over"], (ledger.rows("SELECT purpose, state, count(*) FROM message GROUP BY 1, 2"),
                                                              counters["by_kind"]))
            # Every text and every call became exactly one thing.
            made = counters["inbound"]["made"] + counters["calls"]["made"]
            self.assertEqual(ledger.one("SELECT count(*) FROM inbound_key"), made)
            self.assertEqual(ledger.one("SELECT count(*) FROM raw_inbound WHERE state = 2"), 0)
            records = ledger.one("SELECT count(*) FROM intake")
            self.assertEqual(ledger.one("SELECT count(DISTINCT raw_id || masked || received_at) FROM intake") <= records, True)
            phone = ledger.one("SELECT count(*) FROM intake WHERE channel = 'phone'")
            self.assertEqual(phone, counters["calls"]["made"])
        followups = office.followups()
        self.assertEqual(followups["total"], CASES)
        print(f"handed over {counters['handed_over']}, {counters['inbound']['made']} texts, {counters['calls']['made']} calls, "
              f"{records} records, {followups['raters']} rated; {self.cut_short} messages were between intent and answer at a kill, "
              f"of which the carrier had taken {self.taken_unknown}", flush=True)


if __name__ == "__main__":
    unittest.main()
