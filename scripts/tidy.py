#!/usr/bin/python3
"""clang-tidy over our own sources, remembering what was clean: a file is read again only when it, a header it
includes, its compile command, .clang-tidy or clang-tidy itself has changed.

    scripts/tidy.py BUILD_FOLDER     exit 0: nothing found, 1: findings, each once
"""
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = re.compile(r"(daemon|adapters|tests/sim)/.*(?<!_test)\.cpp")  # tests: GoogleTest's macros drown all else
FINDING = re.compile(r"^\S+:\d+:\d+: (error|warning): .*$", re.M)


def jobs(build: Path) -> list[tuple[str, list[str], Path]]:
    """(path, compiler and its arguments, folder) of every source of ours that the build compiles."""
    found = []
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        path = os.path.relpath(entry["file"], ROOT)
        if OURS.fullmatch(path):
            words = shlex.split(entry["command"])
            start = next(i for i, word in enumerate(words) if re.search(r"clang(\+\+)?(-\d+)?$", word))
            found.append((path, words[start:], Path(entry["directory"])))
    return sorted(found)


def fingerprint(common: bytes, command: list[str], folder: Path) -> str | None:
    """Of all that clang-tidy would see, comments included; None where the file does not compile."""
    plain = [w for i, w in enumerate(command) if w not in ("-c", "-o", "-MD", "-MT", "-MF") and
             command[i - 1] not in ("-o", "-MT", "-MF")]
    seen = subprocess.run([*plain, "-E", "-C", "-o", "-"], cwd=folder, capture_output=True, check=False)
    if seen.returncode != 0:
        return None
    return hashlib.sha256(common + " ".join(plain).encode() + seen.stdout).hexdigest()


def check(job: tuple[str, list[str], Path], build: Path, common: bytes) -> set[str]:
    path, command, folder = job
    mark = fingerprint(common, command, folder)
    stamp = build / "tidy" / (mark or "none")
    if mark and stamp.exists():
        return set()
    done = subprocess.run(["clang-tidy", "-p", str(build), "-quiet", "--use-color=false", str(ROOT / path)],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    findings = {match[0].replace(f"{ROOT}/", "") for match in FINDING.finditer(done.stdout)}
    if done.returncode == 0 and not findings:
        stamp.touch()
    return findings or (set() if done.returncode == 0 else {f"{path}: clang-tidy failed: {done.stderr.strip()[-300:]}"})


def main() -> int:
    build = Path(sys.argv[1]).resolve()
    (build / "tidy").mkdir(exist_ok=True)
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes()
    todo = jobs(build)
    findings: set[str] = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for number, found in enumerate(pool.map(lambda job: check(job, build, common), todo), 1):
            for finding in sorted(found - findings):
                print(finding, flush=True)
            findings |= found
            if sys.stderr.isatty():
                print(f"\r[{number}/{len(todo)}]", end="", file=sys.stderr)
    print(f"clang-tidy: {len(findings)} findings in {len(todo)} files")
    return 1 if findings or not todo else 0


if __name__ == "__main__":
    sys.exit(main())
