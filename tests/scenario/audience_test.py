#!/usr/bin/python3
"""From a clerk's spreadsheet to what the carrier received, byte for byte: lists stored and mended, columns named, values for each
person, the linter's refusals, two people, and lists that serve their purposes only."""

import json
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import Failed, Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
TEXT = "{称呼}：请于{日期}到望禾乡办理。拒收请回复R"


class Audience(unittest.TestCase):
    def ctl(self, office, *args, fails=None, token=None):
        more = ["--json", "--lang", "en"]
        if token:
            path = office.dir / "token.other"
            path.write_text(token)
            path.chmod(0o600)
            more += ["--api", f"http://127.0.0.1:{office.api_port}", "--token-file", path]
        done = office.ctl(*more, *args, check=False, capture_output=True)
        if fails is None:
            self.assertEqual(done.returncode, 0, done.stderr)
            return json.loads(done.stdout) if done.stdout.strip() else None
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn(fails, done.stdout + done.stderr)
        return None

    def test_from_a_spreadsheet_to_the_carrier(self):
        people = [number(i) for i in range(40)]
        with Office(BUILD, approve_above=5) as office:
            office.start()
            chief = office.add_token("chief", "approver")
            office.control("POST", "templates", {"id": "3001", "kind": "other", "text": "{1}：请于{2}到望禾乡办理。拒收请回复R"})

            # A clerk's file: Excel's "Unicode text", a telephone column that is not the mobile, lines to mend.
            rows = ["姓名\t紧急联系人电话\t本人号码\t预约日"]
            rows += [f"群众{i}\t010-12345678\t{p}\t3月{i % 28 + 1}日" for i, p in enumerate(people)]
            rows += ["多余\t\t1.38E+10\t3月1日", f"重复\t\t{people[3]}\t3月1日", "短号\t\t12345\t3月2日"]
            book = office.dir / "名单.txt"
            book.write_bytes("\r\n".join(rows).encode("utf-16"))
            look = self.ctl(office, "list", "preview", "--file", book)
            guessed = {c["as"]: c for c in look["columns"] if c["as"]}
            self.assertEqual(guessed["number"]["name"], "紧急联系人电话")
            self.assertEqual(look["usable"], 0)
            named = ["--column", "number=本人号码", "--keep", "称呼=姓名", "--keep", "日期=预约日"]
            look = self.ctl(office, "list", "preview", "--file", book, *named)
            self.assertEqual(look["usable"], look["looked_at"])
            self.assertNotIn(people[0][3:], json.dumps(look))
            self.assertEqual(len({c["as"]: c for c in look["columns"]}["number"]["samples"]), 3)

            shown = self.ctl(office, "list", "create", "望禾乡群众", "--purpose", "publicity", "--file", book, *named, "--wait")
            self.assertEqual((shown["members"], shown["import"]["bad"], shown["import"]["doubled"]), (40, 2, 1))
            self.assertEqual([line["reason"] for line in shown["lines"]][0],
                             "a spreadsheet shortened the number: make its column text and enter it again")
            mended = office.dir / "mended.csv"
            self.ctl(office, "list", "rejected", "望禾乡群众", "--out", mended)
            lines = mended.read_text(encoding="utf-8-sig").splitlines()
            self.assertEqual(lines[0].split("\t"), ["姓名", "紧急联系人电话", "本人号码", "预约日", "reason"])
            self.assertEqual(len(lines), 3)
            self.assertEqual(len(office.events("audit.stored_list_returned")), 1)
            # The mended lines with all the others are its next version.
            again = rows[:41] + [lines[1].replace("1.38E+10", number(40)[3:]), lines[2].replace("12345", number(41)[3:])]
            book.write_text("\n".join(again), encoding="gb18030")
            shown = self.ctl(office, "list", "refresh", "望禾乡群众", "--file", book, *named, "--wait")
            self.assertEqual((shown["members"], shown["version"], shown["import"]["bad"]), (42, 2, 0))

            # A staff list stands apart, both ways.
            staff = office.dir / "staff.csv"
            staff.write_text("手机号\n" + number(7_000) + "\n" + people[5] + "\n")
            self.ctl(office, "list", "create", "职工", "--purpose", "staff", "--file", staff, "--wait")
            campaign = ["campaign", "create", "--name", "预约", "--value", "x=y"][:4]
            self.ctl(office, *campaign, "--purpose", "publicity", "--list", "职工", "--text", "信访条例宣传", fails="is for staff")
            self.ctl(office, *campaign, "--purpose", "staff", "--list", "望禾乡群众", "--text", "开会", fails="is for publicity")
            self.ctl(office, "list", "create", "混", "--purpose", "staff", "--purpose", "publicity", "--file", staff, fails="stand apart")

            # The linter: errors refuse, warnings are the maker's to accept.
            for text, rule in (("见 http://evil.top/a", "link"), ("身份证110101199003074514", "id_number"), ("恭喜中奖", "banned_term")):
                self.ctl(office, *campaign, "--purpose", "publicity", "--list", "望禾乡群众", "--text", text, "--accept-warnings",
                         fails=rule)
            self.ctl(office, *campaign, "--purpose", "publicity", "--list", "望禾乡群众", "--text", "长" * 70, fails="character_71")

            template = self.ctl(office, "template", "create", "预约", "--purpose", "publicity", "--text", "zh=" + TEXT, "--field",
                                "称呼:4", "--field", "日期:10:date")["template"]
            self.ctl(office, *campaign, "--purpose", "publicity", "--list", "望禾乡群众", "--use", "预约", fails="draft at sms")
            for state in (["submitted"], ["approved", "--code", "3001"]):
                self.ctl(office, "template", "carrier", template, "--account", "sms", "--state", *state)
            made = self.ctl(office, *campaign, "--purpose", "publicity", "--list", "望禾乡群众", "--use", "预约", "--accept-warnings",
                            "--no-ramp", "--wait")["campaign"]
            self.assertEqual(office.campaign(made)["audience"], 41, "42 less the one who is staff")
            reasons = [line["reason"] for line in office.api("GET", f"campaigns/{made}/lines")["items"]]
            self.assertEqual(reasons, ["a staff number: staff get no publicity"])

            plan = self.ctl(office, "campaign", "plan", made)
            self.assertEqual((plan["audience"], plan["sends"], plan["parts"], len(plan["samples"])), (41, 41, 41, 10))
            self.assertEqual((plan["list"]["name"], plan["list"]["version"]), ("望禾乡群众", 2))
            self.assertEqual(plan["template"]["carriers"][0]["state"], "approved")
            self.assertEqual(len({s["text"] for s in plan["samples"]}), 10, "each as that person gets it")
            self.assertEqual(plan["route"], ["sms"])
            self.ctl(office, "campaign", "start", made, fails="second person")
            self.ctl(office, "campaign", "approve", made, "--plan", plan["plan"], fails="two people")
            self.ctl(office, "campaign", "approve", made, "--plan", plan["plan"], token=chief)
            # What a carrier says of the template meanwhile voids it; said again as before, it is the plan that was released.
            self.ctl(office, "template", "carrier", template, "--account", "sms", "--state", "provincially_pending")
            self.ctl(office, "campaign", "start", made, fails="provincially_pending")
            pending = self.ctl(office, "campaign", "plan", made)
            self.assertEqual((pending["route"], pending["release"]["given"]), ([], False))
            self.ctl(office, "template", "carrier", template, "--account", "sms", "--state", "approved", "--code", "3001")
            self.ctl(office, "campaign", "start", made)
            wait_until("all to leave", lambda: office.counters()["handed_over"] == 41)

            got = {m["number"]: m["text"] for m in office.messages()}
            # The signature travels beside the text at this carrier.
            wanted = {p: f"群众{i}：请于3月{i % 28 + 1}日到望禾乡办理。拒收请回复R" for i, p in enumerate(people) if i != 5}
            wanted[number(40)] = "多余：请于3月1日到望禾乡办理。拒收请回复R"
            wanted[number(41)] = "短号：请于3月2日到望禾乡办理。拒收请回复R"
            self.assertEqual({k: v.encode() for k, v in got.items()}, {k: v.encode() for k, v in wanted.items()})
            for sample in plan["samples"]:
                self.assertIn(sample["text"].removeprefix("【云溪区群工局】"), wanted.values(), "the plan showed what left")

            # Nobody reads numbers or names in the ledger.
            ledger = b"".join(p.read_bytes() for p in (office.dir / "state").glob("huiyin.db*"))
            for secret in (people[7][3:], "群众17：请于", number(41)[3:]):
                at = ledger.find(secret.encode())
                self.assertEqual(at, -1, ledger[max(0, at - 60):at + 60])
            self.ctl(office, "list", "delete", "望禾乡群众", "--why", "the week is over")
            self.assertEqual([x["name"] for x in self.ctl(office, "list", "show")["items"]], ["职工"])
            wait_until("the campaign's end", lambda: office.campaign(made)["state"] == "finished")
            self.assertEqual(office.verify()["findings"], [])

    def test_a_workbook_and_what_is_no_list(self):
        with Office(BUILD) as office:
            office.start()
            for body, word in ((b"PK\x03\x04 nothing", "workbook"), (b"\xff\xfe\x00", "UTF-16"), (b"", "empty")):
                with self.assertRaises(Failed) as refused:
                    office.api("POST", "uploads", body)
                self.assertEqual(refused.exception.status, 400)
                self.assertIn(word, refused.exception.body)
            for body, word in ((b"\x7fELF\0\0", "no text"), (b"a,b\n" + b"x" * 300, "")):
                file = office.api("POST", "uploads", body)["file"]
                make = {"name": "x", "purposes": ["publicity"], "import_file": file}
                if not word:
                    office.command("list.create", make, key=file)
                    continue
                with self.assertRaises(Failed) as refused:
                    office.command("list.create", make, key=file)
                self.assertIn(word, refused.exception.body)
            lines = [b"phone,note"] + [number(i).encode() + b",x" for i in range(3)]
            lines[2:2] = [b"1" * 1_000_000, b"\0" + number(9).encode() + b",x", b'"' + number(8).encode() + b',"no end']
            file = office.api("POST", "uploads", b"\xef\xbb\xbf" + b"\r\n".join(lines) + b"\r\n,,\r\n,\r\n\r\n")["file"]
            office.command("list.create", {"name": "odd", "purposes": ["publicity"], "import_file": file}, key=file)
            shown = wait_until("the list", lambda: (x := office.command("list.show", {"list": "odd"}))["state"] == "ready" and x)
            self.assertEqual(shown["members"], 3)
            reasons = [line["reason"] for line in shown["lines"]]
            self.assertEqual(reasons[0], "the line is longer than 65536 bytes")
            self.assertEqual(reasons[1], "has a NUL byte")
            self.assertIn("quotation mark", reasons[2])


if __name__ == "__main__":
    unittest.main(verbosity=2)
