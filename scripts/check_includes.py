#!/usr/bin/python3
"""Holds the house's shape: who may include whom, which library lives where, and that CMake's link lists agree.

    scripts/check_includes.py [ROOT]     exit 0: all is well, 1: every fault on a line of its own
"""
import re
import sys
from pathlib import Path

# A folder may include what is listed, and itself. Everything is written out: nothing is allowed by way of another.
ALLOWED = {
    "base": set(),
    "model": {"base"},
    "adapters": {"base", "model"},
    "io": {"base"},
    "store": {"base", "model"},
    "people": {"base", "model", "store"},
    "settings": {"base", "model", "adapters"},
    "intake": {"base", "model", "adapters", "io", "store", "people"},
    "outbound": {"base", "model", "adapters", "io", "store", "people"},
    "campaign": {"base", "model", "adapters", "io", "store", "people"},
    "followup": {"base", "model", "adapters", "io", "store", "people"},
    "care": {"base", "model", "adapters", "io", "store", "people"},
    "bus": {"base", "model", "io", "store"},
    "command": {"base", "model", "io", "store", "people", "intake", "outbound", "campaign", "followup", "care"},
    "api": {"base", "model", "io", "store", "people", "intake", "outbound", "campaign", "followup", "care", "truth", "bus", "command"},
    "truth": {"base", "model", "store", "people"},
    "ctl": {"base", "model", "io", "settings", "adapters"},  # adapters: the kinds, for `config explain`
    "sim": {"base", "model", "io"},  # not adapters: it checks their work
}
ALLOWED["daemon"] = set(ALLOWED) - {"ctl", "sim"}  # daemon.cpp and main.cpp wire everything

# Library: how its headers are spelled, and the files that may name them (regular expressions over the path). Only a
# .cpp may, unless a header is listed: a heavy header in a header of ours is paid for by everybody.
LIBRARIES = {
    "spdlog": (r"(spdlog|fmt)/", r"daemon/base/log.*\.cpp"),
    "simdjson": (r"simdjson\.h", r"daemon/base/json.*\.cpp"),
    "rapidjson": (r"rapidjson/", r"daemon/base/json.*\.cpp"),
    "toml++": (r"toml\+\+/", r"daemon/base/toml\.cpp"),
    "ICU": (r"unicode/", r"daemon/(base|model)/.*\.cpp"),
    "libphonenumber": (r"phonenumbers/", r"daemon/base/phone.*\.cpp"),
    "libcurl": (r"curl/", r"(daemon/io|tests/sim)/.*\.cpp"),
    "libmicrohttpd": (r"microhttpd\.h", r"(daemon/io|tests/sim)/.*\.cpp"),
    "ZeroMQ": (r"zmq(_addon)?\.(h|hpp)", r"(daemon/io/bus.*|tests/bench/.*)\.cpp"),
    "SQLite": (r"(SQLiteCpp/|sqlite3\.h)", r"daemon/store/sqlite.*\.cpp"),
    "libsodium": (r"sodium\.h", r"daemon/(base|people)/.*\.cpp"),
    "OpenSSL": (r"openssl/", r"((daemon/base|adapters|tests/sim)/.*|daemon/io/tls_stream)\.cpp"),
    "RE2": (r"re2/", r"daemon/model/.*\.cpp"),
    "prometheus-cpp": (r"prometheus/", r"daemon/base/metrics\.cpp"),
    "CLI11": (r"CLI/", r"(daemon/ctl|tests/sim)/.*\.cpp"),
    "libcsv": (r"csv\.h", r"daemon/(campaign|followup|ctl)/.*\.cpp"),
    "libzip": (r"zip\.h", r"daemon/base/xlsx_sheet\.cpp"),
    "expat": (r"expat\.h", r"daemon/base/xlsx_xml\.cpp"),
    "pugixml": (r"pugixml\.hpp", r"adapters/(aliyun|signed_http)/.*\.cpp"),
    "libxlsxwriter": (r"xlsxwriter\.h", r"daemon/base/workbook\.cpp"),
    "tl::expected": (r"tl/expected\.hpp", r"daemon/base/result\.h"),
    "GoogleTest": (r"g(test|mock)/", r"(tests/.*|adapters/.*(_test\.cpp|testing\.h))"),
    "google benchmark": (r"benchmark/", r"tests/bench/.*"),
    "coroutines (g++ 12 miscompiles them)": (r"coroutine", r"(?!)"),
    "std::regex (slow, and it recurses)": (r"regex", r"(?!)"),
}
SYSTEM = re.compile(r"^([a-z_]+|(sys|arpa|netinet|net|linux|bits)/[a-z0-9_]+\.h|[a-z0-9_]+\.h|cxxabi\.h)$")

# Adapters are pure: bytes and times come in, bytes go out.
ADAPTERS_NEVER_INCLUDE = re.compile(
    r"^(thread|mutex|shared_mutex|atomic|condition_variable|future|fstream|filesystem|random|iostream|unistd\.h|fcntl\.h"
    r"|time\.h|ctime|sys/.*|net.*|arpa/.*|poll\.h"
    r"|daemon/base/(log|metrics|mailbox|mutex|thread_role|file|embedded)\.h)$")
ADAPTERS_NEVER_SAY = re.compile(r"\b(SystemClock|system_clock::now|steady_clock::now|getenv|random_device|random_token|std::time)\b")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def folder_of(path: str) -> str | None:
    """The row of ALLOWED that a path belongs to; None for what may include anything (tests)."""
    parts = path.split("/")
    if path.endswith("_test.cpp") or (path.startswith("adapters/") and path.endswith("testing.h")):
        return None
    if parts[0] == "adapters":
        return "adapters"
    if parts[0] == "tests":
        return "sim" if parts[1] == "sim" else None
    return parts[1] if len(parts) > 2 else "daemon"


class Checker:
    def __init__(self, root: Path):
        self.root = root
        self.faults: list[str] = []
        self.seen: dict[str, set[str]] = {}  # folder -> folders it includes

    def run(self) -> list[str]:
        for top in ("daemon", "adapters", "tests"):
            for file in sorted((self.root / top).rglob("*")):
                if file.suffix in (".h", ".cpp"):
                    self.check_file(file.relative_to(self.root).as_posix(), file.read_text(encoding="utf-8"))
        self.check_links()
        return self.faults

    def complain(self, place: str, what: str) -> None:
        self.faults.append(f"{place}: {what}")

    def check_file(self, path: str, text: str) -> None:
        if path.endswith(".h") and "#pragma once" not in text:
            self.complain(path, "has no #pragma once")
        folder = folder_of(path)
        if folder is not None and folder not in ALLOWED:
            self.complain(path, f"folder {folder} is not in the table of scripts/check_includes.py")
            return
        for number, line in enumerate(text.splitlines(), 1):
            place = f"{path}:{number}"
            if folder == "adapters" and (said := ADAPTERS_NEVER_SAY.search(line.split("//")[0])):
                self.complain(place, f"adapters are handed time and chance, they never take them: {said[0]}")
            if match := INCLUDE.match(line):
                self.check_include(place, path, folder, match[1] == '"', match[2])

    def check_include(self, place: str, path: str, folder: str | None, quoted: bool, name: str) -> None:
        if folder == "adapters" and ADAPTERS_NEVER_INCLUDE.match(name):
            self.complain(place, f"adapters do no I/O, logging, threads or clocks: {name}")
        if quoted:
            self.check_own(place, folder, name)
        else:
            self.check_library(place, path, name)

    def check_own(self, place: str, folder: str | None, name: str) -> None:
        if not (self.root / name).exists():
            self.complain(place, f"\"{name}\" is no file seen from the root of the repository")
            return
        if folder is None:
            return
        target = folder_of(name)
        if target is None:
            self.complain(place, f"{folder} must not include tests: {name}")
        elif target != folder:
            self.seen.setdefault(folder, set()).add(target)
            if target not in ALLOWED[folder]:
                self.complain(place, f"{folder} must not include {target}: {name}")
            elif target == "adapters" and name.count("/") > 1 and folder != "daemon":
                self.complain(place, f"only the adapters' interfaces are for others: {name}")

    def check_library(self, place: str, path: str, name: str) -> None:
        for library, (headers, files) in LIBRARIES.items():
            if re.match(headers, name):
                if not path.startswith("tests/unit/") and not re.fullmatch(files, path):
                    self.complain(place, f"{library} is not for this file: {name}")
                return
        if not SYSTEM.match(name):
            self.complain(place, f"{name} is of a library that is not in the table of scripts/check_includes.py")

    # ---- CMake

    def check_links(self) -> None:
        links = self.read_links()
        for folder, targets in links.items():
            for target in sorted(targets - ALLOWED.get(folder, set())):
                self.complain(f"target huiyin_{folder}", f"links huiyin_{target}, which it must not include")
        for folder, targets in self.seen.items():
            if folder in links:
                for target in sorted(targets - reach(folder, links)):
                    self.complain(f"target huiyin_{folder}", f"includes {target} and does not link huiyin_{target}")

    def read_links(self) -> dict[str, set[str]]:
        links = {}
        for file in [*self.root.glob("daemon/*/CMakeLists.txt"), self.root / "adapters/CMakeLists.txt"]:
            if not file.exists():
                continue
            for name, rest in re.findall(r"huiyin_library\((\w+)([^)]*)\)", file.read_text(encoding="utf-8")):
                links[name] = set(re.findall(r"\bhuiyin_(\w+)", rest))
        return links


def reach(folder: str, links: dict[str, set[str]]) -> set[str]:
    found, todo = set(), [folder]
    while todo:
        for target in links.get(todo.pop(), ()):
            if target not in found:
                found.add(target)
                todo.append(target)
    return found


def main() -> int:
    assert not any(name in reach(name, ALLOWED) for name in ALLOWED), "the table itself goes in a circle"
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    faults = Checker(root).run()
    for fault in faults:
        print(fault)
    print(f"include directions: {len(faults)} faults" if faults else "include directions: good")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
