#!/usr/bin/env python3
"""Writes big bilingual files and measures time and memory of bilint on them.

usage: big_files.py SOURCE.txt TARGET.txt [--langs en de] [--megabytes 100] [--formats tmx xliff po jsonl] [--folder DIR] [--commands check score]

The two texts answer line by line; they are repeated, each time with the number of the unit behind each line, until a file has its size: the
same bytes at every run. BILINT names the binary. Peak memory and processor time are those of the whole process. Standard library only.
"""
import argparse, itertools, json, os, pathlib, subprocess, tempfile, time
from xml.sax.saxutils import escape

ROOT = pathlib.Path(__file__).resolve().parent.parent
BILINT = os.environ.get("BILINT", str(ROOT / "target/release/bilint"))


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def tmx(langs):
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header srclang="{langs[0]}" datatype="plaintext" segtype="sentence"/><body>\n'

    def unit(n, pair):
        sides = "".join(f'<tuv xml:lang="{lang}"><seg>{escape(text)}</seg></tuv>' for lang, text in zip(langs, pair))
        return f'<tu tuid="u{n}">{sides}</tu>\n'

    return head, unit, "</body></tmx>\n"


def xliff(langs):
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2"><file original="a" datatype="plaintext" source-language="{langs[0]}" target-language="{langs[1]}"><body>\n'

    def unit(n, pair):
        return f'<trans-unit id="u{n}"><source>{escape(pair[0])}</source><target>{escape(pair[1])}</target></trans-unit>\n'

    return head, unit, "</body></file></xliff>\n"


def po(langs):
    head = f'msgid ""\nmsgstr ""\n"Language: {langs[1]}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    return head, lambda n, pair: f"#: a.c:{n}\nmsgid {quoted(pair[0])}\nmsgstr {quoted(pair[1])}\n\n", ""


def jsonl(langs):
    def unit(n, pair):
        row = {"id": f"u{n}", "src_lang": langs[0], "tgt_lang": langs[1], "source": pair[0], "target": pair[1]}
        return json.dumps(row, ensure_ascii=False) + "\n"

    return "", unit, ""


FORMATS = {"tmx": (tmx, "tmx"), "xliff": (xliff, "xlf"), "po": (po, "po"), "jsonl": (jsonl, "jsonl")}


def write(path, form, pairs, langs, size):
    head, unit, foot = form(langs)
    written, count = len(head.encode()), 0
    with open(path, "w", encoding="utf-8") as out:
        out.write(head)
        for source, target in itertools.cycle(pairs):
            if written >= size:
                break
            count += 1
            piece = unit(count, (f"{source} [{count}]", f"{target} [{count}]"))
            written += len(piece.encode())
            out.write(piece)
        out.write(foot)
    return count


def run(command):
    begun = time.monotonic()
    done = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(done.pid, 0)
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6, os.waitstatus_to_exitcode(status)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("texts", type=pathlib.Path, nargs=2)
    ap.add_argument("--langs", nargs=2, default=["en", "de"])
    ap.add_argument("--megabytes", type=float, default=100)
    ap.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    ap.add_argument("--folder", type=pathlib.Path)
    ap.add_argument("--commands", nargs="+", choices=["check", "report", "score"], default=["check"])
    a = ap.parse_args()
    lines = [path.read_text(encoding="utf-8").splitlines() for path in a.texts]
    pairs = [pair for pair in zip(*lines) if all(pair)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = a.folder or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print("| file | units | command | wall s | processor s | peak MB | times the file | exit |\n| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |")
        for name in a.formats:
            form, ending = FORMATS[name]
            path = folder / f"{a.megabytes:g}.{ending}"
            count = write(path, form, pairs, a.langs, a.megabytes * 1e6)
            size = path.stat().st_size / 1e6
            for command in a.commands:
                words = {
                    "check": ["check", path, "--no-config", "--quiet", "--fail-on", "never"],
                    "report": ["check", path, "--no-config", "--quiet", "--fail-on", "never", "--report", folder / "report"],
                    "score": ["score", path, "--output", folder / "scores.jsonl"],
                }[command]
                if name == "po":
                    words += ["--source-lang", a.langs[0]]
                if name == "xliff" and command == "score":
                    continue
                wall, cpu, peak, code = run([BILINT, *words])
                print(f"| {path.name} | {count:,} | {command} | {wall:.1f} | {cpu:.1f} | {peak:.0f} | {peak / size:.1f} | {code} |", flush=True)


if __name__ == "__main__":
    main()
