#!/usr/bin/env python3
"""Writes data/reading/tags.txt: the parts of speech that a word can have, likeliest first.

Run by hand, not by the build: (cd tools/reading && npm install --no-package-lock) && python3 tools/make_tags.py
Input: natural 8.1.1 (MIT), lib/natural/brill_pos_tagger/data/English/lexicon_from_posjs.json.
Words that are only ever nouns or names are left out: that is what the reader takes an unknown word for.
"""
import json
import pathlib
import re

here = pathlib.Path(__file__).resolve().parent
source = here / "reading/node_modules/natural/lib/natural/brill_pos_tagger/data/English/lexicon_from_posjs.json"
target = here.parent / "data/reading/tags.txt"

# Penn Treebank tag -> our letter (see src/reading/tagger.h)
letters = {"VB": "b", "VBP": "b", "VBZ": "z", "VBD": "d", "VBN": "n", "VBG": "g", "JJ": "j", "JJR": "j", "JJS": "j",
           "RB": "r", "RBR": "r", "RBS": "r", "NN": "N", "NNS": "S", "NNP": "N", "NNPS": "S"}

words = {}
for word, tags in json.loads(source.read_text(encoding="utf-8")).items():
    if not re.fullmatch(r"[a-z][a-z'-]*[a-z]", word):
        continue
    line = ""
    for tag in tags:
        letter = letters.get(tag)
        if letter and letter not in line:
            line += letter
    if set(line) - {"N", "S"}:
        words[word] = line

# What the table's newspaper corpus never saw.
target.parent.mkdir(parents=True, exist_ok=True)
with target.open("w", encoding="utf-8") as out:
    out.write("# word tags; written by tools/make_tags.py from the npm package natural 8.1.1 (MIT). Do not edit by hand.\n")
    for word in sorted(words):
        out.write(f"{word} {words[word]}\n")
print(f"{target.name}: {len(words)} words")
