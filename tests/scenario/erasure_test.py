#!/usr/bin/python3
"""A person asks that all is erased: two people agree, rules keep what they must, a hold stops it, kill -9 in the middle; in the end
neither number nor text stands in any byte of the ledger, its log, or what the daemon said, and the certificates hold."""

import contextlib
import json
import os
import pathlib
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Office, Failed, number, wait_until  # noqa: E402
from protect_test import Clerk, record_of  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
DAY = 86400
TEXT = "石盘镇青杠村的老水塔漏得哗哗响，我是村里的罗大贵，电话15412340001"
WORDS = ("石盘镇", "青杠村", "老水塔", "哗哗响", "罗大贵", "15412340001")


class Erasure(unittest.TestCase):
    def test_all_of_a_person_goes_and_the_certificate_tells(self):
        with Office(BUILD, receipts=True, log_level="debug") as office:
            office.start()
            li, wang = Clerk(office, "li", "supervisor"), Clerk(office, "wang", "supervisor")
            record = record_of(office, number(61), TEXT)
            other = record_of(office, number(62), "路灯坏了三个月没人修")
            name, party = record["intake_id"], record["party_ref"]
            office.control("POST", "inbound", {"count": 1, "numbers": [number(61)], "texts": ["退订"], "spread_ms": 0})
            wait_until("the opt-out", lambda: self.rows(office, "SELECT 1 FROM consent WHERE state = 0"))
            self.assertTrue(self.stands_in_files(office, ("老水塔",)), "masked, it may stand there before")
            figures = office.api("GET", "intake?limit=10")["items"]

            asked = json.loads(li.ctl("--json", "erasure", "ask", number(61), "--reason", "本人申请删除").stdout)
            self.assertEqual(asked["party_ref"], party)
            with self.assertRaises(Failed) as caught:
                li.command("erasure.decide", {"erasure": asked["erasure"], "approve": True})
            self.assertEqual(caught.exception.status, 403)
            li.ctl("erasure", "hold", name, "--reason", "诉讼保全")
            wang.ctl("erasure", "decide", asked["erasure"], "--approve")
            office.kill_daemon()
            office.start_daemon()
            show = lambda: json.loads(wang.ctl("--json", "erasure", "show", asked["erasure"]).stdout)  # noqa: E731
            self.assertEqual(show()["certificates"], [], "a hold lies on it")
            wang.ctl("erasure", "release", name, "--reason", "诉讼已结束")
            office.advance(DAY + 60)
            first = wait_until("the first certificate", lambda: show()["certificates"])[0]["content"]
            self.assertIn("records", [k["class"] for k in first["kept"]], "the floor of five months")
            self.assertTrue(all(k["rule"] for k in first["kept"]))
            self.assertEqual(show()["state"], "kept")

            office.advance(160 * DAY)
            wait_until("the end", lambda: show()["state"] == "done")
            wait_until("an empty log", lambda: not self.stands_in_files(office, WORDS + (number(61)[3:],)))
            self.assertEqual(office.stop_daemon(), 0)
            self.assertEqual(self.stands_in_files(office, WORDS + (number(61)[3:],)), [])
            log = (office.dir / "daemon.log").read_text()
            for word in WORDS + (number(61)[3:],):
                self.assertNotIn(word, log)
            office.start_daemon()
            self.assertIn("agree", wang.ctl("--lang", "en", "erasure", "verify", asked["erasure"]).stdout)
            self.assertEqual([i["intake_id"] for i in office.api("GET", "intake?limit=10")["items"]].count(name), 1)
            self.assertIn("路灯", json.dumps(office.api("GET", f"intake/{other['intake_id']}"), ensure_ascii=False))
            left = office.api("GET", "intake?limit=10")["items"]
            self.assertEqual([(r["intake_id"], r["reading"]["urgency"]) for r in left],
                             [(r["intake_id"], r["reading"]["urgency"]) for r in figures], "figures remain")
            self.assertEqual(office.verify()["findings"] if "findings" in office.verify() else [], [])

            # Heard of again: somebody new, who still does not want to be written to.
            again = record_of(office, number(61), "新的事情：桥断了")
            self.assertNotEqual(again["party_ref"], party)
            words = office.command("consent.show", {"phone": number(61)})["now"]
            self.assertTrue(any(w["word"] == "opted_out" for w in words), words)

            self.change(office, "UPDATE erasure_certificate SET content = replace(content, 'records', 'nothing')")
            broken = wang.ctl("erasure", "verify", asked["erasure"], check=False)
            self.assertEqual(broken.returncode, 4, broken.stdout)

    def rows(self, office, sql):
        with contextlib.closing(sqlite3.connect(f"file:{office.dir}/state/huiyin.db?mode=ro", uri=True)) as db:
            return db.execute(sql).fetchall()

    def change(self, office, sql):
        with contextlib.closing(sqlite3.connect(office.dir / "state/huiyin.db", timeout=30)) as db:
            self.assertGreater(db.execute(sql).rowcount, 0)
            db.commit()

    def stands_in_files(self, office, words):
        """Which of these stand in any file of the state folder, as UTF-8, UTF-16 or full-width digits."""
        found = []
        for file in (office.dir / "state").rglob("*"):
            if not file.is_file():
                continue
            data = file.read_bytes()
            for word in words:
                wide = word.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
                for form in (word.encode(), word.encode("utf-16-be"), word.encode("utf-16-le"), wide.encode(),
                             json.dumps(word)[1:-1].encode()):
                    if form in data:
                        found.append((file.name, word))
        return found


if __name__ == "__main__":
    unittest.main(verbosity=2)
