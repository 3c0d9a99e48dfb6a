"""What Python's csv module makes of CSV texts, read as odoo/tools/convert.py reads them.

One JSON string per line -> {"rows": [[first line, [cell, ...]], ...], "broken": first line of the row that does not end, or null}
"""
import csv
import io
import json
import sys

csv.field_size_limit(2**30)


def rows(text):
    reader = csv.reader(io.StringIO(text), quotechar='"', delimiter=",")
    found = []
    line = 1
    try:
        for cells in reader:
            found.append([line, cells])
            line = reader.line_num + 1
    except csv.Error:
        return found, line
    return found, None


def answer(text):
    found, broken = rows(text)
    # The reader takes the end of the text for a closing quote: a row more begins only where none was open.
    if broken is None and found and rows(text + "\nx")[0][-1][1] != ["x"]:
        broken = found.pop()[0]
    return {"rows": [row for row in found if row[1]], "broken": broken}


for question in sys.stdin:
    print(json.dumps(answer(json.loads(question))))
