#!/usr/bin/python3
"""The checkers themselves: each fault they exist for is planted in a small tree and must be found."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"

GOOD = {
    "daemon/base/CMakeLists.txt": "huiyin_library(base)\n",
    "daemon/model/CMakeLists.txt": "huiyin_library(model DEPS huiyin_base)\n",
    "adapters/CMakeLists.txt": "huiyin_library(adapters DEPS huiyin_model)\n",
    "daemon/base/text.h": "#pragma once\n#include <string>\n",
    "daemon/base/log.h": "#pragma once\n",
    "daemon/base/json.cpp": "#include <simdjson.h>\n",
    "daemon/model/pii.h": '#pragma once\n#include "daemon/base/text.h"\n',
    "adapters/kit.h": '#pragma once\n#include "daemon/model/pii.h"\n',
    "adapters/acme/acme.cpp": '#include "adapters/kit.h"\n',
    "daemon/daemon.cpp": '#include "daemon/model/pii.h"\n',
    "config/huiyin.toml": "[log]\n# help\n# level = \"info\"\n\n[api]\n# port = 8730\n# ---- accounts\n# url = \"\"\n",
    "README.md": "Set `log.level`, or `--set api.port=1`, or HUIYIN_LOG_LEVEL; see `api.h`.\n",
}


def run(checker: str, changes: dict[str, str]) -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as root:
        for path, text in (GOOD | changes).items():
            file = Path(root) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, SCRIPTS / checker, root], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


class Names(unittest.TestCase):
    def test_a_good_tree_is_good(self):
        self.assertEqual(run("check_names.py", {}), (0, "names: good\n"))

    def test_a_class_of_two_folders(self):
        code, out = run("check_names.py", {"daemon/base/a.h": "namespace huiyin {\nstruct Sender { int a; };\n}\n",
                                           "daemon/model/b.cpp": "namespace huiyin {\n// one more\nclass Sender final : public X {\n};\n}\n"})
        self.assertEqual((code, out), (1, "daemon/model/b.cpp:3: huiyin::Sender is also in daemon/base/a.h:2 (both in huiyind, huiyinctl)\n"))

    def test_what_is_not_the_same_name(self):
        self.assertEqual(run("check_names.py", {
            "daemon/base/a.h": "namespace huiyin {\nstruct Sender;\nclass A { struct Part {}; };\nenum class Kind { x };\n}\n",
            "daemon/base/b.cpp": "namespace huiyin {\nnamespace {\nstruct Sender {};\n}\nclass B { struct Part {}; };\n}\n",
            "daemon/base/c.cpp": "namespace huiyin::other {\nstruct Kind {};\nconst char* k = \"struct A {\";\n}\n"})[0], 0)


class Includes(unittest.TestCase):
    def expect_fault(self, path: str, text: str, said: str) -> None:
        code, out = run("check_includes.py", {path: text})
        self.assertEqual(code, 1, out)
        self.assertIn(said, out)

    def test_a_good_tree_is_good(self):
        self.assertEqual(run("check_includes.py", {}), (0, "include directions: good\n"))

    def test_direction(self):
        self.expect_fault("daemon/base/x.cpp", '#include "daemon/model/pii.h"\n',
                          "daemon/base/x.cpp:1: base must not include model")

    def test_nobody_includes_the_daemon(self):
        self.expect_fault("daemon/model/x.h", '#pragma once\n\n#include "daemon/daemon.cpp"\n',
                          "daemon/model/x.h:3: model must not include daemon")

    def test_library_in_a_header(self):
        self.expect_fault("daemon/base/json.h", "#pragma once\n#include <simdjson.h>\n", "simdjson is not for this file")

    def test_library_in_the_wrong_folder(self):
        self.expect_fault("daemon/model/x.cpp", "#include <curl/curl.h>\n", "libcurl is not for this file")

    def test_unknown_library(self):
        self.expect_fault("daemon/base/x.cpp", "#include <boost/asio.hpp>\n", "not in the table")

    def test_coroutines(self):
        self.expect_fault("daemon/base/x.cpp", "#include <coroutine>\n", "coroutines")

    def test_adapters_do_no_io(self):
        for name in ("<sys/socket.h>", "<thread>", '"daemon/base/log.h"'):
            self.expect_fault("adapters/acme/x.cpp", f"#include {name}\n", "adapters do no I/O")

    def test_adapters_take_no_time(self):
        self.expect_fault("adapters/acme/x.cpp", "auto t = std::chrono::system_clock::now();\n", "never take them")

    def test_an_adapter_is_private(self):
        self.expect_fault("daemon/outbound/x.cpp", '#include "adapters/acme/acme.cpp"\n', "only the adapters' interfaces")

    def test_links(self):
        self.expect_fault("daemon/base/CMakeLists.txt", "huiyin_library(base DEPS huiyin_model)\n",
                          "target huiyin_base: links huiyin_model")
        self.expect_fault("daemon/model/CMakeLists.txt", "huiyin_library(model)\n", "does not link huiyin_base")

    def test_missing_file_and_guard(self):
        self.expect_fault("daemon/base/x.cpp", '#include "text.h"\n', "is no file seen from the root")
        self.expect_fault("daemon/base/x.h", "int x;\n", "has no #pragma once")


class Config(unittest.TestCase):
    def expect_fault(self, path: str, text: str, said: str) -> None:
        code, out = run("check_config.py", {path: text})
        self.assertEqual(code, 1, out)
        self.assertIn(said, out)

    def test_a_good_tree_is_good(self):
        code, out = run("check_config.py", {})
        self.assertEqual(code, 0, out)
        self.assertIn("good (2 settings)", out)

    def test_unknown_settings_in_documents(self):
        self.expect_fault("docs/x.md", "Set `log.levle`.\n", "docs/x.md:1: there is no setting log.levle")
        self.expect_fault("docs/x.md", "\n--set api.prot=1\n", "docs/x.md:2: there is no setting api.prot")
        self.expect_fault("docs/x.md", "HUIYIN_LOG_LEVLE=1\n", "there is no setting behind HUIYIN_LOG_LEVLE")
        self.expect_fault("docs/x.md", "```toml\n[log]\nlevle = 1\n```\n", "there is no setting log.levle")
        self.expect_fault("docs/x.md", "```toml\n[log\n```\n", "the example is no TOML")

    def test_twice_in_the_sample(self):
        self.expect_fault("config/huiyin.toml", "[log]\n# level = 1\n# level = 2\n", "log.level stands here twice")

    def test_topics_are_no_settings(self):
        code, out = run("check_config.py", {"docs/x.md": "`log.turned`\n", "daemon/base/x.cpp": 'f("log.turned");\n'})
        self.assertEqual(code, 0, out)

    def test_unread_settings_are_told(self):
        self.assertIn("remark: no source reads log.level, api.port", run("check_config.py", {})[1])
        self.assertIn("remark: no source reads log.level\n",
                      run("check_config.py", {"daemon/base/x.cpp": "int p = s.api.port;\n"})[1])


if __name__ == "__main__":
    unittest.main()
