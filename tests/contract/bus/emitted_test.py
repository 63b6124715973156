#!/usr/bin/python3
"""Every event that any daemon of the scenario tests has put into its journal, against the schemas in docs/ by ajv. Runs when all of
those tests are over (ctest: a fixture's clean-up) on what they left in the build folder."""

import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/scenario"))
from node_tools import node_modules  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])


class Emitted(unittest.TestCase):
    def test_every_event_of_the_scenarios_is_as_documented(self):
        files = sorted((BUILD / "contract/emitted").glob("*.jsonl"))
        if not files:
            self.skipTest("no scenario test has left events")
        modules = node_modules(ROOT / "tests/contract/bus", BUILD)
        script = modules / "check.mjs"
        script.write_text((ROOT / "tests/contract/bus/check.mjs").read_text())
        record, events = BUILD / "contract/emitted.all", 0
        with open(record, "wb") as out:
            for file in files:
                lines = file.read_bytes()
                out.write(lines)
                events += lines.count(b"\n")
                file.unlink()
        done = subprocess.run(["node", script, ROOT / "docs", record], capture_output=True, text=True, timeout=300)
        print(f"{events} events of {len(files)} daemons", file=sys.stderr)
        self.assertEqual((done.returncode, done.stdout[:4000]), (0, ""), done.stderr[-2000:])
        self.assertGreater(events, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
