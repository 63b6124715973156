#!/usr/bin/python3
"""The vault's keys while an office works: new master, data and index keys by huiyinctl, kill -9 in the middle, again and again;
afterwards every number is found and opens, the old key opens nothing. The ledger is read by a stranger."""

import contextlib
import json
import os
import pathlib
import random
import shutil
import sqlite3
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
PEOPLE = 3000


def rows(office, sql):
    with contextlib.closing(sqlite3.connect(f"file:{office.dir}/state/huiyin.db?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def status(office):
    return json.loads(office.ctl("--json", "vault", "status", capture_output=True).stdout)


class Keys(unittest.TestCase):
    def test_keys_change_while_the_office_works_and_is_killed(self):
        with Office(BUILD, extra_config='[vault]\nsettle = "1s"\n') as office:
            office.start()
            office.create_campaign("people", [number(i) for i in range(PEOPLE)], start=False)
            office.control("POST", "inbound", {"count": 3, "numbers": [number(7), number(8), number(9)], "texts": ["路灯坏了没人修"],
                                               "spread_ms": 0})
            wait_until("the records", lambda: len(office.api("GET", "intake?limit=50")["items"]) == 3)
            first_key = (office.dir / "state/vault.key").read_bytes()
            luck = random.Random(5)
            for what in ("data", "index", "data"):
                office.ctl("vault", "rotate", what, "--reason", "演练", capture_output=True)
                kills = 0
                while (change := status(office)["change"]) and not change["ended_at"]:
                    if kills < 4:
                        time.sleep(luck.uniform(0.0, 0.4))
                        office.kill_daemon()
                        office.start_daemon()
                        kills += 1
                    else:
                        time.sleep(0.3)
                self.assertGreater(kills, 0)
                self.assertEqual(change["unreadable"], 0)
            self.everybody_is_found(office)

            said = json.loads(office.ctl("--json", "vault", "rotate", "master", capture_output=True).stdout)
            wait_until("the key in its place", lambda: (office.dir / "state/vault.key").read_bytes() != first_key)
            self.assertEqual(status(office)["master"], said["master"])
            self.assertEqual(said["share"], "")
            self.assertIn("恢复份额", office.ctl("--lang", "zh", "vault", "status", capture_output=True).stdout)
            for _ in range(3):
                before = status(office)["master"]
                office.ctl("vault", "rotate", "master", capture_output=True)
                office.kill_daemon()
                office.start_daemon()
                self.assertNotEqual(status(office)["master"], before)
            self.everybody_is_found(office)
            self.assertEqual(office.stop_daemon(), 0)
            self.old_key_opens_nothing(office, first_key)
            office.start_daemon()
            self.everybody_is_found(office)
            self.assertEqual(len(office.events("vault.settled")), 3)
            self.assertTrue(json.loads(office.ctl("--json", "audit", "verify", capture_output=True).stdout)["good"])
            log = (office.dir / "daemon.log").read_text()
            self.assertNotIn(first_key.hex(), log)

    def everybody_is_found(self, office):
        """A number told again is the person it was, and a message to it leaves with that number."""
        self.assertEqual(rows(office, "SELECT count(*) FROM person WHERE length(number_hash) = 16")[0][0], PEOPLE)
        people = {office.command("consent.show", {"phone": number(i)})["person"] for i in (0, 7, 1234, PEOPLE - 1)}
        self.assertEqual(len(people), 4)
        heads = {bytes(head) for (head,) in rows(office, "SELECT DISTINCT substr(number_sealed, 1, 5) FROM person")}
        used = {k["id"] for k in status(office)["keys"] if k["state"] == "in_use"}
        self.assertTrue(all(int.from_bytes(head[1:], "big") in used for head in heads), heads)

    def old_key_opens_nothing(self, office, key):
        folder = tempfile.mkdtemp(prefix="huiyin-old-key-")
        try:
            copy = Office(BUILD, folder=folder)
            shutil.copytree(office.dir / "state", pathlib.Path(folder, "state"))
            shutil.copyfile(office.dir / "clock", pathlib.Path(folder, "clock"))
            (copy.dir / "state/vault.key").write_bytes(key)
            with self.assertRaises(AssertionError):
                copy.start_sim()
                copy.start_daemon()
            said = (copy.dir / "daemon.log").read_text()
            self.assertIn("vault.key", said)
            self.assertIn("wrapped with", said)
            copy.close(keep=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    unittest.main(verbosity=2)
