#!/usr/bin/env python3
"""Makes src/lang/data/concepts: words of each language that name the same things, from the keywords that CLDR gives to emoji.

usage: make_concepts.py ANNOTATIONS        (the folder `annotations` of the package cldr-annotations-full: one folder a language)

Two words that name the same emoji mean much the same. English is the pivot: a concept is an English stem, and a word of another language
stands for those of which it shares most emoji (DICE of the two sets or more, at most MOST of them). Kept are the KEPT concepts whose
English words are the most frequent in the English development texts (../shared/data/docs, align). Deterministic. Standard library only.
"""
import collections, gzip, json, pathlib, re, sys, unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "src/lang/data/concepts"
DATA = ROOT.parent / "shared/data"
DICE, MOST, KEPT = 0.3, 6, 600
# Letters kept of a word (src/lang/concepts.rs cuts the same way); languages that do not part words by blanks keep them whole.
STEM, SYLLABLES = 5, 2
UNSPACED = {"zh", "zh-Hant", "ja", "th", "km", "lo", "my"}
IDEOGRAPHS = {"zh", "zh-Hant", "ja"}


def is_picture(sign):
    code = ord(sign[0])
    tone = len(sign) == 1 and 0x1F3FB <= code <= 0x1F3FF
    return not tone and (code >= 0x1F300 or 0x2600 <= code < 0x27C0 or code in (0x231A, 0x231B, 0x23F0, 0x23F3))


def stem(word, language):
    if language in UNSPACED:
        return word if len(word) >= 2 or language in IDEOGRAPHS else ""
    if language == "ko":
        return word[:SYLLABLES] if len(word) >= SYLLABLES else ""
    return word[:STEM] if len(word) >= 3 else ""


def stems(folder, language):
    """Stem → the emoji that its words name."""
    named = collections.defaultdict(set)
    annotations = json.loads((folder / language / "annotations.json").read_text(encoding="utf-8"))["annotations"]["annotations"]
    for sign, facts in annotations.items():
        if not is_picture(sign):
            continue
        for word in facts.get("default", []) + facts.get("tts", []):
            word = unicodedata.normalize("NFC", word.strip().lower())
            letters = all(c.isalpha() or unicodedata.category(c)[0] == "M" or c in "'’\u200c" for c in word)
            if letters and stem(word, language):
                named[stem(word, language)].add(sign)
    return named


def frequencies():
    """How often English stems stand in the English development texts."""
    count = collections.Counter()
    for folder in ("align", "docs"):
        for path in sorted((DATA / folder).rglob("*")):
            if not path.is_file() or path.suffix not in (".txt", ".md", ".html", ".rst", ".adoc", "", ".po", ".tsv", ".gz", ".en"):
                continue
            if re.search(r"(^|[.\-_/])en([.\-_]|$)", path.name):
                opened = gzip.open(path, "rt", errors="ignore") if path.suffix == ".gz" else open(path, errors="ignore")
                with opened as text:
                    count.update(word[:STEM] for word in re.findall(r"[a-z]+", text.read().lower()))
    return count


def main():
    folder = pathlib.Path(sys.argv[1])
    english = stems(folder, "en")
    frequency = frequencies()
    concepts = sorted(english, key=lambda s: (-frequency[s], s))[:KEPT]
    number = {stem: at for at, stem in enumerate(concepts)}
    naming = collections.defaultdict(set)
    for concept in concepts:
        for sign in english[concept]:
            naming[sign].add(concept)
    OUT.mkdir(exist_ok=True)
    size = 0
    for language in sorted(path.stem for path in (ROOT / "src/lang/data").glob("*.toml")):
        if not (folder / language / "annotations.json").exists():
            print(f"no keywords: {language}")
            continue
        lines, before = [], ""
        for word, signs in sorted(stems(folder, language).items()):
            shared = collections.Counter(concept for sign in signs for concept in naming[sign])
            likeness = {c: 2 * n / (len(signs) + len(english[c])) for c, n in shared.items()}
            best = sorted((c for c in likeness if likeness[c] >= DICE), key=lambda c: (-likeness[c], c))[:MOST]
            if language == "en":
                best = [word] if word in number else []
            if best:
                same = 0
                while same < min(9, len(word), len(before)) and word[same] == before[same]:
                    same += 1
                lines.append(f"{same}{word[same:]} " + " ".join(str(n) for n in sorted(number[c] for c in best)))
                before = word
        packed = gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0)
        (OUT / f"{language}.txt.gz").write_bytes(packed)
        size += len(packed)
    print(f"{size} bytes, {KEPT} concepts")


main()
