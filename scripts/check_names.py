#!/usr/bin/python3
"""One name, one thing. A class that two files of one program define differently is undefined behaviour that no compiler or linker
tells of. A function that two of our libraries define is silently the one that the linker meets first: with a build
folder, their symbols are compared too. Names in nameless namespaces are a file's own.

    scripts/check_names.py [ROOT [BUILD_FOLDER]]     exit 0: all is well, 1: every fault on a line of its own
"""
import re
import subprocess
import sys
from pathlib import Path

# Each line: what may end up in one program.
PROGRAMS = {"huiyind, huiyinctl": ("daemon", "adapters"), "huiyin-sim": ("tests/sim", "daemon/base", "daemon/model", "daemon/io")}

# Comments, literals and directives: nothing in them opens a scope.
NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#(?:\\\n|[^\n])*', re.S | re.M)
TOKEN = re.compile(r"[{};]|\b(?:namespace|class|struct|union|enum)\b[^;{}()=]*(?:\([^()]*\)[^;{}()=]*)?(?=[{;])|\btemplate\s*<[^;{}]*?>(?=\s*(?:class|struct)\b)|[^\s{};]+|\n")
NAMED = re.compile(r"^(?:class|struct|union|enum(?:\s+(?:class|struct))?)\s+(?:\[\[[^\]]*\]\]\s*)?(?:[A-Z_]+(?:\s+|\([^)]*\)\s*))?(\w+)(?:\s+final)?\s*(?::(?!:).*)?$", re.S)


def defined(text: str) -> list[tuple[str, int]]:
    """(qualified name, line) of every class, struct, union and enum that this text defines for all to see."""
    text = NOISE.sub(lambda m: "\n" * m[0].count("\n"), text)
    found, scopes, head, line = [], [], "", 1
    for token in TOKEN.finditer(text):
        word = token[0]
        line = text.count("\n", 0, token.start()) + 1
        if word == "{":
            visible = all(kind == "namespace" and name for kind, name in scopes)
            if head.startswith("namespace"):
                scopes.append(("namespace", head[len("namespace"):].strip()))
            else:
                named = NAMED.match(head)
                if named and visible:
                    found.append(("::".join([*(name for _, name in scopes), named[1]]), line))
                scopes.append(("other", named[1] if named else ""))
            head = ""
        elif word == "}":
            if scopes:
                scopes.pop()
            head = ""
        elif word == ";":
            head = ""
        elif word != "\n" and re.match(r"(namespace|class|struct|union|enum)\b", word):
            head = word.strip()
    return found


def twice_in_libraries(build: Path) -> set[str]:
    first, faults = {}, set()
    for library in sorted(build.rglob("lib*.a")):
        told = subprocess.run(["nm", "-C", "--defined-only", library], capture_output=True, text=True, check=True).stdout
        for symbol in {line.split(" T ", 1)[1] for line in told.splitlines() if " T " in line}:
            if first.setdefault(symbol, library.name) != library.name:
                faults.add(f"{symbol} is defined in {first[symbol]} and in {library.name}")
    return faults


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    faults = {}
    for program, folders in PROGRAMS.items():
        first: dict[str, str] = {}
        for folder in folders:
            for file in sorted((root / folder).rglob("*")):
                if file.suffix not in (".h", ".cpp") or file.name.endswith("_test.cpp"):
                    continue
                for name, line in defined(file.read_text(encoding="utf-8")):
                    place = f"{file.relative_to(root)}:{line}"
                    if first.setdefault(name, place).split(":")[0] != place.split(":")[0]:
                        faults.setdefault(f"{place}: {name} is also in {first[name]}", program)
    if len(sys.argv) > 2:
        for fault in twice_in_libraries(Path(sys.argv[2])):
            faults[fault] = "every program"
    for fault, program in sorted(faults.items()):
        print(f"{fault} (both in {program})")
    if not faults:
        print("names: good")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
