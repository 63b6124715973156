#!/usr/bin/python3
"""Calls as files, through real processes: vCon by folder and by HTTP, WebVTT, a recording that a recogniser turns into text, kill -9
while files wait; and the simulator's recogniser against the official SDK."""

import json
import os
import pathlib
import subprocess
import sys
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from node_tools import node_modules  # noqa: E402
from office import ROOT, Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
ACCOUNT = """
[carrier.files]
kind = "call_files"
drop = "{dir}/calls"
drop_every = 100
hook_secret = "file:{dir}/hook_secret"
asr_url = "http://127.0.0.1:{sim_port}/v1/audio/transcriptions"
asr_key = "file:{dir}/secret_key"
"""


def vcon(n, text):
    return json.dumps({"vcon": "0.4.0", "uuid": f"0198f7c2-0000-7000-8000-{n:012d}", "created_at": "2026-01-05T02:11:09Z",
                       "parties": [{"tel": "tel:" + number(n)}, {"role": "agent"}],
                       "dialog": [{"type": "text", "start": "2026-01-05T02:10:40Z", "parties": [0, 1], "mediatype": "text/plain",
                                   "encoding": "none", "body": text}]}).encode()


class Calls(unittest.TestCase):
    def records(self, office):
        items = office.api("GET", "intake?limit=500")["items"]
        return [office.api("GET", "intake/" + r["intake_id"]) for r in items if r["carrier"] == "files"]

    def push(self, office, kind, body):
        secret = (office.dir / "hook_secret").read_text().strip()
        request = urllib.request.Request(f"http://127.0.0.1:{office.api_port}/hooks/files/{secret}", body, {"Content-Type": kind})
        with urllib.request.urlopen(request, timeout=60) as answer:
            self.assertEqual(answer.status, 202)

    def test_files_and_pushes(self):
        with Office(BUILD, extra_config=ACCOUNT) as office:
            office.start()
            folder = office.dir / "calls"
            (folder / "a.vcon").write_bytes(vcon(1, "路灯坏了，我的电话" + number(2)))
            (folder / "b.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:04.000\n<v 市民>垃圾没人收\n")
            (folder / "c.vcon").write_text("{")
            (folder / "d.vcon").write_bytes(vcon(3, "x").replace(b'"parties"', b'"critical": ["unheard-of"], "parties"', 1))
            (folder / "e.wav").write_bytes(b"RIFF a call")
            self.push(office, "application/vcon+json", vcon(4, "水管爆了"))
            self.push(office, "application/vcon+json", vcon(4, "水管爆了"))
            wait_until("records", lambda: len(self.records(office)) >= 4)
            wait_until("the recording's text", lambda: any(r["transcripts"] and r["transcripts"][0]["by"] == "whisper-1"
                                                           for r in self.records(office)))
            wait_until("the bad files", lambda: (folder / "bad/c.vcon").exists() and (folder / "bad/d.vcon").exists())
            self.assertIn("critical", (folder / "bad/d.vcon.reason.txt").read_text())
            wait_until("the folder", lambda: [p.name for p in folder.iterdir()] == ["bad"])
            records = self.records(office)
            self.assertEqual(len(records), 4)
            self.assertTrue(any(r["text_masked"] == "路灯坏了，我的电话[电话1]" for r in records), [r["text_masked"] for r in records])
            self.assertEqual(len(office.api("GET", "dead-letters")["items"]), 2)
            heard = next(r for r in records if r["recordings"])
            done = office.command("intake.transcribe", {"intake_id": heard["intake_id"]})
            self.assertEqual(done["recordings"], 1)
            wait_until("the second text", lambda: len(office.api("GET", "intake/" + heard["intake_id"])["transcripts"]) == 2)

    def test_nothing_is_lost_or_doubled_by_kill_9(self):
        with Office(BUILD, extra_config=ACCOUNT) as office:
            office.start()
            folder = office.dir / "calls"
            for n in range(60):
                (folder / f"{n:02}.vcon").write_bytes(vcon(100 + n, f"第{n}件事"))
                if n % 20 == 10:
                    office.kill_daemon()
                    office.start_daemon()
            wait_until("all calls", lambda: len(self.records(office)) == 60)
            wait_until("the folder", lambda: [p.name for p in folder.iterdir()] == ["bad"])
            self.assertEqual(sorted(r["text_masked"] for r in self.records(office)), sorted(f"第{n}件事" for n in range(60)))

    def test_the_simulators_recogniser_with_the_official_sdk(self):
        modules = node_modules(ROOT / "tests/contract/speech", BUILD)
        (modules / "transcribe.mjs").write_text((ROOT / "tests/contract/speech/transcribe.mjs").read_text())
        with Office(BUILD) as office:
            office.start()
            done = subprocess.run(["node", modules / "transcribe.mjs", f"http://127.0.0.1:{office.sim_port}"], text=True,
                                  capture_output=True, timeout=120, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
