"""What must never stand in a daemon's output: numbers, names and texts of people. The truth about them is the simulator's, which
said and heard them; the daemon is not asked."""

import json
import re

MOBILE = re.compile(r"(?<![0-9A-Za-z-])(?:\+?86)?1[3-9][0-9]{9}(?![0-9A-Za-z])")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
WORDS = re.compile(r"[A-Za-z']+")
WORDS_IN_A_ROW = 4  # of an English text: fewer stand in the daemon's own sentences too


def pages(office, what):
    after = 0
    while True:
        page = office.control("GET", f"{what}?after={after}&limit=20000")[what]
        yield from page
        if len(page) < 20000:
            return
        after = page[-1]["seq"]


def said_in(office):
    """Everybody's number and every word that the simulator sent, heard or made up: {numbers, texts}."""
    numbers, texts = set(), set()
    for m in pages(office, "messages"):
        numbers.add(m["number"])
    for m in pages(office, "inbound"):
        numbers.add(m["number"])
        texts.add(m["text"])
    for c in pages(office, "calls"):
        numbers.add(c["caller"])
        texts.update(t["text"] for t in c["turns"] if t["speaker"] == "client")
    return {"numbers": sorted(numbers), "texts": sorted(texts)}


def digits_of(number):
    plain = re.sub(r"[^0-9]", "", number)
    return plain[-11:] if len(plain) >= 11 else plain


def rows_of(text):
    words = [w.lower() for w in WORDS.findall(text)]
    return {tuple(words[i:i + WORDS_IN_A_ROW]) for i in range(len(words) - WORDS_IN_A_ROW + 1)}


class Finder:
    """own: words that the daemon may say though people say them too, such as the office's name."""

    def __init__(self, said, own=()):
        self.numbers = {digits_of(n) for n in said["numbers"]} - {""}
        self.numbers = {n for n in self.numbers if len(n) >= 7}
        self.heard = "\n".join(said["texts"])
        self.rows = set().union(*(rows_of(t) for t in said["texts"])) if said["texts"] else set()
        self.own = "\n".join(own)

    def leaks(self, line):
        """What a line tells that it must not; each as (kind, what)."""
        for pattern, kind in ((MOBILE, "number"), (IDENTITY, "identity")):
            for match in pattern.finditer(line):
                yield kind, match[0]
        for digits in re.findall(r"[0-9]{7,}", line):
            if digits in self.numbers or digits[-11:] in self.numbers:
                yield "number", digits
        for run in HAN.findall(line):
            if run in self.heard and run not in self.own:
                yield "text", run
        for row in rows_of(line) & self.rows:
            yield "text", " ".join(row)


def find_leaks(output, said, own=()):
    finder = Finder(said, own)
    return [(number, kind, what) for number, line in enumerate(output.splitlines(), 1) for kind, what in finder.leaks(line)]


def save(path, said):
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
