#!/usr/bin/python3
"""A campaign over SMPP against the simulated SMSC: nobody twice, nothing lost, inbound once. What left is counted there."""

import pathlib
import random
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import wait_until  # noqa: E402
from smpp_office import LONG, OPT_OUT, SHORT, SmppOffice  # noqa: E402

QUIET = ["--receipt-max-ms", "300", "--silent", "0"]


class Accidents(threading.Thread):
    """Breaks the link by itself, again and again: reset, cut in a frame, closed by the carrier, half open, garbage."""

    def __init__(self, office, seed):
        super().__init__(daemon=True)
        self.office, self.random, self.over = office, random.Random(seed), threading.Event()
        self.count = self.next_at = 0

    def run(self):
        kinds = ["reset_after_accept", "cut_answer", "error:0", "silent", "not_json"]
        while not self.over.wait(self.random.uniform(0, 0.5)):
            told = self.office.counters()["handed_over"]
            if told < self.next_at:  # a link that falls whenever it stands would carry nothing
                continue
            self.office.break_once("link", kinds[self.count % len(kinds)])
            self.count += 1
            self.next_at = told + self.random.randrange(20, 200)

    def stop(self):
        self.over.set()
        self.join()
        self.office.control("DELETE", "faults")


class Smpp(unittest.TestCase):
    def assert_accounted(self, office, campaign, count):
        """The states add up, and what the carrier counts lies between what is known and what may be."""
        states = office.states(campaign)
        self.assertEqual(sum(states.values()), count)
        told = office.counters()
        self.assertEqual(told["same_text_twice"], 0)
        self.assertEqual(told["recipients_with_more_than_one"], 0)
        all_states = office.api("GET", "status")["messages"]  # who wrote in danger got an answer besides
        known = sum(all_states.get(s, 0) for s in ("accepted", "delivered", "undelivered", "expired"))
        self.assertGreaterEqual(told["handed_over"], known, "nothing counts as taken that was not")
        self.assertLessEqual(told["handed_over"], known + all_states.get("uncertain", 0), "nothing was taken that counts as never sent")
        self.assertEqual(office.verify()["findings"], [])
        return states

    def test_long_texts_receipts_and_replies(self):
        with SmppOffice(sim_args=[*QUIET, "--doubled", "0.1", "--failed", "0.03"]) as office:
            office.start()
            campaign = office.tell(300, text=LONG)
            wait_until("every receipt", lambda: set(office.states(campaign)) <= {"delivered", "undelivered"})
            states = self.assert_accounted(office, campaign, 300)
            counters = office.counters()
            self.assertEqual(counters["handed_over"], 300)
            self.assertEqual(counters["requests"]["submit_sm"], 600, "two parts each")
            self.assertEqual(states.get("undelivered", 0), counters["receipts"]["of_failed"])
            self.assertEqual(office.control("GET", "messages?limit=1")["messages"][0]["text"], LONG + OPT_OUT)
            office.write_in(50, spread_ms=500)
            wait_until("the matters", lambda: office.counters()["inbound"]["pushed_ok"] == 50)
            wait_until("the records", lambda: office.records() == 50)
            self.assertEqual(office.stop_daemon(), 0)
            self.assertEqual(office.counters()["errors"], {})

    def test_every_long_text_form_arrives_whole(self):
        for form in ("udh16", "sar", "payload"):
            with self.subTest(form=form), SmppOffice(sim_args=QUIET, more=f'long_text = "{form}"') as office:
                office.start()
                campaign = office.tell(20, text=LONG)
                wait_until("every receipt", lambda: set(office.states(campaign)) <= {"delivered", "undelivered"})
                self.assertEqual({m["text"] for m in office.control("GET", "messages?limit=50")["messages"]}, {LONG + OPT_OUT})

    def test_one_receipt_for_a_long_message_waits_for_the_others(self):
        with SmppOffice(sim_args=[*QUIET, "--smpp-one-receipt", "--failed", "0"], more='receipts = "every_part"') as office:
            office.start()
            campaign = office.tell(20, text=LONG)
            wait_until("the receipts", lambda: office.counters()["receipts"]["pushed_ok"] >= 20)
            self.assertEqual(office.states(campaign), {"accepted": 20}, "a part alone is not the message")
            office.advance(4 * 24 * 3600)
            wait_until("the time of waiting to be over", lambda: office.states(campaign) == {"delivered": 20})

    def test_a_pair_of_binds_and_several_links(self):
        with SmppOffice(sim_args=QUIET, more='binds = "pair"\nlinks = 2') as office:
            office.start()
            wait_until("the links", lambda: office.lines()["up"] == 4)
            campaign = office.tell(400)
            office.write_in(20)
            wait_until("every receipt", lambda: set(office.states(campaign)) <= {"delivered", "undelivered"})
            wait_until("the records", lambda: office.records() == 20)
            self.assert_accounted(office, campaign, 400)

    def test_every_fault_of_the_link_and_a_daemon_killed_again_and_again(self):
        faults = ["submit_sm:lost_answer:p=0.005", "submit_sm:mixed_ids:p=0.01:ms=50", "submit_sm:throttle_429:p=0.005",
                  "submit_sm:early_receipts:p=0.02:ms=50", "submit_sm:error:0x45:p=0.01", "submit_sm:slow_drip:p=0.01:ms=40",
                  "submit_sm:stall:p=0.005:ms=2500", "deliver_sm:mixed_ids:p=0.02:ms=20", "deliver_sm:lost_answer:p=0.002"]
        seed, people, matters = random.randrange(1 << 30), 3_000, 200
        with SmppOffice(sim_args=[a for f in faults for a in ("--fault", f)] + QUIET) as office:
            office.start()
            campaign = office.tell(people, text=LONG)
            office.write_in(matters, spread_ms=8000)
            accidents = Accidents(office, seed)
            accidents.start()
            try:
                for kill in range(1, 6):
                    share = people * kill // 6
                    wait_until(f"{share} sent", lambda: office.counters()["handed_over"] >= share, seconds=240)
                    office.kill_daemon()
                    office.start_daemon()
            finally:
                accidents.stop()
            wait_until("all to have left", lambda: office.nothing_open(campaign), seconds=240)
            wait_until("every matter to be acknowledged", lambda: office.counters()["inbound"]["pushed_ok"] >= matters, seconds=120)
            wait_until("the records", lambda: office.records() >= matters, seconds=60)
            self.assertEqual(office.records(), matters, "handed over again, it counts once")
            wait_until("the receipts", lambda: "accepted" not in office.states(campaign), seconds=120)
            states = self.assert_accounted(office, campaign, people)
            self.assertLess(states.get("uncertain", 0), people // 3, "accidents are rare, and so is doubt")
            print(f"\nseed {seed}, {accidents.count} accidents, {states}, {office.counters()['faults_fired']}", flush=True)

    def test_what_no_receipt_tells_the_carrier_is_asked(self):
        with SmppOffice(sim_args=[*QUIET, "--failed", "0.2", "--fault", "receipt:lost_receipts"],
                        more="inquiries_per_second = 200") as office:
            office.start()
            campaign = office.tell(50, text=LONG)
            wait_until("all to be accepted", lambda: office.states(campaign) == {"accepted": 50})
            office.advance(4 * 24 * 3600)
            wait_until("the answers", lambda: "accepted" not in office.states(campaign))
            states, counters = office.states(campaign), office.counters()
            self.assertEqual(states.get("delivered"), counters["receipts"]["of_delivered"], states)
            self.assertGreaterEqual(counters["requests"]["query_sm"], 50)
            self.assertEqual(counters["receipts"]["pushed_ok"], 0)
            self.assert_accounted(office, campaign, 50)

    def test_stop_all_takes_back_what_has_not_arrived_where_the_account_wants_it(self):
        for wanted, count in ((True, 600), (False, 50)):  # more than are read at a time
            with self.subTest(wanted=wanted), SmppOffice(
                    sim_args=["--receipt-min-ms", "600000", "--receipt-max-ms", "600000", "--silent", "0", "--failed", "0"],
                    more=f"withdraw_on_stop = {str(wanted).lower()}") as office:
                office.start()
                campaign = office.tell(count, text=LONG)
                wait_until("all to be accepted", lambda: office.states(campaign) == {"accepted": count})
                office.command("stop.all", {"reason": "a wrong law is named"})
                if wanted:
                    wait_until("the withdrawals", lambda: office.states(campaign) == {"undelivered": count})
                    self.assertEqual(office.counters()["withdrawn"], count)
                office.advance(700)
                wait_until("the receipts", lambda: office.counters()["receipts"]["made"] == count)
                end = "undelivered" if wanted else "delivered"
                wait_until("the end", lambda: office.states(campaign) == {end: count})
                self.assertEqual(office.counters()["requests"].get("cancel_sm", 0), 2 * count if wanted else 0, "each part is named")
                self.assert_accounted(office, campaign, count)

    def test_a_wrong_password_is_an_alarm_and_no_loop(self):
        with SmppOffice(password="wrong") as office:
            office.start()
            wait_until("the refusal", lambda: office.lines()["stopped"] == 1)
            time.sleep(2)
            self.assertEqual(office.counters()["requests"].get("bind"), 1)
            self.assertIn("ESME_RINVPASWD", office.lines()["fault"])
            campaign = office.tell(5, text=SHORT)
            time.sleep(1)
            self.assertEqual(office.states(campaign), {"queued": 5}, "no intent without a link")


if __name__ == "__main__":
    unittest.main(verbosity=2)
