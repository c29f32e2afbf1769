#!/usr/bin/env python3
"""Twelve segments of Arabic news and their English, eight of them with a fault: what bilint and other offline checkers say.

usage: benches/twelve_segments.py [BILINT]     (default target/release/bilint)

Prints the table of the README. Peers that are not on the PATH are left out: `pip install translate-toolkit l10n-lint l10n-sentinel`
brings them. A fault counts as caught where a check that is meant for it fires, the name that is spelled two ways on either of its segments;
on a correct segment every check that fires is a false alarm.
"""
import collections, csv, json, pathlib, re, shutil, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROWS = list(csv.DictReader(open(ROOT / "fixtures/peers/twelve.tsv", encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))


# Names of checks that are meant for a kind of fault, by a piece of their names.
MEANT = {
    "number": ["number", "numeric"], "negation": ["negation"], "name": ["name", "inconsistent"], "weekday": ["weekday", "date"],
    "untranslated": ["untranslated", "equals"], "quotation": ["quot"], "month": ["month", "date"], "added": ["length", "long", "addition"],
}


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def catalogue(path):
    """A PO file; returns the line of each entry's msgid."""
    text = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    lines = []
    for number, row in enumerate(ROWS):
        text += f"\n#. segment {number}\n"
        lines.append(text.count("\n") + 1)
        text += f"msgid {quoted(row['source'])}\nmsgstr {quoted(row['target'])}\n"
    path.write_text(text, encoding="utf-8")
    return lines


def at(lines, line):
    return max((number for number, start in enumerate(lines) if start <= line + 1), default=None)


def bilint(program, folder):
    for side in ("source", "target"):
        (folder / f"{side}.txt").write_text("\n".join(row[side] for row in ROWS) + "\n", encoding="utf-8")
    done = subprocess.run([program, "check", folder / "source.txt", folder / "target.txt", "--segmented", "--source-lang", "ar", "--target-lang", "en",
                           "--format", "jsonl", "--no-config"], capture_output=True, text=True)
    found = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        finding = json.loads(line)
        if "rule" in finding:
            found[(finding["line"] or finding["source_line"]) - 1].append(finding["rule"])
    return found, done.returncode


def pofilter(folder):
    lines = catalogue(folder / "en.po")
    done = subprocess.run(["pofilter", folder / "en.po", folder / "out.po"], capture_output=True, text=True)
    found = collections.defaultdict(list)
    if (folder / "out.po").exists():
        for block in (folder / "out.po").read_text(encoding="utf-8").split("\n\n"):
            segment = re.search(r"#\. segment (\d+)", block)
            if segment:
                found[int(segment.group(1))] += re.findall(r"\(pofilter\) (\w+):", block)
    return found, done.returncode


def l10n_lint(folder):
    lines = catalogue(folder / "en.po")
    done = subprocess.run(["l10n-lint", "--format", "json", folder / "en.po"], capture_output=True, text=True)
    found = collections.defaultdict(list)
    try:
        issues = json.loads(done.stdout)
    except ValueError:
        return found, done.returncode
    issues = issues if isinstance(issues, list) else issues.get("issues") or issues.get("findings") or []
    for issue in issues:
        line = issue.get("line") or issue.get("line_number") or 0
        segment = at(lines, line)
        if segment is not None and line:
            found[segment].append(str(issue.get("code") or issue.get("rule") or issue.get("type") or issue.get("check") or "?"))
    return found, done.returncode


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/bilint"
    tools = {"bilint": lambda folder: bilint(program, folder)}
    for name, run in (("l10n-lint", l10n_lint), ("pofilter", pofilter)):
        if shutil.which(name):
            tools[name] = run
    results = {}
    for name, run in tools.items():
        with tempfile.TemporaryDirectory() as folder:
            results[name] = run(pathlib.Path(folder))
    print("| segment | " + " | ".join(results) + " |\n|" + " --- |" * (len(results) + 1))
    names = [number for number, row in enumerate(ROWS) if row["kind"] == "name"]
    done = set()
    caught, alarms = collections.Counter(), collections.Counter()
    for number, row in enumerate(ROWS):
        kind = row["kind"]
        if kind in done and kind == "name":
            continue
        done.add(kind)
        cells = []
        for name, (found, _) in results.items():
            rules = sorted({rule for at in (names if kind == "name" else [number]) for rule in found.get(at, [])
                            if kind == "clean" or any(piece in rule for piece in MEANT[kind])})
            caught[name] += bool(rules) and kind != "clean"
            alarms[name] += bool(rules) and kind == "clean"
            cells.append(("**false alarm** " if kind == "clean" else "") + ", ".join(f"`{rule}`" for rule in rules) if rules else "–")
        print(f"| {row['what']} | " + " | ".join(cells) + " |")
    faults = len({row["kind"] for row in ROWS} - {"clean"})
    print("| **caught, of " + str(faults) + "** | " + " | ".join(str(caught[name]) for name in results) + " |")
    clean = sum(row["kind"] == "clean" for row in ROWS)
    print(f"| **false alarms, of {clean}** | " + " | ".join(str(alarms[name]) for name in results) + " |")
    print("| exit code | " + " | ".join(str(code) for _, code in results.values()) + " |")


main()
