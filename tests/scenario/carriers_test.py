#!/usr/bin/python3
"""Each HTTP carrier through real processes: a campaign out, receipts and replies in by pull and by push; the simulator counts who was
told how often."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cloud_office import PULL, SUBMIT, CloudOffice  # noqa: E402
from office import wait_until  # noqa: E402

QUICK = ["--receipt-max-ms", "200", "--silent", "0", "--doubled", "0", "--failed", "0.1", "--answers", "0"]
FINAL = {"delivered", "undelivered"}


class EveryCarrier(unittest.TestCase):
    def settle(self, office, campaign, people, matters):
        wait_until("every receipt", lambda: set(office.states(campaign)) <= FINAL, seconds=120)
        wait_until("the records", lambda: office.records() >= matters, seconds=60)
        counters, states = office.counters(), office.states(campaign)
        self.assertEqual((counters["handed_over"], counters["recipients_with_more_than_one"]), (people, 0))
        self.assertEqual(states.get("delivered", 0), counters["receipts"]["of_delivered"], states)
        self.assertEqual(office.records(), matters, "a reply that is read again counts once")
        self.assertEqual(counters["signature_failures"], 0)

    def go(self, kind, push, people=20, matters=5, **options):
        with CloudOffice(kind, push=push, sim_args=QUICK, **options) as office:
            office.start()
            campaign = office.tell(people)
            office.control("POST", "inbound", {"count": matters, "spread_ms": 500})
            self.settle(office, campaign, people, matters)

    def test_pulled(self):
        for kind in PULL:
            with self.subTest(kind=kind):
                self.go(kind, push=False)

    def test_pushed(self):
        for kind in SUBMIT:
            with self.subTest(kind=kind):
                self.go(kind, push=True)

    def test_provincial_platforms(self):
        with self.subTest("telecom_air"):
            self.go("telecom", push=True, people=20, matters=5)
        for kind in ("unicom", "ctyun"):  # no receipts are read
            with self.subTest(kind), CloudOffice(kind, sim_args=QUICK) as office:
                office.start()
                campaign = office.tell(30)
                wait_until("the answers", lambda: office.states(campaign) == {"accepted": 30}, seconds=60)
                counters = office.counters()
                self.assertEqual((counters["handed_over"], counters["recipients_with_more_than_one"], counters["signature_failures"]), (30, 0, 0))


if __name__ == "__main__":
    unittest.main(verbosity=2)
