#!/usr/bin/python3
"""kill -9 at each named step of a pull and a push, one after another: of every text and every call there is exactly one record.

HUIYIN_BUILD: the folder of the programs. HUIYIN_POINTS: only these, by commas. HUIYIN_KEEP: keep the folder of a failed run.
"""

import contextlib
import os
import pathlib
import signal
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scenario"))
from office import Office, wait_until  # noqa: E402

TEXTS, CALLS = 12, 3

# point: (the pass at which it kills, what is uncertain: no message is sent here, what becomes of it)
PULL_POINTS = {
    "pull.answered": (1, "none", "A queue that the answer emptied is asked for by number, and pushed again; the rest is pulled again."),
    "inbound.written": (2, "none", "As if the answer had not come: it is pulled, or pushed, again."),
    "pull.marked": (1, "none", "The pull begins at its last durable place; what it brings again counts once."),
    "desk.read": (1, "none", "The payload is unread and is read after the restart."),
    "desk.recorded": (3, "none", "The payload is unread: no record without its event, and both once after the restart."),
    "desk.applied": (2, "none", "The payload is unread and is read after the restart, once."),
    "desk.durable": (2, "none", "The payload is read; its records are there, once."),
}


class Ledger:
    """What is on disk, read by a stranger."""

    def __init__(self, office):
        with contextlib.closing(sqlite3.connect(f"file:{office.dir}/state/huiyin.db?mode=ro", uri=True, timeout=30)) as db:
            def one(sql):
                return db.execute(sql).fetchone()[0]
            self.records = one("SELECT count(*) FROM intake")
            self.by_phone = one("SELECT count(*) FROM intake WHERE channel = 'phone'")
            self.keys = one("SELECT count(*) FROM inbound_key")
            self.told = one("SELECT count(*) FROM event WHERE type = 'intake.received'")
            self.unread = one("SELECT count(*) FROM raw_inbound WHERE state = 0")
            self.dead = one("SELECT count(*) FROM raw_inbound WHERE state = 2")


class PullPoints(unittest.TestCase):
    def start(self, point=None):
        os.environ.pop("HUIYIN_FAULT_POINT", None)
        if point:
            os.environ["HUIYIN_FAULT_POINT"] = f"{point}:{PULL_POINTS[point][0]}"
        self.office.start_daemon(wait=point is None)

    def people_write_and_call(self):
        self.made += TEXTS
        self.called += CALLS
        texts = [f"{self.made}号路口的路灯坏了{i}天，请派人修" for i in range(3, 3 + TEXTS)]
        self.office.control("POST", "inbound", {"count": TEXTS, "spread_ms": 300, "texts": texts})
        self.office.control("POST", "calls", {"count": CALLS, "processing_ms": 100})

    def check_dead(self, point):
        dead = Ledger(self.office)
        self.assertEqual(dead.records, dead.told, f"{point}: a record without its event, or an event without its record")
        self.assertEqual(dead.records, dead.keys, f"{point}: a message counted without its record")

    def check_alive(self, point):
        wait_until(f"{point}: every text and call", lambda: Ledger(self.office).records >= self.made + self.called, seconds=180, pause=0.2)
        wait_until(f"{point}: nothing unread", lambda: Ledger(self.office).unread == 0, seconds=60, pause=0.2)
        alive = Ledger(self.office)
        self.assertEqual((alive.records, alive.by_phone, alive.keys, alive.told, alive.dead),
                         (self.made + self.called, self.called, self.made + self.called, self.made + self.called, 0), point)

    def test_each_step(self):
        points = os.environ["HUIYIN_POINTS"].split(",") if "HUIYIN_POINTS" in os.environ else list(PULL_POINTS)
        self.made = self.called = 0
        # Pushed three times as well as pulled: what a killed pull took from the carrier's queue comes back that way.
        with Office(os.environ["HUIYIN_BUILD"], log_level="warn", callback_retry_ms=(5_000, 20_000)) as office:
            self.office = office
            office.start_sim()
            office.send_callbacks_to_daemon()
            for point in points:
                self.start(point)
                self.people_write_and_call()
                wait_until(f"{point} to kill", lambda: office.daemon.poll() is not None, seconds=120)
                self.assertEqual(office.daemon.returncode, -signal.SIGKILL, office.log_tail())
                self.check_dead(point)
                self.start()
                self.check_alive(point)
                office.stop_daemon()
            self.start()
            verified = office.verify()
            self.assertEqual(verified["findings"], [])
        print(f"{len(points)} kills: {self.made} texts and {self.called} calls, each one record", flush=True)


if __name__ == "__main__":
    unittest.main()
