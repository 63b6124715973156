#!/usr/bin/python3
"""Open311 GeoReport v2 over a real daemon: what the public may see, in both forms, and nothing else."""

import json
import os
import pathlib
import re
import sys
import unittest
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Failed, Office, http, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
STREET = "幸福路的路灯坏了三天了，晚上很黑，请尽快维修，我电话13800138000"
SECRET = "小区电梯坏了没人修，请对我的身份保密"
ACCUSED = "举报村支书王某贪污低保款，收受贿赂"
FIELDS = ["service_request_id", "status", "service_name", "service_code", "description", "agency_responsible", "service_notice",
          "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url"]


class Open311(unittest.TestCase):
    def office(self, extra):
        office = Office(BUILD, extra_config=extra)
        self.addCleanup(office.close)
        return office.start()

    def get(self, office, path, code=200):
        request = urllib.request.Request(f"http://127.0.0.1:{office.api_port}/open311/v2/{path}")
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                status, kind, body = reply.status, reply.headers["Content-Type"], reply.read().decode()
        except urllib.error.HTTPError as e:
            status, kind, body = e.code, e.headers["Content-Type"], e.read().decode()
        self.assertEqual(status, code, body)
        self.assertTrue(kind.startswith("text/xml" if ".xml" in path else "application/json"), kind)
        return ElementTree.fromstring(body) if ".xml" in path else json.loads(body)

    def tell(self, office, texts):
        for i, text in enumerate(texts):
            office.control("POST", "inbound", {"count": 1, "numbers": [number(i)], "texts": [text], "spread_ms": 0})
            wait_until("the record", lambda n=i: office.api("GET", "status")["intake"]["records"] > n)
        return office.api("GET", "intake?limit=500")["items"][::-1]  # as they came

    def test_what_may_be_shown_is_shown_and_nothing_else(self):
        office = self.office("[open311]\nenabled = true\n")
        street, secret, accused = self.tell(office, [STREET, SECRET, ACCUSED])
        # The test's own premises: the rules took the texts for what they are.
        self.assertEqual(street["reading"]["confidential"], "none")
        self.assertIn(secret["reading"]["confidential"], ("requested", "both"))
        self.assertIn(accused["reading"]["confidential"], ("statutory", "both"))

        shown = self.get(office, "requests.json")
        self.assertEqual([r["service_request_id"] for r in shown], [street["intake_id"]])
        self.assertEqual(list(shown[0]), FIELDS)
        self.assertEqual((shown[0]["status"], shown[0]["description"], shown[0]["address"]), ("open", None, None))
        self.assertEqual(shown[0]["agency_responsible"], "云溪区群众工作局")
        for request in ("requests.json", "requests.xml", f"requests/{street['intake_id']}.json"):
            body = urllib.request.urlopen(f"http://127.0.0.1:{office.api_port}/open311/v2/{request}").read().decode()
            self.assertNotIn(street["party_ref"], body)
            self.assertIsNone(re.search(r"1[3-9]\d{9}|p_[0-9a-z]{4}", body))
        # What is hidden answers as what is not there.
        hidden = self.get(office, f"requests/{secret['intake_id']}.json", 404)
        self.assertEqual(hidden, self.get(office, "requests/IN-20990101-000001.json", 404))
        self.assertEqual(self.get(office, f"requests/{accused['intake_id']}.json", 404), hidden)
        self.assertEqual(self.get(office, f"requests.json?service_request_id={secret['intake_id']},{street['intake_id']}"), shown)

        listed = self.get(office, "requests.xml")
        self.assertEqual((listed.tag, [c.tag for c in listed]), ("service_requests", ["request"]))
        self.assertEqual([c.tag for c in listed[0]], FIELDS)
        self.assertEqual(listed[0].find("service_request_id").text, street["intake_id"])
        one = self.get(office, f"requests/{street['intake_id']}.xml")
        self.assertEqual(ElementTree.tostring(one), ElementTree.tostring(listed))

    def test_lists_are_asked_for_by_service_time_and_status(self):
        office = self.office("[open311]\nenabled = true\ndescriptions = true\n")
        records = self.tell(office, [STREET] + [f"建议在第{n}小学门口装红绿灯" for n in range(1, 8)])
        services = {s["service_code"]: s for s in self.get(office, "services.json")}
        self.assertNotIn("DIS", services)
        self.assertEqual({s.find("service_code").text for s in self.get(office, "services.xml")}, set(services))
        everything = self.get(office, "requests.json")
        self.assertEqual(len(everything), 8)
        code = everything[0]["service_code"]
        self.assertIn(code, services)
        self.assertEqual([r["service_code"] for r in self.get(office, f"requests.json?service_code={code}")],
                         [r["service_code"] for r in everything if r["service_code"] == code])
        self.assertEqual(self.get(office, "requests.json?status=closed"), [])
        self.assertEqual(self.get(office, "requests.json?status=open,closed"), everything)
        self.assertEqual(self.get(office, "requests.json?end_date=2020-01-01T00:00:00Z"), [])
        pages = [r for n in (1, 2, 3) for r in self.get(office, f"requests.json?page_size=3&page={n}")]
        self.assertEqual(pages, everything)
        # Texts masked, where the office shows them.
        street = next(r for r in everything if r["service_request_id"] == records[0]["intake_id"])
        self.assertIn("路灯坏了", street["description"])
        self.assertNotIn("13800138000", street["description"])
        for bad in ("status=lost", "start_date=yesterday", "start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z", "page_size=0"):
            error = self.get(office, f"requests.json?{bad}", 400)
            self.assertEqual(error[0]["code"], "400", bad)
        self.assertEqual(self.get(office, "requests.xml?status=lost", 400)[0].find("code").text, "400")
        self.assertEqual(self.get(office, "discovery.json")[0]["specification"], "http://wiki.open311.org/GeoReport_v2")

    def test_it_is_off_where_nobody_switched_it_on(self):
        office = self.office("")
        with self.assertRaises(Failed) as nothing:
            http("GET", f"http://127.0.0.1:{office.api_port}/open311/v2/requests.json")
        self.assertEqual(nothing.exception.status, 404)


if __name__ == "__main__":
    unittest.main(verbosity=2)
