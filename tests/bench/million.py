#!/usr/bin/python3
"""A list of a million numbers read in, and the campaign to them sent: time, memory of huiyind, size of the ledger.

    HUIYIN_BUILD=build/release tests/bench/million.py [recipients]

Figures say what they were measured on; they are no promise and no test.
"""

import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scenario"))
from office import Office, number, wait_until  # noqa: E402

RECIPIENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000


def memory(office):
    """VmRSS and VmHWM of huiyind in MB."""
    status = pathlib.Path(f"/proc/{office.daemon.pid}/status").read_text()
    told = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return tuple(int(told[key].split()[0]) // 1024 for key in ("VmRSS", "VmHWM"))


def processor_seconds(office):
    fields = pathlib.Path(f"/proc/{office.daemon.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ping(office, i):
    """How long a single message waits to be queued while the bulk goes on."""
    begun = time.monotonic()
    office.command("message.send", {"to": number(80_000_000 + i), "purpose": "case_reply", "template": "1005", "params": ["x"]},
                   key=f"ping{i}{begun}")
    return time.monotonic() - begun


def watch(office, what, done, seconds):
    begun, spent, waits = time.monotonic(), processor_seconds(office), []
    while not done():
        waits.append(ping(office, len(waits)))
        time.sleep(0.2)
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"{what}: more than {seconds} s")
    took, rss = time.monotonic() - begun, memory(office)
    waits.sort()
    slow = f"{waits[len(waits) * 99 // 100] * 1000:.0f} ms p99 of {len(waits)}" if waits else "none asked"
    print(f"{what}: {took:.1f} s, {RECIPIENTS / took:,.0f} a second, {processor_seconds(office) - spent:.1f} s of processor time; "
          f"resident {rss[0]} MB, at most {rss[1]} MB; single messages meanwhile: {slow}", flush=True)


def main():
    build = os.environ.get("HUIYIN_BUILD", "build/release")
    with Office(build, log_level="warn", sim_args=["--receipt-max-ms", "500"], sms_extra="window = 16") as office:
        office.start()
        print(f"{RECIPIENTS:,} recipients; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; huiyind starts with "
              f"{memory(office)[0]} MB", flush=True)
        csv = ("phone\n" + "\n".join(number(i) for i in range(RECIPIENTS)) + "\n").encode()
        file = office.api("POST", "uploads", csv, timeout=600)["file"]
        made = {"name": "a million", "purpose": "publicity", "template": "1001", "params": [], "import_file": file}
        campaign = office.command("campaign.create", made, key="million")["campaign"]
        watch(office, "import", lambda: office.campaign(campaign)["state"] != "importing", 3600)
        begun = time.monotonic()
        plan = office.api("GET", f"campaigns/{campaign}/plan", timeout=600)
        print(f"plan: {time.monotonic() - begun:.1f} s for {plan['audience']:,}", flush=True)
        office.command("campaign.start", {"campaign": campaign})
        watch(office, "campaign", lambda: office.campaign(campaign)["states"].get("queued", 0) == 0, 7200)
        wait_until("receipts", lambda: office.campaign(campaign)["states"].get("delivered", 0) > 0.8 * RECIPIENTS, seconds=3600)
        begun = time.monotonic()
        office.stop_daemon()
        office.start_daemon()
        print(f"restart: {time.monotonic() - begun:.1f} s; ledger {(office.dir / 'state/huiyin.db').stat().st_size >> 20} MB; "
              f"{memory(office)[0]} MB", flush=True)
        print(f"verify: {len(office.verify()['findings'])} findings; twice: {office.counters()['recipients_with_more_than_one']}")


if __name__ == "__main__":
    main()
