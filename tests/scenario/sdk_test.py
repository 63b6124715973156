#!/usr/bin/python3
"""The vendors' own SDKs from npm against huiyin-sim, so that a fault of a signature can't hide on both sides of ours."""

import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from node_tools import node_modules  # noqa: E402
from office import ROOT, Office, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
SCRIPTS = ROOT / "tests/contract/carriers"
TWILIO = ("AC" + 32 * "a", "twilio-key")
KEYS = ("sim-secret-id", "sim-secret-key")
QUIET = ["--receipt-max-ms", "100", "--silent", "0", "--failed", "0", "--doubled", "0", "--answers", "0"]


class Listener:
    """Takes pushes and answers 200."""

    def __init__(self):
        taken = self.taken = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                taken.append({"path": self.path, "signature": self.headers.get("X-Twilio-Signature"), "body": body})
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?c=42"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Sdk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = node_modules(SCRIPTS, BUILD, seconds=400)
        for script in SCRIPTS.glob("*.mjs"):
            shutil.copy(script, folder)
        cls.folder = folder

    def setUp(self):
        keys = [x for i, k in (TWILIO, KEYS) for x in ("--secret-id", i, "--secret-key", k)]
        self.office = Office(BUILD, sim_args=[*keys, *QUIET])
        self.addCleanup(self.office.close)
        (self.office.dir / "clock").write_bytes(bytes(8))  # the SDKs sign with the time of day
        self.office.start_sim()

    def node(self, script, *args):
        done = subprocess.run(["node", self.folder / script, *map(str, args)], capture_output=True, text=True, timeout=180)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def run_sdk(self, script, keys):
        self.node(script, f"http://127.0.0.1:{self.office.sim_port}", *keys)

    def test_tencent(self):
        self.run_sdk("tencent.mjs", KEYS)
        counters = self.office.counters()
        self.assertEqual((counters["handed_over"], counters["signature_failures"]), (3, 1))

    def test_aliyun_and_its_queues(self):
        self.run_sdk("aliyun.mjs", KEYS)
        self.run_sdk("mns.mjs", KEYS)
        counters = self.office.counters()
        self.assertEqual((counters["handed_over"], counters["signature_failures"]), (5, 2))
        self.assertEqual(counters["receipts"]["given_by_pull"], 5)
        texts = {m["text"] for m in self.office.messages()}
        self.assertTrue(any("O'Neil (李)*~" in text for text in texts), texts)

    def test_twilio(self):
        self.office.control("POST", "calls", {"count": 3, "without_words": 0})
        self.run_sdk("twilio.mjs", TWILIO)
        counters = self.office.counters()
        self.assertEqual((counters["handed_over"], counters["signature_failures"]), (5, 1))
        self.assertEqual(counters["requests"]["twilio.call"], 1)

    def test_twilio_pushes(self):
        listener = Listener()
        self.addCleanup(listener.close)
        self.office.control("POST", "callbacks", {"status_url": listener.url, "reply_url": listener.url, "form": "twilio"})
        self.office.control("POST", "calls", {"count": 3, "without_words": 0})
        self.run_sdk("twilio.mjs", TWILIO)
        self.office.control("POST", "inbound", {"count": 2, "texts": ["路灯 + 100% & 坏了\n请修"], "spread_ms": 0})
        wait_until("the pushes", lambda: len(listener.taken) >= 7)
        file = self.office.dir / "pushes.jsonl"
        file.write_text("\n".join(json.dumps({"url": listener.url, **push}) for push in listener.taken))
        self.assertEqual(self.node("twilio_pushes.mjs", file, TWILIO[1]).strip(), str(len(listener.taken)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
