"""Writes table.ts: the character names that `\\N{…}` knows, as this Python's unicodedata has them.

    node generate.mjs NameAliases.txt
"""
import sys
import unicodedata

# Names that are made by rule, not by table.
BY_RULE = ("CJK UNIFIED IDEOGRAPH-", "HANGUL SYLLABLE ", "TANGUT IDEOGRAPH-")


def entries(aliases):
    for code in range(sys.maxunicode + 1):
        name = unicodedata.name(chr(code), None)
        if name and not name.startswith(BY_RULE):
            yield code, name
    for line in open(aliases):
        code, name = line.strip().split(";")[:2]
        if not line.startswith("#") and unicodedata.lookup(name) == chr(int(code, 16)):
            yield int(code, 16), name


expected = None
for code, name in entries(sys.argv[1]):
    print(name if code == expected else f"{code:X};{name}")
    expected = code + 1
