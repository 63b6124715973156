#!/usr/bin/python3
"""scripts/check_contract.py finds each way of breaking the bus contract, and takes each way of adding to it."""

import copy
import json
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EVENT, COMMAND = "events/case.closed.json", "commands/case.closed.json"


class Growth(unittest.TestCase):
    def run_on(self, change):
        """The faults told when `change` was made to the schemas of today."""
        old = {str(p.relative_to(ROOT / "docs/schemas")): json.loads(p.read_text()) for p in (ROOT / "docs/schemas").rglob("*.json")}
        new = copy.deepcopy(old)
        change(new)
        with tempfile.TemporaryDirectory() as folder:
            for name, schemas in (("old", old), ("new", new)):
                for file, schema in schemas.items():
                    path = pathlib.Path(folder, name, file)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(json.dumps(schema))
            done = subprocess.run([ROOT / "scripts/check_contract.py", "--old", f"{folder}/old", "--new", f"{folder}/new"],
                                  capture_output=True, text=True)
        self.assertEqual(done.returncode != 0, len(done.stdout.splitlines()) > 1, done.stdout)
        return done.stdout.splitlines()[:-1]

    def broken(self, change, what):
        faults = self.run_on(change)
        self.assertEqual(len(faults), 1, faults)
        self.assertIn(what, faults[0])

    def test_nothing_changed(self):
        self.assertEqual(self.run_on(lambda s: None), [])

    def test_additions_are_taken(self):
        def grow(s):
            s["events/new.event.json"] = s[EVENT]
            s[EVENT]["properties"]["data"]["properties"]["more"] = {"type": "string"}
            s[EVENT]["properties"]["data"]["required"].append("unit")
            s[COMMAND]["properties"]["more"] = {"type": "string"}
            s[COMMAND]["properties"]["tail"]["maxLength"] = 9
            s["commands/message.send.json"]["properties"]["purpose"]["enum"].append("other")

        self.assertEqual(self.run_on(grow), [])

    def test_what_events_promise_stays(self):
        data = lambda s: s[EVENT]["properties"]["data"]  # noqa: E731
        self.broken(lambda s: s.pop(EVENT), "was taken away")
        self.broken(lambda s: data(s)["properties"].pop("unit"), "unit was taken away")
        self.broken(lambda s: data(s)["required"].remove("person"), "not promised any more")
        self.broken(lambda s: data(s)["properties"]["unit"].update(type="integer"), "type was changed")
        self.broken(lambda s: s["events/campaign.ready.json"]["properties"]["data"]["properties"]["from"]["enum"].remove("paused"), "paused")
        self.broken(lambda s: s["cloudevent.json"]["properties"]["sequence"].update(pattern="^[0-9]+$"), "pattern was changed")

    def test_commands_ask_for_no_more(self):
        self.broken(lambda s: s[COMMAND]["required"].append("unit"), "asked for now")
        self.broken(lambda s: s[COMMAND]["properties"]["unit"].update(maxLength=10), "maxLength is narrower")
        self.broken(lambda s: s[COMMAND]["properties"]["phone"].update(type="string"), "type was changed")
        self.broken(lambda s: s["commands/message.send.json"]["properties"]["purpose"]["enum"].remove("staff"), "staff")
        self.broken(lambda s: s[COMMAND]["$defs"]["answer"]["required"].remove("due_at"), "not promised any more")
        self.broken(lambda s: s["service.json"]["$defs"].pop("nack.request"), "nack.request was taken away")


if __name__ == "__main__":
    unittest.main()
