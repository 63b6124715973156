#!/usr/bin/python3
"""No number, name or text of anybody in the output of any daemon of the scenario tests. Runs when all of those are over (ctest: a
fixture's clean-up) on what they left in the build folder: each daemon's whole output, and what its simulator knows was said."""

import json
import os
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/scenario"))
from leaks import find_leaks  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
OWN = ("云溪区群众工作局", "云溪区群工局")


class Output(unittest.TestCase):
    def test_the_finder_finds(self):
        said = {"numbers": ["+8613800000321"], "texts": ["我叫张三，小区水管爆裂没有人来修", "My landlord has locked me out again"]}
        for line in ("to=13800000321", "to=+8613800000321 ok", "who=8613912345678", "id 11010519491231002X", "name=张三", "text: 水管爆裂",
                     "he said: landlord has locked me"):
            self.assertTrue(find_leaks(line, said, OWN), line)
        for line in ('{"event":"daemon.ready","time":"2026-03-01T10:00:00.123Z","instance":"0198f7c2-1380-7000-8000-138000003210"}',
                     "office=云溪区群工局", "a push was not genuine; nothing of it is kept", "newest=13800000", "bytes=1772416800000"):
            self.assertEqual(find_leaks(line, said, OWN), [], line)

    def test_no_daemon_of_the_suite_has_told_anything(self):
        files = sorted((BUILD / "contract/output").glob("*.said"))
        if not files:
            self.skipTest("no scenario test has left output")
        lines = numbers = texts = 0
        for file in files:
            log = file.with_suffix(".log")
            output, said = log.read_text(encoding="utf-8", errors="replace"), json.loads(file.read_text(encoding="utf-8"))
            self.assertEqual(find_leaks(output, said, OWN)[:20], [], log.name)
            lines += output.count("\n")
            numbers += len(said["numbers"])
            texts += len(said["texts"])
        print(f"{lines} lines of {len(files)} offices, against {numbers} numbers and {texts} texts", file=sys.stderr)
        self.assertGreater(lines, len(files), "daemons that say nothing prove nothing")
        self.assertGreater(numbers, 0)
        for file in files:
            file.unlink()
            file.with_suffix(".log").unlink()


if __name__ == "__main__":
    unittest.main(verbosity=2)
