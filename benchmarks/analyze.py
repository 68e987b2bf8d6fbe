"""Tokens per CPU second of the whole analysis and of each stage, beside spaCy's full pipeline."""

import argparse
import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.corpora import read_texts
from benchmarks.rivals import load_spacy


def run(arguments: list[str]) -> int:
    """Analyze texts on one core and print what each stage costs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks analyze", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="JSON lines with a text on each")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    texts = read_texts(options.files)
    ours = _ours(texts, options.rounds)
    theirs = _spacy(texts, options.rounds)
    table = Table(title=f"{len(texts)} texts, one core, best of {options.rounds} rounds")
    table.add_column("stage")
    table.add_column("CPU s", justify="right")
    table.add_column("tokens per CPU s", justify="right")
    for (name, seconds), tokens in ours:
        table.add_row(name, f"{seconds:.2f}", f"{tokens / seconds:,.0f}" if seconds else "–")
    whole = ours[-1][1] / ours[-1][0][1]
    if theirs is None:
        table.add_row("spaCy en_core_web_sm", "–", "not installed (5,400 once measured)")
    else:
        seconds, tokens = theirs
        table.add_row("spaCy en_core_web_sm", f"{seconds:.2f}", f"{tokens / seconds:,.0f}")
        table.add_row("ratio to spaCy", "", f"{whole / (tokens / seconds):.2f}")
    Console().print(table)
    return 0


def _ours(texts: Sequence[str], rounds: int) -> list[tuple[tuple[str, float], int]]:
    """(stage, CPU seconds) with the tokens gone through, the whole analysis last."""
    from analysis.tagger import configure, tag
    from analysis.tokenizer import tokenize

    configure(threads=1)
    tag(tokenize(texts[0]))  # loads the encoder
    best: Counter[str] = Counter()
    tokens = 0
    for _ in range(rounds):
        spent: Counter[str] = Counter()
        tokens = sum(_stages(text, spent) for text in texts)
        if not best or spent.total() < best.total():
            best = spent
    rows = [((stage, ns / 1e9), tokens) for stage, ns in best.items()]
    return [*rows, (("whole analysis", best.total() / 1e9), tokens)]


def _stages(text: str, spent: Counter[str]) -> int:
    """Analyze a text, adding each stage's CPU nanoseconds to `spent`; the number of tokens."""
    from analysis.coref import find_entities
    from analysis.events import add_anchored_events, add_reported_events, find_events
    from analysis.ner.recognizer import find_names
    from analysis.quotations.finder import find_quotations
    from analysis.quotations.first_person import resolve_first_person
    from analysis.quotations.unnamed_sources import add_unnamed_sources
    from analysis.tagger import tag
    from analysis.timex.extractor import find_times
    from analysis.tokenizer import tokenize

    @contextlib.contextmanager
    def stage(name: str) -> Iterator[None]:
        before = time.process_time_ns()
        yield
        spent[name] += time.process_time_ns() - before

    with stage("tokens"):
        words = tokenize(text)
    with stage("encoder"):
        words = tag(words)
    with stage("names"):
        names = find_names(words)
    with stage("entities"):
        entities, mentions = find_entities(words, names)
    with stage("quotations"):
        quotations = find_quotations(words, entities, mentions)
        mentions = resolve_first_person(words, entities, mentions, quotations)
        found = add_unnamed_sources(words, entities, mentions, quotations)
        entities, mentions, quotations = found
    with stage("times"):
        times = find_times(words, None)
    with stage("events"):
        events = find_events(words, times, mentions, None, entities, quotations)
    with stage("reported events"):
        dated = (words, times, mentions, None, entities, quotations)
        events = add_reported_events(events, *dated)
        add_anchored_events(events, *dated)
    return len(words.tokens)


def _spacy(texts: Sequence[str], rounds: int) -> tuple[float, int] | None:
    """CPU seconds and tokens of spaCy's small English pipeline, None where it is not installed."""
    pipeline = load_spacy()
    if pipeline is None:
        return None
    list(pipeline.pipe(texts[:1]))
    times, tokens = [], 0
    for _ in range(rounds):
        before = time.process_time()
        tokens = sum(len(document) for document in pipeline.pipe(texts, batch_size=16))
        times.append(time.process_time() - before)
    return min(times), tokens
