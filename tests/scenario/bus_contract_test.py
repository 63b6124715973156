#!/usr/bin/python3
"""Every event that the daemon emits here, on the stream and by replay, and every request and answer, against the schemas in docs/ by
validators that are not ours (ajv). And: the contract only ever grows."""

import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from node_tools import node_modules  # noqa: E402
from office import ROOT, Failed, Office, http, number, wait_until  # noqa: E402

sys.path.insert(0, str(ROOT / "docs/clients/python"))
import zmq  # noqa: E402
from huiyin_bus import Durable, Problem, Service, seq_of  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
# What the story below must have brought: a test that sees nothing proves nothing.
EXPECTED = {"daemon.started", "campaign.created", "campaign.ready", "campaign.running", "campaign.paused", "campaign.cancelled",
            "campaign.finished", "campaign.changed", "campaign.approved", "campaign.rejected", "campaign.broke_glass", "campaign.complaint", "contact.hours",
            "message.states", "intake.received", "consent.opted_out", "case.closed", "case.answered", "case.reopened",
            "case.updated", "voice.committed", "voice.revealed", "followup.held", "followup.released",
            "intake.transcription_asked", "intake.transcribed", "duty.changed", "danger.paged", "danger.acknowledged",
            "intake.progressed", "intake.assigned", "intake.queried", "contact.changed", "deadline.met", "access.asked",
            "access.unmasked", "handover.made", "audit.digest", "intake.fixed", "followup.asked", "followup.rated", "followup.withdrawn",
            "bus.key.added", "bus.key.rotated", "bus.key.revoked",
            "webhook.added", "webhook.updated", "webhook.rotated", "webhook.paused", "webhook.resumed", "webhook.replayed",
            "webhook.removed", "webhook.dead", "bus.consumer.removed", "bus.dead.requeued", "bus.dead.discarded", "heartbeat"}


class Recorded(Service):
    """A client that keeps what was said, both ways."""

    def __init__(self, endpoint, record):
        super().__init__(endpoint)
        self.record = record

    def ask(self, op, expected_wait=0.0, **request):
        self.record("service", f"{op}.request", {"op": op, **request})
        try:
            answer = super().ask(op, expected_wait, **request)
        except Problem as e:
            self.record("service", "problem", {"ok": False, "problem": e.problem})
            raise
        self.record("service", f"{op}.answer", answer)
        if op == "command":
            self.record("command", request["name"], request["args"])
            self.record("command", f"{request['name']} answer", answer["answer"])
        return answer


class Contract(unittest.TestCase):
    def setUp(self):
        self.modules = node_modules(ROOT / "tests/contract/bus", BUILD)
        self.lines = []

    def record(self, kind, name, value):
        self.lines.append({"kind": kind, "name": name, "value": value})

    def listen(self, office):
        socket = zmq.Context.instance().socket(zmq.SUB)
        socket.linger = 0
        socket.connect(office.endpoint("stream"))
        socket.subscribe(b"")
        going = threading.Event()
        going.set()

        def run():
            while going.is_set():
                if socket.poll(100):
                    topic, body = socket.recv_multipart()
                    self.record("event", topic.decode(), json.loads(body))
            socket.close()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return lambda: (going.clear(), thread.join())

    def plan(self, office, campaign):
        return office.api("GET", f"campaigns/{campaign}/plan")["plan"]

    def command(self, office, name, args, token=None):
        answer = office.command(name, args, token=token)
        self.record("command", name, args)
        self.record("command", f"{name} answer", answer)
        return answer

    def story(self, office, service):
        campaign = office.create_campaign("told", [number(i) for i in range(50)], start=False)
        chief = office.add_token("chief", "approver")
        for verb in ("reject", "approve"):
            self.command(office, f"campaign.{verb}", {"campaign": campaign, "note": "read", "plan": self.plan(office, campaign)}, chief)
        self.command(office, "campaign.change", {"campaign": campaign, "budget_fen": 1_000_000})
        self.command(office, "campaign.start", {"campaign": campaign, "break_glass": "a flood"})
        for verb in ("pause", "resume"):
            self.command(office, f"campaign.{verb}", {"campaign": campaign})
        self.command(office, "campaign.complaint", {"campaign": campaign, "note": "by 12321"})
        self.command(office, "contact.hours", {"phone": number(61), "zone": "Asia/Urumqi", "hours": "10:00-18:00"})
        stopped = office.create_campaign("stopped", [number(60), "12345", number(60)], start=False)
        self.command(office, "campaign.cancel", {"campaign": stopped})
        office.control("POST", "inbound", {"count": 40, "spread_ms": 0})
        office.control("POST", "inbound", {"count": 1, "numbers": [number(3)], "texts": ["TD"], "spread_ms": 0})
        office.control("POST", "calls", {"count": 5, "processing_ms": 100})
        for i in range(60):
            service.command("case.closed", {"case_id": f"C-{i}", "phone": number(9_000 + i), "unit": "城管局", "town": "金麦镇"}, f"k{i}")
        service.command("case.answered", {"case_id": "C-answered", "phone": number(9_100)}, "k-answered")
        service.command("case.closed", {"case_id": "C-again", "phone": number(9_101)}, "k-again")
        service.command("case.reopened", {"case_id": "C-again", "reason": "new facts"}, "k-reopened")
        self.command(office, "case.updated", {"case_id": "C-1", "step": "registered", "accept_due": "2030-01-15", "unit": "城管局"})
        self.command(office, "voice.commit", {"from": "2020-01-01", "to": "2099-01-01"})
        self.command(office, "voice.reveal", {"sample": 1, "abandon": True})
        self.command(office, "followup.hold", {"case_id": "C-59", "reason": "talking"})
        self.command(office, "followup.release", {"case_id": "C-59"})
        service.command("message.send", {"purpose": "case_reply", "template": "1005", "params": ["已答复"], "to": number(9_102)}, "k-send")
        wait_until("records", lambda: office.api("GET", "status")["intake"]["records"] >= 40)
        self.transcribe(office)
        wait_until("the campaign", lambda: office.campaign(campaign)["state"] == "finished", seconds=90)
        office.advance(24 * 3600 + 60)
        wait_until("questions", lambda: office.followups()["states"].get("asked", 0) + office.followups()["states"].get("rated", 0) > 30)
        wait_until("ratings", lambda: office.followups()["raters"] > 5)

    def transcribe(self, office):
        call = wait_until("a call", lambda: [r for r in office.api("GET", "intake?limit=500")["items"] if r["reading"].get("turns")])[0]["intake_id"]
        self.command(office, "intake.transcribe", {"intake_id": call, "language": "zh"})
        turn = {"speaker": "caller", "text": "路灯坏了", "begin_ms": 0, "end_ms": 900, "confidence": 0.4,
                "words": [{"begin": 0, "end": 6, "confidence": 0.3}]}
        self.command(office, "intake.transcript.add", {"intake_id": call, "by": "elsewhere", "turns": [turn]})
        self.command(office, "intake.transcript.correct", {"intake_id": call, "turns": [{"n": 0, "text": "路灯不亮", "speaker": "caller"}]})
        self.assertEqual([t["source"] for t in office.api("GET", f"intake/{call}")["transcripts"]], ["machine", "machine", "human"])

    def care(self, office):
        def heard(who, text):
            office.control("POST", "inbound", {"count": 1, "numbers": [who], "texts": [text], "spread_ms": 0})

        self.command(office, "duty.set", {"people": [{"level": 1, "name": "值班", "phone": number(9_300)}]})
        heard(number(9_301), "望禾乡三组房子着火了，里面有老人被困，快来人")
        wait_until("the page", lambda: office.events("danger.paged"))
        name = office.events("danger.paged")[0]["intake_id"]
        self.command(office, "danger.acknowledge", {"intake_id": name})
        self.command(office, "intake.assign", {"intake_id": name, "to": "ctl"})
        grant = self.command(office, "access.ask", {"intake_id": name, "reason": "联系被困人员", "sees": ["number"], "minutes": 5})
        office.api("POST", f"access/{grant['grant']}/look", {})
        self.command(office, "access.end", {"grant": grant["grant"]})
        package = self.command(office, "handover.make", {"intake_id": name, "unit": "望禾乡"})
        self.command(office, "handover.trace", {"text": package["text"]})
        self.command(office, "contact.set", {"intake_id": name, "hours": "09:00-20:00"})
        self.command(office, "contact.clear", {"intake_id": name})
        self.command(office, "intake.progress", {"intake_id": name, "state": "registered"})
        heard(number(9_301), "CX" + name[-6:])
        push = {"mobile": "", "nationcode": "86", "extend": "", "text": "路灯坏了", "time": 1_700_000_000}
        http("POST", f"http://127.0.0.1:{office.api_port}/hooks/sms/hook-of-the-story", push)
        (dead,) = wait_until("the dead letter", lambda: office.api("GET", "dead-letters")["items"])
        mended = base64.b64encode(json.dumps(dict(push, mobile=number(9_302)[3:])).encode()).decode()
        self.command(office, "intake.fix", {"raw_id": dead["raw_id"], "payload_base64": mended, "reason": "补上号码"})
        wait_until("the query", lambda: office.events("intake.queried"))
        office.advance(61)  # the audit's digest comes with the minute
        wait_until("the digest", lambda: office.events("audit.digest"))

    def use_consumers(self, office, service):
        durable = Durable(service, "contract")
        events = [event for _, event in zip(range(5), durable)]
        durable.ack()
        durable.put_aside(events[0], "unknown district")
        durable.put_aside(events[1], "unknown district")
        service.ask("dead", consumer="contract")
        self.command(office, "bus.dead.requeue", {"consumer": "contract", "seq": seq_of(events[0])})
        self.command(office, "bus.dead.discard", {"consumer": "contract", "seq": seq_of(events[1]), "reason": "a test"})
        again, _, _ = durable.batch()
        durable._ask("settle", seq=seq_of(again[0]))
        with self.assertRaises(Problem):
            service.ask("fetch", consumer="nobody", token=1)
        with self.assertRaises(Problem):
            service.command("case.closed", {"case_id": "C-x"}, "bad")
        self.command(office, "bus.consumer.remove", {"consumer": "contract"})
        key, other = (zmq.curve_keypair()[0].decode() for _ in range(2))
        self.command(office, "bus.key.add", {"client": "a", "public_key": key, "topics": ["*"], "commands": ["case."]})
        self.command(office, "bus.key.rotate", {"client": "a", "public_key": other, "grace_seconds": 60})
        self.command(office, "bus.key.revoke", {"client": "a"})

    def use_webhooks(self, office):
        """One to a port where nobody listens: its first event is a dead letter after one try."""
        secret = "whsec_" + "A" * 32
        self.command(office, "webhook.add", {"name": "desk", "url": "http://127.0.0.1:1/in?key=of-theirs", "secret": secret,
                                             "topics": ["case."], "from": "start"})
        self.command(office, "webhook.update", {"name": "desk", "topics": ["case.closed"]})
        self.command(office, "webhook.rotate", {"name": "desk", "secret": secret, "grace_seconds": 60})
        wait_until("a dead letter", lambda: (office.advance(1), office.api("GET", "webhooks")["items"][0]["dead"])[1] > 0)
        self.command(office, "webhook.pause", {"name": "desk", "reason": "a test"})
        self.command(office, "webhook.resume", {"name": "desk"})
        self.command(office, "webhook.replay", {"name": "desk", "from": 1})
        self.command(office, "webhook.remove", {"name": "desk"})

    def test_all_that_is_said_is_as_documented(self):
        with Office(BUILD, receipts=True, sim_args=["--answers", "0.6"], approve_above=10, extra_config="[webhook]\ntries = 1\n") as office:
            office.start()
            stop = self.listen(office)
            service = Recorded(office.endpoint("service"), self.record)
            self.addCleanup(service.close)
            self.story(office, service)
            self.use_consumers(office, service)
            self.use_webhooks(office)
            self.care(office)
            for event in service.replay():
                self.record("event", event["type"], event)
            stop()
        # The refused command above is one that its schema refuses too.
        events = [line for line in self.lines if line["kind"] == "event"]
        self.assertEqual(EXPECTED - {line["name"] for line in events}, set())
        for line in events:
            value = line["value"]  # not the id: twelve digits of a UUID may look like a number
            said = json.dumps([value.get("subject"), value["data"]], ensure_ascii=False)
            self.assertIsNone(re.search(r"(?<![0-9])(\+?86)?1[3-9][0-9]{9}(?![0-9])", said), f"a number in {line['name']}")
        self.check(self.lines)

    def test_the_validator_finds_what_is_wrong(self):
        good = {"specversion": "1.0", "id": "018f0000-0000-7000-8000-000000000000", "source": "urn:huiyin:x", "type": "daemon.started",
                "subject": "daemon/x", "time": "2026-01-05T00:00:00Z", "datacontenttype": "application/json", "sequence": "0000000000000001",
                "data": {"epoch": 1, "uncertain": 0}}
        self.check([{"kind": "event", "name": "daemon.started", "value": good}])
        for wrong in ({"sequence": "1"}, {"time": "yesterday"}, {"type": "daemon.ended"}, {"data": {"epoch": 1}},
                      {"data": {"epoch": 1, "uncertain": 0, "mood": "good"}}, {"redelivered": False}):
            with self.assertRaises(AssertionError, msg=str(wrong)):
                self.check([{"kind": "event", "name": "daemon.started", "value": {**good, **wrong}}])
        with self.assertRaises(AssertionError):
            self.check([{"kind": "event", "name": "no.such", "value": good}])

    def check(self, lines):
        script = self.modules / "check.mjs"
        script.write_text((ROOT / "tests/contract/bus/check.mjs").read_text())
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as record:
            for line in lines:
                record.write(json.dumps(line, ensure_ascii=False) + "\n")
            record.flush()
            done = subprocess.run(["node", script, ROOT / "docs", record.name], capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stdout[:4000]), (0, ""), done.stderr[-2000:])


if __name__ == "__main__":
    unittest.main(verbosity=2)
