"""One story at a time: documents of a few hundred words in paragraphs, each checked by itself, as an editor does. Called by quality.py.

Nothing teaches the aligner here but the story. Every row about missing or added text on the whole story is a false alarm; with the
middle sentence line taken out of the translation, the one row that names it is right, and every other one false.
"""
import collections, concurrent.futures, csv, gzip, json, random

LANGUAGES = "ar ru zh ja he fa hi tr de fr es ko el uk pl it pt nl id cs".split()
PAIRS = [("en", x) for x in LANGUAGES] + [(x, "en") for x in LANGUAGES] + [("ru", "uk"), ("ar", "fr"), ("zh", "ja"), ("de", "fr")]
# Lines of a paragraph, in turn; documents a pair; fewest lines of a document.
PARAGRAPHS, EACH, FEWEST = (1, 3, 5), 6, 6
GAPS = {"omission", "addition"}


def stories(work, figures, data, run, table):
    documents = collections.defaultdict(list)
    with gzip.open(data / "errors/clean/ntrex.multi.tsv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            documents[row["doc"]].append(row)
    documents = {name: rows for name, rows in documents.items() if len(rows) >= FEWEST}
    jobs = []
    for seed, (source, target) in enumerate(PAIRS):
        for number, name in enumerate(random.Random(seed).sample(sorted(documents), EACH)):
            size = PARAGRAPHS[number % len(PARAGRAPHS)]
            jobs += [(source, target, name, size, None), (source, target, name, size, len(documents[name]) // 2)]

    def paragraphs(lines, language, size):
        blank = "" if language in ("zh", "ja") else " "
        return "\n\n".join(blank.join(lines[at:at + size]) for at in range(0, len(lines), size)) + "\n"

    def check(job):
        source, target, name, size, dropped = job
        lines = [(row[source], row[target]) for row in documents[name]]
        folder = work / "-".join(map(str, (source, target, name.replace("/", "_"), dropped)))
        folder.mkdir()
        kept = [pair[1] for at, pair in enumerate(lines) if at != dropped]
        (folder / "source.txt").write_text(paragraphs([pair[0] for pair in lines], source, size), encoding="utf-8")
        (folder / "target.txt").write_text(paragraphs(kept, target, size), encoding="utf-8")
        out = run("check", folder / "source.txt", folder / "target.txt", "--source-lang", source, "--target-lang", target,
                  "--format", "jsonl", "--fail-on", "never", "--no-config")
        found = [json.loads(line) for line in out.splitlines()]
        return job, [finding for finding in found if finding.get("rule") in GAPS]

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(check, jobs))
    lines = alarms = gate = touched = dropped = hits = others = 0
    for (source, _, name, _, drop), found in results:
        if drop is None:
            lines += len(documents[name])
            alarms += len(found)
            gate += sum(f["severity"] in ("major", "critical") and f["confidence"] >= 80 for f in found)
            touched += bool(found)
        else:
            want = documents[name][drop][source]
            hit = any(f["rule"] == "omission" and (f["source"] in want or want in f["source"] and len(f["source"]) <= 2.5 * len(want)) for f in found)
            dropped, hits, others = dropped + 1, hits + hit, others + len(found) - hit
    figures["stories gap alarms per 1,000"] = (1000 * alarms / lines, False)
    figures["stories gap alarms at gate per 1,000"] = (1000 * gate / lines, False)
    figures["stories dropped line found %"] = (100 * hits / dropped, True)
    rows = [
        ("stories, each checked by itself", dropped), ("lines", lines), ("rows about missing or added text, whole stories, per 1,000 lines", f"{1000 * alarms / lines:.1f}"),
        ("of these at the gate (major, 80)", f"{1000 * gate / lines:.1f}"), ("whole stories with such a row", touched),
        ("line taken out of the translation: found", f"{100 * hits / dropped:.1f} %"), ("other such rows in these stories", others),
    ]
    return (f"## Stories, one at a time\n\nNTREX documents in {len(PAIRS)} directions, in paragraphs of {', '.join(map(str, PARAGRAPHS))} lines, without anything else to learn from.\n\n"
            "`benches/quality.sh --only stories`\n\n" + table(("measure", "figure"), rows))
