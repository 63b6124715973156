#!/usr/bin/python3
"""/metrics of a real daemon by the naming rules of Prometheus; rules and dashboard name only what is measured; health."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from api_client import Api  # noqa: E402
from office import ROOT, Office, number, wait_until  # noqa: E402

BUILD = pathlib.Path(os.environ["HUIYIN_BUILD"])
SAMPLE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([-+0-9.eInfNa]+)$')
UNITS = {"seconds", "bytes", "events", "total", "length", "ratio", "info"}
PLAIN = {"huiyin_edges", "huiyin_edges_alarmed", "huiyin_event_streams", "huiyin_bus_replays_in_flight", "huiyin_bus_fetches_waiting"}


def read(text):
    """{name: (type, help)}, [(name, labels, value)]"""
    kinds, samples, helps = {}, [], {}
    for line in text.splitlines():
        if line.startswith("# HELP "):
            _, _, name, *rest = line.split(" ", 3)
            helps[name] = rest[0] if rest else ""
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            kinds[name] = kind
        elif line:
            found = SAMPLE.match(line)
            assert found, f"no sample: {line}"
            samples.append((found[1], dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', found[2] or "")), found[3]))
    return {n: (k, helps.get(n, "")) for n, k in kinds.items()}, samples


def named_in_rules():
    rules = yaml.safe_load((ROOT / "docs/observability/alerts.yml").read_text())["groups"][0]["rules"]
    board = json.loads((ROOT / "docs/observability/dashboard.json").read_text())
    texts = [r["expr"] for r in rules] + [t["expr"] for p in board["panels"] for t in p["targets"]]
    return rules, {re.sub(r"_(bucket|sum|count)$", "", n) for t in texts for n in re.findall(r"\bhuiyin_\w+", t)}


class Metrics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = Office(BUILD)
        cls.office.start()
        cls.person = number(4242)
        cls.office.control("POST", "inbound", {"count": 3, "numbers": [cls.person], "spread_ms": 0})
        wait_until("the records", lambda: cls.office.api("GET", "status")["intake"]["records"] >= 1)
        cls.text = Api(cls.office).get("/metrics").bytes.decode()
        cls.kinds, cls.samples = read(cls.text)

    @classmethod
    def tearDownClass(cls):
        cls.office.close()

    def test_names_types_and_help(self):
        self.assertGreater(len(self.kinds), 8)
        for name, (kind, help_text) in self.kinds.items():
            self.assertRegex(name, r"^huiyin_[a-z0-9]+(_[a-z0-9]+)*$")
            self.assertTrue(help_text, name)
            self.assertEqual(kind == "counter", name.endswith("_total"), f"{name} is a {kind}")
            if kind != "counter" and name not in PLAIN:
                self.assertIn(name.rsplit("_", 1)[1], UNITS, name)
            self.assertNotRegex(name, r"_(ms|millis|minutes|kb|percent)$")
        for name, _, _ in self.samples:
            self.assertIn(re.sub(r"_(bucket|sum|count)$", "", name) if name not in self.kinds else name, self.kinds)

    def test_labels_hold_nothing_personal_and_few_values(self):
        digits = self.person.lstrip("+")[2:]
        self.assertNotIn(digits, self.text)
        self.assertNotRegex(self.text, r"(?<!\d)1[3-9]\d{9}(?!\d)")
        by_name = {}
        for name, labels, _ in self.samples:
            by_name.setdefault(name, set()).add(tuple(sorted(labels.items())))
            for label, value in labels.items():
                self.assertRegex(label, r"^[a-z_]+$")
                self.assertLess(len(value), 80)
                self.assertNotRegex(value, r"IN-\d{8}|p_[a-z0-9]{6}|user:")
        for name, sets in by_name.items():
            self.assertLess(len(sets), 300, name)

    def test_rules_and_dashboard_name_what_is_measured(self):
        rules, names = named_in_rules()
        source = "\n".join(p.read_text() for p in (ROOT / "daemon").rglob("*.[ch]*"))
        for name in names:
            stem = name if f'"{name}"' in source else name.removeprefix("huiyin_")
            self.assertIn(stem, source, f"nothing measures {name}")
        for rule in rules:
            self.assertIn(rule["labels"]["severity"], ("page", "ticket"))
            self.assertTrue(rule["annotations"]["summary"] and rule["annotations"]["remedy"])

    def test_promtool(self):
        if not shutil.which("promtool"):
            self.skipTest("promtool is not installed (package prometheus)")
        done = subprocess.run(["promtool", "check", "metrics"], input=self.text, text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = subprocess.run(["promtool", "check", "rules", ROOT / "docs/observability/alerts.yml"], text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_carrier_trouble_is_degraded_not_dead(self):
        nobody = Api(self.office)
        for path in ("live", "ready", "startup"):
            self.assertEqual(nobody.get("/health/" + path).status, 200)
        self.assertEqual(nobody.get("/health/ready").json, {"ready": True, "degraded": False})
        self.office.sim.terminate()
        self.office.sim.wait()

        def degraded():
            self.office.advance(20)
            return nobody.get("/health/ready").json["degraded"]

        wait_until("the daemon to see it", degraded, seconds=120, pause=0.5)
        answer = nobody.get("/health/ready")
        self.assertEqual((answer.status, answer.json["ready"]), (200, True))
        self.assertEqual(nobody.get("/health/live").status, 200)


if __name__ == "__main__":
    unittest.main()
