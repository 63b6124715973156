#!/usr/bin/python3
"""The whole story against the simulator, told on one screen (scripts/run): a publicity campaign, inbound messages and hotline
calls seen by a real bus consumer, closed cases asked and rated, verify. Ends with the figures."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from office import ROOT, Office, number, wait_until  # noqa: E402

BOLD, DIM, GREEN, RESET = ("\033[1m", "\033[2m", "\033[32m", "\033[0m") if sys.stdout.isatty() else ("", "", "", "")


class Consumer:
    """docs/examples/consumer.py as its own process: what it prints is what a case system would have got."""

    def __init__(self, office):
        self.seen = {}
        self.process = subprocess.Popen(["/usr/bin/python3", ROOT / "docs/examples/consumer.py", office.endpoint("stream"), ""],
                                        stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, daemon=True).start()
        wait_until("the bus consumer", lambda: self.seen.get("heartbeat"))

    def read(self):
        for line in self.process.stdout:
            kind = line.split()[1]
            self.seen[kind] = self.seen.get(kind, 0) + 1

    def count(self, *kinds):
        return sum(self.seen.get(k, 0) for k in kinds)

    def close(self):
        self.process.terminate()
        self.process.wait()


def chapter(text):
    print(f"\n{BOLD}{text}{RESET}", flush=True)


def fact(text):
    print(f"  {GREEN}✓{RESET} {text}", flush=True)


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_megabytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0


def tell(office, size):
    """Publicity: one campaign to `size` people."""
    chapter(f"1 · Tell: legal publicity to {size:,} people")
    csv = office.dir / "audience.csv"
    lines = ["手机号"] + [number(i) for i in range(size)] + ["12345", "not a number", number(0)]
    csv.write_text("\n".join(lines) + "\n", encoding="gb18030")
    cpu, began = cpu_seconds(office.daemon.pid), time.monotonic()
    made = json.loads(office.ctl("--json", "campaign", "create", "--name", "信访条例宣传", "--purpose", "publicity", "--template", "1001",
                                 "--audience", csv, "--start", "--wait", stdout=subprocess.PIPE).stdout.strip().splitlines()[-1])
    campaign = made["campaign"]
    office.ctl("campaign", "lines", campaign)
    office.ctl("campaign", "watch", campaign, "--until-sent")
    seconds = time.monotonic() - began
    states = office.campaign(campaign)["states"]
    fact(f"{size:,} handed over in {seconds:.1f} s, import included: {size / seconds:,.0f} messages/s")
    counters = office.counters()
    publicity = counters["by_kind"]["publicity"]
    assert publicity["handed_over"] == size and publicity["recipients_with_more_than_one"] == 0, counters
    fact(f"the carrier counted {publicity['handed_over']:,} messages, {publicity['distinct_recipients']:,} people, none twice")
    wait_until("receipts", lambda: settled(office, campaign) >= 0.985 * size)
    per_100k = (cpu_seconds(office.daemon.pid) - cpu) * 100_000 / size
    states = office.campaign(campaign)["states"]
    fact("receipts: " + ", ".join(f"{n:,} {s}" for s, n in states.items() if n))
    return dict(campaign=campaign, messages_per_second=size / seconds, settled_per_second=size / (time.monotonic() - began),
                cpu_seconds_per_100k=per_100k)


def shorten(text):
    text = " / ".join(text.split("\n"))
    return text[:46] + "…" if len(text) > 46 else text


def settled(office, campaign):
    states = office.campaign(campaign)["states"]
    return sum(n for s, n in states.items() if s not in ("queued", "submitting", "accepted", "uncertain"))


def listen(office, consumer, messages, calls):
    chapter(f"2 · Listen: {messages} texts and {calls} hotline calls")
    before = consumer.count("intake.received")
    records_before = office.api("GET", "status")["intake"]["records"]
    began = time.monotonic()
    office.control("POST", "inbound", {"count": messages, "spread_ms": 2000})
    office.control("POST", "calls", {"count": calls, "processing_ms": 2000})
    wait_until("the records", lambda: office.api("GET", "status")["intake"]["records"] - records_before >= messages + calls)
    wait_until("the consumer", lambda: consumer.count("intake.received") - before >= messages + calls)
    fact(f"{messages + calls} intake records in {time.monotonic() - began:.1f} s, each seen by the bus consumer, masked and sorted")
    for item in office.api("GET", "intake?limit=3")["items"]:
        reading = item["reading"]
        category = reading["suggest"][0]["category"] if reading["suggest"] else "-"
        print(f"    {DIM}{item['intake_id']}  {item['channel']:5}  {category}  {shorten(item['text_masked'])}{RESET}")


def ask_back(office, consumer, cases):
    chapter(f"3 · Ask back: {cases} closed cases")
    csv = office.dir / "cases.csv"
    csv.write_text("case_id,phone,tail\n" + "".join(f"C-2026-{i:05d},{number(7_000_000 + i)},{i:04d}\n" for i in range(cases)))
    office.ctl("case", "closed", "--from", csv)
    office.advance(24 * 3600 + 60)
    asked = lambda: office.counters()["by_kind"]["survey"]["handed_over"]  # noqa: E731
    wait_until("the questions", lambda: asked() >= cases)
    fact(f"a day later (the clock was put forward) {asked()} people were asked, none twice")
    rated = wait_until("ratings", lambda: consumer.count("followup.rated"))
    wait_quiet(lambda: consumer.count("followup.rated"))
    office.advance(3 * 86400)
    wait_quiet(lambda: office.counters()["by_kind"]["reminder"]["handed_over"])
    fact(f"three days later {office.counters()['by_kind']['reminder']['handed_over']} were reminded, once")
    wait_quiet(lambda: consumer.count("followup.rated"))
    office.advance(4 * 86400 + 3600)
    wait_until("the end of the questions", lambda: office.followups()["states"]["asked"] == 0)
    office.ctl("followup", "report")
    report = office.followups()
    rated = consumer.count("followup.rated")
    assert rated >= report["raters"] > 0
    fact(f"{report['raters']} rated, seen on the bus; silence counted as silence")
    meant = office.counters()["inbound"]["replies_by_label"]
    told = ", ".join(f"{n} {label} (meant by {meant.get(label, 0)})" for label, n in report["labels"].items())
    fact(f"read: {told}")
    return report


def wait_quiet(value, quiet=2.5):
    last, since = value(), time.monotonic()
    while time.monotonic() - since < quiet:
        time.sleep(0.2)
        if value() != last:
            last, since = value(), time.monotonic()


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--build", default=ROOT / "build/release")
    options.add_argument("--recipients", type=int, default=30_000)
    options.add_argument("--inbound", type=int, default=300)
    options.add_argument("--calls", type=int, default=60)
    options.add_argument("--cases", type=int, default=500)
    options.add_argument("--stay", action="store_true", help="leave the daemon and the simulator running")
    options.add_argument("--figures", type=pathlib.Path, help="write the figures here as JSON")
    options = options.parse_args()

    office = Office(options.build, receipts=True, sim_args=["--answers", "0.5"])
    consumer = None
    began = time.monotonic()
    try:
        office.start()
        print(f"huiyind and huiyin-sim run on loopback; everything they keep is in {office.dir}")
        consumer = Consumer(office)
        figures = tell(office, options.recipients)
        listen(office, consumer, options.inbound, options.calls)
        report = ask_back(office, consumer, options.cases)
        chapter("4 · Prove it")
        office.ctl("verify")
        counters = office.counters()
        once = {name: kind for name, kind in counters["by_kind"].items() if name not in ("intake_receipt", "free_text", "other")}
        assert all(kind["recipients_with_more_than_one"] == 0 for kind in once.values()), counters["by_kind"]
        assert counters["signature_failures"] <= 20
        rate = report["rates"]["satisfaction"]
        figures.update(peak_megabytes=peak_megabytes(office.daemon.pid), seconds=time.monotonic() - began,
                       satisfaction=rate["value"], raters=rate["denominator"])
        chapter("Figures")
        print(f"  {figures['messages_per_second']:,.0f} messages/s handed over, {figures['settled_per_second']:,.0f}/s settled with receipts; "
              f"{figures['cpu_seconds_per_100k']:.1f} s of CPU per 100,000; {figures['peak_megabytes']:.0f} MB at most")
        print(f"  satisfaction {rate['numerator']}/{rate['denominator']} = {100 * rate['value']:.1f} % "
              f"(95 %: {100 * rate['low']:.1f}–{100 * rate['high']:.1f} %); the story took {figures['seconds']:.0f} s")
        if options.figures:
            options.figures.write_text(json.dumps(figures, indent=1))
        if options.stay:
            consumer.close()
            print(f"\nStaying. huiyinctl --run-dir {office.dir}/run status   ·   Ctrl-C ends it.")
            office.daemon.wait()
    except KeyboardInterrupt:
        pass
    except Exception:
        print(office.log_tail(), file=sys.stderr)
        raise
    finally:
        if consumer:
            consumer.close()
        office.close()


if __name__ == "__main__":
    main()
