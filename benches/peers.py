#!/usr/bin/env python3
"""Times bilint beside other checkers on one file of 50,000 interface strings.

usage: peers.py FOLDER... [--units 50000] [--runs 3]      (BILINT names the binary; the others are looked for on the path)

The strings are the French catalogues (`fr/LC_MESSAGES/*.mo`) below the folders: every singular unit that is translated, once, the
first so many; so only figures of one file can be compared. /usr/share/locale and the unpacked packages gnucash-common, gimp-data,
iso-codes and gcc-*-locales of a distribution hold enough. `pip install translate-toolkit l10n-lint dennis` brings the others. Standard library only.
"""
import argparse, gettext, os, pathlib, shutil, subprocess, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BILINT = os.environ.get("BILINT", str(ROOT / "target/release/bilint"))


def units(folders):
    seen = set()
    for path in sorted((p for folder in folders for p in folder.rglob("fr/LC_MESSAGES/*.mo")), key=lambda p: (p.name, p)):
        with open(path, "rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog
        for source, target in catalogue.items():
            if not isinstance(source, str) or not source.strip() or not isinstance(target, str) or not target.strip():
                continue
            source = source.split("\x04")[-1]
            if (source, target) not in seen:
                seen.add((source, target))
                yield source, target


def quoted(text):
    for plain, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, written)
    return '"' + text + '"'


HEAD = '''msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

'''


def write(rows, folder):
    with open(folder / "fr.po", "w", encoding="utf-8") as po, open(folder / "fr.tsv", "w", encoding="utf-8") as tsv:
        po.write(HEAD)
        tsv.write("src_lang\ttgt_lang\tsource\ttarget\n")
        for number, (source, target) in enumerate(rows):
            source, target = ("".join(c for c in side if c >= " " or c in "\n\t") for side in (source, target))
            po.write(f'msgctxt "0.{number}"\nmsgid {quoted(source)}\nmsgstr {quoted(target)}\n\n')
            tsv.write("\t".join(["en", "fr", " ".join(source.split()), " ".join(target.split())]) + "\n")


def run(command):
    done = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(done.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folders", type=pathlib.Path, nargs="+")
    ap.add_argument("--units", type=int, default=50_000)
    ap.add_argument("--runs", type=int, default=3)
    a = ap.parse_args()
    rows = [row for row, _ in zip(units(a.folders), range(a.units))]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write(rows, folder)
        po = folder / "fr.po"
        wanted = [
            (BILINT, "score", folder / "fr.tsv", "--output", folder / "scores.jsonl"),
            (BILINT, "score", folder / "fr.tsv", "--alone", "--output", folder / "alone.jsonl"),
            (BILINT, "check", po, "--source-lang", "en", "--no-config", "--fail-on", "never", "--quiet"),
            ("pofilter", "--language=fr", "--progress=none", po, folder / "pofilter.po"),
            ("l10n-lint", "-f", "json", "-o", folder / "l10n.json", "--language", "fr", po),
            ("dennis-cmd", "lint", po),
            ("msgfmt", "-c", "--check-accelerators=_", po, "-o", folder / "fr.mo"),
        ]
        present = [command for command in wanted if shutil.which(command[0])]
        measured = {command: [] for command in present}
        for _ in range(a.runs):
            for command in present:
                measured[command].append(run(command))
        print(f"{len(rows):,} units, {po.stat().st_size / 1e6:.1f} MB\n")
        print("| command | processor s | units a processor s | peak MB | exit |\n| --- | --- | --- | --- | --- |")
        for command, results in measured.items():
            cpu, memory = (sorted(column)[len(results) // 2] for column in list(zip(*results))[:2])
            shown = " ".join(pathlib.Path(word).name if os.sep in str(word) else str(word) for word in command)
            print(f"| `{shown}` | {cpu:.1f} | {len(rows) / cpu:,.0f} | {memory:.0f} | {results[0][2]} |")
        absent = sorted({pathlib.Path(command[0]).name for command in wanted if command not in measured})
        if absent:
            print("\nNot installed: " + ", ".join(absent))


if __name__ == "__main__":
    main()
