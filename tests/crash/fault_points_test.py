#!/usr/bin/python3
"""kill -9 at each named fault point of one campaign, one after another, and a count by the simulator: docs/crash-matrix.md is what
this proves.

HUIYIN_BUILD: the folder of the programs. HUIYIN_RECIPIENTS: of the campaign (30000). HUIYIN_POINTS: only these, by commas.
HUIYIN_KEEP: keep the folder of a failed run. With --write the table of docs/crash-matrix.md is written anew.
"""

import contextlib
import os
import pathlib
import re
import signal
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scenario"))
from office import ROOT, Failed, Office, number, wait_until  # noqa: E402
from pull_points_test import PULL_POINTS  # noqa: E402

RECIPIENTS = int(os.environ.get("HUIYIN_RECIPIENTS", "30000"))
DOCUMENT = ROOT / "docs/crash-matrix.md"
QUEUED, SUBMITTING, UNCERTAIN, FINISHED = 0, 1, 10, 4  # of the ledger

# point: (the pass at which it kills, what may be uncertain after the restart, what becomes of it), in the order in which they kill.
# "none": not one message may be uncertain; "intents": those of open intents, and no other; "doubt": the same, and there must be some.
POINTS = {
    "command.handled": (1, "none", "The command was not done; its repeat under the same key does it once."),
    "command.durable": (1, "none", "The command is done; its repeat under the same key is answered with the first answer."),
    "import.piece": (3, "none", "The piece is read again from the last durable place of the list; nobody is twice in the audience."),
    "claim.written": (2, "intents", "These intents never were: their messages are still queued. Requests under way are uncertain and settled."),
    "claim.durable": (2, "doubt", "Uncertain, though no byte left: the carrier is asked, does not know them, and they are sent."),
    "restart.closed": (1, "doubt", "The next start closes them: uncertain once, asked about once."),
    "submit.handed": (5, "doubt", "Uncertain: the carrier is asked about each. What it has is accepted, the rest is sent."),
    "submit.answered": (3, "doubt", "Uncertain, though the carrier took them: asked or by receipt they become accepted. Not sent again."),
    "outcome.written": (3, "doubt", "As if the answer had not come: uncertain, settled by the carrier's word. Not sent again."),
    "outcome.durable": (3, "intents", "The answer stands; other requests under way are uncertain and settled by the carrier's word."),
    "receipts.taken": (4, "intents", "The receipts are read again from the kept payload and change each message once."),
    "inbound.kept": (4, "intents", "The payload is durable and is read after the restart; handed over again it counts once."),
    "inquiry.written": (5, "intents", "The carrier is asked again; asking changes nothing there."),
}
ALL = {**POINTS, **PULL_POINTS}  # the latter kill in pull_points_test.py
TOLD = {"none": "nothing", "intents": "the messages of open intents, no others", "doubt": "the messages of open intents, no others"}


def points_of_source():
    text = (ROOT / "daemon/base/fault_point.cpp").read_text()
    return dict(re.findall(r'\{"([a-z.]+)", "([^"]+)"\}', text))


def table():
    lines = ["| point | what is durable when it kills | uncertain after the restart | what becomes of it |", "|---|---|---|---|"]
    durable = points_of_source()
    for name, (_, uncertain, becomes) in ALL.items():
        lines.append(f"| `{name}` | {durable[name]} | {TOLD[uncertain]} | {becomes} |")
    return "\n".join(lines) + "\n"


def document(text):
    before, _, rest = text.partition("<!-- table -->\n")
    _, _, after = rest.partition("<!-- end -->")
    return f"{before}<!-- table -->\n{table()}<!-- end -->{after}"


class Matrix(unittest.TestCase):
    def test_the_document_is_what_is_tested(self):
        self.assertEqual(points_of_source().keys(), ALL.keys())
        used = {name for path in (ROOT / "daemon").rglob("*.cpp") for name in re.findall(r'fault_point\("([a-z.]+)"\)', path.read_text())}
        self.assertEqual(used, ALL.keys(), "a point that nothing passes, or one without a row")
        text = DOCUMENT.read_text()
        self.assertEqual(text, document(text), "run tests/crash/fault_points_test.py --write")


class Remains:
    """What a dead daemon left on disk, read by a stranger."""

    def __init__(self, office):
        uri = f"file:{office.dir}/state/huiyin.db?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=30)) as db:
            open_items = [items for (items,) in db.execute("SELECT items FROM attempt WHERE done_at IS NULL")]
            self.intended = {int.from_bytes(items[i:i + 8], "big") for items in open_items for i in range(0, len(items), 8)}
            self.submitting = self.ids(db, SUBMITTING)
            self.uncertain = self.ids(db, UNCERTAIN)
            self.states = dict(db.execute("SELECT state, count(*) FROM message GROUP BY 1"))
            self.tally = dict(db.execute("SELECT state, n FROM tally WHERE n <> 0"))
            self.campaigns = dict(db.execute("SELECT id, state FROM campaign"))
            started = db.execute("SELECT data FROM event WHERE type = 'daemon.started' ORDER BY seq DESC LIMIT 1").fetchone()
            self.lost_at_start = int(re.search(r'"uncertain":(\d+)', started[0])[1]) if started else 0

    def ids(self, db, state):
        return {row[0] for row in db.execute("SELECT id FROM message WHERE state = ?", (state,))}


class FaultPoints(unittest.TestCase):
    def arm(self, point):
        os.environ["HUIYIN_FAULT_POINT"] = f"{point}:{POINTS[point][0]}"

    def start_armed(self):
        """Starts with the next point armed; without one, once all have killed."""
        os.environ.pop("HUIYIN_FAULT_POINT", None)
        if self.left:
            self.arm(self.left[0])
        self.begun = time.monotonic()
        self.office.start_daemon(wait=False)

    def insist(self, what):
        """Does it; where the daemon is killed over it, counts, starts the daemon for the next point and does it again."""
        while True:
            if self.office.daemon.poll() is not None:
                self.killed()
            try:
                return what()
            except Failed as e:
                if e.status != 503:
                    raise
            except (OSError, ValueError, KeyError):  # dead, or dying in the middle of an answer
                pass
            time.sleep(0.02)

    def killed(self):
        office, point = self.office, self.left.pop(0)
        self.assertEqual(office.daemon.returncode, -signal.SIGKILL, office.log_tail())
        dead = Remains(office)
        self.check_dead(point, dead)
        starts_dying = bool(self.left) and self.left[0] == "restart.closed"
        self.start_armed()
        if starts_dying:  # it dies over closing them: on disk nothing may have changed
            office.daemon.wait()
            self.left.pop(0)
            self.assertEqual(office.daemon.returncode, -signal.SIGKILL, office.log_tail())
            again = Remains(office)
            self.assertEqual((again.submitting, again.states), (dead.submitting, dead.states), "half a restart is on disk")
            self.told.append(f"restart.closed: {len(again.submitting)} in doubt")
            self.start_armed()
        self.check_restart(point, dead)

    def check_dead(self, point, dead):
        """In every instant each message is in one state, and they add up to the audience."""
        self.assertEqual(dead.states, dead.tally, point)
        if self.imported:
            self.assertEqual(sum(dead.states.values()), RECIPIENTS, point)
        open_ones = sum(dead.states.get(s, 0) for s in (QUEUED, SUBMITTING, UNCERTAIN))
        if open_ones:
            self.assertNotIn(FINISHED, dead.campaigns.values(), f"{point}: finished with {open_ones} open messages")
        self.assertLessEqual(dead.submitting, dead.intended, f"{point}: under way without a durable intent")
        self.assertEqual(self.office.counters()["recipients_with_more_than_one"], 0, point)
        if POINTS[point][1] == "none":
            self.assertEqual(dead.intended, set(), point)
        if POINTS[point][1] == "doubt":
            self.assertGreater(len(dead.submitting), 0, f"{point}: nothing was in doubt, so this proves nothing")

    def check_restart(self, point, dead):
        """Uncertain is what was in doubt, exactly."""
        office = self.office
        try:
            office.wait_ready()
        except AssertionError:  # the next point kills early
            if office.daemon.poll() is None:
                raise
        alive = Remains(office)
        self.assertEqual(alive.lost_at_start, len(dead.submitting), f"{point}: the list of uncertain messages is not exact")
        self.assertLessEqual(alive.uncertain, dead.submitting | dead.uncertain, f"{point}: more is uncertain than was in doubt")
        self.told.append(f"{point}: {len(dead.submitting)} in doubt, {dead.states.get(QUEUED, 0)} queued; "
                         f"{time.monotonic() - self.begun:.1f} s to be ready again")

    def campaign_to_its_end(self):
        office = self.office
        csv = ("phone\n" + "\n".join(number(i) for i in range(RECIPIENTS)) + "\n").encode()
        file = self.insist(lambda: office.api("POST", "uploads", csv))["file"]
        made = {"name": "fault", "purpose": "publicity", "template": "1001", "params": [], "import_file": file}
        campaign = self.insist(lambda: office.command("campaign.create", made, key="create"))["campaign"]
        wait_until("the import", lambda: self.insist(lambda: office.campaign(campaign)["state"] != "importing"), seconds=300)
        self.imported = True
        self.assertEqual(Remains(office).campaigns.keys(), {campaign}, "a repeated command made another campaign")
        self.insist(lambda: office.command("campaign.start", {"campaign": campaign}, key="start"))

        def settled():
            states = self.insist(lambda: office.campaign(campaign))["states"]
            return not self.left and sum(states.get(s, 0) for s in ("queued", "submitting", "uncertain")) == 0 and states

        try:
            states = wait_until("the campaign", settled, seconds=500, pause=0.1)
        except AssertionError:
            self.assertEqual(self.left, [], "these were not passed so often")
            raise
        self.assertEqual(sum(states.values()), RECIPIENTS)
        counters = office.counters()
        self.assertEqual(counters["recipients_with_more_than_one"], 0)
        self.assertEqual(counters["handed_over"], RECIPIENTS, "nobody was left out")
        self.assertEqual(office.verify()["findings"], [])

    def test_each_point(self):
        self.left = [p for p in POINTS if p in os.environ.get("HUIYIN_POINTS", ",".join(POINTS)).split(",")]
        self.told, self.imported, self.begun = [], False, 0.0
        begun = time.monotonic()
        with Office(os.environ["HUIYIN_BUILD"], grace="1s", log_level="warn", callback_retry_ms=(10_000, 30_000),
                    sim_args=["--receipt-max-ms", "800", "--fault", "SendSms:stall:p=0.5:ms=60"],
                    sms_extra="window = 4\ninquiries_per_second = 2000") as self.office:
            self.office.start_sim()
            self.start_armed()
            self.insist(lambda: self.office.api("GET", "status"))
            self.office.send_callbacks_to_daemon()
            self.campaign_to_its_end()
        print(f"\n{RECIPIENTS} recipients, {time.monotonic() - begun:.0f} s", *self.told, sep="\n", flush=True)


if __name__ == "__main__":
    if "--write" in sys.argv:
        DOCUMENT.write_text(document(DOCUMENT.read_text()))
        sys.exit(0)
    unittest.main(verbosity=2)
