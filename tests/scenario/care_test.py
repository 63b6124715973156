#!/usr/bin/python3
"""What follows an intake record: receipts, status queries, pages for dangers, clocks. Over the wire, with kill -9 between."""

import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
DUTY, CHIEF = number(99_000_001), number(99_000_002)


def write(office, who, text):
    office.control("POST", "inbound", {"count": 1, "numbers": [who], "texts": [text], "spread_ms": 0})


def records(office):
    return office.api("GET", "intake?limit=500")["items"]


def sent_to(office, who):
    return [m["text"] for m in office.messages(number=who)]


def write_and_wait(office, who, text):
    before = len(records(office))
    write(office, who, text)
    wait_until("the record", lambda: len(records(office)) == before + 1)
    return records(office)[0]


class Receipts(unittest.TestCase):
    def test_a_receipt_within_seconds_one_a_matter_and_the_state_on_request(self):
        with Office(BUILD, receipts=True) as office:
            office.start()
            begun = time.monotonic()
            record = write_and_wait(office, number(1), "小区水管爆裂没有人来修，已经停水两天")
            wait_until("the receipt", lambda: sent_to(office, number(1)))
            self.assertLess(time.monotonic() - begun, 20, "three minutes are allowed")
            (receipt,) = sent_to(office, number(1))
            self.assertIn(record["intake_id"], receipt)
            self.assertNotIn("水", receipt, "a lock screen shows it")
            write_and_wait(office, number(1), "水管爆裂还是没有人来修，还在停水")
            write(office, number(1), "CX" + record["intake_id"][-6:])
            wait_until("the answer", lambda: len(sent_to(office, number(1))) == 2)
            self.assertIn("已收到，正在登记", sent_to(office, number(1))[1])
            office.command("intake.progress", {"intake_id": record["intake_id"], "state": "accepted"})
            write(office, number(1), "ＣＸ " + record["intake_id"])
            wait_until("the answer", lambda: len(sent_to(office, number(1))) == 3)
            self.assertIn("已受理", sent_to(office, number(1))[2])
            write(office, number(2), "CX " + record["intake_id"])
            wait_until("the answer", lambda: sent_to(office, number(2)))
            self.assertNotIn(record["intake_id"], sent_to(office, number(2))[0], "others learn nothing")
            self.assertEqual(len(records(office)), 2, "queries are no records")

    def test_machines_and_storms_are_recorded_and_not_answered(self):
        with Office(BUILD, receipts=True, intake_extra="storm = 20") as office:
            office.start()
            write(office, number(3), "【某某银行】您的账单已出，请及时还款，退订回T")
            write(office, number(4), "自动回复：我正在开车，稍后联系")
            for i in range(60):
                write(office, number(5), f"第{i}次反映楼下噪音扰民")
            wait_until("the records", lambda: len(records(office)) == 62)
            time.sleep(1)
            self.assertEqual(sent_to(office, number(3)), [])
            self.assertEqual(sent_to(office, number(4)), [])
            self.assertEqual(len(sent_to(office, number(5))), 1)

    def test_at_night_a_receipt_waits_for_the_morning(self):
        with Office(BUILD, receipts=True) as office:
            office.set_clock_to_hour(23)
            office.start()
            write_and_wait(office, number(6), "小区路灯坏了很久")
            time.sleep(1)
            self.assertEqual(sent_to(office, number(6)), [])
            office.advance(9.5 * 3600)
            wait_until("the receipt", lambda: sent_to(office, number(6)))


class Danger(unittest.TestCase):
    TEXT = "望禾乡三组房子着火了，里面有老人被困，快来人"

    def duty(self, office):
        office.command("duty.set", {"people": [{"level": 1, "name": "值班一", "phone": DUTY}, {"level": 2, "name": "科长", "phone": CHIEF}]})

    def test_pages_at_night_level_by_level_over_a_crash_until_taken_by_text(self):
        with Office(BUILD, receipts=True) as office:
            office.set_clock_to_hour(3)
            office.start()
            self.duty(office)
            begun = time.monotonic()
            record = write_and_wait(office, number(7), self.TEXT)
            wait_until("the page", lambda: sent_to(office, DUTY))
            self.assertLess(time.monotonic() - begun, 60)
            self.assertIn(record["intake_id"], sent_to(office, DUTY)[0])
            wait_until("numbers of help, though it is night", lambda: sent_to(office, number(7)))
            self.assertEqual(sent_to(office, CHIEF), [])
            self.assertEqual(len(office.events("intake.danger")), 1)
            office.kill_daemon()
            office.advance(121)
            office.start_daemon()
            wait_until("the second page", lambda: len(sent_to(office, DUTY)) == 2)
            office.advance(121)
            wait_until("the next level", lambda: len(sent_to(office, CHIEF)) == 1)
            write(office, CHIEF, "收到")
            wait_until("that it was taken", lambda: office.events("danger.acknowledged"))
            office.advance(600)
            time.sleep(1.5)
            self.assertEqual(len(sent_to(office, CHIEF)), 1)
            self.assertEqual(len(sent_to(office, DUTY)), 3)
            self.assertEqual(len(sent_to(office, number(7))), 1)
            self.assertEqual(len(records(office)), 1, "the officer's word is no record")
            self.assertEqual(office.verify()["findings"], [])

    def test_nothing_is_sent_to_who_is_watched(self):
        with Office(BUILD, receipts=True) as office:
            office.start()
            self.duty(office)
            write_and_wait(office, number(8), "救命，我老公拿刀要砍死我，他就在旁边，不要打电话")
            wait_until("the page", lambda: sent_to(office, DUTY))
            time.sleep(1)
            self.assertEqual(sent_to(office, number(8)), [])


class Retaliation(unittest.TestCase):
    TEXT = "上个月我反映了石楠镇政府占地的事，第二天就被单位停职，还说再告就让我在村里混不下去"

    def test_guardians_apart_from_the_unit_are_told_and_nobody_else_hears(self):
        with Office(BUILD, receipts=True) as office:
            office.start()
            guardians = office.dir / "guardians.csv"
            guardians.write_text(f"name,phone,units\n督查一,{DUTY},石楠镇;镇政府\n督查二,{CHIEF},\n")
            office.ctl("guardian", "set", str(guardians))
            record = write_and_wait(office, number(11), self.TEXT)
            wait_until("the guardian is told", lambda: sent_to(office, CHIEF))
            self.assertIn(record["intake_id"], sent_to(office, CHIEF)[0])
            self.assertEqual(sent_to(office, DUTY), [], "who stands in the unit that is named")
            shown = office.ctl("intake", "show", record["intake_id"], stdout=subprocess.PIPE).stdout
            self.assertNotIn("harm.", shown)
            self.assertNotIn("retaliation", str(office.events("intake.received")))
            self.assertEqual(office.events("reprisal.raised")[0]["intake_id"], record["intake_id"])
            self.assertIn(record["intake_id"], office.ctl("reprisal", "list", stdout=subprocess.PIPE).stdout)
            office.ctl("reprisal", "take", record["intake_id"], "--note", "已联系当事人")
            self.assertEqual(len(office.events("reprisal.taken")), 1)
            office.advance(2 * 86400)
            time.sleep(1.5)
            self.assertEqual(len(sent_to(office, CHIEF)), 1)
            self.assertEqual(office.verify()["findings"], [])


class Clocks(unittest.TestCase):
    def test_warnings_come_with_the_days(self):
        with Office(BUILD, receipts=True) as office:
            office.start()
            record = write_and_wait(office, number(9), "村里的路坏了三年没人修")
            due = office.events("intake.received")[0]["due"]
            self.assertEqual(set(due), {"petition-2022.register", "petition-2022.inform"})
            office.command("intake.progress", {"intake_id": record["intake_id"], "state": "registered"})
            office.kill_daemon()
            office.advance(11 * 86400)
            office.start_daemon()
            wait_until("the warning", lambda: office.events("deadline.warning"))
            office.advance(20 * 86400)
            wait_until("the end", lambda: office.events("deadline.passed"))
            self.assertEqual({e["clock"] for e in office.events("deadline.warning") + office.events("deadline.passed")},
                             {"petition-2022.inform"})
            self.assertTrue(office.api("GET", "deadlines")["items"][0]["late"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
