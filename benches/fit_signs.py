#!/usr/bin/env python3
"""Fits src/rules/data/signs.tsv and appended.tsv: what the signs of a pair of sentences say together.

usage: fit_signs.py PAIR_SIGNS [--dry]        (PAIR_SIGNS: the binary of `cargo build --example pair_signs`, built with the renderings that
`make_renderings.py --half 0` makes: pairs that taught them would say too much, so the other half is looked at)

Pairs that belong together are human translations of ../shared/data/errors/clean (NTREX, TICO); pairs that do not are the same sources with the
next sentence of the text and with another sentence of like length; WMT, interface strings and help texts likewise. Each direction is one batch,
which teaches its own words, and some are batches of 2,000. For `appended`,
translations of more sentences than their source have, against translations with another sentence behind them. Logistic models, one for
languages of one script and one for two, each without and with what is known of renderings. `signs.tsv` is fitted first and must be built in before `appended.tsv` is. Standard library only.
"""
import gzip, hashlib, json, math, pathlib, random, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared/data/errors/clean"
TABLES = ROOT / "src/rules/data"
SETS = {
    "ntrex": "en-ar ar-en en-zh zh-en en-ru ru-en en-ja en-fa en-hi en-tr en-de de-en en-fr en-es en-ko en-pt en-he ru-uk fr-en es-en cs-en pl-en hi-en "
             "de-fr en-uk en-el en-it uk-en he-en tr-en en-nl en-pl en-id",
    "tico19": "en-ar en-fa en-fr en-es en-hi en-ru en-zh es-en ru-en zh-en",
}
# Directions of which a batch of the whole set is looked at, too: the more a batch teaches, the more its words say.
WHOLE = "en-zh en-ru he-en ko-en en-de de-fr en-ar ru-uk".split()
OTHERS = ["wmt.*", "ui.*", "markup.*"]
EACH, RIDGE, ROUNDS = 60, 3.0, 8
SHORTEST = 30
# The last signs are about renderings.
RENDERED = 3
SEEN = "~"


def marked(label, row):
    """A label, marked where the renderings were learnt from the document."""
    return label if int(hashlib.sha1(row[1].encode()).hexdigest(), 16) % 2 == 1 else f"{label}{SEEN}"


def pairs():
    random.seed(5)
    for name, directions in SETS.items():
        with gzip.open(DATA / f"{name}.multi.tsv.gz", "rt", encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file]
        head, rows = rows[0], rows[1:]
        for direction in directions.split():
            source_lang, target_lang = direction.split("-")
            source, target = head.index(source_lang), head.index(target_lang)
            common = {"src_lang": source_lang, "tgt_lang": target_lang, "group": f"{name} {direction}"}
            for at in random.sample(range(len(rows) - 1), EACH):
                text, right, after = rows[at][source], rows[at][target], rows[at + 1][target]
                others = random.sample(range(len(rows)), 40)
                wanted = len(right) * random.choice([0.7, 0.85, 1, 1, 1.2, 1.4])
                other = rows[min((x for x in others if x != at), key=lambda x: abs(len(rows[x][target]) - wanted))][target]
                if len(text) >= SHORTEST:
                    for label, shown in (("good", right), ("bad", after), ("bad", other), ("long", f"{right} {after}")):
                        yield {**common, "source": text, "target": shown, "label": marked(label, rows[at])}
            if name == "ntrex" and direction in WHOLE:
                common["group"] = f"ntrex {direction} all"
                for row in rows:
                    yield {**common, "source": row[source], "target": row[target], "label": "taught"}
                for at in random.sample(range(len(rows) - 1), 2 * EACH):
                    for label, shown in (("good", rows[at][target]), ("bad", rows[at + 1][target])):
                        if len(rows[at][source]) >= SHORTEST:
                            yield {**common, "source": rows[at][source], "target": shown, "label": marked(label, rows[at])}
                common["group"] = f"{name} {direction}"
            for at in range(0, len(rows), 4):
                # One sentence rendered by two is rare: all that may be.
                if len(rows[at][source]) >= SHORTEST and sum(rows[at][target].count(c) for c in ".!?。！？؟।") > 1:
                    yield {**common, "group": f"{name} {direction} whole", "source": rows[at][source], "target": rows[at][target], "label": "whole"}
    for path in sorted(path for pattern in OTHERS for path in DATA.glob(f"{pattern}.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        for at in random.sample(range(len(rows) - 1), min(len(rows) - 1, 4 * EACH if path.name[:3] != "wmt" else EACH)):
            row, after = rows[at], rows[at + 1]
            common = {name: row[name] for name in ("src_lang", "tgt_lang", "source")} | {"group": f"{path.name} {row['tgt_lang']}"}
            if len(row["source"]) >= SHORTEST and row["tgt_lang"] == after["tgt_lang"]:
                for label, shown in (("good", row["target"]), ("bad", after["target"]), ("long", f"{row['target']} {after['target']}")):
                    yield {**common, "target": shown, "label": label}
        for row in rows:
            if len(row["source"]) >= SHORTEST and sum(row["target"].count(c) for c in ".!?。！？؟।") > 1:
                common = {name: row[name] for name in ("src_lang", "tgt_lang", "source", "target")}
                yield {**common, "group": f"{path.name} {row['tgt_lang']} whole", "label": "whole"}


def solve(matrix, right):
    size = len(right)
    rows = [matrix[i][:] + [right[i]] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, size):
            factor = rows[r][i] / rows[i][i]
            if factor:
                for c in range(i, size + 1):
                    rows[r][c] -= factor * rows[i][c]
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (rows[i][size] - sum(rows[i][c] * found[c] for c in range(i + 1, size))) / rows[i][i]
    return found


def fit(data):
    """Newton's steps; the first value is the bias, which is not held back. Both labels weigh the same."""
    size = len(data[0][0])
    share = sum(label for _, label in data) / len(data)
    weights = [0.0] * size
    for _ in range(ROUNDS):
        curve, slope = [[0.0] * size for _ in range(size)], [0.0] * size
        for values, label in data:
            weight = 0.5 / (share if label else 1 - share)
            odds = max(-30.0, min(30.0, sum(a * b for a, b in zip(weights, values))))
            probability = 1 / (1 + math.exp(-odds))
            pull, bend = weight * (label - probability), weight * max(probability * (1 - probability), 1e-6)
            there = [i for i in range(size) if values[i]]
            for i in there:
                slope[i] += pull * values[i]
                for j in there:
                    curve[i][j] += bend * values[i] * values[j]
        for i in range(size):
            slope[i] -= RIDGE * weights[i] * (i > 0)
            curve[i][i] += RIDGE * (i > 0) + 1e-9
        weights = [a + b for a, b in zip(weights, solve(curve, slope))]
    return weights


def names(file, constant):
    return (ROOT / "src/rules/alignment" / file).read_text().split(f"pub const {constant}")[1].split("];")[0].split('"')[1::2]


def report(title, rows, models, place):
    for label in sorted({row[1] for row in rows}):
        scores = [sum(a * b for a, b in zip(models[row[2]], row[place])) for row in rows if row[1] == label]
        print(title, label, len(scores), " ".join(f">{x}: {100 * sum(s > x for s in scores) / len(scores):.2f} %" for x in (1, 2, 3, 4, 5)))


def write(name, labels, models):
    text = "".join("\t".join([label, *(f"{weight:.3f}" for weight in weights)]) + "\n" for label, *weights in zip(labels, *models.values()))
    head = "# Fitted by benches/fit_signs.py; not by hand. Name, weight between languages of one script, and of two"
    (TABLES / name).write_text(f"{head}{'; the same with renderings' if len(models) > 2 else ''}.\n{text}")


def without(values):
    return values[:-RENDERED] + [0.0] * RENDERED


def main():
    text = "".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs())
    done = subprocess.run([sys.argv[1]], input=text, capture_output=True, text=True, check=True)
    rows = []
    for line in done.stdout.splitlines():
        group, label, script, more, *values = line.split("\t")
        rows.append((group, label, script, [float(v) for v in values], [float(v) for v in more.split()]))
    unseen = [not row[1].endswith(SEEN) for row in rows]
    rows = [(row[0], row[1].removesuffix(SEEN), *row[2:]) for row in rows]
    signs = [row for row in rows if row[1] in ("good", "bad")]
    models = {script: fit([(without(row[3]), float(row[1] == "bad")) for row in signs if row[2] == script]) for script in ("one", "two")}
    plain = [(*row[:3], without(row[3])) for row in signs]
    report("signs", plain, models, 3)
    rendered = [(group, label, f"{script} rendered", values) for (group, label, script, values, _), new in zip(rows, unseen)
                if new and label in ("good", "bad") and any(values[-RENDERED:])]
    report("the same where words are known", [(*row[:2], row[2][:3], without(row[3])) for row in rendered], models, 3)
    for script in ("one rendered", "two rendered"):
        models[script] = fit([(row[3], float(row[1] == "bad")) for row in rendered if row[2] == script])
    report("with renderings", rendered, models, 3)
    longer = [row for row in rows if row[4] and row[1] in ("good", "whole", "long")]
    added = {script: fit([(row[4], float(row[1] == "long")) for row in longer if row[2] == script]) for script in ("one", "two")}
    report("appended", longer, added, 4)
    if "--dry" not in sys.argv:
        write("signs.tsv", names("signs.rs", "SIGNS"), models)
        write("appended.tsv", names("appended.rs", "APPENDED"), added)


main()
