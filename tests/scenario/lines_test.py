#!/usr/bin/python3
"""A campaign over CMPP, SMGP and SGIP against the simulated gateways: nobody twice, nothing lost, inbound once."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from line_office import KINDS, LONG, OPT_OUT, SHORT, LineOffice  # noqa: E402
from office import wait_until  # noqa: E402

QUIET = ["--receipt-max-ms", "300", "--silent", "0"]


class Lines(unittest.TestCase):
    def assert_accounted(self, office, campaign, count):
        """The states add up, and what the gateway counts lies between what is known and what may be."""
        states, told = office.states(campaign), office.counters()
        self.assertEqual(sum(states.values()), count)
        self.assertEqual(told["same_text_twice"], 0)
        self.assertEqual(told["recipients_with_more_than_one"], 0)
        all_states = office.api("GET", "status")["messages"]
        known = sum(all_states.get(s, 0) for s in ("accepted", "delivered", "undelivered", "expired"))
        self.assertGreaterEqual(told["handed_over"], known, "nothing counts as taken that was not")
        self.assertLessEqual(told["handed_over"], known + all_states.get("uncertain", 0), "nothing was taken that counts as never sent")
        self.assertEqual(office.verify()["findings"], [])
        return states

    def test_long_texts_receipts_and_replies(self):
        for kind in KINDS:
            with self.subTest(kind=kind), LineOffice(kind, sim_args=[*QUIET, "--doubled", "0.1", "--failed", "0.1"]) as office:
                office.start()
                campaign = office.tell(100, text=LONG)
                wait_until("every receipt", lambda: set(office.states(campaign)) <= {"delivered", "undelivered"})
                states, counters = self.assert_accounted(office, campaign, 100), office.counters()
                self.assertEqual(counters["handed_over"], 100)
                self.assertEqual(counters["requests"]["submit"], 200, "two parts each")
                self.assertEqual(states.get("undelivered", 0), counters["receipts"]["of_failed"])
                self.assertEqual(office.control("GET", "messages?limit=1")["messages"][0]["text"], LONG + OPT_OUT)
                office.write_in(20, spread_ms=300, texts=["路灯坏了" * 40])  # in parts
                wait_until("the matters", lambda: office.counters()["inbound"]["pushed_ok"] >= 20)
                wait_until("the records", lambda: office.records() == 20)
                self.assertEqual(office.stop_daemon(), 0)
                self.assertEqual(office.counters()["errors"], {})

    def test_faults_and_a_daemon_killed(self):
        faults = ["submit:lost_answer:p=0.01", "submit:mixed_ids:p=0.02:ms=50", "submit:throttle_429:p=0.02",
                  "submit:early_receipts:p=0.05:ms=50", "submit:slow_drip:p=0.02:ms=40", "link:reset_after_accept:times=2:p=0.01",
                  "link:cut_answer:times=2:p=0.01"]
        people, matters = 400, 30
        for kind in KINDS:
            with self.subTest(kind=kind), LineOffice(kind, sim_args=[a for f in faults for a in ("--fault", f)] + QUIET) as office:
                office.start()
                campaign = office.tell(people, text=SHORT)
                office.write_in(matters, spread_ms=2000)
                for kill in (1, 2):
                    wait_until("a share of them", lambda: office.counters()["handed_over"] >= people * kill // 3, seconds=120)
                    office.kill_daemon()
                    office.start_daemon()
                wait_until("all to have left", lambda: office.nothing_open(campaign), seconds=120)
                wait_until("the matters", lambda: office.counters()["inbound"]["pushed_ok"] >= matters, seconds=60)
                wait_until("the records", lambda: office.records() >= matters, seconds=60)
                self.assertEqual(office.records(), matters, "handed over again, it counts once")
                wait_until("the receipts", lambda: "accepted" not in office.states(campaign), seconds=60)
                states = self.assert_accounted(office, campaign, people)
                print(f"\n{kind}: {states}, {office.counters()['faults_fired']}", flush=True)

    def test_a_wrong_password_is_an_alarm_and_no_loop(self):
        refusals = {"cmpp": ("connect", "authentication failed"), "smgp": ("login", "SMGP:21"), "sgip": ("bind", "SGIP:1")}
        for kind in KINDS:
            with self.subTest(kind=kind), LineOffice(kind, password="wrong") as office:
                office.start()
                wait_until("the refusal", lambda: office.lines()["stopped"] == 1)
                request, words = refusals[kind]
                self.assertEqual(office.counters()["requests"].get(request), 1)
                self.assertIn(words, office.lines()["fault"])

    def test_groups_count_each_person_once(self):
        for kind in KINDS:
            with self.subTest(kind=kind), LineOffice(kind, sim_args=[*QUIET, "--failed", "0"], more="group_size = 20\n") as office:
                office.start()
                campaign = office.tell(100)
                wait_until("every receipt", lambda: office.states(campaign) == {"delivered": 100})
                self.assert_accounted(office, campaign, 100)
                self.assertLess(office.counters()["requests"]["submit"], 50, "many to a submit")


if __name__ == "__main__":
    unittest.main(verbosity=2)
