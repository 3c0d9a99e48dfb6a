"""Names of characters from all over Unicode, one a line: every 37th, and all of the first blocks."""
import sys
import unicodedata

for code in (*range(0x3000), *range(0x3000, sys.maxunicode, 37)):
    name = unicodedata.name(chr(code), None)
    if name:
        print(name)
