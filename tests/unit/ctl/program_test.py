"""huiyinctl as people run it: `lab` line by line through a pipe, exit codes, a reader that goes away.

    program_test.py PATH/huiyinctl
"""

import json
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop()


def run(*arguments, text=b""):
    return subprocess.run([PROGRAM, *arguments], input=text, capture_output=True, timeout=120)


class Lab(unittest.TestCase):
    def test_every_line_is_answered_at_once(self):
        for verb in ("segments", "phone", "reply", "intake", "mask"):
            with subprocess.Popen([PROGRAM, "lab", verb], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as ctl:
                for line in ("你好", "", "13800000001", "1"):
                    ctl.stdin.write(line.encode() + b"\n")
                    ctl.stdin.flush()
                    json.loads(ctl.stdout.readline())  # hangs, and the test with it, if it were kept back
                ctl.stdin.close()
                self.assertEqual(ctl.stdout.read(), b"")
            self.assertEqual(ctl.returncode, 0)

    def test_bytes_that_are_no_utf8(self):
        text = b"\xff\xfe\n\x00\n\xe4\xbd\n" + bytes(set(range(256)) - {10}) + b"\nlast"
        for verb in ("segments", "phone", "reply", "intake", "mask"):
            done = run("lab", verb, text=text)
            self.assertEqual(done.returncode, 0)
            lines = done.stdout.decode("utf-8").splitlines()
            self.assertEqual(len([json.loads(line) for line in lines]), 5, verb)

    def test_spans_point_into_the_bytes_of_the_line(self):
        line = "　我叫张三，电话13800000001，住址不详".encode()
        spans = json.loads(run("lab", "intake", text=line + b"\r\n").stdout)["spans"]
        self.assertIn([line.index(b"138"), line.index(b"138") + 11, "MOBILE"], spans)

    def test_a_million_characters(self):
        self.assertEqual(json.loads(run("lab", "segments", text=b"a" * 1_000_000).stdout)["units"], 1_000_000)


class Program(unittest.TestCase):
    def test_exit_codes(self):
        self.assertEqual(run("version").returncode, 0)
        self.assertEqual(run("--help").returncode, 0)
        self.assertEqual(run().returncode, 2)
        self.assertEqual(run("no-such-verb").returncode, 2)
        self.assertEqual(run("--run-dir", "/nonexistent", "status").returncode, 3)

    def test_nothing_is_coloured_in_a_pipe(self):
        self.assertNotIn(b"\x1b", run("--run-dir", "/nonexistent", "status").stderr)

    def test_a_reader_that_goes_away_ends_it_quietly(self):
        script = f"yes 你好 | '{PROGRAM}' lab segments | head -n 1"
        done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=120)
        self.assertEqual((len(done.stdout.splitlines()), done.stderr), (1, b""))

    def test_completion_is_shell_that_completes(self):
        def complete(*words):
            line = " ".join(f"'{w}'" for w in words)
            script = (f"source <('{PROGRAM}' completion bash); COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; "
                      "_huiyinctl; echo \"${COMPREPLY[@]}\"")
            done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=120, text=True)
            self.assertEqual(done.stderr, "")
            return done.stdout.split()

        self.assertEqual(complete("huiyinctl", "camp"), ["campaign"])
        self.assertEqual(complete("huiyinctl", "--run-dir", "x", "campaign", "wa"), ["watch"])
        self.assertEqual(complete("huiyinctl", "campaign", "create", "--purpose", "sta"), ["staff", "statutory_notice"][::-1])
        self.assertIn("--audience", complete("huiyinctl", "campaign", "create", "--"))
        self.assertEqual(complete("huiyinctl", "intake", "dead", "req"), ["requeue"])
        self.assertEqual(complete("huiyinctl", "status", "--js"), ["--json"])
        self.assertEqual(complete("huiyinctl", "--lang", ""), ["en", "zh"])


if __name__ == "__main__":
    unittest.main()
