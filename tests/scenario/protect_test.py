#!/usr/bin/python3
"""Who may see whom: looks at originals with a second person, the audit that shows it, packages without identity. By the tools that
clerks use, against real processes; the ledger is changed by a stranger to see that it shows."""

import contextlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Failed, Office, http, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
ACCUSED = "我要举报望禾乡民政所王建国所长收受贿赂，私吞低保款。我叫张三，电话15400000321，请保密"


class Clerk:
    """Somebody of the office with a token of their own."""

    def __init__(self, office, name, role):
        self.office, self.name = office, name
        self.token = office.add_token(name, role)
        self.file = office.dir / f"token.{name}"
        self.file.write_text(self.token)

    def api(self, method, path, body=None):
        return http(method, f"http://127.0.0.1:{self.office.api_port}/api/v1/{path}", body, {"Authorization": "Bearer " + self.token})

    def command(self, name, args):
        return self.api("POST", f"commands/{name}", args)

    def ctl(self, *args, check=True):
        return subprocess.run([BUILD / "daemon/ctl/huiyinctl", "--api", f"http://127.0.0.1:{self.office.api_port}", "--token-file",
                               self.file, *map(str, args)], check=check, text=True, capture_output=True)


def record_of(office, who, text):
    before = len(office.api("GET", "intake?limit=500")["items"])
    office.control("POST", "inbound", {"count": 1, "numbers": [who], "texts": [text], "spread_ms": 0})
    wait_until("the record", lambda: len(office.api("GET", "intake?limit=500")["items"]) > before)
    return office.api("GET", "intake?limit=1")["items"][0]


class Protection(unittest.TestCase):
    def refused(self, status, what):
        with self.assertRaises(Failed) as caught:
            what()
        self.assertEqual(caught.exception.status, status)

    def test_an_accusation_is_seen_by_two_and_the_audit_tells(self):
        with Office(BUILD, receipts=True, extra_config='[access]\ndiscipline_units = "区纪委监委"\n') as office:
            office.start()
            li, wang = Clerk(office, "li", "supervisor"), Clerk(office, "wang", "supervisor")
            viewer = Clerk(office, "viewer", "viewer")
            record = record_of(office, number(41), ACCUSED)
            self.assertEqual(record["reading"]["confidential"], "both")
            self.assertNotIn("张三", record["text_masked"])
            name = record["intake_id"]
            ask = {"intake_id": name, "reason": "核实举报人所述情况", "sees": ["text", "number"]}
            self.refused(403, lambda: li.command("access.ask", ask))
            office.command("intake.assign", {"intake_id": name, "to": "li"})
            self.refused(403, lambda: viewer.command("access.ask", ask))
            grant = li.command("access.ask", ask)
            self.assertEqual(grant["state"], "waiting")
            look = f"access/{grant['grant']}/look"
            self.refused(403, lambda: li.api("POST", look, {}))
            self.refused(403, lambda: li.command("access.decide", {"grant": grant["grant"], "approve": True}))
            wang.ctl("access", "decide", grant["grant"], "--approve")
            self.refused(403, lambda: wang.api("POST", look, {}))
            seen = li.api("POST", look, {})
            self.assertEqual((seen["content"]["text"], seen["number"]), (ACCUSED, number(41)))
            office.advance(31 * 60)
            self.refused(403, lambda: li.api("POST", look, {}))

            who = json.loads(wang.ctl("--json", "access", "who", name).stdout)["items"]
            self.assertEqual([(w["actor"], w["reason"]) for w in who], [("user:li", ask["reason"])])
            self.refused(403, lambda: viewer.api("GET", f"intake/{name}/looks"))
            self.refused(403, lambda: viewer.api("GET", "audit"))
            actions = [e["action"] for e in wang.api("GET", f"audit?subject=intake/{name}")["items"]]
            self.assertEqual(actions.count("access.look"), 1)
            self.assertEqual(actions.count("access.look.refused"), 3)

            self.refused(403, lambda: office.command("handover.make", {"intake_id": name, "unit": "望禾乡民政所"}))
            package = office.command("handover.make", {"intake_id": name, "unit": "区纪委监委"})
            for secret in ("张三", "15400000321", number(41), record["party_ref"]):
                self.assertNotIn(secret, json.dumps(package, ensure_ascii=False))
            leaked = office.dir / "leaked.txt"
            leaked.write_text("有人发给我：" + package["text"])
            self.assertIn("区纪委监委", wang.ctl("handover", "trace", leaked).stdout)

            good = wang.ctl("audit", "verify")
            self.assertIn("whole", good.stdout)
            self.change(office, "UPDATE audit SET actor = 'user:wang' WHERE action = 'access.look'")
            broken = wang.ctl("audit", "verify", check=False)
            self.assertEqual(broken.returncode, 4, broken.stdout)
            log = (office.dir / "daemon.log").read_text()
            for secret in ("张三", "15400000321", number(41)[3:], "王建国"):
                self.assertNotIn(secret, log)

    def change(self, office, sql):
        with contextlib.closing(sqlite3.connect(office.dir / "state/huiyin.db", timeout=30)) as db:
            self.assertGreater(db.execute(sql).rowcount, 0)
            db.commit()

    def test_the_clerks_verbs(self):
        with Office(BUILD, receipts=True) as office:
            office.start()
            duty = office.dir / "duty.csv"
            duty.write_text(f"level,name,phone\n1,值班一,{number(51)}\n2,科长,{number(52)}\n")
            self.assertIn("2", office.ctl("duty", "set", duty, capture_output=True).stdout)
            self.assertNotIn(number(51)[3:], office.ctl("duty", "list", capture_output=True).stdout)
            name = record_of(office, number(42), "望禾乡三组房子着火了，里面有老人被困，快来人")["intake_id"]
            self.assertIn(name, office.ctl("danger", "list", capture_output=True).stdout)
            self.assertIn("taken on by token:ctl", office.ctl("--lang", "en", "danger", "ack", name, capture_output=True).stdout)
            self.assertIn("before", office.ctl("--lang", "en", "danger", "ack", name, capture_output=True).stdout)
            # Who took it on reaches the person at once, and that is on record.
            grant = json.loads(office.ctl("--json", "access", "ask", name, "--reason", "立即联系被困人员", "--number",
                                          capture_output=True).stdout)
            self.assertTrue(grant["emergency"])
            self.assertIn(number(42), office.ctl("access", "look", grant["grant"], capture_output=True).stdout)
            office.ctl("intake", "progress", name, "registered")
            office.ctl("intake", "assign", name, "--to", "ctl")
            office.ctl("intake", "contact", name, "--hours", "09:00-11:00")
            self.assertIn(name, office.ctl("deadline", "list", capture_output=True).stdout)
            receipts = json.loads(office.ctl("--json", "intake", "receipts", capture_output=True).stdout)["items"]
            self.assertEqual([r["kind"] for r in receipts], ["help"])
            self.assertLess(receipts[0]["seconds"], 180)
            self.assertIn("求助电话", office.ctl("--lang", "zh", "intake", "receipts", capture_output=True).stdout)

    def test_a_dead_letter_is_mended(self):
        with Office(BUILD, receipts=True) as office:
            office.start()
            url = f"http://127.0.0.1:{office.api_port}/hooks/sms/hook-of-the-story"
            push = {"mobile": "", "nationcode": "86", "extend": "", "text": "路灯坏了三个月没人修", "time": int(time.time())}
            http("POST", url, push)
            (dead,) = wait_until("the dead letter", lambda: office.api("GET", "dead-letters")["items"])
            office.ctl("intake", "dead", "show", dead["raw_id"])
            mended = office.dir / "mended"
            office.ctl("intake", "dead", "export", dead["raw_id"], "--reason", "运营商漏了号码", "--to", mended)
            self.assertEqual(mended.stat().st_mode & 0o777, 0o600)
            text = mended.read_text()
            self.assertEqual(json.loads(text)["text"], push["text"])
            mended.write_text(json.dumps(dict(json.loads(text), mobile=number(777)[3:])))
            before = len(office.api("GET", "intake")["items"])
            office.ctl("intake", "dead", "fix", dead["raw_id"], "--file", mended, "--reason", "按通话记录补上")
            wait_until("the record", lambda: len(office.api("GET", "intake")["items"]) == before + 1)
            self.assertEqual(office.api("GET", "dead-letters")["items"], [])
            self.assertEqual(len(office.events("intake.fixed")), 1)
            actions = [e["action"] for e in office.api("GET", f"audit?subject=raw/{dead['raw_id']}")["items"]]
            self.assertEqual(set(actions), {"access.dead_letter", "intake.fix"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
