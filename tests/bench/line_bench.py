#!/usr/bin/python3
"""A campaign over one link of each line protocol at windows of 1, 10 and 100: submits/s, and the daemon's CPU for 100,000 messages.

tests/bench/line_bench.py [--build build/release] [--count 20000] [--windows 1,10,100] [--lines smpp,cmpp,smgp,sgip]
"""

import argparse
import os
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
options.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", help="folder of the programs")
options.add_argument("--count", type=int, default=20_000, help="recipients for each window")
options.add_argument("--windows", default="1,10,100")
options.add_argument("--lines", default="smpp,cmpp,smgp,sgip")
options = options.parse_args()
os.environ["HUIYIN_BUILD"] = str(options.build.resolve())
sys.path.insert(0, str(ROOT / "tests/scenario"))
from line_office import LineOffice  # noqa: E402
from office import wait_until  # noqa: E402


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(kind, window):
    people = ["--silent", "0", "--failed", "0", "--doubled", "0", "--receipt-min-ms", "0", "--receipt-max-ms", "100"]
    with LineOffice(kind, sim_args=people, more=f"submit_window = {window}\n") as office:
        office.start()
        campaign = office.tell(options.count, start=False)
        cpu, began = cpu_seconds(office.daemon.pid), time.monotonic()
        office.command("campaign.start", {"campaign": campaign})
        wait_until("all to be taken", lambda: office.counters()["handed_over"] >= options.count, seconds=900)
        sent = time.monotonic() - began
        wait_until("every receipt", lambda: office.states(campaign) == {"delivered": options.count}, seconds=900)
        cpu = cpu_seconds(office.daemon.pid) - cpu
        assert office.counters()["same_text_twice"] == 0
        return options.count / sent, cpu * 100_000 / options.count


print(f"{'line':>6} {'window':>8} {'submits/s':>12} {'CPU s per 100,000, receipts included':>38}")
for line in options.lines.split(","):
    for width in options.windows.split(","):
        rate, cost = run(line, int(width))
        print(f"{line:>6} {width:>8} {rate:>12,.0f} {cost:>38.1f}", flush=True)
