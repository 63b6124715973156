#!/usr/bin/python3
"""From a template to the report: the carrier's approval, replies and refusals, figures that are the simulator's own, and the
story of one message told again."""

import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Failed, Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
TEXT = "《信访工作条例》自2022年5月1日起施行，有事可打12345。"
COUNT = 60


class Tell(unittest.TestCase):
    def refused(self, status, word, call, *args, **more):
        with self.assertRaises(Failed) as refused:
            call(*args, **more)
        self.assertEqual(refused.exception.status, status, refused.exception.body)
        self.assertIn(word, refused.exception.body)

    def create(self, office, file, key):
        return office.command("campaign.create", {"name": "普法", "purpose": "publicity", "use": "law", "import_file": file}, key=key)

    def test_from_a_template_to_the_report(self):
        with Office(BUILD, extra_config='[consent]\nconfirm = true\nconfirmation_template = "1001"\n') as office:
            office.start()
            clerk = office.add_token("clerk", "operator")
            variants = [{"language": "zh", "text": TEXT}]
            self.refused(400, "link", office.command, "template.create",
                         {"name": "x", "purpose": "publicity", "variants": [{"language": "zh", "text": "见 http://evil.top/a"}]}, key="t0")
            law = office.command("template.create", {"name": "law", "purpose": "publicity", "variants": variants}, key="t1")["template"]
            people = [number(i) for i in range(COUNT)]
            file = office.api("POST", "uploads", ("手机号\n" + "\n".join(people) + "\n").encode("gb18030"))["file"]
            self.refused(409, "not approved", self.create, office, file, "c0")
            at = {"template": law, "language": "zh", "account": "sms"}
            office.command("template.carrier", {**at, "state": "submitted"})
            self.refused(403, "approver", office.command, "template.carrier", {**at, "state": "approved", "code": "1001"}, token=clerk)
            office.command("template.carrier", {**at, "state": "approved", "code": "1001"})
            campaign = self.create(office, file, "c1")["campaign"]
            wait_until("the import", lambda: office.campaign(campaign)["state"] == "ready")
            office.command("campaign.start", {"campaign": campaign})
            wait_until("all to be taken", lambda: office.campaign(campaign)["states"].get("queued", 0) == 0
                       and office.campaign(campaign)["states"].get("submitting", 0) == 0)

            office.control("POST", "inbound", {"count": 2, "numbers": people[:2], "texts": ["退订"], "spread_ms": 0})
            office.control("POST", "inbound", {"count": 3, "numbers": people[2:5], "texts": ["我们村的路灯坏了三个月没人修"], "spread_ms": 0})
            report = wait_until("the replies in the report", lambda: (r := office.api("GET", f"campaigns/{campaign}/report"))["total"]["replied"]
                                == 5 and r)
            self.assertEqual((report["total"]["opted_out"], report["total"]["intake"]), (2, 3))
            wait_until("the end", lambda: office.campaign(campaign)["state"] == "finished")
            report = office.api("GET", f"campaigns/{campaign}/report")
            total = report["total"]
            self.assertEqual(total["audience"], COUNT)
            self.assertEqual(total["delivered"] + total["failed"] + total["unsent"], COUNT)
            self.assertEqual(sum(r["n"] for r in report["failed_by_reason"]), total["failed"])
            for reason in report["failed_by_reason"]:
                self.assertTrue(reason["zh"] and reason["en"])

            # One confirmation each, though their refusal stands.
            wait_until("the confirmations", lambda: office.counters()["handed_over"] == COUNT + 2)
            cost = office.api("GET", "cost?by=campaign")
            lines = {line["key"]: line for line in cost["lines"]}
            self.assertEqual(lines[str(campaign)]["messages"], COUNT)
            self.assertEqual(cost["total"]["messages"], office.counters()["handed_over"])
            self.assertEqual(cost["total"]["unpriced_parts"], 0)
            self.assertNotEqual(cost["total"]["prices_as_of"], "")

            story = office.api("GET", "messages/1/explain")
            self.assertEqual([e["what"] for e in story["timeline"]].count("attempt"), story["tries"])
            self.assertNotIn(people[0][3:], str(story))
            whats = [e["what"] for e in office.api("GET", f"campaigns/{campaign}/explain")["timeline"]]
            self.assertIn("campaign.running", whats)
            self.assertIn("campaign.finished", whats)
            person = office.command("person.explain", {"phone": people[0], "why": "the person asked"})
            self.assertEqual([e["what"] for e in person["timeline"]].count("consent"), 2)
            self.refused(403, "supervisor", office.command, "person.explain", {"phone": people[0], "why": "x"}, token=clerk)

            book = office.dir / "report.xlsx"
            office.ctl("campaign", "report", campaign, "--format", "xlsx", "--out", book)
            self.assertEqual(book.read_bytes()[:4], b"PK\x03\x04")
            office.command("template.withdraw", {"template": law, "why": "a new version of the law"})
            self.refused(404, "withdrawn", self.create, office, file, "c2")
            self.assertEqual(office.verify()["findings"], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
