#!/usr/bin/python3
"""The bus contract only ever grows: compares docs/schemas with those of the last release.

    scripts/check_contract.py [--old FOLDER] [--new FOLDER]     exit 0: nothing was taken away, 1: every fault on a line
    scripts/check_contract.py --release VERSION                 keeps the schemas of today as those of this release

Without --old: the newest release kept in docs/contract/, one file each. What is said to others (events, answers)
may not lose a type, a member or a promise; what others say to us (commands, requests) may not be asked for more, nor refused where
it was taken.
"""
import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RELEASED = ROOT / "docs/contract"
LOWER = ("maximum", "maxLength", "maxItems")  # a smaller one takes less
HIGHER = ("minimum", "minLength", "minItems")
SAME = ("const", "pattern", "format", "$ref")


def load(folder):
    return {str(p.relative_to(folder)): json.loads(p.read_text()) for p in sorted(Path(folder).rglob("*.json"))}


def last_release():
    """The schemas of the newest release by their files' names, and its version."""
    kept = sorted(RELEASED.glob("*.json"), key=lambda p: [int(n) for n in p.stem.split(".")])
    return (json.loads(kept[-1].read_text()), kept[-1].stem) if kept else ({}, "")


def keep_release(version):
    """Every schema of today, in one file. A release that is kept is never kept again."""
    RELEASED.mkdir(exist_ok=True)
    with open(RELEASED / f"{version}.json", "x", encoding="utf-8") as out:
        schemas = load(ROOT / "docs/schemas")
        out.write("{\n" + ",\n".join(f"{json.dumps(n)}: {json.dumps(s, ensure_ascii=False)}" for n, s in schemas.items()) + "\n}\n")
    print(f"{len(schemas)} schemas kept as those of {version}")


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
    options.add_argument("--release")
    options.add_argument("--new", type=Path, default=ROOT / "docs/schemas")
    options = options.parse_args()
    if options.release:
        keep_release(options.release)
        return 0
    before, version = (load(options.old), "") if options.old else last_release()
    if not before:
        print("bus contract: there is nothing to compare with")
        return 1
    now, faults = load(options.new), []
    for file, schema in before.items():
        if file not in now:
            faults.append(f"{file} was taken away")
        else:
            compare(schema, now[file], file, "", faults)
    print("\n".join(faults + [f"bus contract: {len(before)} schemas of {version or options.old}, {len(now)} now, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
