#!/usr/bin/env python3
"""Fits the weights of the aligner's confidence on labelled alignments and writes src/align/calibration.toml.

usage: calibrate_align.py [--dry]      (builds and runs the example align_features; --dry prints figures and writes nothing)

Logistic regression with a small ridge, by Newton's method; the sets weigh by the square root of their size, so that large ones do not
drown the others. Prints the calibration error (ten bins) of every set, fitted on all sets and fitted without the set. Deterministic;
standard library only.
"""
import argparse, math, pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared/data/align"
RIDGE = 2.0
# Verse-level gold: a finer right answer would count as wrong.
COARSE = {"bible-en-zh"}


def beads(path):
    rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8") if line.strip() and not line.startswith("#")]
    return {(row[0], row[1]) for row in rows}


def collect(program):
    sets = {}
    for folder in sorted(p for p in DATA.iterdir() if p.is_dir() and p.name not in COARSE):
        docs = sorted(p for p in folder.iterdir() if p.is_dir())
        gold = [beads(doc / "gold.tsv") for doc in docs]
        files = [str(doc / side) for doc in docs for side in ("src.txt", "tgt.txt")]
        out = subprocess.run([program, *files], capture_output=True, text=True, check=True).stdout
        rows = []
        for line in out.splitlines():
            doc, source, target, *features = line.split("\t")
            rows.append(([1.0] + [float(x) for x in features], (source, target) in gold[int(doc)]))
        sets[folder.name] = rows
    return sets


def probability(weights, features):
    z = sum(w * x for w, x in zip(weights, features))
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def solve(matrix, vector):
    n = len(vector)
    rows = [list(row) + [value] for row, value in zip(matrix, vector)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(n):
            if r != i and rows[r][i]:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def fit(sets, start=None, rounds=8):
    count = len(next(iter(sets.values()))[0][0])
    weights = list(start or [0.0] * count)
    mean = sum(len(rows) ** 0.5 for rows in sets.values()) / sum(len(rows) for rows in sets.values())
    for _ in range(rounds):
        gradient = [-RIDGE * w for w in weights]
        hessian = [[RIDGE if i == j else 0.0 for j in range(count)] for i in range(count)]
        for rows in sets.values():
            weight = len(rows) ** -0.5 / mean
            for x, right in rows:
                p = probability(weights, x)
                slope, curve = weight * (right - p), weight * max(p * (1 - p), 1e-6)
                for i in range(count):
                    gradient[i] += slope * x[i]
                    row, scaled = hessian[i], curve * x[i]
                    for j in range(count):
                        row[j] += scaled * x[j]
        weights = [w + step for w, step in zip(weights, solve(hessian, gradient))]
    return weights


def error(weights, rows):
    bins = [[0.0, 0] for _ in range(10)]
    for x, right in rows:
        p = probability(weights, x)
        bins[min(9, int(p * 10))][0] += p - right
    return sum(abs(gap) for gap, _ in bins) / max(len(rows), 1)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--dry", action="store_true")
    ap.add_argument("--quick", action="store_true", help="no figures of sets left out")
    a = ap.parse_args()
    subprocess.run(["cargo", "build", "--quiet", "--profile", "measure", "--example", "align_features"], cwd=ROOT, check=True)
    sets = collect(str(ROOT / "target/measure/examples/align_features"))
    source = (ROOT / "src/align/calibrate.rs").read_text(encoding="utf-8")
    names = re.findall(r'"([a-z-]+)"', re.search(r"pub const FEATURES[^=]*= \[(.*?)\];", source, re.S).group(1))
    weights = fit(sets)
    if len(names) + 1 != len(weights):
        sys.exit("calibrate: the program prints other features than calibrate.rs names")
    print(f"{'set':22} {'beads':>6} {'fitted':>7} {'left out':>9}")
    held = []
    for name, rows in sets.items():
        # Without one set the weights are close by: three rounds from them reach the end.
        out = weights if a.quick else fit({other: r for other, r in sets.items() if other != name}, weights, 3)
        held += [(probability(out, x), right) for x, right in rows]
        print(f"{name:22} {len(rows):6} {error(weights, rows):7.3f} {error(out, rows):9.3f}")
    bins = [0.0] * 10
    for p, right in held:
        bins[min(9, int(p * 10))] += p - right
    everything = [row for rows in sets.values() for row in rows]
    print(f"{'pooled':22} {len(held):6} {error(weights, everything):7.3f} {sum(map(abs, bins)) / len(held):9.3f}")
    text = "# Fitted by benches/calibrate_align.py; change the features there, not the weights here.\n"
    text += f"offset = {weights[0]:.4f}\n\n[weights]\n" + "".join(f"{name} = {weight:.4f}\n" for name, weight in zip(names, weights[1:]))
    if not a.dry:
        (ROOT / "src/align/calibration.toml").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
