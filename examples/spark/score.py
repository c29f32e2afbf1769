#!/usr/bin/env python3
"""Scores a corpus with bilint on Apache Spark.

    pip install pyspark bilint                                  # and Java 17
    python examples/spark/score.py corpus.jsonl out/ -- --source-lang en --target-lang ar

Input: JSON lines, as a file or a folder of files, packed or not (anything that Spark reads as text). Each partition is one stream through
one `bilint score` (or, with --documents, one `bilint check --documents`), and becomes one file of the output, in order: the files
one after the other are what one process would have written over the same partitions. What stands behind `--` goes to bilint.

  --partitions N   into how many parts; as Spark cuts the input when absent. Order is kept either way
  --master URL     local-cluster[2,1,1024] by default: a master and two workers as processes of their own on this machine
  --engine WAY     pipe (default): lines through the standard streams, nothing but bilint on the workers;
                   arrow: mapInArrow, for tables with the columns of the JSON objects; needs pyarrow and pandas on the workers, writes Parquet
  --documents      each line is a pair of documents; `bilint report` makes the spreadsheets of the output
  --learn FILE     before that, learn a lexicon from the pairs, in two stages: counts of each partition, and their sum, which goes to
                   FILE (on a cluster: a path that all workers see)
  --repeats FILE   before that, count the sentences of all partitions, in two stages too: what recurs in the corpus goes to FILE, every
                   partition is held against it, and `--filter first` behind `--` drops copies
  --bilint PATH    the program; `bilint` of the worker's PATH when absent

A line that cannot be read becomes a record with `error` and does not fail the job. An exit code of bilint other than 0 does: Spark tries
the partition again, four times in all, then gives up. A worker that dies is replaced and its partitions are done again.
"""
import argparse, itertools, json, os, subprocess, sys, tempfile, threading


# What `learn` needs to know of the flags behind `--` as well: how texts are read, and with how many words each is said.
READING = {"--source-lang": 1, "--target-lang": 1, "--config": 1, "--no-config": 0, "--profile": 1, "--segmented": 0, "--encoding": 1}


def command(args, partition):
    """A process says of a pair what any other would say (`--alone`): the cut into partitions shows nowhere."""
    verb = ["check", "--documents"] if args.documents else ["score", "--format", "jsonl", "--alone"]
    given = []
    for flag, path in (("--lexicon", args.learn), ("--repeats", args.repeats)):
        given += [flag, path] if path else []
    if args.repeats and not args.documents:
        given += ["--stream-name", named(partition)]
    return [args.bilint, *verb, "--threads", "1", *given, *args.rest]


def named(partition):
    """What counts and messages call a partition."""
    return f"part-{partition:05}"


def reading(rest):
    """The flags that say how texts are read."""
    words, kept = iter(rest), []
    for word in words:
        flag = word.split("=")[0]
        if flag in READING:
            kept += [word] + ([next(words, "")] if READING[flag] and flag == word else [])
    return kept


def through(call, lines):
    """The lines that a process makes of these, which it is fed from a thread, so that neither end waits for the other."""
    given = bad = 0
    with tempfile.TemporaryFile() as told, subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told) as process:

        def feed():
            nonlocal given
            try:
                with process.stdin:
                    for line in lines:
                        given += 1
                        process.stdin.write(line + b"\n")
            except BrokenPipeError:
                pass  # It ended early; its exit code tells why.

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        for line in process.stdout:
            bad += line.startswith((b'{"line":', b'{"kind":"error"'))
            yield line.decode().rstrip("\n")
        code = process.wait()
        feeder.join()
        # Where no line at all could be read, each has its record: that is no reason to fail, unless --strict asks for it.
        if code and not (code == 2 and given == bad and "--strict" not in call):
            told.seek(0)
            raise RuntimeError(f"{' '.join(call)} exited with {code}: {told.read().decode(errors='replace').strip()}")


def filled(lines):
    """The lines, or nothing at all where a partition is empty: no process is started for it then."""
    lines = (line for line in lines if line.strip())
    first = next(lines, None)
    return None if first is None else itertools.chain([first], lines)


def pipe(spark, args):
    """Lines of a partition through one process."""

    def stream(partition, rows):
        rows = filled(row.encode() for row in rows)
        return iter(()) if rows is None else through(command(args, partition), rows)

    partitions(spark, args).mapPartitionsWithIndex(stream).saveAsTextFile(args.output)


def partitions(spark, args):
    """The lines of the input, in as many partitions as asked for: the same ones whenever it is called."""
    lines = spark.sparkContext.textFile(args.input)
    return reparted(lines, args.partitions) if args.partitions else lines


def learn(spark, args):
    """Stage one of a lexicon and of counts of sentences: what each partition teaches. Stage two: their sums, here. They are written to
    `args.learn` and `args.repeats`, and every worker gets them."""
    program, flags, wanted = args.bilint, reading(args.rest), {"--output": args.learn, "--repeats": args.repeats}
    documents = args.documents

    def count(partition, rows):
        rows = filled(row.encode() for row in rows)
        if rows is None:
            return
        with tempfile.TemporaryDirectory() as folder:
            part, any_sound = os.path.join(folder, "part.jsonl"), False
            with open(part, "wb") as out:
                for row in rows:
                    good = sound(row)
                    any_sound |= good
                    out.write((row if good else b"") + b"\n")
            if not any_sound:
                return
            made = {flag: os.path.join(folder, flag.strip("-")) for flag, path in wanted.items() if path}
            call = [program, "learn", part, "--partial", *itertools.chain(*made.items()), *flags]
            if documents:
                call += ["--documents"]
            elif "--repeats" in made:
                call += ["--stream-name", named(partition)]
            subprocess.run(call, check=True)
            for flag, path in made.items():
                with open(path, "rb") as file:
                    yield flag, file.read()

    with tempfile.TemporaryDirectory() as folder:
        parts = {flag: [] for flag in wanted}
        for number, (flag, learnt) in enumerate(partitions(spark, args).mapPartitionsWithIndex(count).toLocalIterator()):
            parts[flag].append(os.path.join(folder, f"{number:06}"))
            with open(parts[flag][-1], "wb") as file:
                file.write(learnt)
        for flag, path in wanted.items():
            if path:
                subprocess.run([program, "learn", "--merge", *parts[flag], flag, path], check=True)


def sound(line):
    """Whether a line is JSON: one that is not teaches nothing, and keeps its number."""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def reparted(lines, count):
    """As many partitions as asked for, the lines in their order."""
    total = lines.count()
    size = max(1, -(-total // count))
    numbered = lines.zipWithIndex().map(lambda row: (row[1] // size, (row[1], row[0])))
    return numbered.groupByKey(count, lambda part: part).mapPartitions(
        lambda groups: (line for _, rows in groups for _, line in sorted(rows))
    )


def arrow(spark, args):
    """Arrow batches through one process a partition, the findings as JSON beside the score."""
    call = command(args, 0)

    def table(lines):
        import pyarrow

        told = [json.loads(line) for line in lines]
        columns = {
            "id": pyarrow.array([json.dumps(one["id"]) if "id" in one else None for one in told], pyarrow.string()),
            "score": pyarrow.array([one.get("score") for one in told], pyarrow.float64()),
            "findings": pyarrow.array([json.dumps(one.get("findings", []), ensure_ascii=False) for one in told], pyarrow.string()),
            "error": pyarrow.array([one.get("error") for one in told], pyarrow.string()),
        }
        return pyarrow.RecordBatch.from_arrays(list(columns.values()), names=list(columns))

    def batches(given):
        rows = filled(json.dumps(row, ensure_ascii=False).encode() for batch in given for row in batch.to_pylist())
        told = iter(()) if rows is None else through(call, rows)
        while lines := list(itertools.islice(told, 10_000)):
            yield table(lines)

    reader = spark.read.parquet if args.input.endswith(".parquet") else spark.read.json
    frame = reader(args.input)
    if args.partitions:
        frame = frame.coalesce(args.partitions)
    frame.mapInArrow(batches, "id string, score double, findings string, error string").write.parquet(args.output)


def main():
    given = sys.argv[1:]
    cut = given.index("--") if "--" in given else len(given)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--partitions", type=int)
    parser.add_argument("--master", default="local-cluster[2,1,1024]")
    parser.add_argument("--engine", choices=["pipe", "arrow"], default="pipe")
    parser.add_argument("--bilint", default=os.environ.get("BILINT", "bilint"))
    parser.add_argument("--documents", action="store_true")
    parser.add_argument("--learn", metavar="FILE")
    parser.add_argument("--repeats", metavar="FILE")
    args = parser.parse_args(given[:cut])
    args.rest = given[cut + 1 :]
    if args.repeats and args.engine == "arrow":
        parser.error("--repeats counts lines of JSON: --engine pipe reads them")
    # A path, unlike a name to be looked up, is meant from here, not from the folder of a worker.
    args.learn, args.repeats = (path and os.path.abspath(path) for path in (args.learn, args.repeats))
    if os.sep in args.bilint and os.path.exists(args.bilint):
        args.bilint = os.path.abspath(args.bilint)

    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master(args.master).appName("bilint").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        if args.learn or args.repeats:
            learn(spark, args)
        {"pipe": pipe, "arrow": arrow}[args.engine](spark, args)
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
