#!/usr/bin/env python3
"""Sentence boundaries found again: the sentences of each document are joined, and the binary must cut them where they met.

usage: quality_segment.py [LANG...]      (BILINT names the binary; prints the table)

Unit: a boundary inside a document, placed by the letters before it (blanks do not count). Precision is below 1 for any
cutter because a line may hold two sentences; recall because a headline ends without a mark. Standard library only.
"""
import collections, csv, gzip, os, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared/data"
BILINT = os.environ.get("BILINT", str(ROOT / "target/release/bilint"))
NEWS = DATA / "errors/clean/ntrex.multi.tsv.gz"
# Written without blanks between sentences.
UNSPACED = {"zh", "ja"}


def news():
    """Language -> document -> sentences."""
    texts = collections.defaultdict(lambda: collections.defaultdict(list))
    with gzip.open(NEWS, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for lang, text in row.items():
                if lang not in ("seg", "doc") and text.strip():
                    texts[lang][row["doc"]].append(" ".join(text.split()))
    return texts


def bare(text):
    return "".join(text.split())


def boundaries(sentences):
    at, found = 0, set()
    for sentence in sentences[:-1]:
        at += len(bare(sentence))
        found.add(at)
    return found


def cut(lang, documents, work):
    """The binary's sentences of every document: each is aligned with itself, which leaves every sentence alone."""
    folder, out = work / lang, work / f"{lang}.out"
    folder.mkdir(parents=True)
    for name, sentences in documents.items():
        (folder / f"{name}.txt").write_text(("" if lang in UNSPACED else " ").join(sentences) + "\n", encoding="utf-8")
    done = subprocess.run([BILINT, "align", folder, folder, "--no-config", "--source-lang", lang, "--target-lang", lang, "--format", "tsv",
                           "--output", out], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"quality: bilint align {lang}: exit {done.returncode}: {done.stderr[-600:]}")
    return {name: [line.split("\t")[0] for line in (out / f"{name}.txt.tsv").read_text(encoding="utf-8").splitlines()[1:]] for name in documents}


def measure(lang, documents, work, errors=None):
    hit = found = gold = 0
    for name, sentences in cut(lang, documents, work).items():
        want, have = boundaries(documents[name]), boundaries(sentences)
        if bare("".join(documents[name])) != bare("".join(sentences)):
            sys.exit(f"quality: {lang} {name}: the sentences do not hold the text")
        hit, found, gold = hit + len(want & have), found + len(have), gold + len(want)
        if errors is not None:
            text = bare("".join(documents[name]))
            errors += [("extra" if at in have else "missed", text[max(0, at - 25):at], text[at:at + 20]) for at in sorted(want ^ have)]
    precision, recall = hit / max(found, 1), hit / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9), gold


def segment(work, figures):
    """The part `segment` of the standing figures: a Markdown text; figures get `segment.macro_f1`."""
    rows, scores = [], []
    for lang, documents in sorted(news().items()):
        precision, recall, f1, gold = measure(lang, documents, work)
        rows.append(f"| {lang} | {gold} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")
        scores.append(f1)
    macro = sum(scores) / len(scores)
    figures["segment.macro_f1"] = (macro, True)
    return (f"## Sentence boundaries\n\nThe sentences of each news document joined, boundaries to be found again: macro-F1 **{macro:.3f}** over {len(scores)} languages "
            "(`benches/quality.sh --only segment`). A headline ends without a mark and a line may hold two sentences, so 1 is out of reach.\n\n"
            "| language | boundaries | precision | recall | F1 |\n| --- | --- | --- | --- | --- |\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[1:]:
            for lang in sys.argv[1:]:
                errors = []
                print(lang, *(f"{x:.3f}" for x in measure(lang, news()[lang], pathlib.Path(folder), errors)))
                for error in errors:
                    print("  " + "\t".join(error))
        else:
            print(segment(pathlib.Path(folder), {}))
