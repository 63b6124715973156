#!/usr/bin/python3
"""CMPP 3.0 read by a stranger: every PDU of both sides by tshark's decoder. tshark reads no SGIP and no SMGP, and of CMPP 3.0 alone."""

import collections
import pathlib
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from line_office import LONG, LineOffice  # noqa: E402
from office import wait_until  # noqa: E402
from wire_tap import WireTap  # noqa: E402

QUIET = ["--receipt-max-ms", "200", "--silent", "0", "--failed", "0"]


class Tshark(unittest.TestCase):
    def test_reads_every_pdu_of_both_sides(self):
        if not shutil.which("tshark"):
            self.skipTest("tshark is not installed (Debian package tshark)")
        with WireTap() as tap, LineOffice("cmpp", line_port=tap.port, sim_args=[*QUIET, "--fault", "submit:throttle_429:times=2"]) as office:
            office.start_sim()
            tap.target = office.line_port
            office.start_daemon()
            campaign = office.tell(40, text=LONG)
            office.write_in(5, texts=["路灯坏了"])
            wait_until("every receipt", lambda: office.states(campaign) == {"delivered": 40})
            wait_until("the records", lambda: office.records() == 5)
            time.sleep(1.5)  # an ACTIVE_TEST
            self.assertEqual(office.stop_daemon(), 0)
            pcap = office.dir / "cmpp.pcap"
            tap.write_pcap(pcap)
            seen = self.read(pcap)
            self.assertEqual(seen.pop("malformed", 0), 0, seen)
            self.assertEqual(seen["0x00000001"], 1)
            self.assertEqual((seen["0x00000004"], seen["0x80000004"]), (82, 82), "two parts each, two of them again after a throttle")
            self.assertEqual((seen["0x00000005"], seen["0x80000005"]), (85, 85))
            self.assertEqual((seen["0x00000002"], seen["0x80000002"]), (1, 1))
            self.assertGreaterEqual(seen["0x00000008"], 1)
            self.assertEqual(seen["0x00000008"], seen["0x80000008"])
            self.assertEqual(sum(seen.values()), tap.frames(), "PDUs as we count them")

    def read(self, pcap):
        done = subprocess.run(["tshark", "-r", pcap, "-d", "tcp.port==2775,cmpp", "-T", "fields", "-E", "occurrence=a", "-e",
                               "cmpp.Command_Id", "-e", "_ws.malformed"], capture_output=True, text=True, check=True)
        seen = collections.Counter()
        for line in done.stdout.splitlines():
            commands, malformed = (line.split("\t") + [""])[:2]
            seen.update(c for c in commands.split(",") if c)
            if malformed:
                seen["malformed"] += 1
        return seen


if __name__ == "__main__":
    unittest.main(verbosity=2)
