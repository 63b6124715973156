#!/usr/bin/python3
"""Sending rules by the API: a canary that stops itself, an opt-out during the run and how soon it counts, people's own hours."""

import datetime
import os
import pathlib
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Failed, Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])


class Ramp(unittest.TestCase):
    def test_a_bad_canary_stops_itself_says_why_and_a_person_resumes(self):
        with Office(BUILD, ramp=True, sim_args=["--failed", "0.9"]) as office:
            office.start()
            campaign = office.create_campaign("wrong", [number(i) for i in range(2_000)])
            halted = wait_until("the canary", lambda: office.campaign(campaign)["halted"])
            self.assertEqual(halted["rule"], "failures")
            self.assertIn("%", halted["why"])
            self.assertEqual(office.campaign(campaign)["state"], "paused")
            self.assertLessEqual(office.counters()["handed_over"], 50)
            office.command("campaign.resume", {"campaign": campaign})
            self.assertIsNone(office.campaign(campaign)["halted"])
            office.command("campaign.cancel", {"campaign": campaign})
            self.assertEqual(office.verify()["findings"], [])

    def test_a_good_canary_goes_on_by_itself(self):
        with Office(BUILD, ramp=True, sim_args=["--failed", "0"]) as office:
            office.start()
            campaign = office.create_campaign("right", [number(i) for i in range(1_200)])
            for limit in (50, 500):
                wait_until(f"{limit} to have left", lambda: office.counters()["handed_over"] >= limit)
                self.assertEqual(office.counters()["handed_over"], limit)
                wait_until("receipts", lambda: office.campaign(campaign)["states"].get("delivered", 0) >= 0.9 * limit)
                office.advance(125)
            wait_until("the rest", lambda: office.counters()["handed_over"] == 1_200)
            self.assertEqual(office.counters()["recipients_with_more_than_one"], 0)


class OptOut(unittest.TestCase):
    def test_during_the_run_it_wins_before_the_next_send(self):
        """A carrier that needs three seconds a batch: two batches with durable intents always wait for their turn."""
        late_ms = 2500  # the second one would leave three seconds later at least; a slow machine needs less to hand bytes over
        with Office(BUILD, sim_args=["--fault", "SendSms:stall:ms=3000"], sms_extra="window = 1") as office:
            office.start()
            campaign = office.create_campaign("long", [number(i) for i in range(2_000)], start=False)
            office.command("campaign.start", {"campaign": campaign})
            wait_until("some to have left", lambda: office.counters()["handed_over"] > 0)
            out = [number(i) for i in range(205, 2_000, 30)]
            told = time.monotonic()
            office.control("POST", "inbound", {"count": len(out), "numbers": out, "texts": ["退订"], "spread_ms": 0})
            wait_until("the opt-outs", lambda: len(self.opt_out_times(office)) == len(out), pause=0.02)
            took = time.monotonic() - told
            wait_until("two more batches", lambda: office.counters()["handed_over"] >= 400)
            office.control("DELETE", "faults")
            wait_until("the end", lambda: office.campaign(campaign)["states"].get("queued", 0) == 0, seconds=120)
            wait_until("answers", lambda: office.campaign(campaign)["states"].get("submitting", 0) == 0)
            states = office.campaign(campaign)["states"]
            durable = max(self.opt_out_times(office))
            sent = [datetime.datetime.fromisoformat(m["at"]).timestamp() * 1000 for m in office.messages() if m["number"] in out]
            after = [at - durable for at in sent if at > durable]
            print(f"\n{len(out)} opt-outs durable {took * 1000:.0f} ms after the carrier got them; {len(sent)} of them had been sent, "
                  f"the last one {max(after, default=0):.0f} ms after that", flush=True)
            self.assertLess(max(after, default=0), late_ms)
            self.assertEqual(states.get("suppressed"), len(out) - len(sent))
            self.assertGreater(states["suppressed"], len(out) // 2)
            self.assertEqual(office.counters()["handed_over"], 2_000 - states["suppressed"])
            self.assertEqual(office.verify()["findings"], [])

    def opt_out_times(self, office):
        with sqlite3.connect(f"file:{office.dir}/state/huiyin.db?mode=ro", uri=True, timeout=10) as db:
            return [at for (at,) in db.execute("SELECT time FROM event WHERE type = 'consent.opted_out'")]


class Hours(unittest.TestCase):
    def test_a_persons_own_hours(self):
        with Office(BUILD) as office:
            office.start()
            told = office.command("contact.hours", {"phone": number(1), "hours": "18:00-20:00", "note": "works shifts"})
            self.assertTrue(told["set"])
            with self.assertRaises(Failed) as refused:
                office.command("contact.hours", {"phone": number(1), "zone": "Mars/Olympus"})
            self.assertIn("/zone", refused.exception.body)
            campaign = office.create_campaign("hours", [number(i) for i in range(10)])
            wait_until("nine", lambda: office.counters()["handed_over"] == 9)
            office.advance(8 * 3600 + 60)
            wait_until("the tenth", lambda: office.counters()["handed_over"] == 10)
            self.assertEqual(office.campaign(campaign)["states"].get("queued", 0), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
