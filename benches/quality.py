#!/usr/bin/env python3
"""Runs bilint over the labelled data, scores its output, and writes docs/quality.md or holds the floors.

usage: quality.py [--check] [--write-floors] [--only PART,...]      (called by quality.sh; BILINT names the binary)

Figures are kept by name; benches/floors.json holds for each the value that must not get worse and whether higher is
better. --write-floors stores the present figures less a small allowance. Standard library only.
"""
import argparse, collections, gzip, json, os, pathlib, re, subprocess, sys, tempfile

from quality_local import local_numbers
from quality_names import names
from quality_rules import Tally, measured, update
from quality_segment import segment
from quality_stories import stories

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
MEASURED = ROOT / "src/rules/data/measured.tsv"
WRITES = "--check" not in sys.argv
DATA, TOOLS = SHARED / "data", SHARED / "tools"
BILINT = os.environ.get("BILINT", str(ROOT / "target/release/bilint"))
PARTS = ["segment", "align", "stories", "clean", "contrast", "human", "local", "names", "docs"]

# rule -> canonical check of the scorers
CHECK = {
    "omission": "omission", "addition": "addition", "alignment-suspect": "misalignment", "length-outlier": "length", "truncated": "truncation",
    "duplicate-sentence": "repetition", "repetition": "repetition", "untranslated": "untranslated", "wrong-language": "wrong_language",
    "mixed-script": "untranslated", "number-value": "number", "number-missing": "number", "number-extra": "number", "quote-unclosed": "punctuation",
    "url-email-handle": "url", "name-variant": "name", "name-policy": "name", "name-missing": "name", "empty-translation": "empty",
    "final-punctuation": "punctuation", "stray-punctuation": "punctuation", "spacing": "punctuation", "bracket-unpaired": "punctuation", "casing": "casing",
    "mojibake": "encoding", "lost-characters": "encoding", "invisible-character": "encoding", "homoglyph": "encoding", "repeated-word": "repetition",
    "half-translated": "untranslated", "untranslated-word": "untranslated", "sister-language": "wrong_language",
    "question": "punctuation", "date-weekday": "date", "date-month": "date", "date-value": "date", "unit": "unit", "currency": "currency",
    "date-relative": "date", "time-value": "date", "feast": "date", "number-malformed": "number", "number-qualifier": "number", "number-style": "number",
}
# A changed figure may be told as what it counts.
FIGURES = {"number-value", "number-missing", "number-extra", "number-malformed", "date-value", "time-value", "unit", "currency"}
# injected fault -> rules that may answer for it
COVERED = {
    "dropped_sentence": {"omission"}, "added_sentence": {"addition"}, "duplicated_sentence": {"addition", "duplicate-sentence"},
    "truncated": {"truncated", "length-outlier"}, "untranslated": {"untranslated", "wrong-language"},
    "wrong_language": {"wrong-language", "untranslated", "mixed-script"}, "repeated_phrase": {"repetition", "length-outlier"},
    "number_digit": FIGURES, "number_magnitude": FIGURES,
    "number_off_by_one": FIGURES, "quote_unbalanced": {"quote-unclosed"},
    "homoglyph": {"mixed-script", "homoglyph", "sister-language"}, "url_damaged": {"url-email-handle"}, "email_damaged": {"url-email-handle"},
    "bracket_unbalanced": {"bracket-unpaired"}, "mojibake": {"mojibake", "lost-characters"}, "double_space": {"spacing"}, "space_before_punct": {"spacing"},
    "zero_width": {"invisible-character"}, "negation_dropped": {"negation"},
}


def run(*args, **kwargs):
    done = subprocess.run([BILINT, *map(str, args)], capture_output=True, text=True, **kwargs)
    if done.returncode not in (0, 1):
        sys.exit(f"quality: bilint {' '.join(map(str, args))}: exit {done.returncode}: {done.stderr[-600:]}")
    return done.stdout


def tool(name, *args):
    done = subprocess.run([sys.executable, str(TOOLS / name), *map(str, args)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"quality: {name}: {done.stderr[-600:]}")
    return done.stdout


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows]) + "\n"


# ---------------------------------------------------------------- alignment
def peers():
    best = {}
    for line in open(DATA / "align/peers_dev.tsv"):
        row = line.rstrip("\n").split("\t")
        if row[0] != "set" and row[1].startswith(("galechurch", "nltk", "hunalign")):
            best[row[0]] = max(best.get(row[0], 0.0), float(row[4]))
    return best


def calibration_error(gold, hypotheses, blocks):
    """Expected calibration error of all documents below a folder (ten bins)."""
    out = tool("score_align.py", "--tree", gold, hypotheses, "--calib", *(["--blocks"] if blocks else []))
    return float(re.search(r"ECE ([0-9.]+)", out).group(1))


def align(work, figures):
    sets = sorted(p.name for p in (DATA / "align").iterdir() if p.is_dir())
    for name in sets:
        docs = sorted(p for p in (DATA / "align" / name).iterdir() if p.is_dir())
        for side in ("src", "tgt"):
            (work / "a" / name / side).mkdir(parents=True)
            for doc in docs:
                os.symlink(doc / f"{side}.txt", work / "a" / name / side / f"{doc.name}.txt")
        source, target = name.split("-")[-2:]
        out = work / "a" / name / "out"
        run("align", work / "a" / name / "src", work / "a" / name / "tgt", "--segmented", "--format", "beads", "--source-lang", source,
            "--target-lang", target, "--output", out)
        for doc in docs:
            (work / "hyp" / name / doc.name).mkdir(parents=True)
            os.rename(out / f"{doc.name}.txt.beads", work / "hyp" / name / doc.name / "hyp.tsv")
    head, rows = None, {}
    for blocks in (False, True):
        out = tool("score_align.py", "--tree", DATA / "align", work / "hyp", "--tsv", "--nulls", "--calib", *(["--blocks"] if blocks else []))
        for line in out.splitlines():
            row = line.split("\t")
            if head is None or row[0] == "set":
                head = row
            elif (row[0] == "bible-en-zh") == blocks:
                rows[row[0]] = dict(zip(head, row))
    ece = {name: calibration_error(DATA / "align" / name, work / "hyp" / name, name == "bible-en-zh") for name in sets}
    figures["align calibration error, pooled"] = (calibration_error(DATA / "align", work / "hyp", False), False)
    figures["align calibration error, worst set"] = (max(ece.values()), False)
    best, shown = peers(), []
    groups = collections.defaultdict(list)
    for name, row in rows.items():
        if name not in best and name not in sets:
            continue
        f1 = float(row["strict_f1"])
        groups[name.split("-")[0]].append(f1)
        figures[f"align {name} strict F1"] = (f1, True)
        shown.append([name, f"{f1:.3f}", f"{best[name]:.3f}" if name in best else "–", row.get("null_f1", "–"), f"{ece[name]:.3f}" if name in ece else "–"])
    for group in ("gnome", "handbook", "noisy", "moved"):
        values = groups[group]
        if values:
            figures[f"align {group} mean strict F1"] = (sum(values) / len(values), True)
            shown.append([f"**{group}, mean**", f"{sum(values) / len(values):.3f}", "", "", ""])
    shown.append(["**pooled**", "", "", "", f"{figures['align calibration error, pooled'][0]:.3f}"])
    return ("## Alignment\n\nStrict F1 on `../shared/data/align` (development documents); peer = the better of Gale–Church and hunalign without a dictionary. "
            "`bible-en-zh` is scored by blocks.\n\n"
            "`benches/quality.sh --only align`, which runs `bilint align SRC TGT --segmented --format beads` a set as one batch, then `score_align.py --tree`\n\n"
            "Confidence fitted on the other sets and measured on the one left out (`benches/calibrate_align.py --dry`): calibration error pooled 0.004, worst "
            "sets alignar-lit-ar-en 0.134, bible-gu-en 0.106, quran-ru-en 0.080.\n\n"
            + table(["set", "bilint", "peer", "null lines F1", "calibration error"], shown))


# ---------------------------------------------------------------- sentence pairs
def score_pairs(pairs_path, work, name):
    """Runs `bilint score`; returns path of flags and of scores."""
    flags, scores = work / f"{name}.flags.tsv", work / f"{name}.scores.tsv"
    out = work / f"{name}.out.jsonl"
    with open(pairs_path) as src, open(out, "w") as dst:
        done = subprocess.run([BILINT, "score", "--format", "jsonl"], stdin=src, stdout=dst, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"quality: bilint score: exit {done.returncode}: {done.stderr[-600:]}")
    with open(flags, "w") as f, open(scores, "w") as s:
        f.write("id\tcheck\tseverity\tscore\n")
        s.write("id\tscore\n")
        for line in open(out):
            record = json.loads(line)
            if "error" in record:
                continue
            s.write(f"{record['id']}\t{100 - record['score']}\n")
            for finding in record["findings"]:
                f.write(f"{record['id']}\t{CHECK.get(finding['rule'], finding['rule'])}\t{finding['severity']}\t{finding['confidence'] / 100}\n")
    return flags, scores


NTREX = "en ar ru zh ja he fa hi tr de fr es ko el uk pl it pt nl id cs".split()


def clean_sets():
    both = [f"en-{x}" for x in NTREX[1:]] + [f"{x}-en" for x in NTREX[1:]] + ["ru-uk", "ar-fr", "de-fr", "zh-ja"]
    tico = [f"en-{x}" for x in "ar es fa fr hi id pt ru zh".split()]
    return {
        "NTREX": (["clean/ntrex.multi.tsv.gz"], both), "TICO": (["clean/tico19.multi.tsv.gz"], tico),
        "WMT": ([f"clean/{p.name}" for p in sorted((DATA / "errors/clean").glob("wmt.*"))], []),
        "interface strings": (["clean/ui.django.jsonl.gz"], []), "XML help": (["clean/markup.salesforce.jsonl.gz"], []),
    }


def findings_of(work, name):
    """Id and finding of each row that `score_pairs` got, without notes."""
    for line in open(work / f"{name}.out.jsonl"):
        record = json.loads(line)
        yield from ((record["id"], finding) for finding in record.get("findings", []) if finding["severity"] != "info")


def clean(work, figures):
    rows, by_rule, raw, everything = [], collections.Counter(), collections.Counter(), 0
    for name, (files, pairs) in clean_sets().items():
        slug = name.split()[0].lower()
        path = work / f"{slug}.jsonl"
        path.write_text(tool("expand_pairs.py", *[x for p in pairs for x in ("--pair", p)], *[DATA / "errors" / f for f in files]))
        flags, _ = score_pairs(path, work, slug)
        raw.update(finding["rule"] for _, finding in findings_of(work, slug))
        found = collections.defaultdict(set)
        worst = collections.defaultdict(set)
        total, per = 0, collections.Counter()
        pair_of = {}
        for line in open(path):
            row = json.loads(line)
            total += 1
            pair_of[row["id"]] = f"{row['src_lang']}-{row['tgt_lang']}"
            per[pair_of[row["id"]]] += 1
        for line in list(open(flags))[1:]:
            ident, check, severity, _ = line.rstrip("\n").split("\t")
            if severity == "info":
                continue
            found["minor"].add(ident)
            if severity in ("major", "critical"):
                found["major"].add(ident)
                worst[pair_of[ident]].add(ident)
                if check == "number":
                    found["number"].add(ident)
                if name == "NTREX":
                    by_rule[check] += 1
        rate = lambda ids, n: 1000 * len(ids) / max(n, 1)
        everything += total
        bad = max(worst, key=lambda p: rate(worst[p], per[p]), default="–")
        major, minor, number = rate(found["major"], total), rate(found["minor"], total), rate(found["number"], total)
        figures[f"clean {name} major per 1,000"] = (major, False)
        figures[f"clean {name} minor per 1,000"] = (minor, False)
        figures[f"clean {name} numbers major per 1,000"] = (number, False)
        rows.append([name, f"{total:,}", f"{major:.1f}", f"{minor:.1f}", f"{number:.2f}", f"{bad} {rate(worst.get(bad, ()), per.get(bad, 1)):.1f}"])
    if WRITES:
        update(MEASURED, "clean", raw, pairs=everything)
    return ("## False alarms on clean human translations\n\nFlagged segments per 1,000 pairs of `../shared/data/errors/clean`. A plain digit comparison flags 48.9 "
            "on NTREX.\n\n`benches/quality.sh --only clean`, which runs `expand_pairs.py … | bilint score --format jsonl`\n\n"
            + table(["set", "pairs", "major or worse", "minor or worse", "number rules, major", "worst direction, major"], rows)
            + "\nNTREX flags at major, by check: " + (", ".join(f"{k} {v}" for k, v in by_rule.most_common()) or "none") + "\n")


# Letters from which on a sentence shows its language.
LETTERS = 40


def contrast(work, figures):
    gold = sorted((DATA / "errors/challenge").glob("*.jsonl*"))
    path = work / "challenge.jsonl"
    path.write_text(tool("expand_pairs.py", *gold))
    flags, scores = score_pairs(path, work, "challenge")
    tool("score_contrastive.py", "--gold", *gold, "--flags", flags, "--min-severity", "minor", "--json", work / "c.json")
    benign, long = set(), {}
    for name in gold:
        with (gzip.open(name, "rt", encoding="utf-8") if name.suffix == ".gz" else open(name, encoding="utf-8")) as file:
            for row in map(json.loads, file):
                if row["scope"] == "benign":
                    benign.add(row["id"])
                if row["phenomenon"].endswith("wrong-language") and sum(map(str.isalpha, row["bad"])) >= LETTERS:
                    long[row["id"]] = set(row["expect"])
    tally = Tally()
    for ident, finding in findings_of(work, "challenge"):
        pair, side = ident.rsplit("#", 1)
        tally.add(finding["rule"], finding["confidence"], side == "bad" and pair not in benign)
    if WRITES:
        update(MEASURED, "pairs", tally.found, tally.right)
    rows = []
    for row in json.load(open(work / "c.json")):
        if "n" not in row:
            continue
        figures[f"contrast {row['group']} expected %"] = (100 * row["exp"], "benign" not in row["group"])
        rows.append([row["group"], row["n"], f"{100 * row['det']:.1f}", f"{100 * row['exp']:.1f}", f"{100 * row['fpG']:.1f}"])
    fired = {"good": collections.defaultdict(set), "bad": collections.defaultdict(set)}
    for line in list(open(flags))[1:]:
        ident, check, severity, _ = line.rstrip("\n").split("\t")
        ident, side = ident.rsplit("#", 1)
        if severity != "info" and ident in long:
            fired[side][ident].add(check)
    newly = {ident: fired["bad"].get(ident, set()) - fired["good"].get(ident, set()) for ident in long}
    expected = 100 * sum(bool(newly[ident] & checks) for ident, checks in long.items()) / len(long)
    figures[f"contrast wrong language, {LETTERS} letters or more, expected %"] = (expected, True)
    told, good = 100 * sum(map(bool, newly.values())) / len(long), 100 * len(fired["good"]) / len(long)
    rows.append([f"wrong language, {LETTERS} letters or more", len(long), f"{told:.1f}", f"{expected:.1f}", f"{good:.1f}"])
    return ("## Contrastive error sets\n\nShare of pairs in per cent where a check newly fires on the bad side: any check, the expected one; and good sides with any flag. "
            "`benign` rows are harmless edits: a flag there is a false alarm.\n\n`benches/quality.sh --only contrast`, scored by `score_contrastive.py --min-severity minor`\n\n"
            + table(["phenomenon", "n", "any %", "expected %", "good side flagged %"], rows)
            + "\nOf all findings on both sides, by what their confidence says, per cent on a damaged side:\n\n" + table(["confidence", "findings", "right"], tally.said()))


# ---------------------------------------------------------------- people's judgements of machine translation
LABELS = {
    "guerreiro.de-en": ["omission", "repetitions", "strong-unsupport", "full-unsupport"], "wmt23qe": ["hallucination"], "xu2023": ["hallucination"],
}


def human(work, figures):
    sets = [(f"halluc/{name}.jsonl.gz", key) for name, keys in LABELS.items() for key in keys] + [("human/wmt22-critical-errors.jsonl.gz", None)]
    files = sorted({name for name, _ in sets} | {"human/mqm.bio.jsonl.gz"})
    path = work / "human.jsonl"
    path.write_text(tool("expand_pairs.py", *[DATA / "errors" / name for name in files]))
    flags, scores = score_pairs(path, work, "human")
    rows = []
    for name, key in sets:
        out = tool("score_flags.py", "--flags", flags, "--scores", scores, "--labels", DATA / "errors" / name, *(["--label-key", key] if key else []))
        lines = [line.split("\t") for line in out.splitlines() if "\t" in line]
        head = next(line for line in lines if line[0] == "file")
        for line in lines[lines.index(head) + 1:]:
            row = dict(zip(head, line))
            label = f"{pathlib.Path(name).name.split('.')[0]} {row['pair']} {key or 'BAD'}"
            if int(row["pos"]) >= 20:
                figures[f"human {label} AUC"] = (float(row["AUC"]), True)
            if key is None:
                figures[f"human {label} MCC"] = (float(row["MCC"]), True)
            rows.append([label, row["n"], row["pos"], row["AUC"], row["MCC"], row["R@FPR1%"]])
    out = tool("score_flags.py", "--flags", flags, "--human", DATA / "errors/human/mqm.bio.jsonl.gz")
    spans = []
    for line in out.splitlines():
        part = line.split("\t")
        if len(part) == 6 and part[0] in ("omission", "addition", "untranslated", "punctuation", "locale-number", "encoding", "any major"):
            spans.append([part[0], part[1], part[2], part[3], part[4]])
            if part[0] in ("omission", "untranslated"):
                figures[f"human BioMQM {part[0]} meant flag %"] = (float(part[3]), True)
    return ("## People's judgements of machine translation\n\n`benches/quality.sh --only human`, scored by `score_flags.py` with the score of `bilint score` (100 less it)\n\n"
            + table(["set, pair, label", "n", "positive", "AUC of the score", "MCC of any flag", "recall at 1 % false positives"], rows)
            + "\nBioMQM (medical abstracts): share of segments with an error of the category that are flagged, in per cent\n\n"
            + table(["category", "segments", "any flag", "a flag meant for it", "such a flag on segments without error"], spans))


def local(work, figures):
    return local_numbers(work, figures, BILINT, table)[0]


# ---------------------------------------------------------------- documents
def check_tree(args):
    work, root, entries, pair = args
    folder = work / root.name / pair
    for side in ("src", "tgt"):
        (folder / side).mkdir(parents=True)
    by_name = {}
    for number, entry in enumerate(entries):
        name = f"{number:04}.txt"
        by_name[name] = entry
        os.symlink(DATA / "docs" / entry["src"], folder / "src" / name)
        os.symlink(root / entry["tgt"], folder / "tgt" / name)
    source, target = pair.split("-", 1)
    out = run("check", folder / "src", folder / "tgt", "--segmented", "--source-lang", source, "--target-lang", target, "--format", "jsonl", "--fail-on", "never", "--no-config")
    found = collections.defaultdict(list)
    for line in out.splitlines():
        finding = json.loads(line)
        if "rule" in finding:
            found[by_name[pathlib.Path(finding["file"]).name]["doc"]].append(finding)
    return pair, found


def check_docs(work, root):
    groups = collections.defaultdict(list)
    for line in open(root / "manifest.jsonl"):
        entry = json.loads(line)
        groups[f"{entry['src_lang']}-{entry['tgt_lang']}"].append(entry)
    results, docs = {}, {}
    for pair, entries in sorted(groups.items()):
        _, found = check_tree((work, root, entries, pair))
        for entry in entries:
            docs[entry["doc"]] = entry
            results[entry["doc"]] = found.get(entry["doc"], [])
    return docs, results


def documents(work, figures):
    docs, results = check_docs(work, DATA / "docs")
    lines, flagged, major, rules = collections.Counter(), collections.Counter(), collections.Counter(), collections.Counter()
    for doc, entry in docs.items():
        pair = f"{entry['src_lang']}-{entry['tgt_lang']}"
        lines[pair] += entry["segments"]
        spots = {(f["source_line"], f["line"]) for f in results[doc] if f["severity"] != "info"}
        flagged[pair] += len(spots)
        major[pair] += len({(f["source_line"], f["line"]) for f in results[doc] if f["severity"] in ("major", "critical")})
        rules.update(f["rule"] for f in results[doc] if f["severity"] != "info")
    rate = 1000 * sum(flagged.values()) / sum(lines.values())
    rate_major = 1000 * sum(major.values()) / sum(lines.values())
    figures["docs clean flagged per 1,000"] = (rate, False)
    figures["docs clean major per 1,000"] = (rate_major, False)
    rows = [[p, f"{lines[p]:,}", f"{1000 * flagged[p] / lines[p]:.1f}", f"{1000 * major[p] / lines[p]:.1f}"] for p in sorted(lines)]
    rows.append(["**all**", f"{sum(lines.values()):,}", f"{rate:.1f}", f"{rate_major:.1f}"])
    text = ("## Documents\n\nLine files of `../shared/data/docs`, aligned and checked as documents (`bilint check SRC TGT --segmented --format jsonl`): flagged segments per 1,000. "
            "The texts are real and hold true faults (untranslated lines above all).\n\n`benches/quality.sh --only docs`\n\n"
            + table(["pair", "segments", "flagged, minor or worse", "major or worse"], rows)
            + "\nFindings by rule: " + ", ".join(f"{k} {v}" for k, v in rules.most_common()) + "\n\n")

    docs, results = check_docs(work, DATA / "docs-injected")
    truth = [json.loads(line) for line in open(DATA / "docs-injected/truth.jsonl")]
    damaged = collections.defaultdict(set)
    for claim in truth:
        if not claim["benign"]:
            damaged[claim["doc"]].add((claim["tgt_line"], claim["seg"]))
    tally = Tally()
    for doc, findings in results.items():
        for f in findings:
            if f["severity"] != "info":
                near = any(f["line"] <= line < f["line"] + 4 if f["rule"] in ("untranslated", "wrong-language", "addition") else f["line"] == line
                           or f["rule"] in ("omission", "duplicate-sentence", "moved") and abs((f["source_line"] or 0) - seg) < 5 for line, seg in damaged[doc])
                tally.add(f["rule"], f["confidence"], near)
    if WRITES:
        update(MEASURED, "documents", tally.found, tally.right)
    claims, hits, langs, lang_hits, harmless = collections.Counter(), collections.Counter(), collections.Counter(), collections.Counter(), collections.Counter()
    for claim in truth:
        kind = claim["kind"]
        at = [f for f in results[claim["doc"]] if f["line"] == claim["tgt_line"] and f["severity"] != "info"]
        if claim["benign"]:
            claims[kind] += 1
            hits[kind] += any(f["rule"].startswith("number") or f["rule"] in ("quote-unclosed", "quote-style", "spacing", "stray-punctuation", "mojibake", "invisible-character") for f in at)
            continue
        claims[kind] += 1
        rules = COVERED.get(kind)
        if kind == "dropped_sentence":
            found = any(f["rule"] == "omission" and f["source_line"] <= claim["seg"] < f["source_line"] + 5 for f in results[claim["doc"]])
        elif rules:
            # a run of untranslated lines is one finding, at its first line
            found = any(f["rule"] in rules for f in at) or any(
                f["rule"] in rules and f["rule"] in ("untranslated", "wrong-language", "addition") and f["line"] <= claim["tgt_line"] < f["line"] + 4 for f in results[claim["doc"]])
        else:
            found = bool(at)
        hits[kind] += found
        if rules:
            language = docs[claim["doc"]]["tgt_lang"]
            langs[language] += 1
            lang_hits[language] += found
    covered = sum(hits[k] for k in COVERED) / sum(claims[k] for k in COVERED)
    figures["docs injected covered found %"] = (100 * covered, True)
    rows = []
    for kind in sorted(claims, key=lambda k: (k.startswith("ok_"), k not in COVERED, k)):
        share = 100 * hits[kind] / claims[kind]
        role = "covered" if kind in COVERED else "harmless: must stay silent" if kind.startswith("ok_") else "other"
        if kind in COVERED:
            figures[f"docs injected {kind} %"] = (share, True)
        rows.append([kind, role, claims[kind], f"{share:.0f}"])
    rows.append(["**covered, all**", "", sum(claims[k] for k in COVERED), f"{100 * covered:.1f}"])
    return (text + "### Injected faults\n\n`../shared/data/docs-injected/truth.jsonl`: share found in per cent. `covered`: the rules here are meant to see it; `other`: no rule of "
            "this version answers for it, any finding at the line counts.\n\n" + table(["kind", "role", "claims", "found %"], rows)
            + "\nOf all findings here, by what their confidence says, per cent on a damaged line:\n\n" + table(["confidence", "findings", "right"], tally.said())
            + "\nCovered kinds by target language: " + ", ".join(f"{k} {100 * lang_hits[k] / langs[k]:.0f} %" for k in sorted(langs)) + "\n")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--check", action="store_true")
    ap.add_argument("--write-floors", action="store_true")
    ap.add_argument("--only", default=",".join(PARTS))
    a = ap.parse_args()
    figures, texts = {}, {}
    todo = {"segment": segment, "align": align, "stories": lambda work, figures: stories(work, figures, DATA, run, table), "clean": clean, "contrast": contrast, "human": human, "local": local, "names": names, "docs": documents}
    with tempfile.TemporaryDirectory() as folder:
        for part in a.only.split(","):
            work = pathlib.Path(folder) / part
            work.mkdir()
            texts[part] = todo[part](work, figures)
            print(f"quality: {part} done", file=sys.stderr)
    floors_path = ROOT / "benches/floors.json"
    floors = json.loads(floors_path.read_text()) if floors_path.exists() else {}
    if a.check:
        bad = [f"{k}: {figures[k][0]:.4g}, floor {v:.4g}" for k, v in floors.items()
               if k in figures and ((figures[k][0] < v) if figures[k][1] else (figures[k][0] > v))]
        print(f"quality: {len([k for k in floors if k in figures])} floors held" if not bad else "quality: below the floor:\n  " + "\n  ".join(bad))
        sys.exit(1 if bad else 0)
    if a.write_floors:
        for key, (value, higher) in figures.items():
            # Calibration errors are shares, the other figures that should be low are counts or per cent.
            low = 0.01 if "calibration error" in key else max(0.2, 0.05 * value)
            margin = low if not higher else 0.005 if abs(value) <= 1 else 0.5
            floors[key] = round(value - margin if higher else value + margin, 4)
        floors_path.write_text(json.dumps(dict(sorted(floors.items())), indent=1, ensure_ascii=False) + "\n")
    path = ROOT / "docs/quality.md"
    old = path.read_text() if path.exists() else ""
    sections = {}
    for part in PARTS:
        mark, end = f"<!-- {part} -->\n", f"<!-- /{part} -->\n"
        if part in texts:
            sections[part] = mark + texts[part] + end
        elif mark in old:
            sections[part] = old[old.index(mark):old.index(end) + len(end)]
    head = ("# Quality\n\nStanding figures on the labelled development data, written by `benches/quality.sh`. They are measured on text that was looked at while building; "
            "expect somewhat less elsewhere. `.ci/run` fails when a figure drops below its floor in `benches/floors.json`.\n\n")
    notes = ""
    if "<!-- notes -->" in old:
        notes = old[old.index("<!-- notes -->"):]
    sections["rules"] = "<!-- rules -->\n" + measured(MEASURED, table) + "<!-- /rules -->\n"
    path.write_text(head + "\n".join(sections[p] for p in [*PARTS, "rules"] if p in sections) + ("\n" + notes if notes else ""))
    for part in texts:
        print(texts[part])


if __name__ == "__main__":
    main()
