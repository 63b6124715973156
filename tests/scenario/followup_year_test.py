#!/usr/bin/python3
"""A year of an office's follow-ups by the real programs on the virtual clock, with kill -9 in between. What was sent, to whom and at
what hour is counted by the simulator, what became of it by the report; both must agree.

HUIYIN_BUILD: the folder of the programs. HUIYIN_YEAR_CASES: how many cases (5000). HUIYIN_SEED: of the kills.
"""

import collections
import datetime
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from followup_test import cut, raw  # noqa: E402
from office import Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
CASES = int(os.environ.get("HUIYIN_YEAR_CASES", "5000"))
SEED = int(os.environ.get("HUIYIN_SEED", str(random.randrange(1 << 30))))
MONTHS, STEPS, KILLS = 12, 6, 6
HOUR, DAY = 3600, 24 * 3600
BEIJING = datetime.timezone(datetime.timedelta(hours=8))
QUEUED, SUBMITTING, UNCERTAIN = 0, 1, 10


class Year(unittest.TestCase):
    def virtual_now(self, office):
        return int(time.time() * 1000) + int.from_bytes((office.dir / "clock").read_bytes(), "little", signed=True)

    def at_rest(self, office):
        """Nothing is due, under way, or waits to leave in these hours, and all that people wrote has been read."""
        now = self.virtual_now(office)
        if office.counters()["inbound"]["waiting"]:
            return False
        open_hours = 9 <= datetime.datetime.fromtimestamp(now / 1000, BEIJING).hour < 20
        soon = now + 60_000 if open_hours else 0  # what was queued a moment ago may not leave before that moment
        db = sqlite3.connect(f"file:{office.dir}/state/huiyin.db?mode=ro", uri=True)
        try:
            due = db.execute("SELECT count(*) FROM followup WHERE state IN (0, 1) AND due_at <= ?", (now,)).fetchone()[0]
            leaving = db.execute("SELECT count(*) FROM message WHERE (state = ? AND not_before <= ?) OR state IN (?, ?)",
                                 (QUEUED, soon, SUBMITTING, UNCERTAIN)).fetchone()[0]
            unread = db.execute("SELECT count(*) FROM raw_inbound WHERE state = 0").fetchone()[0]
        finally:
            db.close()
        self.left = f"{due} due, {leaving} leaving, {unread} unread at {datetime.datetime.fromtimestamp(now / 1000, BEIJING)}"
        return due + leaving + unread == 0

    def go(self, office, seconds):
        office.advance(seconds)
        if self.kills and self.kills[0] == self.steps:
            self.kills.pop(0)
            time.sleep(self.dice.uniform(0.0, 0.4))
            self.kill_and_compare(office)
        self.steps += 1
        try:
            wait_until("rest", lambda: self.at_rest(office), seconds=300)
        except AssertionError:
            self.fail(f"step {self.steps}, seed {SEED}: {self.left}")

    def kill_and_compare(self, office):
        before = office.followups()
        text, _ = raw(office, cut(before))
        office.kill_daemon()
        office.start_daemon()
        again, _ = raw(office, cut(before))
        self.assertEqual(again, text, "kill -9 changed a figure of before")
        self.balance(office.followups())

    def balance(self, report):
        self.assertEqual(report["total"], self.told)
        self.assertEqual(sum(report["states"].values()), self.told)
        self.assertEqual(sum(report["labels"].values()), report["raters"])
        for by, groups in report["groups"].items():
            self.assertEqual(sum(g["total"] for g in groups), self.told, by)

    def month(self, office, cases):
        """Thirty days, from ten in the morning to ten in the morning."""
        path = office.dir / "cases.csv"
        path.write_text("case_id,phone,tail,unit,town,category\n" + "".join(
            f"Y-{i:05d},{number(9_000_000 + i)},{i:05d},unit-{i % 12},town-{i % 7},CITY\n" for i in cases))
        office.ctl("followup", "import", path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.told += len(cases)
        for i in cases[::50]:
            office.command("case.reopened", {"case_id": f"Y-{i:05d}"})
            self.withdrawn += 1
        self.go(office, 13 * HOUR)                   # 23:00
        self.go(office, 11 * HOUR + 600)             # the day after, 10:10: asked
        self.go(office, 13 * HOUR)                   # 23:10: who answers at night is asked back in the morning
        self.go(office, 2 * DAY + 12 * HOUR)         # 11:10: reminded
        self.go(office, 5 * DAY)                     # the questions end
        self.go(office, 21 * DAY - 2 * HOUR + 3000)  # 10:00

    def sent(self, office):
        after = 0
        while True:
            page = office.control("GET", f"messages?after={after}&limit=5000")["messages"]
            if not page:
                return
            yield from page
            after = page[-1]["seq"]

    def judge_what_was_sent(self, office):
        to_each, kinds = collections.defaultdict(collections.Counter), collections.Counter()
        for m in self.sent(office):
            if m["kind"] == "other":
                continue  # 110 and 119 for somebody who wrote in danger: at any hour
            at = datetime.datetime.fromisoformat(m["at"].replace("Z", "+00:00")).astimezone(BEIJING)
            self.assertTrue(9 <= at.hour < 20, f"{m['kind']} sent at {at}")
            to_each[m["number"]][m["kind"]] += 1
            kinds[m["kind"]] += 1
        self.assertLessEqual(set(kinds), {"survey", "reminder", "clarification"})
        for kind in kinds:
            self.assertEqual(max(c[kind] for c in to_each.values()), 1, kind)
        self.assertEqual(kinds["survey"], CASES - self.withdrawn)
        self.assertGreater(kinds["reminder"], CASES // 4)
        self.assertGreater(kinds["clarification"], CASES // 100)
        counted = office.counters()["by_kind"]
        self.assertEqual({k: counted[k]["handed_over"] for k in kinds}, dict(kinds))
        return kinds

    def judge_what_became_of_it(self, office):
        report = office.followups()
        self.balance(report)
        states, rates = report["states"], report["rates"]
        self.assertEqual(states["waiting"] + states["asked"], 0)
        self.assertEqual(states["withdrawn"], self.withdrawn)
        reached = sum(rates[r]["numerator"] for r in ("participation", "non_response", "unclear", "quarantined", "opted_out"))
        self.assertEqual(reached, rates["participation"]["denominator"])
        self.assertEqual(reached + states["undeliverable"], CASES - self.withdrawn)
        wrote = office.counters()["inbound"]["replies"]
        self.assertGreaterEqual(wrote, report["raters"])
        self.assertGreater(report["raters"], CASES // 10)
        self.assertEqual(office.verify()["findings"], [])
        return report

    def test_a_year(self):
        self.dice, self.steps, self.told, self.withdrawn = random.Random(SEED), 0, 0, 0
        self.kills = sorted(self.dice.sample(range(MONTHS * STEPS), KILLS))
        began = time.monotonic()
        people = ["--answers", "0.35", "--failed", "0.03", "--silent", "0", "--reply-min-ms", "300000", "--reply-max-ms",
                  str(5 * DAY * 1000)]
        with Office(BUILD, sim_args=people, log_level="warn") as office:
            office.start()
            for n in range(MONTHS):
                self.month(office, range(CASES * n // MONTHS, CASES * (n + 1) // MONTHS))
            self.go(office, 8 * DAY)
            kinds, report = self.judge_what_was_sent(office), self.judge_what_became_of_it(office)
            print(f"a year of {CASES} follow-ups, {KILLS} kills (seed {SEED}): {sum(kinds.values())} texts, {report['raters']} ratings, "
                  f"{time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
