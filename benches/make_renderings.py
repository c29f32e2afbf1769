#!/usr/bin/env python3
"""Makes src/lang/data/renderings: words of each language that answer each other in translations, by way of English.

usage: make_renderings.py [--half 0|1]

Learnt from the parallel sentences of ../shared/data/errors/clean (NTREX, TICO-19). Words (their beginnings) are linked one to one in each pair of
sentences, the likeliest first, by log-likelihood (Dunning 1993; linking as Melamed 2000), twice; what is linked LINKS times and in a DICE
share of its places is kept. A word that stands in more than one sentence of seven says too little. `--half` learns from the documents of one half
only, so that figures can be taken on the other half. Deterministic. Standard library only.
"""
import collections, gzip, hashlib, math, pathlib, re, sys, tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "src/lang/data/renderings"
DATA = ROOT.parent / "shared/data/errors/clean"
SETS = ["ntrex", "tico19"]
DICE, LINKS, MEANINGS, SHORTEST, OFTEN = 0.2, 3, 3, 3, 0.15
# Letters kept of a word, the longer beginning first (src/lang/renderings.rs looks them up the same way), and syllables of a Korean one.
STEMS, SYLLABLES = (6, 5), (3, 2)
HAN = (1, 2, 3)
# What a share is drawn towards, as so many more places.
PRIOR, SHARE, SEEN = 6, 0.45, 0.85


def particles(language):
    facts = tomllib.loads((ROOT / f"src/lang/data/{language}.toml").read_text(encoding="utf-8")).get("words", {})
    return sorted({w.lower() for w in facts.get("clitics", []) + facts.get("article_prefixes", [])})


def stems(text, language, glued):
    text, found = text.lower(), set()
    if language in ("zh", "ja"):
        for run in re.findall(r"[\u4e00-\u9fff]+", text):
            found.update(run[at:at + n] for n in HAN for at in range(len(run) - n + 1))
        found.update(run for run in re.findall(r"[\u30a0-\u30ff]{2,8}", text))
        return found
    for word in re.findall(r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u200c])+", text):
        if language == "ko":
            found.update(word[:n] for n in SYLLABLES if len(word) >= n)
            continue
        rests = [word[len(p):] for p in glued if word.startswith(p)]
        for form in [word, *rests]:
            if len(form) >= SHORTEST:
                found.update(form[:n] for n in STEMS)
    return found


def pairs(half):
    """Language → (English stems, stems) of every sentence."""
    found, glued = collections.defaultdict(list), {}
    for name in SETS:
        with gzip.open(DATA / f"{name}.multi.tsv.gz", "rt", encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file]
        head = rows[0]
        for row in rows[1:]:
            if half is not None and int(hashlib.sha1(row[1].encode()).hexdigest(), 16) % 2 != half:
                continue
            english = stems(row[head.index("en")], "en", [])
            for at, language in enumerate(head):
                if at > 1 and language != "en" and row[at]:
                    if language not in glued:
                        glued[language] = particles(language)
                    found[language].append((english, stems(row[at], language, glued[language])))
    return found


def likeliest(both, one, other, count):
    def part(seen, expected):
        return seen * math.log(seen / expected) if seen > 0 else 0.0
    return 2 * (part(both, one * other / count) + part(one - both, one * (count - other) / count)
                + part(other - both, (count - one) * other / count)
                + part(count - one - other + both, (count - one) * (count - other) / count))


def learn(sentences):
    """Word → its English stems, likeliest first."""
    count = len(sentences)
    english, foreign, together = collections.Counter(), collections.Counter(), collections.Counter()
    for one, other in sentences:
        english.update(one)
        foreign.update(other)
    kept = [([x for x in one if LINKS <= english[x] <= count * OFTEN], [y for y in other if LINKS <= foreign[y] <= count * OFTEN])
            for one, other in sentences]
    for one, other in kept:
        together.update((x, y) for y in other for x in one)
    score = {pair: likeliest(n, english[pair[0]], foreign[pair[1]], count) for pair, n in together.items()
             if n >= LINKS and n > 2 * english[pair[0]] * foreign[pair[1]] / count}
    for _ in range(2):
        links = collections.Counter()
        for one, other in kept:
            taken, answered = set(), set()
            for value, x, y in sorted(((score[x, y], x, y) for x in one for y in other if (x, y) in score), reverse=True):
                if value >= 8 and x not in taken and y not in answered:
                    taken.add(x)
                    answered.add(y)
                    links[x, y] += 1
        score = {(x, y): n * math.log(1 + 2 * n / (english[x] + foreign[y]) * count / 10) * n / together[x, y] + 0.2 * score[x, y]
                 for (x, y), n in links.items()}
    words = collections.defaultdict(list)
    for (x, y), n in links.items():
        dice = 2 * n / (english[x] + foreign[y])
        if n >= LINKS and dice >= DICE:
            words[y].append((dice, x))
    table = {}
    for word, meanings in words.items():
        meanings.sort(key=lambda m: (-m[0], m[1]))
        table[word] = [x for dice, x in meanings[:MEANINGS] if dice >= meanings[0][0] / 2]
    return table


def digit(share):
    return str(min(9, int(share * 10)))


def main():
    half = int(sys.argv[sys.argv.index("--half") + 1]) if "--half" in sys.argv else None
    sentences = pairs(half)
    tables = {language: learn(all_) for language, all_ in sorted(sentences.items())}
    # The sentences of one set are the same in all languages: count each once.
    longest = max(sentences.values(), key=len)
    often = collections.Counter(x for one, _ in longest for x in one)
    concepts = sorted({x for table in tables.values() for meanings in table.values() for x in meanings})
    number = {stem: at for at, stem in enumerate(concepts)}
    OUT.mkdir(exist_ok=True)
    size = 0

    def write(language, head, words):
        """Words with their cells; a line repeats as many letters of the line before as its first digit says."""
        nonlocal size
        lines, before = head, ""
        for word, cells in sorted(words.items()):
            same = 0
            while same < min(9, len(word), len(before)) and word[same] == before[same]:
                same += 1
            lines.append(f"{same}{word[same:]} {cells}")
            before = word
        packed = gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0)
        (OUT / f"{language}.txt.gz").write_bytes(packed)
        size += len(packed)

    # A letter for how rare a stem is, in halvings of its share of the sentences.
    rare = {x: min(25, round(-math.log2((often[x] + 0.5) / len(longest)))) for x in concepts}
    write("en", [], {x: chr(ord("a") + rare[x]) for x in concepts})
    for language, table in tables.items():
        english, answered, foreign, right = (collections.Counter() for _ in range(4))
        for one, other in sentences[language]:
            meant = {x for y in other for x in table.get(y, ())}
            english.update(one)
            answered.update(one & meant)
            foreign.update(other)
            right.update(y for y in other if any(x in one for x in table.get(y, ())))
        shares = "".join(
            digit(SEEN * (answered[x] + SHARE * PRIOR) / (english[x] + PRIOR)) if answered[x] else "-" for x in concepts)
        sure = {word: digit(SEEN * (right[word] + SHARE * PRIOR) / (foreign[word] + PRIOR)) for word in table}
        write(language, [shares], {word: f"{sure[word]} " + " ".join(str(number[x]) for x in table[word]) for word in table})
    print(f"{size} bytes, {len(concepts)} stems, " + ", ".join(f"{language} {len(table)}" for language, table in tables.items()))


main()
