#!/usr/bin/python3
"""SMPP against peers not written here: npm smpp as SMSC and as client, tshark as decoder, Kannel as client of huiyin-sim."""

import collections
import http.server
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from node_tools import node_modules  # noqa: E402
from office import ROOT, Office, free_port, number, wait_until  # noqa: E402
from smpp_office import BUILD, LONG, OPT_OUT, SmppOffice  # noqa: E402
from wire_tap import WireTap  # noqa: E402

QUIET = ["--receipt-max-ms", "200", "--silent", "0", "--failed", "0"]
PEERS = ROOT / "tests/contract/smpp"


def node_script(name):
    """The script beside its packages, since node looks for them there."""
    folder = node_modules(PEERS, BUILD)
    shutil.copy(PEERS / name, folder)
    return folder / name


class NpmServer:
    """An SMSC written with npm smpp; counts by itself."""

    def __init__(self):
        self.process = subprocess.Popen(["node", node_script("server.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.process.stdout.readline())["port"]

    def order(self, **what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def counts(self):
        self.order(ask=1)
        return json.loads(self.process.stdout.readline())["counts"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


class NpmSmpp(unittest.TestCase):
    def test_as_the_carrier_of_a_campaign(self):
        people = 200
        with NpmServer() as smsc, SmppOffice(smpp_port=smsc.port, more='long_text = "udh16"') as office:
            office.settings["extra"] = office.settings["extra"].replace('receipt_id = "decimal"', 'receipt_id = "hex"')
            office.start()
            campaign = office.tell(people, text=LONG)
            wait_until("every receipt", lambda: office.states(campaign) == {"delivered": people})
            smsc.order(mo=["路灯坏了", "𠮷野家门前积水", "TD"])
            wait_until("the matters", lambda: office.records() >= 2)
            counts = smsc.counts()
            self.assertEqual(counts["binds"], 1)
            self.assertEqual(counts["refused"], 0)
            self.assertEqual(len(counts["parts"]), people)
            for digits, parts in counts["parts"].items():
                self.assertEqual(len(parts), 2, f"{digits} was told twice, or half")
                self.assertEqual("".join(text for _, text in sorted(parts)), LONG + OPT_OUT)
            wait_until("every acknowledgement", lambda: smsc.counts()["acknowledged"] == 2 * people + 3)
            self.assertEqual(office.stop_daemon(), 0)
            self.assertEqual(smsc.counts()["unbinds"], 1, "the polite end")

    def test_as_a_client_of_the_simulator(self):
        count = 300
        script = node_script("client.mjs")
        port = free_port()
        with Office(BUILD, sim_args=["--smpp-port", str(port), *QUIET]) as office:
            office.start_sim()
            office.control("POST", "inbound", {"count": 3, "account": "sim-smpp", "texts": ["甲", "乙", "丙"]})
            done = subprocess.run(["node", script, str(port), str(count)], capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
            told = json.loads(done.stdout)
            self.assertEqual((told["wrong_password"], told["refused"], told["strange"]), (0x0E, [], 0))
            self.assertEqual(told["accepted"], count + 3)
            self.assertEqual(set(told["receipts"].values()), {"DELIVRD"})
            self.assertEqual(len(told["receipts"]), count + 3)
            self.assertEqual(sorted(told["matters"]), sorted(["甲", "乙", "丙"]))
            self.assertEqual((told["query"], told["enquire"], told["unbind"]), ([0, 2], 0, 0))
            counters = office.counters()
            self.assertEqual(counters["handed_over"], count + 2, "a long text counts once")
            self.assertEqual(counters["inbound"]["pushed_ok"], 3)
            texts = collections.Counter(m["text"] for m in office.control("GET", "messages?limit=1000")["messages"])
            self.assertEqual(texts, {"您好": count, "前半后半": 1, "很长" * 200: 1})


class Tshark(unittest.TestCase):
    def test_reads_every_pdu_of_both_sides(self):
        if not shutil.which("tshark"):
            self.skipTest("tshark is not installed (Debian package tshark)")
        with WireTap() as tap, SmppOffice(smpp_port=tap.port, sim_args=[*QUIET, "--fault", "submit_sm:throttle_429:times=2"]) as office:
            office.start_sim()
            tap.target = office.smpp_port
            office.start_daemon()
            campaign = office.tell(40, text=LONG)
            office.write_in(5)
            wait_until("every receipt", lambda: office.states(campaign) == {"delivered": 40})
            wait_until("the records", lambda: office.records() == 5)
            time.sleep(1.5)  # an enquire_link
            self.assertEqual(office.stop_daemon(), 0)
            pcap = office.dir / "smpp.pcap"
            tap.write_pcap(pcap)
            seen = self.read(pcap)
            self.assertEqual(seen.pop("malformed", 0), 0, seen)
            self.assertEqual(seen["0x00000009"], 1)
            self.assertEqual(seen["0x00000004"], 82, "two parts each, two of them again after a throttle")
            self.assertEqual(seen["0x80000004"], 82)
            self.assertEqual(seen["0x00000005"], 85)
            self.assertEqual(seen["0x80000005"], 85)
            self.assertEqual((seen["0x00000006"], seen["0x80000006"]), (1, 1))
            self.assertGreaterEqual(seen["0x00000015"], 1)
            self.assertEqual(seen["0x00000015"], seen["0x80000015"])
            self.assertEqual(sum(seen.values()), tap.frames(), "PDUs as we count them")

    def read(self, pcap):
        done = subprocess.run(["tshark", "-r", pcap, "-d", "tcp.port==2775,smpp", "-T", "fields", "-E", "occurrence=a", "-e",
                               "smpp.command_id", "-e", "_ws.malformed"], capture_output=True, text=True, check=True)
        seen = collections.Counter()
        for line in done.stdout.splitlines():
            commands, malformed = (line.split("\t") + [""])[:2]
            seen.update(c for c in commands.split(",") if c)
            if malformed:
                seen["malformed"] += 1
        return seen


KANNEL = """
group = core
admin-interface = 127.0.0.1
admin-port = {admin}
admin-password = office
smsbox-interface = 127.0.0.1
smsbox-port = {box}
log-level = 1
store-type = file
store-file = {dir}/kannel.store

group = smsc
smsc = smpp
smsc-id = sim
host = 127.0.0.1
port = {smpp}
transceiver-mode = true
smsc-username = sim-smpp
smsc-password = sim-pass
system-type = ""
enquire-link-interval = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-interface = 127.0.0.1
sendsms-port = {send}
log-level = 1

group = sendsms-user
username = office
password = office
max-messages = 10
concatenation = true

group = sms-service
keyword = default
max-messages = 0
catch-all = true
get-url = "http://127.0.0.1:{hear}/mo?from=%p&text=%b"
"""


class Ears(http.server.ThreadingHTTPServer):
    """Hears what Kannel was handed: MO and DLR."""

    def __init__(self):
        self.heard = []
        ears = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                ears.heard.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def paths(self, start):
        return [p for p in self.heard if p.startswith(start)]


class Kannel(unittest.TestCase):
    def test_bearerbox_is_a_client_of_the_simulator(self):
        boxes = [shutil.which(b) or shutil.which(b, path="/usr/sbin") for b in ("bearerbox", "smsbox")]
        if not all(boxes):
            self.skipTest("Kannel's bearerbox and smsbox are not installed (Debian package kannel)")
        smpp = free_port()
        with Office(BUILD, sim_args=["--smpp-port", str(smpp), *QUIET]) as office, Ears() as ears:
            office.start_sim()
            ports = dict(admin=free_port(), box=free_port(), send=free_port(), smpp=smpp, hear=ears.server_address[1])
            config = office.dir / "kannel.conf"
            config.write_text(KANNEL.format(dir=office.dir, **ports))
            running = []
            try:
                running.append(subprocess.Popen([boxes[0], "-v", "4", config], cwd=office.dir, **office.log_to("bearerbox.log")))
                wait_until("bearerbox to bind", lambda: office.counters()["requests"].get("bind"))
                running.append(subprocess.Popen([boxes[1], "-v", "4", config], cwd=office.dir, **office.log_to("smsbox.log")))
                wait_until("smsbox", lambda: self.send(ports, 0, "您好") == 202)
                for i in range(1, 50):
                    self.assertEqual(self.send(ports, i, "您好"), 202)
                self.assertEqual(self.send(ports, 50, "长" * 150), 202)
                office.control("POST", "inbound", {"count": 2, "account": "sim-smpp", "texts": ["路灯坏了", "hello"]})
                wait_until("all to be taken", lambda: office.counters()["handed_over"] == 51)
                wait_until("the receipts", lambda: len(set(ears.paths("/dlr"))) == 51)
                wait_until("the messages", lambda: len(ears.paths("/mo")) == 2)
                self.assertEqual(office.counters()["same_text_twice"], 0)
                texts = collections.Counter(m["text"] for m in office.control("GET", "messages?limit=100")["messages"])
                self.assertEqual(texts, {"您好": 50, "长" * 150: 1}, "joined from three parts")
                heard = {urllib.parse.parse_qs(p.split("?")[1], encoding="latin-1")["text"][0].encode("latin-1") for p in ears.paths("/mo")}
                self.assertEqual(heard, {"路灯坏了".encode("utf-16-be"), "hello".encode("utf-16-be")})
                self.assertEqual(office.counters()["errors"], {})
            except AssertionError:
                print((office.dir / "bearerbox.log").read_text(errors="replace")[-3000:], file=sys.stderr)
                raise
            finally:
                for process in reversed(running):
                    process.terminate()
                for process in reversed(running):
                    process.wait(timeout=30)
                ears.shutdown()

    def send(self, ports, i, text):
        query = urllib.parse.urlencode({
            "username": "office", "password": "office", "from": "106900001234", "to": number(i).lstrip("+"), "coding": 2,
            "charset": "UTF-8", "text": text, "dlr-mask": 3, "dlr-url": f"http://127.0.0.1:{ports['hear']}/dlr?n={i}&type=%d"})
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{ports['send']}/cgi-bin/sendsms?{query}", timeout=10) as answer:
                return answer.status
        except OSError:
            return 0


if __name__ == "__main__":
    unittest.main(verbosity=2)
