#!/usr/bin/env python3
"""Times whole runs of the release binary: one pair of 700 words, and batches of them, with peak memory.

usage: speed.py [--pairs 100,1000,4000] [--lang ar-en]      (BILINT names the binary)
       speed.py --align FOLDER [--threads 1]                `bilint align` on the texts of `cargo bench --bench align -- --write FOLDER`

The documents are made from the fixture story: its sentences in the same order on both sides, drawn with a seeded generator and with
figures of their own, so that no two documents are alike and each is a faithful translation. Standard library only; needs Linux for peak memory.
"""
import argparse, os, pathlib, random, re, resource, subprocess, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BILINT = os.environ.get("BILINT", str(ROOT / "target/release/bilint"))
WORDS = 700
FIGURE = re.compile(r"(?<![\d,.٫])\d\d(?![\d,.٫])")


def sentences(name):
    text = (ROOT / "fixtures/pairs/libya" / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if len(line.split()) > 7]


def write(folder, count, source, target):
    left, right = sentences(f"story.{source}.txt"), sentences(f"story.{target}.txt")
    lines = list(zip(left, right))
    assert len(left) == len(right), "the story has the same lines on both sides"
    for side in (source, target):
        (folder / side).mkdir()
    for number in range(count):
        rng, words, chosen = random.Random(number), 0, []
        while words < WORDS:
            pair = rng.choice(lines)
            if FIGURE.findall(pair[0]) == FIGURE.findall(pair[1]):
                figure = str(rng.randint(11, 89))
                pair = tuple(FIGURE.sub(figure, side) for side in pair)
            chosen.append(pair)
            words += len(pair[0].split())
        for at, side in enumerate((source, target)):
            (folder / side / f"{number:06}.txt").write_text("\n\n".join(pair[at] for pair in chosen) + "\n", encoding="utf-8")


CHECK = ("check", "--no-config", "--fail-on", "never", "--quiet")


def run(*args):
    begin = time.perf_counter()
    done = subprocess.Popen([BILINT, *map(str, args)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(done.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, f"exit {status}"
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def align(folder, threads):
    print("| lines | wall s | processor s | peak MB |\n| --- | --- | --- | --- |")
    sizes = sorted(int(path.name.split(".")[1]) for path in folder.glob("source.*.txt"))
    assert sizes, f"no texts in {folder}"
    for size in sizes:
        wall, cpu, memory = run("align", *(folder / f"{side}.{size}.txt" for side in ("source", "target")), "--segmented", "--threads", threads)
        print(f"| {size:,} | {wall:.1f} | {cpu:.1f} | {memory:.0f} |")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--pairs", default="100,1000")
    ap.add_argument("--lang", default="ar-en")
    ap.add_argument("--align", type=pathlib.Path, metavar="FOLDER")
    ap.add_argument("--threads", type=int, default=1)
    a = ap.parse_args()
    if a.align:
        return align(a.align, a.threads)
    source, target = a.lang.split("-")
    print("| pairs of 700 words | wall s | processor s | peak MB |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        counts = [int(n) for n in a.pairs.split(",")]
        for count in counts:
            tree = folder / str(count)
            tree.mkdir()
            write(tree, count, source, target)
        one = folder / str(counts[0])
        best = min(run(*CHECK, one / source / "000000.txt", one / target / "000000.txt") for _ in range(5))
        print(f"| 1 | {best[0]:.3f} | {best[1]:.3f} | {best[2]:.0f} |")
        for count in counts:
            wall, cpu, memory = run(*CHECK, folder / str(count) / source, folder / str(count) / target, "--report", folder / f"out{count}")
            print(f"| {count:,} | {wall:.1f} | {cpu:.1f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
