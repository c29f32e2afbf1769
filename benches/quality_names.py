#!/usr/bin/env python3
"""The names part of quality.py: pairs, variants, names in context, one spelling a document, the mission's sentences.

usage: quality_names.py [--misses N] [--only PART,...]     (BILINT names the binary; prints the tables)

PARTS: pairs, variants, looking, context, consistency, mission, clean. `looking` runs the example look_ups, built with the profile measure. `--misses N` also lists N missed errors and the N clean rows that were
flagged most surely, by kind and cause. Standard library only.
"""
import argparse, collections, csv, gzip, json, os, pathlib, re, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
NAMES, TOOLS = SHARED / "data/names", SHARED / "tools"
LOOK_UPS = ROOT / "target/measure/examples/look_ups"
BILINT = os.environ.get("BILINT", str(ROOT / "target/release/bilint"))
sys.path.insert(0, str(TOOLS))
import score_names  # noqa: E402

PARTS = ["pairs", "variants", "looking", "context", "consistency", "mission", "clean"]
# Tags of the context files that are no BCP 47.
TAG = {"arb": "ar", "rus": "ru", "ukr": "uk", "ell": "el", "heb": "he", "fas": "fa", "hin": "hi", "zho-CN": "zh", "jpn": "ja", "kor": "ko", "bul": "bg",
       "hye": "hy", "tha": "th"}
FLAGGED = 0.05
GATE = 90


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows]) + "\n"


def read(name):
    path = NAMES / name
    with (gzip.open(path, "rt", encoding="utf-8", newline="") if name.endswith(".gz") else open(path, encoding="utf-8", newline="")) as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def run(args, rows, columns):
    text = "\n".join(["\t".join(columns)] + ["\t".join(row) for row in rows]) + "\n"
    done = subprocess.run([BILINT, *args], input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"quality: bilint {' '.join(args)}: exit {done.returncode}: {done.stderr[-600:]}")
    return done.stdout


def find(rows):
    """(id, source language, target language, source, target) in one batch -> id -> findings."""
    out = run(["names", "find"], rows, ["id", "src_lang", "tgt_lang", "source", "target"])
    return {record["id"]: record["findings"] for record in map(json.loads, out.splitlines())}


def surest(findings):
    return max((f["confidence"] for f in findings), default=-1)


def gated(findings):
    return [f for f in findings if f["severity"] in ("major", "critical") and f["confidence"] >= GATE]


def scored(rows, columns, pairs, work, *flags, compare=()):
    """Runs `names compare` and score_names.py; its rows as (group, AUC, F1, recall)."""
    out = work / "scores.tsv"
    out.write_text(run(["names", "compare", *compare], rows, columns))
    done = subprocess.run([sys.executable, str(TOOLS / "score_names.py"), str(NAMES / pairs), str(out), *flags], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"quality: score_names.py: {done.stderr[-600:]}")
    for line in done.stdout.splitlines():
        part = line.split()
        if part and part[0] == "MACRO":
            yield part[0], part[2], part[3], part[-1]
        elif len(part) == 7 and part[1].isdigit():
            yield part[0], part[3], part[4], part[6]


def wrong_consonant(work):
    """AUC of right spellings against the same with one wrong consonant, by language; of the scores that were written last."""
    score = dict(line.rstrip("\n").split("\t")[:2] for line in open(work / "scores.tsv", encoding="utf-8"))
    groups = collections.defaultdict(lambda: ([], []))
    for r in read("pairs_dev.tsv.gz"):
        if r["label"] == "1" or r["neg_kind"] == "typo":
            groups[r["lang"]][r["label"] != "1"].append(float(score[r["id"]]))
    return {lang: score_names.auc(*both) for lang, both in groups.items()}


def pairs(work, figures, _):
    rows = [(r["id"], r["lang"], r["src"], r["tgt"]) for r in read("pairs_dev.tsv.gz")]
    shown = list(scored(rows, ["id", "src_lang", "src_name", "tgt_name"], "pairs_dev.tsv.gz", work, "--no-typo"))
    figures["names pairs macro AUC"] = (float(shown[-1][1]), True)
    figures["names pairs macro R1"] = (float(shown[-1][3]), True)
    slips = wrong_consonant(work)
    slips["MACRO"] = sum(slips.values()) / len(slips)
    figures["names pairs one wrong consonant macro AUC"] = (slips["MACRO"], True)
    unseen = list(scored(rows, ["id", "src_lang", "src_name", "tgt_name"], "pairs_dev.tsv.gz", work, "--no-typo", compare=["--no-tables"]))
    figures["names pairs without tables macro AUC"] = (float(unseen[-1][1]), True)
    figures["names pairs without tables macro R1"] = (float(unseen[-1][3]), True)
    bare = {row[0]: row for row in unseen}
    shown = [[*row, *bare.get(row[0], ["–"] * 4)[1::2], f"{slips[row[0]]:.3f}" if row[0] in slips else "–"] for row in shown]
    return ("Name pairs of `pairs_dev.tsv.gz` without the typo negatives (`bilint names compare`, `score_names.py --no-typo`). Romanise-and-compare (any_ascii, "
            "Jaro–Winkler) has macro AUC .888 and recall .44 at 1 % false positives. Then: as if the script had no table of its own (`--no-tables`), by the "
            "generic table, which has seen plain romanisations of all of them. Tables and trees have learnt from part of these names; names and languages that they never saw are in `src/names/data/README.md` (held out: Arabic .983 / .854, all .983 / .862; a language left out .987 to .997 / .87 to .98). Last: right spellings against the same with one wrong consonant, by AUC.\n\n"
            + table(["language", "AUC", "best F1", "recall at 1 % false positives", "AUC without table", "recall without table", "AUC, one wrong consonant"], shown))


# A capitalised word is a name where the text nowhere writes it small; names are looked for in their own sentence and in one so far on.
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
# Months, weekdays and adjectives of peoples are translated, not written by sound.
TRANSLATED = re.compile(r"January|February|March|April|May|June|July|August|Sept(ember)?|October|November|December|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
                        r"|\w+(ian|ese|ish|ans)")
APART = 97


def looking(work, figures, _):
    """English names of news looked up in their own sentence and in another one of the same language."""
    news = gzip.open(SHARED / "data/errors/clean/ntrex.multi.tsv.gz", "rt", encoding="utf-8", newline="")
    rows = list(csv.DictReader(news, delimiter="\t", quoting=csv.QUOTE_NONE))
    small = {word for r in rows for word in re.findall(r"\b[a-z]+\b", r["en"])}
    names = [(at, name) for at, r in enumerate(rows) for name in sorted(set(NAME.findall(r["en"]))) if name.lower() not in small and not TRANSLATED.fullmatch(name)]
    if not LOOK_UPS.exists():
        return "Names looked up in sentences were not measured: `cargo build --profile measure --example look_ups` comes first.\n"
    shown = []
    for lang in ("ar", "he", "ru", "uk", "el", "fa", "hi", "ja", "ko", "zh"):
        lines = []
        for n, (at, name) in enumerate(names):
            other = (at + APART) % len(rows)
            if name not in rows[other]["en"]:
                lines += [f"1-{n}\t{lang}\t{rows[at][lang]}\t{name}", f"0-{n}\t{lang}\t{rows[other][lang]}\t{name}"]
        done = subprocess.run([LOOK_UPS], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
        score = [line.split("\t") for line in done.stdout.splitlines() if not line.startswith("#")]
        speed = int(done.stdout.splitlines()[-1].split()[-3])
        own, others = ([float(s) for i, s in score if i[0] == label] for label in "10")
        row = (score_names.auc(own, others), score_names.best_f1(own, others)[0], score_names.recall_at(own, others, 0.01))
        if lang in ("ar", "he", "ru"):
            figures[f"names looked up recall at 1 %, {lang}"] = (row[2], True)
        shown.append([lang, len(own), *(f"{x:.3f}" for x in row), speed])
    return ("Capitalised English words of news (NTREX) that are no ordinary words, no months or weekdays, no adjectives of peoples (-ian, -ese, -ish, -ans), and that the text nowhere writes small, looked up in the translation of their sentence and in another sentence (the "
            "example `look_ups`), told apart by the log-likelihood ratio of the best place. Some of the names are translated, abbreviated or left out in the translation. Romanise-and-compare windows have recall .21 in Arabic, "
            ".19 in Hebrew, .73 in Russian. The last column: look-ups a second, sentence prepared anew for each, one core of the machine that measured.\n\n"
            + table(["language", "names", "AUC", "best F1", "recall at 1 % false positives", "look-ups a second"], shown))


def variants(work, figures, _):
    rows = [(r["id"], "en", r["src"], r["tgt"], "en") for r in read("variants_dev.tsv.gz")]
    shown = list(scored(rows, ["id", "src_lang", "src_name", "tgt_name", "tgt_lang"], "variants_dev.tsv.gz", work, "--by", "lang"))
    figures["names variants macro AUC"] = (float(shown[-1][1]), True)
    figures["names variants macro F1"] = (float(shown[-1][2]), True)
    return ("Two Latin spellings without their source (`variants_dev.tsv.gz`); Jaro–Winkler has macro AUC .764.\n\n"
            + table(["origin", "AUC", "best F1", "recall at 1 % false positives"], shown))


def at_share(clean, wrong):
    """Share of wrong scores above the score that lets FLAGGED of the clean ones through; ties count half."""
    if not clean or not wrong:
        return 0.0
    cut = sorted(clean, reverse=True)[int(FLAGGED * len(clean))]
    return sum((s > cut) for s in wrong) / len(wrong)


def context(work, figures, misses):
    rows = read("context_dev.tsv.gz")
    found = find([(r["id"], TAG[r["lang"]], "en", r["source"], r["translation"]) for r in rows])
    score = {r["id"]: surest(found.get(r["id"], [])) for r in rows}
    kinds = ["swap", "typo", "drop"]
    langs = sorted({r["lang"] for r in rows})
    shown, sums = [], collections.Counter()
    of = lambda lang, kind: [score[r["id"]] for r in rows if r["lang"] == lang and r["kind"] == kind]
    for lang in langs:
        values = [at_share(of(lang, "ok"), of(lang, kind)) for kind in kinds]
        gate = [f for r in rows if r["lang"] == lang and r["kind"] == "ok" for f in gated(found[r["id"]])[:1]]
        shown.append([TAG[lang], *(f"{v:.2f}" for v in values), len(gate)])
        sums.update(dict(zip(kinds, values)))
    for kind in kinds:
        figures[f"names context {kind} found at 5 %"] = (sums[kind] / len(langs), True)
        figures[f"names context {kind} found at 5 %, Arabic"] = (at_share(of("arb", "ok"), of("arb", kind)), True)
    back = find([(r["id"], "en", TAG[r["lang"]], r["translation"], r["source"]) for r in rows])
    turned = {r["id"]: surest(back.get(r["id"], [])) for r in rows}
    for row, lang in zip(shown, langs):
        ids = lambda kind: [turned[r["id"]] for r in rows if r["lang"] == lang and r["kind"] == kind]
        values = [at_share(ids("ok"), ids(kind)) for kind in kinds]
        row.extend(f"{v:.2f}" for v in values)
        sums.update({("turned", kind): v for kind, v in zip(kinds, values)})
    for kind in kinds:
        figures[f"names context {kind} found at 5 %, from English"] = (sums["turned", kind] / len(langs), True)
    shown.append(["**macro**", *(f"{sums[kind] / len(langs):.2f}" for kind in kinds), sum(row[4] for row in shown),
                  *(f"{sums['turned', kind] / len(langs):.2f}" for kind in kinds)])
    pooled = [at_share([score[r["id"]] for r in rows if r["kind"] == "ok"], [score[r["id"]] for r in rows if r["kind"] == kind]) for kind in kinds]
    shown.append(["pooled", *(f"{v:.2f}" for v in pooled), "", "", "", ""])
    clean = [r for r in rows if r["kind"] == "ok"]
    figures["names context clean gate per 1,000"] = (1000 * sum(bool(gated(found[r["id"]])) for r in clean) / len(clean), False)
    named = {"swap": {"name-mismatch"}, "typo": {"name-misspelt"}, "drop": {"name-missing"}}
    right = collections.Counter()
    for r in rows:
        if r["kind"] in named and found[r["id"]]:
            best = max(found[r["id"]], key=lambda f: f["confidence"])
            right[r["kind"], best["rule"]] += 1
    calibration = collections.defaultdict(lambda: [0, 0])
    for r in rows:
        if found[r["id"]]:
            cell = calibration[surest(found[r["id"]]) // 10]
            cell[0] += r["error"] == "1"
            cell[1] += 1
    if misses:
        cut = {lang: sorted(of(lang, "ok"), reverse=True)[int(FLAGGED * len(of(lang, "ok")))] for lang in langs}
        for kind in kinds + ["ok"]:
            some = [r for r in rows if r["kind"] == kind and (score[r["id"]] > cut[r["lang"]]) == (kind == "ok")]
            print(f"\n== {kind}: {len(some)}")
            for r in some[:misses]:
                print(f"{r['id']} {score[r['id']]} (cut {cut[r['lang']]}) name={r['name']!r} shown={r['shown']!r}\n   {r['source']}\n   {r['translation']}")
                for f in found[r["id"]]:
                    print(f"     {f['rule']} {f['severity']} {f['confidence']}: {f['message']}")
    return (f"Names in context (`context_dev.tsv.gz`, `bilint names find`, all rows of a language one batch): share of sentences with a swapped, misspelt or dropped name "
            f"whose surest finding is above the one that {100 * FLAGGED:.0f} % of the clean sentences reach; then clean sentences with a finding that stops a run. The last three columns: the same sentences with English as the source and the other "
            f"language as its translation, the fault in the source.\n\n"
            + table(["language", "swapped", "misspelt", "dropped", "clean at the gate", "swapped, from English", "misspelt", "dropped"], shown)
            + "\nSurest finding by rule: " + ", ".join(f"{kind} {rule} {n}" for (kind, rule), n in sorted(right.items(), key=lambda x: (x[0][0], -x[1])))
            + "\n\nConfidence of the surest finding and share of sentences with an error: "
            + ", ".join(f"{10 * k}–{10 * k + 9}: {a}/{n}" for k, (a, n) in sorted(calibration.items())) + "\n")


def consistency(work, figures, misses):
    docs = collections.defaultdict(list)
    for r in read("consistency_dev.tsv.gz"):
        docs[r["doc"]].append(r)
    right = wrong = missed = 0
    for doc, rows in docs.items():
        found = find([(r["line"], TAG[r["lang"]], "en", r["source"], r["translation"]) for r in rows])
        for r in rows:
            flags = [f for f in found[r["line"]] if f["rule"] in ("name-variant", "name-misspelt", "name-confusable") and f["severity"] != "info"]
            if r["respelt"] == "1":
                right += bool(flags)
                missed += not flags
            else:
                wrong += bool(flags)
            if misses and (bool(flags) != (r["respelt"] == "1")):
                print(f"\n== consistency {'missed' if r['respelt'] == '1' else 'false'} {doc} {r['line']} usual={r['usual']!r} shown={r['shown']!r}\n   {r['source']}\n   {r['translation']}")
                for f in found[r["line"]]:
                    print(f"     {f['rule']} {f['severity']} {f['confidence']}: {f['message']}")
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    figures["names consistency precision"] = (precision, True)
    figures["names consistency recall"] = (recall, True)
    return (f"One mention of a repeated name respelt ({len(docs)} documents of `consistency_dev.tsv.gz`, each a batch of `bilint names find`): of the lines that "
            f"`name-variant`, `name-misspelt` or `name-confusable` report {100 * precision:.0f} % are respelt ones ({right} of {right + wrong}), and "
            f"{100 * recall:.0f} % of the respelt ones are reported ({right} of {right + missed}).\n")


EXPECTED = {
    "missing": {"name-missing"}, "replaced": {"name-mismatch", "name-extra", "place-mismatch"}, "misspelt": {"name-misspelt"}, "translated": {"name-translated"},
    "confusable": {"name-confusable"}, "respelt": {"name-misspelt", "name-variant", "name-confusable"},
}


def mission(work, figures, misses):
    rows = read("mission_dev.tsv")
    found, batches = {}, collections.defaultdict(list)
    for r in rows:
        batches[r["id"].split("-")[1]].append((r["id"], r["lang"], "en", r["source"], r["translation"]))
    for batch in batches.values():
        found.update(find(batch))
    kinds, passed, caught, named = collections.Counter(), collections.Counter(), collections.Counter(), collections.Counter()
    for r in rows:
        flags = [f for f in found[r["id"]] if f["severity"] != "info"]
        kinds[r["kind"]] += 1
        passed[r["kind"]] += not flags
        caught[r["kind"]] += bool(flags)
        named[r["kind"]] += any(f["rule"] in EXPECTED.get(r["kind"], ()) for f in flags)
        if misses and (bool(flags) != (r["error"] == "1")):
            print(f"\n== mission {r['kind']} {r['id']}\n   {r['source']}\n   {r['translation']}")
            for f in found[r["id"]]:
                print(f"     {f['rule']} {f['severity']} {f['confidence']}: {f['message']}")
    good = [k for k in kinds if k in ("ok", "style", "variant", "exonym")]
    bad = [k for k in kinds if k not in good]
    share = lambda part, of: 100 * sum(part[k] for k in of) / max(1, sum(kinds[k] for k in of))
    figures["names mission right passed %"] = (share(passed, good), True)
    figures["names mission wrong caught %"] = (share(caught, bad), True)
    figures["names mission wrong caught by the right rule %"] = (share(named, bad), True)
    shown = [[k, kinds[k], passed[k] if k in good else "–", caught[k] if k in bad else "–", named[k] if k in bad else "–"] for k in sorted(good) + sorted(bad)]
    return (f"Hand-written sentences on well-known names (`mission_dev.tsv`; the first renderings of all sentences are a batch, the second ones, and so on): right ones "
            f"passed {share(passed, good):.0f} %, wrong ones caught {share(caught, bad):.0f} % (minor or worse), by the right rule {share(named, bad):.0f} %.\n\n"
            + table(["kind", "sentences", "passed", "caught", "by its rule"], shown))


def clean(work, figures, misses):
    """Human translations, each language one batch in the order of the text."""
    news = gzip.open(SHARED / "data/errors/clean/ntrex.multi.tsv.gz", "rt", encoding="utf-8", newline="")
    rows = list(csv.DictReader(news, delimiter="\t", quoting=csv.QUOTE_NONE))
    shown, total, hits = [], 0, 0
    for lang in [x for x in rows[0] if x not in ("seg", "doc", "en")]:
        for source, target in ((lang, "en"), ("en", lang)):
            batch = [(str(at), source, target, r[source], r[target]) for at, r in enumerate(rows) if r[source].strip() and r[target].strip()]
            if not batch:
                continue
            found = find(batch)
            gate = {at: gated(flags) for at, flags in found.items() if gated(flags)}
            some = sum(any(f["severity"] != "info" for f in flags) for flags in found.values())
            total += len(batch)
            hits += len(gate)
            shown.append([f"{source}–{target}", len(batch), f"{1000 * len(gate) / len(batch):.1f}", f"{1000 * some / len(batch):.1f}"])
            if misses:
                text = {row[0]: row for row in batch}
                for at, flags in list(gate.items())[:misses]:
                    print(f"\n== clean {source}-{target} {at}\n   {text[at][3]}\n   {text[at][4]}")
                    for f in flags:
                        print(f"     {f['rule']} {f['severity']} {f['confidence']}: {f['message']}")
    figures["names clean gate per 1,000"] = (1000 * hits / total, False)
    shown.append(["**all**", total, f"{1000 * hits / total:.2f}", ""])
    return ("Sentences of human news translations (NTREX) with a name finding, per 1,000, each direction one batch of `bilint names find`.\n\n"
            + table(["direction", "sentences", "at the gate", "minor or worse"], shown))


def names(work, figures, only=PARTS, misses=0):
    parts = {"pairs": pairs, "variants": variants, "looking": looking, "context": context, "consistency": consistency, "mission": mission, "clean": clean}
    return "## Names\n\n`benches/quality.sh --only names`, on `../shared/data/names`.\n\n" + "\n".join(parts[part](work, figures, misses) for part in only)


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--misses", type=int, default=0)
    ap.add_argument("--only", default=",".join(PARTS))
    a = ap.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        print(names(pathlib.Path(folder), figures, a.only.split(","), a.misses))
    for name, (value, _) in figures.items():
        print(f"{name}: {value:.4f}")
