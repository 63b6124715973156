#!/usr/bin/python3
"""Plans and releases by the API: two people, one plan, the same numbers afterwards."""

import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Failed, Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
TEXT = "《信访工作条例》自2022年5月1日起施行，依法反映诉求，依法维护权益。"


class Plans(unittest.TestCase):
    def create(self, office, numbers, **more):
        csv = ("手机号\n" + "\n".join(numbers) + "\n").encode("gb18030")
        file = office.api("POST", "uploads", csv)["file"]
        campaign = office.command("campaign.create", {"name": "普法", "purpose": "publicity", "text": TEXT, "template": "1001",
                                                      "import_file": file, **more}, key=file)["campaign"]
        wait_until("the import", lambda: office.campaign(campaign)["state"] != "importing")
        return campaign

    def refused(self, status, word, call, *args, **more):
        with self.assertRaises(Failed) as refused:
            call(*args, **more)
        self.assertEqual(refused.exception.status, status, refused.exception.body)
        self.assertIn(word, refused.exception.body)

    def test_what_was_planned_is_what_is_sent(self):
        with Office(BUILD, approve_above=500) as office:
            office.start()
            chief, clerk = office.add_token("chief", "approver"), office.add_token("clerk", "operator")
            office.control("POST", "inbound", {"count": 3, "numbers": [number(i) for i in range(3)], "texts": ["退订"], "spread_ms": 0})
            wait_until("the opt-outs", lambda: office.api("GET", "status")["intake"]["unread"] == 0
                       and office.counters()["inbound"]["waiting"] == 0)
            campaign = self.create(office, [number(i) for i in range(600)] + ["12345", number(7)], budget_fen=6000)
            plan = wait_until("the plan to know of the opt-outs",
                              lambda: (p := office.api("GET", f"campaigns/{campaign}/plan"))["excluded"].get("opt_out") == 3 and p)
            self.assertEqual((plan["audience"], plan["sends"]), (600, 597))
            self.assertEqual((plan["list"]["bad"], plan["list"]["doubled"]), (1, 1))
            self.assertEqual(plan["content"]["encoding"], "ucs2")
            self.assertEqual(plan["parts"], 597 * plan["content"]["parts"])
            self.assertEqual(plan["cost"]["fen"], -(-plan["parts"] * 45 // 10))
            self.assertEqual(len(plan["samples"]), 10)
            self.assertIn("【云溪区群工局】" + TEXT, plan["samples"][0]["text"])
            self.assertNotIn(number(0)[3:], str(plan))
            self.assertTrue(plan["release"]["needed"])
            self.assertEqual(office.counters()["handed_over"], 0)

            self.refused(409, "second person", office.command, "campaign.start", {"campaign": campaign})
            release = {"campaign": campaign, "plan": plan["plan"]}
            self.refused(403, "a person has to decide", office.command, "campaign.approve", release)
            self.refused(403, "approver", office.command, "campaign.approve", release, token=clerk)
            self.refused(409, "another by now", office.command, "campaign.approve", {**release, "plan": "0" * 64}, token=chief)
            office.command("campaign.approve", {**release, "note": "read twice"}, token=chief)
            office.command("campaign.change", {"campaign": campaign, "budget_fen": 5999})
            self.refused(409, "another", office.command, "campaign.start", {"campaign": campaign})
            changed = office.api("GET", f"campaigns/{campaign}/plan")
            self.assertNotEqual(changed["plan"], plan["plan"])
            self.assertFalse(changed["release"]["given"])
            office.command("campaign.approve", {"campaign": campaign, "plan": changed["plan"]}, token=chief)
            self.assertEqual(office.api("GET", f"campaigns/{campaign}/plan")["release"]["by"], "user:chief")
            office.command("campaign.start", {"campaign": campaign}, token=clerk)
            wait_until("the campaign", lambda: office.campaign(campaign)["states"].get("queued", 0) == 0)
            self.assertEqual(office.counters()["handed_over"], plan["sends"])
            self.assertEqual(office.campaign(campaign)["states"].get("suppressed"), 3)

            again = self.create(office, [number(i) for i in range(600)] + ["12345", number(7)])
            office.command("campaign.approve", {"campaign": again, "plan": office.api("GET", f"campaigns/{again}/plan")["plan"]},
                           token=chief)
            self.refused(409, f"campaign {campaign}", office.command, "campaign.start", {"campaign": again})
            self.assertEqual(office.verify()["findings"], [])

    def test_a_campaign_waits_for_its_time(self):
        with Office(BUILD) as office:
            office.start()
            now = office.api("GET", "status")["now"]
            day, clock = now.split("T")
            later = f"{day}T{(int(clock[:2]) + 1) % 24:02d}{clock[2:]}"
            campaign = self.create(office, [number(i) for i in range(50)], start_at=later)
            self.assertEqual(office.api("GET", f"campaigns/{campaign}/plan")["first_leaves_at"][:16], later[:16])
            office.command("campaign.start", {"campaign": campaign})
            office.advance(3500)
            wait_until("the daemon's clock", lambda: office.api("GET", "status")["now"] > now)
            self.assertEqual(office.counters()["handed_over"], 0)
            office.advance(200)
            wait_until("its time", lambda: office.counters()["handed_over"] == 50)

    def test_the_glass_can_be_broken_and_everybody_hears_it(self):
        with Office(BUILD, approve_above=10) as office:
            office.start()
            campaign = self.create(office, [number(i) for i in range(20)])
            clerk = office.add_token("clerk", "operator")
            call = {"campaign": campaign, "break_glass": "dam in danger"}
            self.refused(403, "supervisor", office.command, "campaign.start", call, token=clerk)
            office.command("campaign.start", call)
            wait_until("it to leave", lambda: office.counters()["handed_over"] == 20)
            self.assertIn("campaign.broke_glass", (office.dir / "daemon.log").read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
