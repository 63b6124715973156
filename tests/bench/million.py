#!/usr/bin/python3
"""A list of a million numbers read in, and the campaign to them sent, with kill -9 in the middle: time, memory of huiyind, how long
single messages and health checks take meanwhile, the start with what is queued.

    HUIYIN_BUILD=build/release tests/bench/million.py [recipients]

Figures say what they were measured on; they are no promise and no test.
"""

import contextlib
import os
import pathlib
import sqlite3
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scenario"))
from office import Office, http, number, wait_until  # noqa: E402

RECIPIENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000


def memory(office):
    """VmRSS and VmHWM of huiyind in MB."""
    status = pathlib.Path(f"/proc/{office.daemon.pid}/status").read_text()
    told = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return tuple(int(told[key].split()[0]) // 1024 for key in ("VmRSS", "VmHWM"))


def processor_seconds(office):
    fields = pathlib.Path(f"/proc/{office.daemon.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentiles(seconds):
    if not seconds:
        return "none"
    seconds = sorted(seconds)
    return f"{seconds[len(seconds) // 2] * 1000:.0f} ms median, {seconds[len(seconds) * 99 // 100] * 1000:.0f} ms p99 of {len(seconds)}"


class Meanwhile(threading.Thread):
    """What others see while the bulk goes on: a single message from its command to the carrier's acceptance, a health check."""

    people = 80_000_000  # each is written to once

    def __init__(self, office, sends):
        super().__init__(daemon=True)
        self.office, self.sends, self.over = office, sends, False
        self.queued, self.accepted, self.health = [], [], []

    def run(self):
        uri = f"file:{self.office.dir}/state/huiyin.db?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=30)) as db:
            while not self.over:
                begun = time.monotonic()
                http("GET", f"http://127.0.0.1:{self.office.api_port}/health/live", timeout=60)
                self.health.append(time.monotonic() - begun)
                if self.sends:
                    self.send_one(db)
                time.sleep(0.3)

    def send_one(self, db):
        begun = time.monotonic()
        Meanwhile.people += 1
        sent = self.office.command("message.send", {"to": number(Meanwhile.people), "purpose": "case_reply", "template": "1005",
                                                    "params": ["x"]}, key=f"one {begun}")
        self.queued.append(time.monotonic() - begun)
        while not self.over and db.execute("SELECT state FROM message WHERE id = ?", (sent["message"],)).fetchone()[0] in (0, 1):
            time.sleep(0.01)
        self.accepted.append(time.monotonic() - begun)


def watch(office, what, count, done, seconds):
    begun, spent, others = time.monotonic(), processor_seconds(office), Meanwhile(office, sends=True)
    others.start()
    while not done():
        time.sleep(0.5)
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"{what}: more than {seconds} s")
    took, rss = time.monotonic() - begun, memory(office)
    others.over = True
    others.join()
    print(f"{what}: {took:.1f} s, {count() / took:,.0f} a second, {processor_seconds(office) - spent:.1f} s of processor time; "
          f"resident {rss[0]} MB, at most {rss[1]} MB\n  a single message meanwhile: queued {percentiles(others.queued)}; accepted by the carrier "
          f"{percentiles(others.accepted)}\n  health: {percentiles(others.health)}", flush=True)


def restart(office, what):
    begun = time.monotonic()
    office.start_daemon()
    print(f"start {what}: {time.monotonic() - begun:.1f} s, {memory(office)[0]} MB", flush=True)


def main():
    build = os.environ.get("HUIYIN_BUILD", "build/release")
    with Office(build, log_level="warn", sim_args=["--receipt-max-ms", "500"], sms_extra="window = 16\ninquiries_per_second = 2000") as office:
        office.start()
        print(f"{RECIPIENTS:,} recipients; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; huiyind begins with "
              f"{memory(office)[0]} MB", flush=True)
        csv = ("phone\n" + "\n".join(number(i) for i in range(RECIPIENTS)) + "\n").encode()
        file = office.api("POST", "uploads", csv, timeout=600)["file"]
        made = {"name": "a million", "purpose": "publicity", "template": "1001", "params": [], "import_file": file}
        campaign = office.command("campaign.create", made, key="million")["campaign"]
        watch(office, "import", lambda: RECIPIENTS, lambda: office.campaign(campaign)["state"] != "importing", 7200)
        others, begun = Meanwhile(office, sends=False), time.monotonic()
        others.start()
        plan = office.api("GET", f"campaigns/{campaign}/plan", timeout=600)
        print(f"plan: {time.monotonic() - begun:.1f} s for {plan['audience']:,}; health meanwhile {percentiles(others.health)}", flush=True)
        others.over = True
        others.join()
        office.command("campaign.start", {"campaign": campaign})
        wait_until("the first ones", lambda: office.counters()["handed_over"] > 2_000)
        office.kill_daemon()
        states = "with nearly all of them queued, after kill -9"
        restart(office, states)
        before = office.counters()["handed_over"]
        watch(office, "campaign, the rest of it", lambda: office.counters()["handed_over"] - before,
              lambda: office.campaign(campaign)["states"].get("queued", 0) == 0, 14400)
        begun = time.monotonic()
        wait_until("receipts", lambda: office.campaign(campaign)["states"].get("accepted", 0) < 0.02 * RECIPIENTS, seconds=3600, pause=0.5)
        print(f"receipts: {time.monotonic() - begun:.1f} s after the last message; {memory(office)[1]} MB at most", flush=True)
        office.stop_daemon()
        restart(office, "after a clean stop")
        print(f"ledger {(office.dir / 'state/huiyin.db').stat().st_size >> 20} MB", flush=True)
        begun, found = time.monotonic(), office.api("GET", "verify", timeout=3600)["findings"]
        print(f"verify: {time.monotonic() - begun:.1f} s, {len(found)} findings, {memory(office)[1]} MB at most; "
              f"twice: {office.counters()['recipients_with_more_than_one']}", flush=True)


if __name__ == "__main__":
    main()
