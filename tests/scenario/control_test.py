#!/usr/bin/python3
"""stop-all, and the fence against restored, cloned and moved ledgers. What has left is counted by the simulator."""

import http.client
import json
import os
import pathlib
import shutil
import sqlite3
import sys
import threading
import time
import unittest
from contextlib import closing

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Failed, Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
REASON = {"reason": "checked with the carrier"}


def held(office):
    return [h["why"] for h in office.api("GET", "status")["sending_held"]]


def quiet_handed_over(office, seconds=1.5):
    """handed_over, after making sure that it stands still."""
    before = office.counters()["handed_over"]
    time.sleep(seconds)
    now = office.counters()["handed_over"]
    assert now == before, f"{now - before} left while sending was stopped"
    return now


class Watch:
    """When the carrier last got something, to about 5 ms."""

    def __init__(self, office):
        self.office, self.changed, self.over = office, time.monotonic(), False
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        before = -1
        connection = http.client.HTTPConnection("127.0.0.1", self.office.control_port)
        while not self.over:
            connection.request("GET", "/control/counters")
            now, at = json.loads(connection.getresponse().read())["handed_over"], time.monotonic()
            if now != before:
                before, self.changed = now, at
            time.sleep(0.005)
        connection.close()

    def end(self):
        self.over = True
        self.thread.join()
        return self.changed


class StopAll(unittest.TestCase):
    def test_within_200_ms_nothing_leaves_and_the_report_is_exact(self):
        with Office(BUILD, sim_args=["--fault", "SendSms:stall:ms=120"]) as office:
            office.start()
            campaign = office.create_campaign("stop", [number(i) for i in range(30_000)])
            wait_until("the middle of it", lambda: office.counters()["handed_over"] > 3000)
            watch = Watch(office)
            pressed = time.monotonic()
            report = office.command("stop.all", {"reason": "a wrong law is named"})
            answered = time.monotonic() - pressed
            time.sleep(max(0.0, 0.2 - answered))
            left = office.counters()["handed_over"]
            time.sleep(0.5)
            print(f"\nstop-all answered after {answered * 1000:.0f} ms; {left} had left, the last of them "
                  f"{(watch.end() - pressed) * 1000:.0f} ms after it was pressed (below zero: before)", flush=True)
            self.assertLess(answered, 5)
            self.assertEqual(quiet_handed_over(office, 2), left)
            one = next(c for c in report["campaigns"] if c["campaign"] == campaign)
            self.assertEqual(one["left"] + one["unanswered"], left)
            self.assertEqual(one["left"] + one["unanswered"] + one["queued"], 30_000)
            self.assertGreaterEqual(report["unanswered"]["messages"], one["unanswered"], "some receipts overtake their answers")
            self.assertEqual(report["held"][0]["detail"], "a wrong law is named")
            settled = wait_until("the answers", lambda: self.answered(office))[0]
            self.assertEqual(sum(settled.values()), report["unanswered"]["messages"])
            self.assertLessEqual(settled.keys(), {"accepted", "delivered", "undelivered", "expired"})

            office.kill_daemon()
            office.start_daemon()
            self.assertEqual(held(office), ["stop_all"])
            self.assertEqual(quiet_handed_over(office), left)
            with self.assertRaises(Failed) as refused:
                office.command("thaw", {})
            self.assertIn("reason", refused.exception.body)
            office.command("thaw", REASON)
            office.control("DELETE", "faults")
            wait_until("the rest", lambda: office.counters()["handed_over"] == 30_000, seconds=120)
            self.assertEqual(office.counters()["recipients_with_more_than_one"], 0)
            wait_until("answers", lambda: office.campaign(campaign)["states"].get("submitting", 0) == 0)
            self.assertEqual(office.verify()["findings"], [])

    def answered(self, office):
        became = office.api("GET", "stop")["unanswered"]["became"]
        return [became] if "submitting" not in became else None  # on a slow machine nothing may have been unanswered

    def test_single_messages_are_stopped_too_and_wait(self):
        with Office(BUILD) as office:
            office.start()
            office.command("stop.all", {})
            office.command("message.send", {"to": number(1), "purpose": "case_reply", "template": "1005", "params": ["x"]}, "m1")
            self.assertEqual(quiet_handed_over(office), 0)
            self.assertEqual(office.command("stop.all", {})["messages"]["queued"], 1)
            office.command("thaw", REASON)
            wait_until("the message", lambda: office.counters()["handed_over"] == 1)
            with self.assertRaises(Failed) as refused:
                office.command("thaw", REASON)
            self.assertEqual(refused.exception.status, 409)


class Fence(unittest.TestCase):
    def snapshot(self, office, name):
        with closing(sqlite3.connect(office.dir / "state/huiyin.db")) as source, closing(sqlite3.connect(office.dir / name)) as copy:
            source.backup(copy)
        return office.dir / name

    def put_back(self, office, snapshot):
        """In place, as a careful restore does: the file's inode stays."""
        for tail in ("-wal", "-shm"):
            (office.dir / f"state/huiyin.db{tail}").unlink(missing_ok=True)
        shutil.copyfile(snapshot, office.dir / "state/huiyin.db")

    def assert_frozen(self, office, words):
        self.assertEqual(held(office), ["restored"])
        self.assertIn(words, office.api("GET", "status")["sending_held"][0]["detail"])

    def test_a_restored_snapshot_sends_nothing_until_somebody_says_what_is_true(self):
        with Office(BUILD, sim_args=["--fault", "SendSms:stall:ms=60"]) as office:
            office.start()
            campaign = office.create_campaign("restore", [number(i) for i in range(8000)])
            wait_until("some", lambda: office.counters()["handed_over"] > 500)
            old = self.snapshot(office, "backup.db")
            wait_until("all", lambda: office.counters()["handed_over"] == 8000)
            wait_until("the side file to know", lambda: office.campaign(campaign)["states"].get("submitting", 0) == 0)
            self.assertEqual(office.stop_daemon(), 0)
            self.put_back(office, old)
            office.start_daemon()
            self.assert_frozen(office, "restored")
            self.assertGreater(office.campaign(campaign)["states"]["queued"], 0)
            self.assertEqual(quiet_handed_over(office), 8000)
            with self.assertRaises(Failed) as refused:
                office.command("thaw", REASON)
            self.assertIn("queued", refused.exception.body)
            cancelled = office.command("thaw", {**REASON, "queued": "cancel"})["cancelled"]
            self.assertGreater(cancelled, 0)
            self.assertEqual(quiet_handed_over(office), 8000)
            wait_until("the sweep", lambda: office.campaign(campaign)["states"].get("queued", 0) == 0)
            self.assertEqual(office.counters()["recipients_with_more_than_one"], 0)

            again = office.create_campaign("after", [number(i) for i in range(100_000, 100_300)])
            wait_until("the next campaign", lambda: office.counters()["handed_over"] == 8300)
            wait_until("receipts under new keys", lambda: office.campaign(again)["states"].get("delivered", 0) > 200)
            self.assertEqual(office.verify()["findings"], [])
            self.assertEqual(office.stop_daemon(), 0)
            office.start_daemon()
            self.assertEqual(held(office), [], "a thawed ledger starts as any other")

    def test_clones_and_strangers(self):
        with Office(BUILD) as office:
            office.start()
            office.stop_daemon()
            side = office.dir / "state/huiyin.identity"
            ledger = office.dir / "state/huiyin.db"
            office.start_daemon()
            self.assertEqual(held(office), [], "an ordinary restart is no reason to freeze")
            office.stop_daemon()

            copy = office.dir / "copy.db"
            shutil.copyfile(ledger, copy)
            os.replace(copy, ledger)
            self.start_and_thaw(office, "replaced by another")

            kept = side.read_text()
            side.unlink()
            self.start_and_thaw(office, "without its side file")

            side.write_text(kept.replace(kept.split('"')[3], "zzzzzz"))
            self.start_and_thaw(office, "another installation")

            with sqlite3.connect(ledger) as db:
                had = db.execute("UPDATE meta SET value = 'elsewhere' WHERE key = 'host' AND value <> ''").rowcount
            if had:
                self.start_and_thaw(office, "another machine")

    def start_and_thaw(self, office, words):
        office.start_daemon()
        self.assert_frozen(office, words)
        office.command("thaw", REASON)
        self.assertEqual(held(office), [])
        office.stop_daemon()

    def test_a_disk_put_back_as_a_whole_is_found_out_by_the_carriers_receipts(self):
        with Office(BUILD) as office:
            office.start()
            office.control("POST", "handsets", {"receipt_min_ms": 6000, "receipt_max_ms": 8000, "silent": 0})
            office.create_campaign("first", [number(i) for i in range(50)], start=False)
            second = office.create_campaign("second", [number(i) for i in range(50, 100)], start=False)
            office.stop_daemon()
            ledger = self.snapshot(office, "disk.db")
            side = (office.dir / "state/huiyin.identity").read_text()
            office.start_daemon()
            office.command("campaign.start", {"campaign": second})
            wait_until("it to leave", lambda: office.counters()["handed_over"] == 50)
            wait_until("the answers", lambda: office.campaign(second)["states"].get("accepted") == 50)
            office.kill_daemon()
            self.put_back(office, ledger)
            (office.dir / "state/huiyin.identity").write_text(side)
            office.start_daemon()
            wait_until("the receipts to tell", lambda: held(office) == ["restored"], seconds=30)
            self.assertIn("receipt", office.api("GET", "status")["sending_held"][0]["detail"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
