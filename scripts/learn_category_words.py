#!/usr/bin/env python3
"""Learns config/category_words.tsv from labelled messages: which two or three Chinese characters, and which Latin words,
are usual in a category's messages. Prints the file; the columns of the messages are found by their header names.

  scripts/learn_category_words.py tests/unit/model/intake_{cases,lots}.tsv > config/category_words.tsv
  scripts/learn_category_words.py ours.tsv more.tsv > /etc/huiyin/rules/category_words.tsv
"""
import collections
import math
import re
import sys
import unicodedata

SMOOTH = 0.1      # added to every count
LEAST_SEEN = 3    # messages in which a term must be found at all
LEAST_OF = 2      # of the category itself
LEAST_POINTS = 0.3


def read(path):
    with open(path, encoding="utf-8") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            cells = dict(zip(header, line.rstrip("\n").split("\t")))
            yield cells["category"], cells["text"]


def terms(text, places):
    for place in places:
        text = text.replace(place, " ")
    text = unicodedata.normalize("NFKC", text).lower()
    found = set(re.findall(r"[a-z]{4,}", text))
    for run in re.findall(r"[\u4e00-\u9fff]+", text):
        for size in (2, 3):
            found.update(run[i:i + size] for i in range(len(run) - size + 1))
    return found


def main():
    with open("config/gazetteer.tsv", encoding="utf-8") as lines:
        places = sorted((line.split("\t")[0] for line in lines if line.strip() and line[0] != "#"), key=len, reverse=True)
    messages, seen, of = collections.Counter(), collections.Counter(), collections.defaultdict(collections.Counter)
    for path in sys.argv[1:]:
        for category, text in read(path):
            messages[category] += 1
            for term in terms(text, places):
                seen[term] += 1
                of[category][term] += 1
    total = sum(messages.values())
    rows = []
    for category in messages:
        for term, count in of[category].items():
            if seen[term] < LEAST_SEEN or count < LEAST_OF:
                continue
            points = math.log((count + SMOOTH) / (messages[category] + 2 * SMOOTH) /
                              ((seen[term] + SMOOTH) / (total + 2 * SMOOTH)))
            if points >= LEAST_POINTS:
                rows.append((category, term, points))
    print("# Terms usual in labelled messages of a category: term, category, points (the logarithm of how much more often\n"
          "# than usual). Learned by scripts/learn_category_words.py from " +
          ", ".join(path.split("/")[-1] for path in sys.argv[1:]) + ";\n"
          "# an office may edit or relearn it. intake_rules.toml says how much they count ([scores] usual_words).")
    for category, term, points in sorted(rows):
        print(f"{term}\t{category}\t{points:.2f}")


if __name__ == "__main__":
    sys.exit(main() if len(sys.argv) > 1 else __doc__)
