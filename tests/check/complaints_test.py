#!/usr/bin/python3
"""docs/testing.md names tests: each must exist, as a ctest with that test of its script, or as a test of GoogleTest.

HUIYIN_BUILD: the build folder, whose ctest files name the scripts.
"""

import os
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])


def named_tests():
    section = (ROOT / "docs/testing.md").read_text().split("complain of\n", 1)[1]
    for line in section.splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 2 and cells[0] != "complaint" and not cells[0].startswith("---"):
            yield cells[0], re.findall(r"`([^`]+)`", cells[1])


def scripts_of_ctest():
    found = {}
    for file in (BUILD / "tests").rglob("CTestTestfile.cmake"):
        for name, command in re.findall(r'add_test\(\[?=*\[?"?([\w.]+)"?\]?=*\]? (.*)\)', file.read_text()):
            scripts = re.findall(r'"([^"]+\.py)"', command)
            if scripts:
                found[name] = pathlib.Path(scripts[-1])
    return found


def tests_of_googletest():
    found = set()
    for folder in ("tests", "adapters"):
        for file in (ROOT / folder).rglob("*.cpp"):
            found.update(f"{suite}.{test}" for suite, test in re.findall(r"\bTEST(?:_F|_P)?\((\w+),\s*(\w+)\)", file.read_text()))
    return found


class Complaints(unittest.TestCase):
    def test_every_complaint_has_tests_and_every_test_exists(self):
        rows = dict(named_tests())
        self.assertGreaterEqual(len(rows), 16, "a complaint is missing")
        scripts, googletests = scripts_of_ctest(), tests_of_googletest()
        for complaint, tests in rows.items():
            self.assertTrue(tests, f"{complaint}: no test")
            for test in tests:
                with self.subTest(complaint=complaint, test=test):
                    ctest, _, inside = test.partition(" ")
                    if not inside:
                        self.assertTrue(test in googletests, "no such test of GoogleTest")
                        continue
                    self.assertTrue(ctest in scripts, "no such ctest")
                    suite, _, method = inside.partition(".")
                    text = scripts[ctest].read_text()
                    self.assertTrue(re.search(rf"(?m)^class {suite}\(", text), "no such class")
                    self.assertTrue(re.search(rf"(?m)^    def {method}\(", text), "no such test in the script")


if __name__ == "__main__":
    unittest.main()
