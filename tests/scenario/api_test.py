#!/usr/bin/python3
"""The REST interface of a real daemon: its document against what is served, roles on every route, people who sign in, make and
approve, and what becomes of all that is not as it should be."""

import json
import os
import pathlib
import random
import re
import socket
import stat
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from api_client import Api, totp  # noqa: E402
from office import ROOT, Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
ROLES = ["viewer", "operator", "approver", "supervisor", "admin"]
PASSWORD = "three blind mice %s"
DOCUMENT = ROOT / "docs/openapi.json"


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


class OneOffice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = Office(BUILD, approve_above=1)
        cls.office.start()
        cls.by_role = {role: Api(cls.office, cls.office.add_token("of-" + role, role)) for role in ROLES}
        cls.admin, cls.nobody = cls.by_role["admin"], Api(cls.office)

    @classmethod
    def tearDownClass(cls):
        cls.office.close()

    def expect(self, answer, status, code=None):
        self.assertEqual(answer.status, status, answer)
        if code:
            self.assertEqual(answer.problem["type"], "urn:huiyin:error:" + code, answer)
        return answer


class TheDocument(OneOffice):
    def test_what_is_served_is_what_is_committed(self):
        served = self.expect(self.nobody.get("openapi.json"), 200).json
        text = json.dumps(served, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if os.environ.get("HUIYIN_WRITE_DOCS"):
            DOCUMENT.write_text(text)
        self.assertTrue(DOCUMENT.read_text() == text,
                        "docs/openapi.json is not what the daemon serves; HUIYIN_WRITE_DOCS=1 tests/scenario/api_test.py writes it")

    def test_every_command_is_served(self):
        self.assertNotRegex((self.office.dir / "daemon.log").read_text(), r'"event":"api\.(command|route|operation)\.unserved"')

    def test_every_reference_is_there_and_every_name_once(self):
        document = json.loads(DOCUMENT.read_text())
        schemas = document["components"]["schemas"]
        for name in re.findall(r'"#/components/schemas/([^"]+)"', DOCUMENT.read_text()):
            self.assertIn(name, schemas)
        names = [o["operationId"] for _, _, o in operations(document)]
        self.assertEqual(len(names), len(set(names)))

    def test_all_that_huiyinctl_asks_for_is_in_it(self):
        paths = [re.escape(p).replace(r"\{", "{").replace(r"\}", "}") for p in json.loads(DOCUMENT.read_text())["paths"]]
        patterns = [re.compile("^" + re.sub(r"{\w+}", "[^/]+", p) + "$") for p in paths]
        asked = 0
        for file in (ROOT / "daemon/ctl").glob("*.cpp"):
            for path in re.findall(r'"(/api/v1/[^"?]*)', file.read_text()):
                if path.startswith("/api/v1/commands/"):
                    continue
                asked += 1
                known = any(p.match(path.rstrip("/")) or p.match(path + "1") or any(
                    p.pattern.startswith("^" + re.escape(path)) for _ in "x") for p in patterns)
                self.assertTrue(known, f"{file.name} asks for {path}")
            for name in re.findall(r'command(?:_call)?\("([a-z_.]+[a-z_])"', file.read_text()):
                self.assertIn("/api/v1/commands/" + name, json.loads(DOCUMENT.read_text())["paths"], file.name)
        self.assertGreater(asked, 30)


class Roles(OneOffice):
    def test_every_operation_lets_in_whom_its_row_says(self):
        document = self.nobody.get("openapi.json").json
        wrong, asked = [], 0
        for method, path, operation in operations(document):
            needs = operation["x-huiyin-role"]
            if not needs or operation["operationId"] == "events":
                continue
            at = re.sub(r"{\w+}", "1", path)
            body = None if method == "GET" else b"{}" if "requestBody" not in operation or "application/json" in operation[
                "requestBody"]["content"] else b"x"
            more = {} if body is None else {"Content_Type": "application/json"}
            answer = self.nobody.ask(method, at, body, **more)
            if answer.status != 401:
                wrong.append((operation["operationId"], "nobody", answer))
            for role in ROLES:
                answer = self.by_role[role].ask(method, at, body, **more)
                asked += 1
                refused = answer.status == 403 and "needs the role" in answer.problem["detail"]
                if refused != (ROLES.index(role) < ROLES.index(needs)) or answer.status in (401, 500):
                    wrong.append((operation["operationId"], role, answer))
        self.assertEqual(wrong, [])
        self.assertGreater(asked, 400)

    def test_what_a_stream_tells_is_by_role(self):
        self.admin.command("thaw", {"reason": "what other tests stopped"})
        viewer, clerk = self.listen("viewer"), self.listen("operator")
        self.expect(self.admin.command("staff_number.add", {"phone": number(77)}), 200)
        self.expect(self.admin.command("stop.all", {"reason": "a test"}), 200)
        self.assertIn(b"staff_number.added", self.read_until(clerk, b"outbound.stopped"))
        self.assertNotIn(b"staff_number", self.read_until(viewer, b"outbound.stopped"))
        viewer.close()
        clerk.close()
        self.expect(self.admin.command("thaw", {"reason": "the test is over"}), 200)

    def test_a_stream_goes_on_where_it_was_left(self):
        link = self.listen("operator", after=0)
        self.expect(self.admin.command("stop.all", {"reason": "again"}), 200)
        seqs = [int(n) for n in re.findall(rb"^id: (\d+)$", self.read_until(link, b"outbound.stopped"), re.M)]
        self.assertEqual(seqs, sorted(set(seqs)))
        link.close()
        middle = seqs[(len(seqs) - 1) // 2]
        again = self.listen("operator", after=middle)
        rest = [int(n) for n in re.findall(rb"^id: (\d+)$", self.read_until(again, b"outbound.stopped"), re.M)]
        self.assertEqual(rest[:len(seqs)], [n for n in seqs if n > middle])
        again.close()
        self.expect(self.admin.command("thaw", {"reason": "the test is over"}), 200)

    def listen(self, role, after=None):
        link = socket.create_connection(("127.0.0.1", self.office.api_port), timeout=60)
        last = f"Last-Event-ID: {after}\r\n" if after is not None else ""
        link.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.by_role[role].token}\r\n{last}\r\n".encode())
        self.assertIn(b" 200 ", link.recv(15))
        return link

    def read_until(self, link, what):
        got = b""
        while what not in got:
            more = link.recv(65536)
            self.assertTrue(more, "the stream ended")
            got += more
        return got


class People(OneOffice):
    """From an empty office to a campaign that two people made and approved."""

    def person(self, name, role):
        made = self.expect(self.chief.command("user.create", {"user": name, "role": role, "display": name}), 200).json
        browser = Api(self.office)
        self.expect(browser.post("setup", {"code": made["code"], "password": PASSWORD % role}), 200)
        self.expect(browser.post("setup", {"code": made["code"], "password": PASSWORD % role}), 403, "forbidden")
        self.expect(browser.sign_in(name, PASSWORD % role), 200)
        return browser

    def ready_campaign(self, maker):
        file = self.expect(maker.ask("POST", "uploads", ("phone\n" + number(5) + "\n" + number(6) + "\n").encode()), 201).json["file"]
        made = self.expect(maker.command("campaign.create", {"name": "两人", "purpose": "publicity", "template": "1001", "params": [],
                                                             "import_file": file}, key="make-" + file), 200).json["campaign"]
        wait_until("the import", lambda: maker.get(f"campaigns/{made}").json["state"] == "ready")
        return {"campaign": made, "plan": maker.get(f"campaigns/{made}/plan").json["plan"]}

    def test_the_whole_story(self):
        self.office_of_one()
        maker, checker = self.person("li", "operator"), self.person("wang", "approver")
        self.made_by_one_approved_by_another(maker, checker)
        self.sessions(checker)
        self.second_factor(checker)
        self.guessing()
        self.gone(maker)
        self.audit()

    def office_of_one(self):
        code_file = self.office.dir / "state/setup-code"
        self.assertEqual(stat.S_IMODE(code_file.stat().st_mode), 0o600)
        code = code_file.read_text().strip()
        self.chief = Api(self.office)
        self.expect(self.chief.post("setup", {"code": "x" * 27, "name": "zhao", "password": PASSWORD % 1}), 403)
        self.expect(self.chief.post("setup", {"code": code, "name": "zhao", "password": "1234567890a"}), 400)
        self.expect(self.chief.post("setup", {"code": code, "name": "Zhao!", "password": PASSWORD % 1}), 400)
        self.expect(self.chief.post("setup", {"code": code, "name": "zhao", "display": "赵敏", "password": PASSWORD % 1}), 200)
        self.expect(self.admin.command("user.bootstrap"), 409, "conflict")
        signed = self.expect(self.chief.sign_in("zhao", PASSWORD % 1), 200)
        cookie = next(c for c in signed.headers.get_all("Set-Cookie") if c.startswith("huiyin_session="))
        for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(part, cookie)
        secure = Api(self.office).post("session", {"name": "zhao", "password": PASSWORD % 1}, X_Forwarded_Proto="https")
        self.assertTrue(any(c.startswith("__Host-huiyin=") and c.endswith("; Secure") for c in secure.headers.get_all("Set-Cookie")))
        self.assertEqual(self.chief.get("session").json["actor"], "user:zhao")

    def made_by_one_approved_by_another(self, maker, checker):
        release = self.ready_campaign(maker)
        self.expect(maker.command("campaign.approve", release), 403, "forbidden")
        own = self.ready_campaign(self.chief)
        answer = self.expect(self.chief.command("campaign.approve", own), 403, "forbidden")
        self.assertIn("two people", answer.problem["detail"])
        token = Api(self.office, self.expect(self.chief.command("token.add", {"name": "zhao's script"}), 200).json["token"])
        self.assertIn("two people", self.expect(token.command("campaign.approve", own), 403).problem["detail"])
        machine = Api(self.office, self.expect(self.chief.command("token.add", {"name": "robot", "machine": True}), 200).json["token"])
        self.assertIn("a person has to decide", self.expect(machine.command("campaign.approve", release), 403).problem["detail"])
        robots = self.ready_campaign(machine)
        self.assertIn("two people", self.expect(self.chief.command("campaign.approve", robots), 403).problem["detail"])
        self.expect(checker.command("campaign.approve", release), 200)
        self.expect(maker.command("campaign.start", {"campaign": release["campaign"]}), 200)
        scoped = Api(self.office, self.chief.command("token.add", {"name": "reads", "role": "viewer", "scopes": ["campaign."]}).json["token"])
        self.expect(scoped.get("campaigns"), 200)
        self.assertIn("scope", self.expect(scoped.get("intake"), 403).problem["detail"])
        self.expect(maker.command("token.add", {"name": "too much", "role": "admin"}), 403)
        self.expect(self.chief.command("token.add", {"name": "kept"}, key="k"), 400)

    def sessions(self, browser):
        csrf, browser.csrf = browser.csrf, None
        self.expect(browser.command("contact.hours", {}), 403, "csrf")
        browser.csrf = csrf
        self.expect(browser.post("commands/contact.hours", {}, Sec_Fetch_Site="cross-site"), 403, "csrf")
        self.expect(browser.command("contact.hours", {"unknown": 1}), 400, "bad_input")
        self.expect(self.admin.post("session/password", {"old": "x", "new": PASSWORD % 9}), 403, "person_needed")
        other = Api(self.office)
        self.expect(other.sign_in("wang", PASSWORD % "approver"), 200)
        self.expect(browser.post("session/password", {"old": "wrong one", "new": PASSWORD % 9}), 401, "sign_in_refused")
        self.expect(browser.post("session/password", {"old": PASSWORD % "approver", "new": PASSWORD % 9}), 200)
        self.expect(other.get("session"), 401)
        self.expect(browser.get("session"), 200)
        third = Api(self.office)
        self.expect(third.sign_in("wang", PASSWORD % 9), 200)
        self.office.advance(31 * 60)
        self.expect(third.get("session"), 401, "unauthenticated")
        self.expect(browser.sign_in("wang", PASSWORD % 9), 200)
        self.expect(self.chief.sign_in("zhao", PASSWORD % 1), 200)
        self.expect(browser.ask("DELETE", "session"), 200)
        self.expect(browser.get("session"), 401)
        self.expect(browser.sign_in("wang", PASSWORD % 9), 200)

    def office_seconds(self):
        import datetime
        return datetime.datetime.fromisoformat(self.admin.get("status").json["now"].replace("Z", "+00:00")).timestamp()

    def second_factor(self, browser):
        secret = self.expect(browser.post("session/second-factor", {"password": PASSWORD % 9}), 200).json["secret"]
        self.expect(browser.post("session/second-factor/confirm", {"otp": "000000"}), 400)
        codes = self.expect(browser.post("session/second-factor/confirm", {"otp": totp(secret, self.office_seconds())}), 200).json["recovery_codes"]
        self.assertEqual(len(set(codes)), 10)
        fresh = Api(self.office)
        self.expect(fresh.sign_in("wang", PASSWORD % 9), 401, "second_factor_needed")
        self.expect(fresh.sign_in("wang", PASSWORD % 9, "123456"), 401, "sign_in_refused")
        self.office.advance(60)
        code = totp(secret, self.office_seconds())
        self.expect(fresh.sign_in("wang", PASSWORD % 9, code), 200)
        self.expect(Api(self.office).sign_in("wang", PASSWORD % 9, code), 401, "sign_in_refused")  # a code counts once
        self.expect(Api(self.office).sign_in("wang", PASSWORD % 9, codes[3]), 200)
        self.expect(Api(self.office).sign_in("wang", PASSWORD % 9, codes[3]), 401)
        self.expect(browser.post("session/second-factor/remove", {"password": PASSWORD % 9}), 200)

    def guessing(self):
        stranger, known = Api(self.office), Api(self.office)
        self.expect(known.sign_in("zhao", PASSWORD % 1), 200)
        refused = [stranger.sign_in("zhao", f"guess number {i}") for i in range(8)]
        self.assertEqual(refused[0].problem["type"], "urn:huiyin:error:sign_in_refused")
        last = self.expect(refused[-1], 429, "too_many_tries")
        self.assertGreater(int(last.headers["Retry-After"]), 0)
        self.expect(stranger.sign_in("zhao", PASSWORD % 1), 429)  # even the right one
        self.expect(known.sign_in("zhao", PASSWORD % 1), 200)  # but not from a browser that was here before
        self.expect(Api(self.office).sign_in("li", PASSWORD % "operator"), 200)  # and nobody else is kept out
        self.expect(Api(self.office).sign_in("nobody", "no password"), 401, "sign_in_refused")
        self.office.advance(3600)
        self.expect(self.chief.sign_in("zhao", PASSWORD % 1), 200)

    def gone(self, maker):
        self.expect(maker.sign_in("li", PASSWORD % "operator"), 200)
        token = Api(self.office, maker.command("token.add", {"name": "li's"}).json["token"])
        self.expect(token.get("status"), 200)
        self.expect(self.chief.command("user.disable", {"user": "li", "reason": "moved to another office"}), 200)
        self.expect(maker.get("status"), 401)
        self.expect(token.get("status"), 401)
        self.expect(maker.sign_in("li", PASSWORD % "operator"), 401, "sign_in_refused")
        self.expect(self.chief.command("user.disable", {"user": "zhao", "reason": "x"}), 409)
        self.expect(self.chief.command("user.change", {"user": "zhao", "role": "viewer"}), 403)
        listed = {u["user"]: u for u in self.chief.get("users").json["items"]}
        self.assertTrue(listed["li"]["disabled_at"])
        for what in (listed, self.chief.get("tokens").json):
            self.assertNotIn("argon2", json.dumps(what))
            self.assertNotIn(token.token, json.dumps(what))

    def audit(self):
        entries = self.chief.get("audit?limit=500").json["items"]
        actions = {e["action"] for e in entries}
        self.assertLessEqual({"session.opened", "session.closed", "session.paused", "user.create", "user.disable", "user.password",
                              "user.second_factor", "session.recovery_code", "token.add", "campaign.approve"}, actions)
        approved = next(e for e in entries if e["action"] == "campaign.approve")
        self.assertEqual(approved["actor"], "user:wang")
        self.assertTrue(self.chief.get("audit/verify").json["good"])
        self.assertNotIn("mice", json.dumps(entries))


class Manners(OneOffice):
    def test_a_key_does_a_thing_once(self):
        first = self.expect(self.admin.command("message.send", {"to": number(8), "purpose": "case_reply", "template": "1006",
                                                                "params": ["IN-1"]}, key="one"), 200)
        again = self.expect(self.admin.command("message.send", {"to": number(8), "purpose": "case_reply", "template": "1006",
                                                                "params": ["IN-1"]}, key="one"), 200)
        self.assertEqual(first.json, again.json)
        self.expect(self.admin.command("message.send", {"to": number(9), "purpose": "case_reply", "template": "1006",
                                                        "params": ["IN-1"]}, key="one"), 409, "conflict")
        self.expect(self.admin.command("message.send", {"to": number(8), "purpose": "case_reply"}), 428, "key_needed")

    def test_pages_tags_and_changes_meanwhile(self):
        self.office.control("POST", "inbound", {"count": 7, "spread_ms": 0})
        wait_until("the records", lambda: len(self.admin.get("intake?limit=500").json["items"]) >= 7)
        whole = [r["intake_id"] for r in self.admin.get("intake?limit=500").json["items"]]
        pages, cursor = [], ""
        while cursor is not None:
            page = self.expect(self.admin.get(f"intake?limit=3{cursor}"), 200).json
            pages += [r["intake_id"] for r in page["items"]]
            cursor = None if page["next"] is None else f"&before={page['next']}"
        self.assertEqual(pages, whole)
        self.assertEqual(self.admin.get("intake?channel=phone").json["items"], [])
        duty = self.expect(self.admin.get("duty"), 200)
        tag = duty.headers["ETag"]
        self.expect(self.admin.get("duty", If_None_Match=tag), 304)
        mine = {"people": [{"level": 1, "name": "值班一", "phone": number(70)}]}
        self.expect(self.admin.post("commands/duty.set", mine, If_Match=tag), 200)
        self.expect(self.admin.post("commands/duty.set", mine, If_Match=tag), 412, "changed")
        self.expect(self.admin.get("duty", If_None_Match=tag), 200)

    def test_problems_speak_chinese(self):
        answer = self.admin.get("intake/IN-20260101-000001", Accept_Language="zh-CN")
        self.assertEqual(self.expect(answer, 404).problem["title"], "不存在")
        self.assertEqual(answer.problem["code"], 2)

    def test_what_is_not_as_it_should_be(self):
        for path in ("/api/v1/../v1/status", "/api/v1/%2e%2e/status", "/api/v1/intake/..%2f..%2fstatus", "//api/v1/status", "/api/v1/%00",
                     "/api/v1/%ff", "/api/v1/status/", "/console/../../etc/passwd"):
            self.assertIn(self.admin.ask("GET", path).status, (400, 404), path)
        self.expect(self.admin.ask("PATCH", "status", b"{}"), 405, "method")
        self.expect(self.admin.get("status?unheard=1"), 400, "bad_input")
        self.expect(self.admin.get("intake?limit=5&limit=6"), 400)
        bad = self.admin
        for body, status in ((b"{", 400), (b"[]", 400), (b'{"reason":"\xff"}', 400), (b'{"reason":' + b"[" * 5000, 400), (b"null", 400)):
            self.expect(bad.ask("POST", "commands/stop.all", body, Content_Type="application/json"), status)
        self.expect(bad.ask("POST", "commands/stop.all", b"reason=x", Content_Type="application/x-www-form-urlencoded"), 415, "media_type")
        self.assertFalse(self.office.api("GET", "status")["sending_held"])

    def test_a_huge_body_is_refused_unread(self):
        with socket.create_connection(("127.0.0.1", self.office.api_port), timeout=60) as link:
            link.sendall(b"POST /api/v1/commands/stop.all HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
            self.assertIn(b" 413 ", link.recv(100))

    def test_slow_clients_hold_nobody_up(self):
        slow = [socket.create_connection(("127.0.0.1", self.office.api_port), timeout=60) for _ in range(60)]
        for i, link in enumerate(slow):
            link.sendall(b"GET /api/v1/status HTTP/1.1\r\nHost: x\r\n"[:10 + i % 30])
        self.expect(self.admin.get("status"), 200)
        for link in slow:
            link.close()
        self.expect(self.admin.get("status"), 200)


class Fuzz(OneOffice):
    """Requests made from the document, most of them wrong: every answer is one that the document allows, none is our own fault."""

    def any_value(self, schema, r, depth=0):
        wrong = [None, True, -1, 1.5, 2**62, "", "x" * 300, "\u0000", "😀" * 50, [], {}, [None], {"a": {"b": []}}]
        if r.random() < 0.15 or depth > 3:
            return r.choice(wrong)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return r.choice(schema["enum"])
        kind = schema.get("type", "string")
        kind = r.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            names = list(schema.get("properties", {}))
            return {n: self.any_value(schema["properties"][n], r, depth + 1) for n in names
                    if n in schema.get("required", []) and r.random() < 0.95 or r.random() < 0.3}
        if kind == "array":
            return [self.any_value(schema.get("items", {}), r, depth + 1) for _ in range(r.randrange(3))]
        if kind == "integer":
            return r.choice([schema.get("minimum", 0), schema.get("maximum", 9), 1, 7])
        if kind == "boolean":
            return r.random() < 0.5
        if kind == "null":
            return None
        return r.choice(["IN-20260101-000001", "2026-03-01", "2026-03-01T08:00:00Z", "云溪", "li", number(3), "0" * 64, "sms", "https://127.0.0.1:1/x"])

    def test_nothing_that_is_asked_is_our_own_fault(self):
        seed = int(os.environ.get("HUIYIN_SEED", random.randrange(10**9)))
        r, wrong = random.Random(seed), []
        document = self.nobody.get("openapi.json").json
        schemas = document["components"]["schemas"]
        left_out = {"events", "verify", "openapi", "hook", "stop.all"}
        for method, path, operation in operations(document):
            if operation["operationId"] in left_out:
                continue
            for _ in range(6):
                at = re.sub(r"{\w+}", lambda _: r.choice(["1", "0", "-1", "x", "IN-20260101-000001", "%F0%9F%98%80", "9" * 30]), path)
                query = "&".join(f"{p['name']}={r.choice(['1', '', 'x', '2026-01-01', 'true', '%ff', '9' * 20, 'json'])}"
                                 for p in operation["parameters"] if p["in"] == "query" and r.random() < 0.4)
                body, more = None, {}
                if "requestBody" in operation:
                    schema = operation["requestBody"]["content"].get("application/json", {}).get("schema", {})
                    schema = schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
                    body = self.any_value(schema, r) if schema else r.randbytes(50)
                    if r.random() < 0.7:
                        more["Idempotency_Key"] = f"f{r.randrange(10**9)}"
                answer = self.admin.ask(method, at + ("?" + query if query else ""), body, **more)
                allowed = answer.status < 300 or (answer.problem and answer.problem["status"] == answer.status)
                if path.startswith("/open311/"):
                    allowed = answer.status < 500
                if not allowed or answer.status in (500, 507):
                    wrong.append((method, at, query, body, answer))
        self.assertEqual(wrong, [], f"HUIYIN_SEED={seed}")
        self.assertEqual(self.office.daemon.poll(), None)
        self.assertTrue(self.admin.get("audit/verify").json["good"])


if __name__ == "__main__":
    unittest.main()
