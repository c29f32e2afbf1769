"""bilint: a linter for translations.

>>> import bilint
>>> bilint.score([("There are 452 ships.", "Es sind 542 Schiffe.")], source_lang="en", target_lang="de")[0].findings[0].rule
'number-value'

The three functions are those of the `bilint` command (`check`, `score`, `align`) over texts in memory. They let go of the
interpreter's lock while they work and use all processors, so that threads, Ray tasks and Spark workers can call them side by side.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from typing import Any, Iterable, List, Optional, Sequence, Tuple, Union

from . import _native

__all__ = ["Alignment", "Bead", "Checked", "Finding", "Scored", "Span", "align", "check", "score"]
__version__: str = _native.__version__


@dataclass(frozen=True)
class Span:
    """Verbatim text, and where it stands in the text of its side, in bytes of UTF-8."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Finding:
    """What a rule saw."""

    rule: str
    severity: str
    confidence: int
    message: str
    source_span: Optional[Span] = None
    target_span: Optional[Span] = None
    suggestion: Optional[str] = None
    #: All fields of the JSON form; those of `check` have the places in the texts too.
    fields: dict = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Scored:
    """A pair of sentences: 100 means that there is nothing to object to."""

    score: float
    findings: List[Finding]


@dataclass(frozen=True)
class Checked:
    """A pair of documents; `summary` has the columns of summary.csv."""

    findings: List[Finding]
    summary: dict


@dataclass(frozen=True)
class Bead:
    """Segments that answer each other: ranges of numbers from 0, of which one may be empty, and how sure that is (0 to 1)."""

    source: range
    target: range
    confidence: float


@dataclass(frozen=True)
class Alignment:
    """Two texts cut into segments, and the beads between them in order."""

    source: List[str]
    target: List[str]
    beads: List[Bead]

    def pairs(self) -> List[Tuple[str, str]]:
        """The texts of the beads, an empty one where a side has nothing."""
        join = lambda segments, numbers: " ".join(segments[at] for at in numbers)
        return [(join(self.source, bead.source), join(self.target, bead.target)) for bead in self.beads]


def _finding(record: dict) -> Finding:
    span = lambda value: Span(value["text"], value["start"], value["end"]) if value else None
    return Finding(
        record["rule"],
        record["severity"],
        record["confidence"],
        record["message"],
        span(record["source_span"]),
        span(record["target_span"]),
        record["suggestion"],
        record,
    )


def _wanted(source_lang, target_lang, profile, lexicon, only=(), off=()) -> dict:
    path = os.fspath(lexicon) if lexicon is not None else None
    known = dict(source_lang=source_lang, target_lang=target_lang, profile=profile, lexicon=path)
    return dict(known, only=list(only), off=list(off))


def check(
    source: str,
    target: str,
    *,
    source_lang: Optional[str] = None,
    target_lang: Optional[str] = None,
    profile: Optional[str] = None,
    lexicon: Union[str, os.PathLike, None] = None,
    only: Sequence[str] = (),
    off: Sequence[str] = (),
) -> Checked:
    """Aligns a text with its translation and runs every rule. Languages that are not named are found from the texts."""
    wanted = _wanted(source_lang, target_lang, profile, lexicon, only, off)
    findings, summary = [], {}
    for line in _native.check(source, target, wanted).splitlines():
        record = json.loads(line)
        if record.pop("kind") == "finding":
            findings.append(_finding(record))
        else:
            summary = record["summary"]
    return Checked(findings, summary)


def score(
    pairs: Iterable[Tuple[str, str]],
    *,
    source_lang: Optional[str] = None,
    target_lang: Optional[str] = None,
    profile: Optional[str] = None,
    lexicon: Union[str, os.PathLike, None] = None,
    only: Sequence[str] = (),
    off: Sequence[str] = (),
    alone: bool = False,
) -> List[Scored]:
    """Scores ready-made pairs of sentences, in order. They teach each other words, 8192 at a time, unless `alone`."""
    wanted = _wanted(source_lang, target_lang, profile, lexicon, only, off)
    given = [(source, target) for source, target in pairs]
    out = []
    for line in _native.score(given, alone, wanted).split("\n")[:-1]:
        record: Any = json.loads(line)
        out.append(Scored(record["score"], [_finding(found) for found in record["findings"]]))
    return out


def align(
    source: Union[str, Sequence[str]],
    target: Union[str, Sequence[str]],
    *,
    source_lang: Optional[str] = None,
    target_lang: Optional[str] = None,
    lexicon: Union[str, os.PathLike, None] = None,
) -> Alignment:
    """Aligns two texts. Lists of strings are taken as segments already, one each."""
    lists = not isinstance(source, str)
    if lists == isinstance(target, str):
        raise TypeError("give two texts or two lists of segments")
    one, other = (["\n".join(" ".join(line.split()) for line in side) for side in (source, target)] if lists else (source, target))
    wanted = _wanted(source_lang, target_lang, None, lexicon)
    told = json.loads(_native.align(one, other, lists, wanted))
    beads = [Bead(range(a, b), range(c, d), confidence) for a, b, c, d, confidence in told["beads"]]
    return Alignment(told["source"], told["target"], beads)


def _main() -> None:
    """The `bilint` command."""
    sys.exit(_native.main(["bilint", *sys.argv[1:]]))
