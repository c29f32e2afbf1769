#!/usr/bin/env python3
"""Right figures as the locales of CLDR write them, and the same with one digit changed: how many of the first are flagged, how many of the second found.

usage: cldr_figures.py [--show]        (needs Babel: pip install babel; BILINT names the binary; --show prints an example of each failure)
"""
import collections, datetime, json, os, pathlib, random, subprocess, sys

from babel import Locale, dates, numbers

BILINT = os.environ.get("BILINT", str(pathlib.Path(__file__).resolve().parent.parent / "target/release/bilint"))
RULES = {
    "number-value", "number-missing", "number-extra", "number-malformed", "number-qualifier", "unit", "currency", "date-month",
    "date-value", "date-weekday", "date-relative", "time-value",
}
LOCALES = (
    "af am ar bg bn bs ca cs cy da de el es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl pa "
    "pl ps pt pt_PT ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi zh_Hans zh_Hant"
).split()
EACH = 12


def drawn():
    """One draw: kind -> a function from a locale to its text."""
    count = random.choice([random.randint(1_000, 9_999), random.randint(10_000, 9_999_999)])
    amount = round(random.uniform(1, 9_999), 2)
    share = round(random.uniform(0, 1), 3)
    hundreds = random.randint(1, 9) * 100_000_000
    day = datetime.date(random.randint(1950, 2025), random.randint(1, 12), random.randint(1, 28))
    return {
        "count": lambda at: numbers.format_decimal(count, locale=at),
        "decimal": lambda at: numbers.format_decimal(amount, locale=at),
        "percent": lambda at: numbers.format_percent(share, locale=at, decimal_quantization=False),
        "currency": lambda at: numbers.format_currency(amount, "USD", locale=at),
        "millions": lambda at: numbers.format_compact_decimal(hundreds, format_type="long", locale=at, fraction_digits=0),
        "date in words": lambda at: dates.format_date(day, "long", locale=at),
        "date with weekday": lambda at: dates.format_date(day, "full", locale=at),
        "short date": lambda at: dates.format_date(day, "medium", locale=at),
    }


def changed(text):
    at = random.choice([at for at, c in enumerate(text) if c.isdigit()])
    value = int(text[at])
    return text[:at] + chr(ord(text[at]) - value + (value + random.randint(1, 9)) % 10) + text[at + 1 :]


def main():
    random.seed(7)
    rows, told = [], {}
    for name in LOCALES:
        for _ in range(EACH):
            for kind, text in drawn().items():
                source, target = f"The report says: {text(Locale('en'))}.", text(Locale.parse(name))
                for wrong in (False, True):
                    ident = str(len(rows))
                    told[ident] = (name, kind, wrong)
                    pair = {"source": source, "target": changed(target) if wrong else target}
                    rows.append({"id": ident, **pair, "src_lang": "en", "tgt_lang": name.replace("_", "-")})
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    done = subprocess.run([BILINT, "score", "--alone"], input=lines, capture_output=True, text=True, check=True)
    counts, shown = collections.defaultdict(lambda: [0, 0, 0]), {}
    for line in done.stdout.splitlines():
        record = json.loads(line)
        name, kind, wrong = told[record["id"]]
        found = [finding for finding in record["findings"] if finding["rule"] in RULES and finding["severity"] != "info"]
        counts[kind][0] += wrong
        counts[kind][1 + wrong] += bool(found)
        if bool(found) != wrong:
            shown.setdefault((kind, "missed" if wrong else "false", name), (rows[int(record["id"])], [finding["message"] for finding in found]))
    print("| figure | locales × draws | right ones flagged | changed ones found % |\n| --- | --- | --- | --- |")
    for kind, (of, false, found) in counts.items():
        print(f"| {kind} | {of} | {false} | {100 * found / of:.1f} |")
    if "--show" in sys.argv:
        for key, (row, messages) in sorted(shown.items()):
            print(*key, "|", row["source"], "|", row["target"], *messages)


main()
