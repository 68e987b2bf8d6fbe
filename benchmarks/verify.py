"""Verification of quotations: altered sentences of speeches that are noticed, beside rivals."""

import argparse
import random
import re
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from msgspec import Struct
from rapidfuzz import fuzz
from rich.console import Console
from rich.table import Table

from analysis.tokenizer import sentence_spans
from analysis.verification import Original, OriginalIndex, QuotedText
from benchmarks._quotation_alterations import (
    ALLOWED_ALTERATIONS,
    DANGEROUS_ALTERATIONS,
    AlterationContext,
    to_captions,
)
from benchmarks.corpora import CORPORA, Row, find_corpus, read_json_lines, split_rows

CORPUS_NAMES = ("quotes/gum_speech.dev", "quotes/gum_court.dev", "quotes/gum_interview.dev")
_LONG_CORPORA = ("layouts/layouts.dev", "quotes/polnear.dev", "raw/worldwide_raw.dev",
                 "raw/sources.dev", "times/timebank_even.dev")  # fmt: skip
_FOREIGN = "quotes/gum_news.dev"
_FEWEST_WORDS, _MOST_WORDS = 6, 60
_SPEAKERS = ("Ana Reis", "Tom Berg", "Li Wei", "Grace Okoro", "Paul Martin", "Nora Lind",
             "Omar Haddad", "Eva Novak", "Jack Doyle", "Rosa Vidal", "Ivan Petrov", "Mia Larsen",
             "Hugo Blanc", "Sara Cohen", "Kofi Mensah", "Lena Vogel", "Amir Khan", "Dora Silva",
             "Noel Grant", "Yuki Mori", "Pia Rossi", "Sven Dahl", "Tess Webb")  # fmt: skip
_SAMPLED = 3  # one case of so many is verified for the floors
_RIVAL_LEAST = 95.0  # of 100: the score from which a rival calls a quotation verbatim


class SpeechText(Struct, frozen=True):
    """A text of one speaker, with its sentences."""

    id: str
    text: str
    speaker: str
    sentences: tuple[str, ...]


class VerifiedCase(Struct, frozen=True):
    """A quotation to verify: its group and way, the verdicts that are right, and its speaker."""

    group: str
    way: str
    quotation: str
    expected: frozenset[str]
    speaker: str
    true_speaker: str
    sentence: str


def run(arguments: list[str]) -> int:
    """Print a table for each way of altering a sentence. Returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks verify", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print the errors in even lines")
    parser.add_argument("--rivals", action="store_true", help="measure the rivals too")
    parser.add_argument("--speed", action="store_true", help="measure the index and FTS5 instead")
    parser.add_argument("--lines", choices=("odd", "even", "all"), default="odd")
    options = parser.parse_args(arguments)
    missing = [name for name in CORPUS_NAMES if not find_corpus(CORPORA, name).is_file()]
    if missing:
        print(f"verify: skipped, since the corpora are not there: {', '.join(missing)}")
        return 0
    if options.speed:
        return _run_speed()
    rows = [row for name in CORPUS_NAMES for row in read_json_lines(find_corpus(CORPORA, name))]
    texts = read_speeches(split_rows(rows)[options.lines])
    foreign = [
        sentence
        for row in read_json_lines(find_corpus(CORPORA, _FOREIGN))
        for sentence in split_sentences(row["text"])
    ]
    console = Console(width=110)
    for title, captions in (("transcripts with speakers", False), ("captions", True)):
        cases = build_cases(texts, foreign, captions=captions)
        originals = build_originals(texts, captions=captions)
        began = time.process_time()
        counts, errors = score_cases(cases, originals)
        seconds = time.process_time() - began
        name = f"{title}, {options.lines} lines: {len(cases)} quotations in {seconds:.1f} s CPU"
        console.print(_to_table(name, counts))
        if options.errors and options.lines == "even":
            for line in errors:
                console.print(line, markup=False, highlight=False)
        if options.rivals:
            console.print(_to_rival_table(f"{title}: noticed, or passed", cases, originals))
    return 0


def list_verification_figures(rows: Sequence[Row]) -> dict[str, float]:
    """Return the shares of the odd lines' altered quotations that are noticed, and of others."""
    texts = read_speeches(split_rows(rows)["odd"])
    foreign = [sentence for row in split_rows(rows)["even"] for sentence in row["text"].split("\n")]
    usable = [line for line in foreign if _FEWEST_WORDS <= len(line.split()) <= _MOST_WORDS]
    cases = build_cases(texts, usable, captions=False)[::_SAMPLED]
    counts, _ = score_cases(cases, build_originals(texts, captions=False))
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for (group, _), count in counts.items():
        groups[group] += count
    noticed, right = groups["dangerous"], groups["allowed"] + groups["verbatim"]
    total = max(1, noticed["right"] + noticed["otherwise"] + noticed["passed"])
    passed = max(1, right["right"] + right["otherwise"] + right["passed"])
    return {
        "altered quotations noticed": 100 * (1 - noticed["passed"] / total),
        "altered quotations, right verdict": 100 * noticed["right"] / total,
        "verbatim and edited quotations passed": 100 * right["right"] / passed,
    }


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text that can be quoted."""
    found = (" ".join(text[start:end].split()) for _, start, end in sentence_spans(text))
    return [
        sentence
        for sentence in found
        if _FEWEST_WORDS <= len(sentence.split()) <= _MOST_WORDS and sentence[-1] in ".!?"
    ]


def read_speeches(rows: Sequence[Row]) -> list[SpeechText]:
    """Read the texts, each with a speaker of its own."""
    return [
        SpeechText(
            row["id"],
            row["text"],
            _SPEAKERS[number % len(_SPEAKERS)],
            tuple(split_sentences(row["text"])),
        )
        for number, row in enumerate(rows)
    ]


def build_originals(texts: Sequence[SpeechText], *, captions: bool) -> list[Original]:
    """Build transcripts of three speeches each, whose speakers alternate; or captions of each."""
    if captions:
        return [
            Original(text.id, text.id, to_captions(text.text, random.Random(text.id)), text.speaker)
            for text in texts
        ]
    originals = []
    for first in range(0, len(texts), 3):
        group = texts[first : first + 3]
        queues = [(text, re.split(r"\n+", text.text)) for text in group]
        turns = [
            f"{text.speaker.upper()}: {paragraphs[number]}"
            for number in range(max(len(paragraphs) for _, paragraphs in queues))
            for text, paragraphs in queues
            if number < len(paragraphs) and paragraphs[number].strip()
        ]
        originals.append(Original(group[0].id, group[0].id, "\n\n".join(turns)))
    return originals


def build_cases(
    texts: Sequence[SpeechText], foreign: Sequence[str], *, captions: bool
) -> list[VerifiedCase]:
    """Alter every third sentence in each way, and the next one in the allowed ways."""
    names = sorted(
        {name for text in texts for name in re.findall(r"(?<=[a-z] )[A-Z][a-z]{3,}\b", text.text)}
    )
    words = sorted(
        {word for sentence in foreign for word in re.findall(r"\b[a-z]{5,}\b", sentence)}
    )
    cases: list[VerifiedCase] = []
    verbatim = frozenset({"verbatim"})
    for text in texts:
        strangers = [
            (stranger.speaker, sentence)
            for stranger in texts
            if stranger.id != text.id
            for sentence in stranger.sentences
        ]
        for number, sentence in enumerate(text.sentences):
            chance = random.Random(f"{text.id} {number}")
            speaker, strange = chance.choice(strangers)
            context = AlterationContext(text.sentences, number, [strange], names, words)
            if number % 3 == 0:
                for way, (alter, expected) in DANGEROUS_ALTERATIONS.items():
                    altered = alter(sentence, context, chance)
                    if altered and altered != sentence:
                        true = speaker if way == "another's words" else text.speaker
                        if captions and way == "cut at the end":
                            continue  # captions have no ends of sentences
                        cases.append(
                            VerifiedCase(
                                "dangerous", way, altered, expected, text.speaker, true, sentence
                            )
                        )
            elif number % 3 == 1:
                for way, edit in ALLOWED_ALTERATIONS.items():
                    altered = edit(sentence, context, chance)
                    if altered and altered != sentence:
                        cases.append(
                            VerifiedCase(
                                "allowed",
                                way,
                                altered,
                                verbatim,
                                text.speaker,
                                text.speaker,
                                sentence,
                            )
                        )
            else:
                cases.append(
                    VerifiedCase(
                        "verbatim",
                        "verbatim",
                        sentence,
                        verbatim,
                        text.speaker,
                        text.speaker,
                        sentence,
                    )
                )
                strange = chance.choice(foreign)
                cases.append(
                    VerifiedCase(
                        "foreign",
                        "foreign words",
                        strange,
                        frozenset({"not_found"}),
                        text.speaker,
                        "",
                        strange,
                    )
                )
    return cases


Counts = dict[tuple[str, str], Counter[str]]


def score_cases(
    cases: Sequence[VerifiedCase], originals: Sequence[Original]
) -> tuple[Counts, list[str]]:
    """Verify the quotations; count for each way those right, flagged otherwise, and passed."""
    index = OriginalIndex(originals)
    counts: Counts = defaultdict(Counter)
    errors: list[str] = []
    for case in cases:
        text = case.quotation
        quotation = QuotedText(((0, len(text)),), "direct", case.speaker, frozenset({case.speaker}))
        verdict = index.verify(text, quotation)
        result = (
            "right"
            if verdict.kind in case.expected
            else "passed"
            if verdict.kind == "verbatim"
            else "otherwise"
        )
        counts[case.group, case.way][result] += 1
        if case.true_speaker:
            speaker = verdict.matches[0].speaker if verdict.matches else ""
            right = speaker.casefold() == case.true_speaker.casefold()
            counts[case.group, case.way]["speaker" if right else "other speaker"] += 1
        if result != "right":
            shown = [(d.kind, d.concern, d.spoken[:60], d.quoted[:60]) for d in verdict.differences]
            errors.append(
                f"{case.way}: {verdict.kind}\n   {case.sentence}\n   {text}\n"
                f"   {shown} {verdict.frame}"
            )
    return counts, errors


def _to_table(title: str, counts: Counts) -> Table:
    table = Table("group", "way", title=title)
    for heading in ("cases", "right", "otherwise", "passed", "good, %", "speaker, %"):
        table.add_column(heading, justify="right")
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for (group, way), count in counts.items():
        table.add_row(group, way, *_to_cells(group, count))
        groups[group] += count
    table.add_section()
    for group, count in groups.items():
        table.add_row(group, "all", *_to_cells(group, count))
    return table


def _to_cells(group: str, count: Counter[str]) -> list[str]:
    total = count["right"] + count["otherwise"] + count["passed"]
    good = count["right"] + count["otherwise"] if group == "dangerous" else count["right"]
    speakers = count["speaker"] + count["other speaker"]
    return [
        str(total),
        str(count["right"]),
        str(count["otherwise"]),
        str(count["passed"]),
        f"{100 * good / total:.2f}",
        f"{100 * count['speaker'] / speakers:.2f}" if speakers else "–",
    ]


Rival = Callable[[str], bool]


def build_verification_rivals(originals: Sequence[Original]) -> dict[str, Rival]:
    """Return the rivals: functions that return whether they find a quotation verbatim."""
    text = "\n".join(original.text for original in originals).lower()
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE speech USING fts5(text)")
    database.executemany(
        "INSERT INTO speech VALUES (?)", ((original.text,) for original in originals)
    )

    def match_difflib(quotation: str) -> bool:
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(quotation.lower())
        for sentence in sentences:
            matcher.set_seq1(sentence)
            least = _RIVAL_LEAST / 100
            bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
            if all(bound() >= least for bound in bounds):
                return True
        return False

    def match_phrase(quotation: str) -> bool:
        phrase = " ".join(re.findall(r"\w+", quotation))
        query = "SELECT 1 FROM speech WHERE speech MATCH ? LIMIT 1"
        return database.execute(query, (f'"{phrase}"',)).fetchone() is not None

    def match_partial(quotation: str) -> bool:
        return fuzz.partial_ratio(quotation.lower(), text) >= _RIVAL_LEAST

    return {"difflib": match_difflib, "rapidfuzz": match_partial, "FTS5 phrase": match_phrase}


def _to_rival_table(
    title: str, cases: Sequence[VerifiedCase], originals: Sequence[Original]
) -> Table:
    table = Table("group", title=title)
    rivals = build_verification_rivals(originals)
    totals: Counter[str] = Counter()
    good: Counter[tuple[str, str]] = Counter()
    for case in cases[::5]:
        totals[case.group] += 1
        for name, is_verbatim in rivals.items():
            expected = case.group in ("verbatim", "allowed")
            good[case.group, name] += is_verbatim(case.quotation) == expected
    for name in rivals:
        table.add_column(f"{name}, %", justify="right")
    for group, total in totals.items():
        table.add_row(group, *(f"{100 * good[group, name] / total:.2f}" for name in rivals))
    return table


def _run_speed() -> int:
    """Print the processor time of 100 quotations of about 500,000 words, by both indexes."""
    texts = [
        row["text"]
        for name in (*CORPUS_NAMES, *_LONG_CORPORA)
        for row in read_json_lines(find_corpus(CORPORA, name))
        if isinstance(row.get("text"), str)
    ]
    originals = [Original(str(number), "", text) for number, text in enumerate(texts)]
    sentences = [sentence for text in texts for sentence in split_sentences(text)]
    quotations = random.Random(1).sample(sentences, 100)
    began = time.process_time()
    index = OriginalIndex(originals)
    indexed = time.process_time()
    for text in quotations:
        index.verify(text, QuotedText(((0, len(text)),)))
    verified = time.process_time()
    for text in quotations:
        index.passages.find_windows(text, 6)
    selected = time.process_time()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE passage USING fts5(text)")
    pieces = (text[at : at + 600] for text in texts for at in range(0, len(text), 600))
    database.executemany("INSERT INTO passage VALUES (?)", ((piece,) for piece in pieces))
    stored = time.process_time()
    for text in quotations:
        words = re.findall(r"\w+", text)
        pairs = dict.fromkeys(f'"{first} {second}"' for first, second in pairwise(words))
        query = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT 6"
        database.execute(query, (" OR ".join(pairs),)).fetchall()
    found = time.process_time()
    table = Table("step", title=f"100 quotations, {index.words:,} words: seconds of CPU")
    table.add_column("in memory", justify="right")
    table.add_column("FTS5", justify="right")
    table.add_row("index", f"{indexed - began:.2f}", f"{stored - selected:.2f}")
    table.add_row("select passages", f"{selected - verified:.2f}", f"{found - stored:.2f}")
    table.add_row("verify, with the selection", f"{verified - indexed:.2f}", "–")
    Console(width=110).print(table)
    return 0
