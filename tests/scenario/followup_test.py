#!/usr/bin/python3
"""Follow-ups end to end: kill -9 changes no total, figures can be made again to the byte, worklists are worked by REST, surveys keep
their versions."""

import hashlib
import io
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import unittest
import urllib.request
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import ROOT, Failed, Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
CASES = 200
DAY = 24 * 3600


def raw(office, path):
    request = urllib.request.Request(f"http://127.0.0.1:{office.api_port}/api/v1/{path}", headers={"Authorization": "Bearer " + office.token()})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return reply.read(), reply.headers


def cut(report):
    return f"followups/report?as_of={report['as_of']}&history={report['through']['history']}&cases={report['through']['cases']}"


class KillNine(unittest.TestCase):
    def balance(self, report):
        self.assertEqual(report["total"], CASES)
        self.assertEqual(sum(report["states"].values()), CASES)
        self.assertEqual(sum(report["labels"].values()), report["raters"])
        for by, groups in report["groups"].items():
            self.assertEqual(sum(g["total"] for g in groups), CASES, by)

    def kill_and_compare(self, office):
        before = office.followups()
        text, _ = raw(office, cut(before))
        office.kill_daemon()
        office.start_daemon()
        again, _ = raw(office, cut(before))
        self.assertEqual(again, text, "kill -9 changed a figure of before")
        self.balance(office.followups())

    def test_no_total_changes(self):
        dice = random.Random(4)
        with Office(BUILD, sim_args=["--answers", "0.6"]) as office:
            office.start()
            cases = office.dir / "cases.csv"
            cases.write_text("case_id,phone,tail,unit,town\n" + "".join(
                f"C-{i:04d},{number(8_000_000 + i)},{i:04d},unit-{i % 4},town-{i % 3}\n" for i in range(CASES)))
            office.ctl("followup", "import", cases, stdout=subprocess.DEVNULL)
            self.kill_and_compare(office)
            office.ctl("followup", "import", cases, stdout=subprocess.DEVNULL)  # told twice, asked once
            office.advance(DAY + 60)
            for _ in range(4):
                time.sleep(dice.uniform(0.05, 1.0))
                self.kill_and_compare(office)
            wait_until("the questions", lambda: office.counters()["by_kind"]["survey"]["handed_over"] >= CASES)
            wait_until("ratings", lambda: office.followups()["raters"] > 20)
            for step in (3 * DAY, 4 * DAY + 3600):
                office.advance(step)
                time.sleep(dice.uniform(0.05, 1.5))
                self.kill_and_compare(office)
            office.advance(DAY)
            wait_until("the end", lambda: office.followups()["states"]["asked"] + office.followups()["states"]["waiting"] == 0)
            report = office.followups()
            self.balance(report)
            kinds = office.counters()["by_kind"]
            self.assertEqual(kinds["survey"]["handed_over"], CASES)
            for kind in ("survey", "reminder", "clarification"):
                self.assertEqual(kinds.get(kind, {}).get("recipients_with_more_than_one", 0), 0, kind)
            rates = report["rates"]
            self.assertEqual(sum(rates[r]["numerator"] for r in ("participation", "non_response", "unclear", "quarantined", "opted_out")),
                             rates["participation"]["denominator"])
            self.assertEqual(office.verify()["findings"], [])


class Desk(unittest.TestCase):
    """What a supervisor does in a week, by REST."""

    def rated(self, office):
        for i in range(60):
            office.command("case.closed", {"case_id": f"C-{i}", "phone": number(8_100_000 + i), "unit": "城管局"})
        office.advance(DAY + 60)
        wait_until("questions", lambda: office.counters()["by_kind"]["survey"]["handed_over"] >= 60)
        wait_until("the dissatisfied", lambda: office.api("GET", "dissatisfied")["items"])

    def work_through(self, office):
        item = office.api("GET", "dissatisfied")["items"][0]
        with self.assertRaises(Failed) as own:
            office.command("dissatisfied.take", {"item": item["item"], "unit": "城管局"})
        self.assertEqual(own.exception.status, 409)
        office.command("dissatisfied.take", {"item": item["item"], "unit": "督查室"})
        office.command("dissatisfied.contacted", {"item": item["item"], "how": "phone", "reached": True, "note": "电话13912345678"})
        office.command("dissatisfied.done", {"item": item["item"], "outcome": "explained", "note": "已说明"})
        shown = office.api("GET", f"dissatisfied/{item['item']}")
        self.assertEqual([s["step"] for s in shown["steps"]], ["taken", "reached", "done"])
        self.assertNotIn("13912345678", str(shown))
        self.assertNotIn(item["item"], [i["item"] for i in office.api("GET", "dissatisfied")["items"]])

    def decide(self, office):
        unclear = office.api("GET", "followups/unclear")["items"]
        for one in [u for u in unclear if u["reason"] != "coercion"][:1]:
            office.command("followup.decide", {"followup": one["followup"], "label": "not_rated", "reason": "a greeting"})
            self.assertNotIn(one["followup"], [u["followup"] for u in office.api("GET", "followups/unclear")["items"]])

    def figures(self, office):
        report = office.followups()
        text, headers = raw(office, cut(report))
        self.assertEqual(headers["ETag"].strip('"'), hashlib.sha256(text).hexdigest())
        body, digest = text.decode().rsplit(',"digest":"', 1)
        self.assertEqual(digest.rstrip('"}'), hashlib.sha256((body + "}").encode()).hexdigest())
        csv, headers = raw(office, cut(report) + "&format=csv")
        self.assertIn("text/csv", headers["Content-Type"])
        self.assertIn(json.loads(text)["digest"], csv.decode("utf-8-sig"))
        book, _ = raw(office, cut(report) + "&format=xlsx")
        self.assertIn("xl/worksheets/sheet6.xml", zipfile.ZipFile(io.BytesIO(book)).namelist())
        chart = json.loads(raw(office, cut(report) + "&format=chart")[0])
        self.assertIn("satisfaction", chart["month"]["series"])
        for wrong in ("as_of=soon", "as_of=2999-01-01", "format=pdf", "from=2026-03-02&to=2026-03-01", "history=x"):
            with self.assertRaises(Failed) as refused:
                office.api("GET", "followups/report?" + wrong)
            self.assertEqual(refused.exception.status, 400, wrong)

    def test_a_week(self):
        with Office(BUILD, sim_args=["--answers", "1"]) as office:
            office.start()
            office.command("case.updated", {"case_id": "C-1", "step": "registered", "accept_due": "2020-01-15"})
            self.assertEqual(office.followups()["rates"]["timely_acceptance"]["denominator"], 1)
            self.rated(office)
            self.work_through(office)
            self.decide(office)
            self.figures(office)
            office.command("followup.hold", {"case_id": "C-2", "reason": "talking"})
            office.command("followup.release", {"case_id": "C-2"})
            self.assertEqual(office.api("GET", "voice/samples")["items"], [])
            self.assertEqual([s["name"] for s in office.api("GET", "surveys")["items"]], ["standard", "standard_en", "five_grades"])


class Which(unittest.TestCase):
    """A carrier that does not tell which question was answered."""

    def says(self, office, text):
        office.control("POST", "inbound", {"numbers": [number(8_300_001)], "texts": [text]})

    def sent(self, office, kind):
        return [m for m in office.control("GET", "messages")["messages"] if m["kind"] == kind]

    def question(self, office, case):
        return office.api("GET", f"cases/{case}/followup")

    def test_the_person_is_asked_which_case_they_mean(self):
        with Office(BUILD, sim_args=["--answers", "0", "--opts-out", "0", "--new-matter", "0", "--failed", "0"]) as office:
            office.start()
            for case in ("2026-0031", "2026-0032"):
                office.command("case.closed", {"case_id": case, "phone": number(8_300_001), "unit": "城管局"})
            office.advance(DAY + 60)
            wait_until("both questions", lambda: len(self.sent(office, "survey")) == 2)
            self.says(office, "不满意")
            wait_until("the question which", lambda: self.sent(office, "clarification"))
            self.assertEqual([m["params"] for m in self.sent(office, "clarification")], [["0031、0032"]])
            self.assertEqual([self.question(office, c)["state"] for c in ("2026-0031", "2026-0032")], ["asked", "asked"])
            self.says(office, "0032")
            wait_until("the rating", lambda: self.question(office, "2026-0032")["state"] == "rated")
            rated = self.question(office, "2026-0032")
            self.assertEqual((rated["label"], rated["answers"][-1]["confidence"]), ("dissatisfied", "named_later"))
            self.says(office, "1")
            wait_until("the other", lambda: self.question(office, "2026-0031").get("label") == "satisfied")
            self.assertEqual(len(self.sent(office, "clarification")), 1)


class Versions(unittest.TestCase):
    def test_a_survey_changed_under_the_same_version_stops_the_start(self):
        with Office(BUILD) as office:
            rules = office.dir / "rules"
            rules.mkdir()
            office.settings["extra"] = f'[rules]\ndir = "{rules}"\n'
            office.start()
            self.assertEqual(office.stop_daemon(), 0)
            shipped = (ROOT / "config/surveys.toml").read_text()
            (rules / "surveys.toml").write_text(shipped.replace("办理结果待评价", "办理结果请评价"))
            office.start_daemon(wait=False)
            self.assertNotEqual(office.daemon.wait(timeout=60), 0)
            self.assertIn("survey standard version 1", office.log_tail(20))
            (rules / "surveys.toml").write_text(shipped.replace("办理结果待评价", "办理结果请评价").replace('version = "1"', 'version = "2"', 1))
            office.start_daemon()

    def reload(self, office, text, sign):
        before = office.log_tail(1000).count(sign)
        (office.dir / "rules/surveys.toml").write_text(text)
        office.daemon.send_signal(signal.SIGHUP)
        wait_until(sign, lambda: office.log_tail(1000).count(sign) > before)
        return {s["name"]: s for s in office.api("GET", "surveys")["items"] if s["newest"]}["standard"]

    def test_a_reload_takes_new_versions_and_refuses_changed_ones_aloud(self):
        shipped = (ROOT / "config/surveys.toml").read_text()
        section = shipped[shipped.index("[[survey]]"):shipped.index("# For people who write English")]
        second = section.replace('version = "1"', 'version = "2"').replace("请评价办理结果", "请为办理结果打分")
        with Office(BUILD) as office:
            rules = office.dir / "rules"
            rules.mkdir()
            (rules / "surveys.toml").write_text(shipped)
            office.settings["extra"] = f'[rules]\ndir = "{rules}"\n'
            office.start()
            office.command("case.closed", {"case_id": "C-1", "phone": number(8_200_001)})
            for text, why in ((shipped.replace("拒收请回复R", "拒收请回复R" * 9), "characters with the signature"),
                              (shipped.replace("请评价办理结果", "请为办理结果打分"), "is not what it was"),
                              (shipped.replace(section, second), "which is not in the file")):
                self.assertEqual(self.reload(office, text, "settings.reload.refused")["version"], "1")
                self.assertIn(why, office.log_tail(3))
            self.assertEqual(self.reload(office, shipped + second, "surveys.toml")["version"], "2")
            office.command("case.closed", {"case_id": "C-2", "phone": number(8_200_002)})
            self.assertEqual([office.api("GET", f"cases/{c}/followup")["survey_version"] for c in ("C-1", "C-2")], ["1", "2"])
            office.advance(DAY + 60)
            wait_until("both", lambda: office.counters()["by_kind"]["survey"]["handed_over"] == 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
