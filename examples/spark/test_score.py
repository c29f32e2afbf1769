"""The job on a local cluster of two worker processes: BILINT=target/debug/bilint python -m pytest examples/spark

Skipped where there is no Java, no pyspark or no bilint."""

import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys

import pytest

JOB = pathlib.Path(__file__).with_name("score.py")
# Workers and tests run in folders of their own.
BILINT = str(pathlib.Path(os.environ["BILINT"]).resolve()) if os.environ.get("BILINT") else shutil.which("bilint")
LANGS = ["--no-config", "--source-lang", "en", "--target-lang", "de"]

pytest.importorskip("pyspark", reason="pyspark is not installed")
pytestmark = [
    pytest.mark.skipif(not shutil.which("java"), reason="there is no Java"),
    pytest.mark.skipif(not BILINT, reason="BILINT names no program"),
]


def corpus(path, count=400, bad=True):
    lines = []
    for n in range(count):
        figure = 1000 + 7 * n
        wrong = figure + 35 if n % 3 == 2 else figure
        pair = {"id": n, "source": f"The harbour took in {figure} ships last year.", "target": f"Der Hafen nahm im Jahr {wrong} Schiffe auf."}
        lines.append("no JSON" if bad and n % 50 == 49 else json.dumps(pair, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def job(folder, *args, bilint=None, rest=LANGS, master="local-cluster[2,1,1024]"):
    call = [sys.executable, str(JOB), str(folder / "in.jsonl"), str(folder / "out"), "--master", master]
    call += ["--bilint", str(bilint or pathlib.Path(BILINT).resolve()), *args, "--", *rest]
    return subprocess.run(call, capture_output=True, text=True, timeout=300)


def told(folder):
    parts = sorted((folder / "out").glob("part-*"))
    return [line for part in parts for line in part.read_text(encoding="utf-8").splitlines()], len(parts)


def numberless(lines):
    """Records without the line numbers of errors, which count within a partition."""
    records = [json.loads(line) for line in lines]
    return [{"error": record["error"].split(": ")[-1][:20]} if "error" in record else record for record in records]


def single(folder):
    done = subprocess.run([BILINT, "score", "in.jsonl", "--alone", *LANGS], cwd=folder, capture_output=True, text=True)
    return done.stdout.splitlines()


def program(folder, script):
    path = folder / "program"
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


def test_output_is_that_of_one_process_and_bad_lines_do_not_fail_it(tmp_path):
    corpus(tmp_path / "in.jsonl")
    done = job(tmp_path, "--partitions", "5")
    assert done.returncode == 0, done.stderr[-3000:]
    lines, parts = told(tmp_path)
    assert parts == 5
    assert numberless(lines) == numberless(single(tmp_path))
    assert sum("error" in json.loads(line) for line in lines) == 8


def test_a_killed_worker_is_replaced(tmp_path):
    corpus(tmp_path / "in.jsonl", bad=False)
    # The first process kills the Python worker and the executor above it, once.
    script = f"""if mkdir {tmp_path}/killed 2>/dev/null; then
        worker=$PPID; daemon=$(ps -o ppid= -p $worker | tr -d ' '); kill -9 $worker $daemon $(ps -o ppid= -p $daemon | tr -d ' ')
        sleep 30; exit 1
    fi
    exec {pathlib.Path(BILINT).resolve()} "$@"
    """
    done = job(tmp_path, "--partitions", "4", bilint=program(tmp_path, script))
    assert (tmp_path / "killed").exists()
    assert done.returncode == 0, done.stderr[-3000:]
    assert numberless(told(tmp_path)[0]) == numberless(single(tmp_path))


def test_a_failing_program_fails_the_job(tmp_path):
    corpus(tmp_path / "in.jsonl")
    done = job(tmp_path, "--partitions", "2", bilint=program(tmp_path, "cat > /dev/null; echo broken >&2; exit 2\n"))
    assert done.returncode != 0 and "exited with 2: broken" in done.stderr
    assert not (tmp_path / "out" / "_SUCCESS").exists()


def test_documents_of_a_cluster_make_the_reports_of_one_run(tmp_path):
    lines = []
    for n in range(6):
        source = "\n\n".join(f"There are {100 + n * at} ships in harbour {at}." for at in range(1, 6))
        target = "\n\n".join(f"Es gibt {100 + n * at + (at == 3)} Schiffe im Hafen {at}." for at in range(1, 6))
        for tag, text in (("en", source), ("de", target)):
            (tmp_path / tag).mkdir(exist_ok=True)
            (tmp_path / tag / f"{n}.txt").write_text(text, encoding="utf-8")
        lines.append(json.dumps({"id": n, "source": source, "target": target, "source_path": f"en/{n}.txt", "target_path": f"de/{n}.txt"}))
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = job(tmp_path, "--documents", "--partitions", "3", rest=["--no-config"])
    assert done.returncode == 0, done.stderr[-3000:]
    parts = [str(part) for part in (tmp_path / "out").glob("part-*")]
    run = lambda *args: subprocess.run([pathlib.Path(BILINT).resolve(), *args, "--no-config"], cwd=tmp_path, capture_output=True)
    assert run("report", *parts, "--report", "merged").returncode == 1
    assert run("check", "en", "de", "--alone", "--report", "whole").returncode == 1
    for name in ("issues.csv", "names.csv", "alignment.csv", "summary.csv"):
        assert (tmp_path / "merged" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


def test_a_lexicon_is_learnt_in_two_stages(tmp_path):
    corpus(tmp_path / "in.jsonl", bad=False)
    done = job(tmp_path, "--partitions", "2", "--learn", str(tmp_path / "all.lex"), master="local[2]")
    assert done.returncode == 0, done.stderr[-3000:]
    assert (tmp_path / "all.lex").stat().st_size > 100
    assert len(told(tmp_path)[0]) == 400


def test_what_recurs_is_counted_in_two_stages(tmp_path):
    lines = []
    for n in range(60):
        target = f"Im Hafen lagen im vorigen Jahr {n % 20} Schiffe."
        pair = {"source": f"There were {n % 20} ships in the harbour last year.", "target": "Ganz anders steht es hier." if n == 47 else target}
        lines.append("no JSON" if n == 30 else json.dumps(pair, ensure_ascii=False))
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    more = ["--only", "inconsistent-translation", "--filter", "first"]
    # A path from here, which workers have in another place.
    counts = os.path.relpath(tmp_path / "all.rep")
    done = job(tmp_path, "--partitions", "3", "--repeats", counts, rest=[*LANGS, *more])
    assert done.returncode == 0, done.stderr[-3000:]
    records = [json.loads(line) for line in told(tmp_path)[0]]
    # Twenty pairs that differ, and the other wording of one of them, told with the place in another partition.
    assert len(records) == 21
    found = [finding["message"] for record in records for finding in record["findings"]]
    assert found == ["The same sentence is translated otherwise at part-00000:8"]
    # One process over the whole says the same.
    run = lambda *args: subprocess.run([BILINT, *args, *LANGS], cwd=tmp_path, capture_output=True, text=True)
    assert run("learn", "in.jsonl", "--repeats", "one.rep").returncode == 0
    whole = run("score", "in.jsonl", "--alone", "--repeats", "one.rep", *more)
    assert [json.loads(line)["score"] for line in whole.stdout.splitlines()] == [record["score"] for record in records]


def test_tables_go_through_arrow(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    pytest.importorskip("pandas", reason="pyspark asks for pandas before it hands out Arrow batches")
    corpus(tmp_path / "in.jsonl", bad=False)
    done = job(tmp_path, "--engine", "arrow", master="local[2]")
    assert done.returncode == 0, done.stderr[-3000:]
    table = parquet.read_table(tmp_path / "out").to_pylist()
    expected = {record["id"]: record["score"] for record in map(json.loads, single(tmp_path))}
    assert {int(row["id"]): row["score"] for row in table} == expected
