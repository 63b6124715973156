#!/usr/bin/python3
"""Outgoing webhooks of a real daemon: signed as the reference library wants it, tried again, nothing lost by kill -9 of either side."""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from node_tools import node_modules  # noqa: E402
from office import ROOT, Failed, Office, free_port, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])


class Receiver:
    """Takes posts at a port of its own; `status` says how it answers. Closed, the port refuses."""

    def __init__(self, port=None):
        self.port, self.posts, self.status, self.server = port or free_port(), [], 204, None
        self.open()

    def open(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.posts.append({"headers": {k.lower(): v for k, v in self.headers.items()}, "body": body, "status": receiver.status})
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/in"

    def taken(self):
        return [json.loads(p["body"]) for p in self.posts if p["status"] < 300]


class Webhooks(unittest.TestCase):
    def setUp(self):
        quick = '[webhook]\nfirst_pause = "100ms"\nlongest_pause = "1s"\ntries = 5\n'
        self.office = Office(BUILD, extra_config=quick)
        self.addCleanup(self.office.close)
        (self.office.dir / "clock").write_bytes(bytes(8))  # now: the library believes no stamp that is five minutes off
        self.office.start()

    def ctl(self, *args):
        return json.loads(self.office.ctl("--json", *args, stdout=subprocess.PIPE).stdout)

    def add(self, name, receiver, topic="case."):
        self.secret_file = self.office.dir / f"{name}.secret"
        self.ctl("webhook", "add", name, "--url", receiver.url, "--topic", topic, "--new", self.secret_file)
        self.assertEqual(self.secret_file.stat().st_mode & 0o777, 0o600)

    def hook(self, name):
        return {h["name"]: h for h in self.ctl("webhook", "list")["items"]}[name]

    def wait_taken(self, name):
        wait_until(f"{name} to have all", lambda: self.hook(name)["lag"] == 0)

    def journal(self, prefix="case."):
        lines = self.office.ctl("--json", "bus", "replay", "--from", "1", "--topic", prefix, stdout=subprocess.PIPE).stdout
        return [json.loads(line) for line in lines.splitlines()]

    def test_the_reference_library_takes_every_post_and_none_that_was_changed(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.add("desk", receiver)
        self.office.close_cases(20)
        self.wait_taken("desk")
        self.assertEqual([e["id"] for e in receiver.taken()], [e["id"] for e in self.journal()])
        modules = node_modules(ROOT / "tests/contract/webhook", BUILD)
        script = modules / "verify.mjs"
        script.write_text((ROOT / "tests/contract/webhook/verify.mjs").read_text())
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.writelines(json.dumps(p) + "\n" for p in receiver.posts)
            file.flush()
            for more, code, lines in (((), 0, 0), (("--tamper",), 1, 20)):
                done = subprocess.run(["node", script, self.secret_file.read_text().strip(), file.name, *more], capture_output=True,
                                      text=True, timeout=60)
                self.assertEqual((done.returncode, len(done.stdout.splitlines())), (code, lines), done.stdout + done.stderr)

    def test_killed_and_refused_nothing_is_lost_and_order_stays(self):
        receiver, other = Receiver(), Receiver()
        self.addCleanup(receiver.close)
        self.addCleanup(other.close)
        self.add("desk", receiver)
        self.add("other", other)
        for i in range(6):
            if i % 3 == 1:
                receiver.close()
            receiver.status = 500 if i % 3 == 2 else 204
            self.office.close_cases(15, first=100 * i)
            if i % 3 == 0:
                self.office.kill_daemon()
                self.office.start_daemon()
            else:
                wait_until("a post that was not taken", lambda: self.hook("desk")["failures"] > 0)
            if i % 3 == 1:
                receiver.open()
            receiver.status = 204
        wait_until("everything", lambda: (self.office.advance(2), self.hook("desk")["lag"] == 0)[1])
        self.wait_taken("other")
        wanted = [e["id"] for e in self.journal()]
        for who in (receiver, other):
            had, first = set(), []
            for event in who.taken():
                if event["id"] not in had:
                    had.add(event["id"])
                    first.append(event["id"])
            self.assertEqual(first, wanted)
        with urllib.request.urlopen(f"http://127.0.0.1:{self.office.api_port}/metrics") as reply:
            told = reply.read().decode()
        self.assertIn('huiyin_webhook_lag_events{webhook="desk"}', told)
        self.assertIn('huiyin_webhook_posts_total{outcome="failed",webhook="desk"}', told)

    def test_dead_letters_replay_and_the_log(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.add("desk", receiver)
        receiver.status = 500
        self.office.close_cases(1)
        wait_until("a dead letter", lambda: (self.office.advance(2), self.hook("desk")["dead"] == 1)[1])
        receiver.status = 204
        self.office.advance(5)
        self.wait_taken("desk")
        log = self.ctl("webhook", "log", "desk")["items"]
        self.assertEqual([(t["outcome"], t["try"], t["status"]) for t in reversed(log)][:5], [("failed", n, 500) for n in range(1, 5)] + [("dead", 5, 500)])
        dead = [e for e in self.journal("webhook.") if e["type"] == "webhook.dead"]
        self.assertEqual((dead[0]["data"]["tries"], dead[0]["data"]["reason"]), (5, "HTTP 500"))
        self.office.command("bus.dead.requeue", {"consumer": "webhook.desk", "seq": dead[0]["data"]["seq"]})
        wait_until("the letter to be taken", lambda: self.hook("desk")["dead"] == 0)
        before = len(receiver.taken())
        self.ctl("webhook", "replay", "desk", "--from", "1")
        wait_until("the replay", lambda: len(receiver.taken()) >= before + len(self.journal()))
        self.ctl("webhook", "remove", "desk")
        self.assertEqual(self.ctl("webhook", "list")["items"], [])
        for args in ({"name": "x", "url": "http://example.org/", "secret": "whsec_" + "A" * 32}, {"name": "x", "url": receiver.url, "secret": "x"}):
            with self.assertRaises(Failed) as refused:
                self.office.command("webhook.add", args)
            self.assertEqual(refused.exception.status, 400)
        secret = self.secret_file.read_text().strip()
        self.assertNotIn(secret, (self.office.dir / "daemon.log").read_text())
        for file in (self.office.dir / "state").glob("huiyin.db*"):
            self.assertNotIn(secret.encode(), file.read_bytes())


if __name__ == "__main__":
    unittest.main(verbosity=2)
