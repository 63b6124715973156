#!/usr/bin/python3
"""Holds documents and settings together: every setting named in a document, script or unit exists.

    scripts/check_config.py [ROOT]     exit 0: all is well, 1: every fault on a line of its own

config/huiyin.toml is the list of what exists; a unit test holds it equal to the table of settings. Settings that no
source reads are told as a remark: they promise what nobody keeps.
"""
import re
import sys
import tomllib
from pathlib import Path

DOCUMENTS = ["README.md", "docs/**/*.md", "systemd/**/*", "scripts/*", "tests/**/*.py", "tests/**/*.md", "config/*.md"]
HEADING = re.compile(r"^\[([a-z_]+)\]$")
SETTING = re.compile(r"^#? ?([a-z_]+) = ")
FLAG = re.compile(r"--set[ =\"',\[]+([a-z_]+\.[a-z_]+)=")
VARIABLE = re.compile(r"\bHUIYIN_[A-Z][A-Z_]+\b")
IN_BACKTICKS = re.compile(r"`([a-z_]+\.[a-z_]+)`")
TOML_BLOCK = re.compile(r"^```toml\n(.*?)^```", re.S | re.M)


def read_sample(text: str) -> tuple[list[str], list[str]]:
    """The dotted keys of config/huiyin.toml, and its faults."""
    keys, faults, group = [], [], None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# ---- "):
            break  # accounts follow: their keys belong to the adapters
        if match := HEADING.match(line):
            group = match[1]
        elif group and (match := SETTING.match(line)):
            key = f"{group}.{match[1]}"
            if key in keys:
                faults.append(f"config/huiyin.toml:{number}: {key} stands here twice")
            keys.append(key)
    return keys, faults


def variable_of(key: str) -> str:
    return "HUIYIN_" + key.replace(".", "_").upper()


class Checker:
    def __init__(self, root: Path):
        self.root = root
        self.keys, self.faults = read_sample((root / "config/huiyin.toml").read_text(encoding="utf-8"))
        self.groups = {key.split(".")[0] for key in self.keys}
        self.variables = {variable_of(key) for key in self.keys}
        self.sources = [f.read_text(encoding="utf-8") for f in sorted((root / "daemon").rglob("*"))
                        if f.suffix in (".h", ".cpp") and f.parent.name != "settings"]
        self.all_sources = "\n".join(self.sources)

    def run(self) -> list[str]:
        if not self.keys:
            self.faults.append("config/huiyin.toml: names no setting")
        for pattern in DOCUMENTS:
            for file in sorted(self.root.glob(pattern)):
                if file.is_file() and file.name not in ("check_config.py", "checks_test.py"):
                    self.check_document(file.relative_to(self.root).as_posix(), file.read_text(encoding="utf-8", errors="replace"))
        return self.faults

    def check_document(self, path: str, text: str) -> None:
        for number, line in enumerate(text.splitlines(), 1):
            place = f"{path}:{number}"
            for key in FLAG.findall(line):
                self.expect(place, key)
            for variable in VARIABLE.findall(line):
                if variable.split("_")[1].lower() in self.groups and variable not in self.variables:
                    self.faults.append(f"{place}: there is no setting behind {variable}")
            for word in IN_BACKTICKS.findall(line):
                # Bus topics and log events look the same; they stand as literals in the sources.
                if word.split(".")[0] in self.groups and f'"{word}"' not in self.all_sources and not self.is_file(word):
                    self.expect(place, word)
        for block in TOML_BLOCK.finditer(text):
            self.check_block(f"{path}:{text[:block.start()].count(chr(10)) + 1}", block[1])

    def check_block(self, place: str, block: str) -> None:
        try:
            tables = tomllib.loads(block)
        except tomllib.TOMLDecodeError as error:
            self.faults.append(f"{place}: the example is no TOML: {error}")
            return
        for group, table in tables.items():
            if group in self.groups and isinstance(table, dict):
                for key in table:
                    self.expect(place, f"{group}.{key}")

    def expect(self, place: str, key: str) -> None:
        if key not in self.keys:
            self.faults.append(f"{place}: there is no setting {key}")

    def is_file(self, word: str) -> bool:
        return word.rsplit(".", 1)[1] in ("h", "cpp", "toml", "py", "sh", "db", "key", "md", "txt", "json", "service")

    def unread(self) -> list[str]:
        """Settings whose member's name no source outside daemon/settings follows with a dot or an arrow."""
        return [key for key in self.keys if not re.search(rf"(\.|->){key.split('.')[1]}\b", self.all_sources)]


def main() -> int:
    checker = Checker(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent))
    faults = checker.run()
    for fault in faults:
        print(fault)
    if unread := checker.unread():
        print("remark: no source reads", ", ".join(unread))
    print(f"settings in documents: {len(faults)} faults" if faults else f"settings in documents: good ({len(checker.keys)} settings)")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
