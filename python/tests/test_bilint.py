"""The module over an installed wheel: python -m pytest python/tests"""

import json
import subprocess
import sys
import threading
import time

import bilint
import pytest

PAIRS = [("There are 452 ships.", "Es sind 542 Schiffe."), ("The ships may land.", "Die Schiffe dürfen anlegen.")]
LANGS = dict(source_lang="en", target_lang="de")


def command(*args, **more):
    return subprocess.run([sys.executable, "-m", "bilint", *args], capture_output=True, text=True, **more)


def test_score_says_what_the_command_says():
    scored = bilint.score(PAIRS, **LANGS)
    assert scored[0].findings[0].rule == "number-value" and scored[0].findings[0].target_span.text == "542"
    assert scored[1].score > scored[0].score and scored[1].findings == []
    lines = "".join(json.dumps({"source": one, "target": other}) + "\n" for one, other in PAIRS)
    done = command("score", "--no-config", "--source-lang", "en", "--target-lang", "de", input=lines)
    assert [json.loads(line)["score"] for line in done.stdout.splitlines()] == [record.score for record in scored]
    assert bilint.score([], **LANGS) == []
    assert bilint.score(iter(PAIRS), off=["number-value"], **LANGS)[0].findings == []


def test_check_aligns_and_judges():
    checked = bilint.check("The harbour is open. There are 452 ships.", "Der Hafen ist offen. Es sind 542 Schiffe.")
    found = [finding for finding in checked.findings if finding.rule == "number-value"]
    assert len(found) == 1 and found[0].fields["target"].startswith("Es sind")
    assert checked.summary["segments"] == 2 and checked.summary["gate"] == "fail"


def test_align_gives_beads():
    aligned = bilint.align(["One ship.", "It may land."], ["Ein Schiff.", "Es darf anlegen."], **LANGS)
    assert [(list(bead.source), list(bead.target)) for bead in aligned.beads] == [([0], [0]), ([1], [1])]
    assert aligned.pairs()[1] == ("It may land.", "Es darf anlegen.")
    assert all(0 <= bead.confidence <= 1 for bead in aligned.beads)
    assert len(bilint.align("One ship. It may land.", "Ein Schiff. Es darf anlegen.", **LANGS).source) == 2


def test_wrong_calls_are_told():
    with pytest.raises(ValueError, match="did you mean `number-value`"):
        bilint.score(PAIRS, only=["number-valu"])
    with pytest.raises(ValueError, match="language tag"):
        bilint.check("a", "b", source_lang="??")
    with pytest.raises(ValueError):
        bilint.check("", "b")
    with pytest.raises(TypeError):
        bilint.align("a", ["b"])


def test_the_lock_is_let_go():
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.002)

    clock = threading.Thread(target=tick)
    clock.start()
    begin = time.monotonic()
    bilint.score(PAIRS * 3000, **LANGS)
    end = time.monotonic()
    done.set()
    clock.join()
    # With the lock held the whole time there would be hardly any.
    assert sum(begin < at < end for at in ticks) > 0.05 * (end - begin) / 0.002


def test_the_command_is_there():
    assert command("--version").stdout.startswith("bilint ")
    assert command("score", "--nonsense").returncode == 2
    assert command("explain", "number-value").returncode == 0
