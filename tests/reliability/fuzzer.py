"""Mutated texts and files for every parser of ours: none may crash, and none may hang."""

import datetime
import math
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

from analysis import analyze
from db.importers import ImportProblem, read_all_bytes
from db.importers.first_lines import parse_first_lines
from db.importers.registry import read_detected
from db.search.parser import parse
from tests.reliability.hostile import PAYLOADS
from tests.support.findings import TEXT
from tests.support.import_samples import FILES

LONGEST = 10  # seconds of one call, more than which is a hang
_TODAY = datetime.date(2026, 3, 12)
_WORDS = (
    "said", "told", "“", "”", '"', "'", "‘", "’", "«", "»", "according to", ":", "–", "Mr", "she",
    "last", "next", "Friday", "March 3", "3/4/2021", "the 1990s", "two weeks", "ago", "from", "to",
    "5 p.m. EST", "every", "Q3", "FY2025", "a week after the election", "1999-13-45", "10:77", "(",
    ")", "OR", "NEAR/5", "-", "title:", "before:", "event:", "*", ".", ",", "\n", "\n\n", "U.S.",
    "REUTERS", "Port Luna", "who", "which", "because", "that", "not", "0" * 40, "9" * 20, "Dr.",
)  # fmt: skip


@dataclass(slots=True)
class Fuzzed:
    """The number of calls of a parser, and the inputs on which it crashed or hung."""

    calls: int = 0
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)


class _HangError(BaseException):
    pass


def fuzz(name: str, seed: int, *, seconds: float = math.inf, calls: float = math.inf) -> Fuzzed:
    """Feed mutated inputs to the parser `name` for `seconds` of processor time, or `calls` times.

    Without either it never ends.
    """
    feed, inputs = PARSERS[name]
    chance, fuzzed = random.Random(f"{name} {seed}"), Fuzzed()
    until = time.process_time() + seconds
    while fuzzed.calls < calls and time.process_time() < until:
        given = inputs(chance)
        fuzzed.calls += 1
        try:
            with _bounded():
                feed(given)
        except _HangError:
            fuzzed.hangs.append(repr(given)[:2000])
        except Exception as error:
            fuzzed.crashes.append(f"{type(error).__name__}: {error}: {given!r}"[:2000])
    return fuzzed


@contextmanager
def _bounded() -> Iterator[None]:
    def hung(_number: int, _frame: FrameType | None) -> None:
        raise _HangError

    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _text(chance: random.Random) -> str:
    """Words of news, hostile ones among them, in any order; or a text with pieces exchanged."""
    if chance.random() < 0.5:
        some = chance.choices([*_WORDS, *PAYLOADS], k=chance.randint(0, 60))
        return chance.choice(["", " ", " "]).join(some)
    text = list(TEXT)
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(text) + 1)
        text[at : at + chance.choice((0, 1, 5, 40))] = chance.choice([*_WORDS, *PAYLOADS])
    return "".join(text)


def _query(chance: random.Random) -> str:
    some = chance.choices([*_WORDS, *PAYLOADS, "strike", "ortiz", "a"], k=chance.randint(0, 12))
    return chance.choice(["", " "]).join(some)


def _file(name: str, chance: random.Random) -> tuple[str, bytes]:
    data = bytearray(_MADE[name])
    for _ in range(chance.choice((1, 3, 30))):
        at = chance.randrange(len(data) + 1)
        new: Sequence[int] = chance.choice(
            (b"", bytes([chance.randrange(256)]), chance.randbytes(8),
             chance.choice(PAYLOADS).encode(), data[:50])
        )  # fmt: skip
        data[at : at + chance.choice((0, 1, 20, 200))] = bytes(new)
    return name, bytes(data)


def _import(name: str, data: bytes) -> None:
    """Read a file in this process, where an unexpected error ends it; a PDF in one of its own."""
    if name.endswith(".pdf"):  # its library is in C
        for item in read_all_bytes(data, name):
            if isinstance(item, ImportProblem) and "parser failed" in item.message:
                raise RuntimeError(item.message)
        return
    for _ in read_detected(data, name):
        pass


_MADE = {name: make() for name, make in FILES.items()}

PARSERS: dict[str, tuple[Callable[..., object], Callable[[random.Random], object]]] = {
    "query": (lambda text: parse(text, today=_TODAY), _query),
    "dateline": (lambda text: parse_first_lines(text, _TODAY), _text),
    "quotations and times": (lambda text: analyze(text, _TODAY), _text),
    **{name: (lambda file: _import(*file), partial(_file, name)) for name in _MADE},
}
