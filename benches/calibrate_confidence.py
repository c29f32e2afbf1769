#!/usr/bin/env python3
"""Fits src/rules/data/confidence.tsv: caps for the confidences of rules, by pair of languages, from the labelled data.

usage: calibrate_confidence.py [--dry]       (BILINT names the binary; --dry prints what was fitted and writes nothing)

For each rule, pair of languages and band of the rule's own confidence:

  found   the share of damaged sides of contrastive pairs that the rule tells, of the kind of damage that it tells best
  alarms  its rows per clean pair (human translations; the pair's own rate, pulled towards the rule's by as many pairs as FAITH), times
          FALSE: of the rows on clean text that were read by hand three in ten at most were false (docs/quality.md), the others true faults
  true    ONE_IN * found / (ONE_IN * found + alarms): how often a row is true where one pair in a hundred has such a fault

A cap is written where it is lower than the lowest confidence of its band by MARGIN or more. It hides a row (below SHOWN, which reports ask
for) only for a pair of languages where fewer than one row in four is true. Standard library only.
"""
import collections, gzip, json, pathlib, subprocess, sys, tempfile

sys.argv, DRY = [sys.argv[0], "--check"], "--dry" in sys.argv  # quality.py must not write
import quality
from quality import BILINT, DATA, ROOT, clean_sets, tool

BANDS = [90, 80, 70, 0]
ONE_IN, FALSE, FAITH, MARGIN, FEWEST, SHOWN = 0.01, 0.3, 1000, 5, 8, 50
TABLE = ROOT / "src/rules/data/confidence.tsv"


def scored(path):
    with open(path) as pairs:
        done = subprocess.run([BILINT, "score", "--uncalibrated"], stdin=pairs, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bilint score: exit {done.returncode}: {done.stderr[-400:]}")
    for line in done.stdout.splitlines():
        record = json.loads(line)
        for finding in record.get("findings", []):
            if finding["severity"] != "info":
                band = next(low for low in BANDS if finding["confidence"] >= low)
                yield record["id"], finding["rule"], band


def main():
    work = pathlib.Path(tempfile.mkdtemp())
    # Damage that is told.
    gold = sorted((DATA / "errors/challenge").glob("*.jsonl*"))
    kinds, sides = {}, collections.Counter()
    for name in gold:
        with (gzip.open(name, "rt", encoding="utf-8") if name.suffix == ".gz" else open(name, encoding="utf-8")) as file:
            for row in map(json.loads, file):
                if row["scope"] != "benign":
                    kinds[row["id"]] = row.get("phenomenon", name.name)
                    sides[kinds[row["id"]]] += 1
    path = work / "challenge.jsonl"
    path.write_text(tool("expand_pairs.py", *gold))
    told = collections.defaultdict(lambda: collections.defaultdict(set))
    for ident, rule, band in scored(path):
        pair, side = ident.rsplit("#", 1)
        if side == "bad" and pair in kinds:
            told[rule][band].add(pair)
    # Rows on clean text.
    alarms, pairs = collections.Counter(), collections.Counter()
    for name, (files, wanted) in clean_sets().items():
        path = work / "clean.jsonl"
        path.write_text(tool("expand_pairs.py", *[x for p in wanted for x in ("--pair", p)], *[DATA / "errors" / f for f in files]))
        langs = {}
        for line in open(path):
            row = json.loads(line)
            langs[row["id"]] = f"{row['src_lang'].split('-')[0]}-{row['tgt_lang'].split('-')[0]}"
            pairs[langs[row["id"]]] += 1
        for ident, rule, band in set(scored(path)):
            alarms[rule, langs[ident], band] += 1
    total = sum(pairs.values())
    rows = []
    for rule in sorted({rule for rule, _, _ in alarms}):
        for band in BANDS:
            # Told in this band or a surer one: weaker words are used where the stronger are not.
            hits = collections.Counter(kinds[pair] for pair in set().union(*(told[rule][b] for b in BANDS if b >= band)))
            found = max([(hit + 1) / (sides[kind] + 2) for kind, hit in hits.items() if hit >= 5], default=0.5)
            count = sum(alarms[rule, pair, band] for pair in pairs)
            rate = count / total
            if count < FEWEST:
                continue
            def true(rate):
                return round(100 * ONE_IN * found / (ONE_IN * found + FALSE * rate))
            general = true(rate)
            if general <= band - MARGIN:
                rows.append((rule, "*", band, max(general, SHOWN)))
            for pair in sorted(pairs):
                cap = true((alarms[rule, pair, band] + rate * FAITH) / (pairs[pair] + FAITH))
                cap = cap if cap <= SHOWN / 2 else max(cap, SHOWN)
                if alarms[rule, pair, band] >= FEWEST // 2 and cap <= min(band, max(general, SHOWN)) - MARGIN:
                    rows.append((rule, pair, band, cap))
    lines = ["# Caps of confidence, fitted by `benches/calibrate_confidence.py`; not by hand.", "rule\tpair\tband\tcap"]
    lines += ["\t".join(map(str, row)) for row in rows]
    print("\n".join(lines))
    if not DRY:
        TABLE.write_text("\n".join(lines) + "\n")


main()
