"""How often each rule is right: kept in src/rules/data/measured.tsv, which `bilint rules` prints. Called by quality.py.

A finding counts as right where it stands on the damaged side of a contrastive pair or on a damaged line of a document, and as wrong where
it stands on the sound side, on a harmless edit, or on another line. Sound sides hold true faults of their own, so shares are lower bounds.
"""
import collections, pathlib

COLUMNS = ["pairs_found", "pairs_right", "documents_found", "documents_right", "clean_found", "clean_pairs"]
BANDS = [(90, 101), (80, 90), (70, 80), (0, 70)]


class Tally:
    """Counts of one part: found and right by rule, and by rule and band of confidence."""

    def __init__(self):
        self.found, self.right, self.bands = collections.Counter(), collections.Counter(), collections.defaultdict(lambda: [0, 0])

    def add(self, rule, confidence, right):
        self.found[rule] += 1
        self.right[rule] += right
        band = next(low for low, high in BANDS if low <= confidence < high)
        self.bands[band][0] += 1
        self.bands[band][1] += right

    def said(self):
        """What confidences said, against what was right."""
        return [(f"{low} to {min(high - 1, 100)}", self.bands[low][0], f"{100 * self.bands[low][1] / max(self.bands[low][0], 1):.1f}") for low, high in BANDS]


def read(path):
    rows = {}
    if path.exists():
        for line in path.read_text().splitlines():
            if line and not line.startswith(("#", "rule\t")):
                cells = line.split("\t")
                rows[cells[0]] = dict(zip(COLUMNS, map(int, cells[1:])))
    return rows


def update(path, part, found, right=None, pairs=None):
    """Replaces the columns of one part."""
    rows = read(path)
    for rule in set(rows) | set(found):
        row = rows.setdefault(rule, dict.fromkeys(COLUMNS, 0))
        row[f"{part}_found"] = found.get(rule, 0)
        if right is not None:
            row[f"{part}_right"] = right.get(rule, 0)
    # Every rule ran on all clean pairs, also one that was silent there.
    everything = pairs if pairs is not None else max((row["clean_pairs"] for row in rows.values()), default=0)
    for row in rows.values():
        row["clean_pairs"] = everything
    lines = ["# How often each rule was right on the labelled development data; written by `benches/quality.sh`, not by hand.", "\t".join(["rule", *COLUMNS])]
    lines += ["\t".join([rule, *(str(rows[rule][column]) for column in COLUMNS)]) for rule in sorted(rows)]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def measured(path, table):
    """The table of docs/quality.md."""
    rows = []
    for rule, row in sorted(read(path).items()):
        found, right = row["pairs_found"] + row["documents_found"], row["pairs_right"] + row["documents_right"]
        share = f"{100 * right / found:.0f} %" if found >= 20 else "too few"
        alarms = f"{1000 * row['clean_found'] / row['clean_pairs']:.2f}" if row["clean_pairs"] else "–"
        rows.append((rule, found, share, alarms))
    return ("## Rules, one by one\n\nOf the findings of each rule on contrastive pairs and on documents with faults put in, how many stand where the fault is; and its rows per 1,000 "
            "clean pairs (NTREX, TICO, WMT, interface strings, XML help). The same figures stand behind `bilint rules`. Both sides hold true faults that nobody marked, so the first figure is a lower "
            "bound and the second an upper one.\n\n`benches/quality.sh --only clean,contrast,docs`\n\n" + table(("rule", "findings", "right", "per 1,000 clean pairs"), rows))
