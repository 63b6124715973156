#!/usr/bin/python3
"""The bus contract only ever grows: compares docs/schemas with those of the last release.

    scripts/check_contract.py [--old FOLDER] [--new FOLDER]     exit 0: nothing was taken away, 1: every fault on a line

Without --old: the schemas of the newest tag v*, or nothing to compare where there is none. What is said to others (events, answers)
may not lose a type, a member or a promise; what others say to us (commands, requests) may not be asked for more, nor refused where
it was taken.
"""
import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOWER = ("maximum", "maxLength", "maxItems")  # a smaller one takes less
HIGHER = ("minimum", "minLength", "minItems")
SAME = ("const", "pattern", "format", "$ref")


def load(folder):
    return {str(p.relative_to(folder)): json.loads(p.read_text()) for p in sorted(Path(folder).rglob("*.json"))}


def last_release():
    """A folder with the schemas of the newest tag, or None."""
    git = lambda *a: subprocess.run(["git", "-C", ROOT, *a], capture_output=True, check=False)  # noqa: E731
    tag = git("describe", "--tags", "--abbrev=0", "--match", "v*").stdout.decode().strip()
    archive = git("archive", tag, "docs/schemas").stdout if tag else b""
    if not archive:
        return None, tag
    folder = tempfile.mkdtemp(prefix="huiyin-contract-")
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extractall(folder)
    return Path(folder) / "docs/schemas", tag


def is_spoken_to_us(file, path):
    return (file.startswith("commands/") and "$defs" not in path) or (file == "service.json" and ".request" in path)


def compare(old, new, file, path, faults):
    def fault(text):
        faults.append(f"{file}{path}: {text}")

    taken = is_spoken_to_us(file, path)  # what we take, or what we give
    if not isinstance(old, dict) or not isinstance(new, dict):
        if old != new:
            fault("was replaced")
        return
    for word in SAME:
        if old.get(word) != new.get(word) and (word in old or taken):
            fault(f"{word} was changed")
    kinds = [set([s["type"]] if isinstance(s.get("type"), str) else s.get("type", ["any"])) for s in (old, new)]
    if (kinds[0] - kinds[1] if taken else kinds[1] - kinds[0]) - ({"any"} if not taken else set()):
        fault("type was changed")
    values = [set(map(str, s["enum"])) if "enum" in s else None for s in (old, new)]
    if values[0] and (values[1] is None and not taken or values[1] is not None and values[0] - values[1]):
        fault(f"values were taken away: {', '.join(sorted(values[0] - (values[1] or set()))) or 'all'}")
    if values[0] is None and values[1] is not None and taken:
        fault("only some values are taken now")
    required = [set(s.get("required", [])) for s in (old, new)]
    lost = required[1] - required[0] if taken else required[0] - required[1]
    if lost:
        fault(f"{', '.join(sorted(lost))}: {'asked for now' if taken else 'not promised any more'}")
    for words, narrower in ((LOWER, lambda a, b: b < a), (HIGHER, lambda a, b: b > a)):
        for word in words:
            if taken and word in new and (word not in old or narrower(old[word], new[word])):
                fault(f"{word} is narrower")
    for member, schema in old.get("properties", {}).items():
        if member not in new.get("properties", {}):
            fault(f"{member} was taken away")
        else:
            compare(schema, new["properties"][member], file, f"{path}/{member}", faults)
    for name, schema in old.get("$defs", {}).items():
        if name not in new.get("$defs", {}):
            fault(f"$defs/{name} was taken away")
        else:
            compare(schema, new["$defs"][name], file, f"{path}/$defs/{name}", faults)
    for word in ("items", "additionalProperties"):
        if isinstance(old.get(word), dict):
            compare(old[word], new.get(word, {}), file, f"{path}/{word}", faults)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--old", type=Path)
    options.add_argument("--new", type=Path, default=ROOT / "docs/schemas")
    options = options.parse_args()
    old, tag = (options.old, "") if options.old else last_release()
    if old is None:
        print(f"bus contract: {'release ' + tag + ' has none' if tag else 'there is no release yet'}: nothing to compare")
        return 0
    before, now, faults = load(old), load(options.new), []
    for file, schema in before.items():
        if file not in now:
            faults.append(f"{file} was taken away")
        else:
            compare(schema, now[file], file, "", faults)
    print("\n".join(faults + [f"bus contract: {len(before)} schemas of the release, {len(now)} now, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
