"""Accuracy of names and sentences on running text and of tags on gold words, beside spaCy's."""

import argparse
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis.encoder import configure, tag
from analysis.entities import find_entities
from analysis.names import find_names
from analysis.tokens import tokenise
from analysis.words import Sentence, Token, Words
from benchmarks.corpora import CORPORA, read_rows
from benchmarks.rivals import load_spacy

_COARSE = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
_ROWS = ("PER", "ORG", "LOC", "all", "untyped")
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_NO_SPACE_BEFORE = frozenset(
    [*".,;:!?%)]}’”", "'s", "’s", "n't", "n’t", "'re", "’re", "'ve", "'ll", "'d", "'m", "''"]
)
_NO_SPACE_AFTER = frozenset([*"([{$£€“‘", "``"])
_SENTENCES_A_TEXT = 20  # where a corpus does not say which document a sentence is from

Found = set[tuple[int, int, str]]
Splitter = Callable[[str], set[int]]


@dataclass(frozen=True, slots=True)
class _Article:
    text: str
    names: Found


def run(arguments: list[str]) -> int:
    """Print precision, recall and F1 of names, accuracy of tags, tokens per CPU second.

    A leading article and a trailing possessive never count; GPE, LOC and FAC are one type, and
    other types are left out. `untyped` asks for the span alone.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks names", description=__doc__)
    default = [CORPORA / "names" / "worldwide.dev.jsonl.gz"]
    parser.add_argument("files", nargs="*", type=Path, default=default, help="tokens and BIO tags")
    tagged = [CORPORA / "tags" / f"{name}.dev.jsonl.gz" for name in ("ewt", "gum_open")]
    parser.add_argument("--tags", nargs="*", type=Path, default=tagged, help="tokens and Penn tags")
    parser.add_argument("--errors", action="store_true", help="list misses in context")
    options = parser.parse_args(arguments)
    configure(threads=1)
    articles = [one for path in options.files for one in _articles(read_rows(path))]
    console = Console()
    console.print(_speeds(articles))
    ours = [_trimmed(one.text, _ours(one.text)) for one in articles]
    console.print(_accuracy("OnRecord", articles, ours))
    if options.errors:
        for article, found in zip(articles, ours, strict=True):
            for line in _misses(article, found):
                console.print(line, markup=False, highlight=False)
    if nlp := load_spacy():
        theirs = [_trimmed(one.text, _spacy(nlp, one.text)) for one in articles]
        console.print(_accuracy("spaCy en_core_web_sm", articles, theirs))
    splitters: dict[str, Splitter] = {"OnRecord": _our_ends}
    if nlp:
        splitters["spaCy"] = lambda text: {one.end_char for one in nlp(text).sents}
    for path in options.tags:
        rows = read_rows(path)
        print(f"{path.name}: tags right {100 * _tags_right(rows):.1f} %")
        for who, split in splitters.items():
            print(f"{path.name}: ends of sentences {100 * _ends_right(rows, split):.1f} F1, {who}")
    return 0


def _our_ends(text: str) -> set[int]:
    return {one.end for one in tokenise(text).sentences}


def _ends_right(rows: list[dict[str, Any]], split: Splitter) -> float:
    """F1 of where sentences end in running text, without line breaks that tell."""
    right = ours = gold = 0
    for at in range(0, len(rows), _SENTENCES_A_TEXT):
        text, ends = "", set()
        for row in rows[at : at + _SENTENCES_A_TEXT]:
            line, _ = _written(row["tokens"])
            text += f" {line}" if text else line
            ends.add(len(text))
        found = split(text)
        right, ours, gold = right + len(found & ends), ours + len(found), gold + len(ends)
    return 2 * right / max(ours + gold, 1)


def _ours(text: str) -> Iterator[tuple[int, int, str]]:
    words = tag(tokenise(text))
    _, mentions = find_entities(words, find_names(words))
    for mention in mentions:
        if mention.kind == "name":
            yield mention.start, mention.end, mention.label


def _spacy(nlp: Any, text: str) -> Iterator[tuple[int, int, str]]:
    for name in nlp(text).ents:
        yield name.start_char, name.end_char, name.label_


def _trimmed(text: str, names: Iterable[tuple[int, int, str]]) -> Found:
    found = set()
    for start, end, label in names:
        if label not in _COARSE:
            continue
        if article := _ARTICLE.match(text[start:end]):
            start += article.end()
        if possessive := _POSSESSIVE.search(text[start:end]):
            end = start + possessive.start()
        if start < end:
            found.add((start, end, _COARSE[label]))
    return found


def _accuracy(title: str, articles: list[_Article], found: list[Found]) -> Table:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article, names in zip(articles, found, strict=True):
        for label in _ROWS:
            gold, ours = _of(label, article.names), _of(label, names)
            counts[label] += Counter(right=len(gold & ours), gold=len(gold), ours=len(ours))
    table = Table(title=title)
    for heading in ("", "P", "R", "F1", "gold"):
        table.add_column(heading, justify="right")
    for label in _ROWS:
        count = counts[label]
        precision = count["right"] / max(count["ours"], 1)
        recall = count["right"] / max(count["gold"], 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        shown = [f"{100 * value:.1f}" for value in (precision, recall, f1)]
        table.add_row(label, *shown, str(count["gold"]))
    return table


def _of(label: str, names: Found) -> Found:
    if label == "untyped":
        return {(start, end, "") for start, end, _ in names}
    return {name for name in names if label in ("all", name[2])}


def _misses(article: _Article, found: Found) -> Iterator[str]:
    for sign, names in (("missed", article.names - found), ("wrong", found - article.names)):
        for start, end, label in sorted(names):
            before = article.text[max(0, start - 40) : start].replace("\n", " ")
            after = article.text[end : end + 40].replace("\n", " ")
            yield f"{sign:6} {label:3} {before}[{article.text[start:end]}]{after}"


def _speeds(articles: list[_Article]) -> Table:
    tag(tokenise(articles[0].text))  # loads the encoder
    spent: Counter[str] = Counter()
    tokens = 0
    for article in articles:
        begin = time.process_time_ns()
        words = tokenise(article.text)
        cut = time.process_time_ns()
        words = tag(words)
        tagged = time.process_time_ns()
        names = find_names(words)
        named = time.process_time_ns()
        find_entities(words, names)
        spent += Counter(
            tokens=cut - begin,
            encoder=tagged - cut,
            names=named - tagged,
            entities=time.process_time_ns() - named,
        )
        tokens += len(words.tokens)
    table = Table(title=f"{tokens:,} tokens on one core")
    table.add_column("stage")
    table.add_column("tokens per CPU s", justify="right")
    for stage, nanoseconds in spent.items():
        table.add_row(stage, f"{tokens / nanoseconds * 1e9:,.0f}")
    return table


def _tags_right(rows: list[dict[str, Any]]) -> float:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    parts: list[str] = []
    at = 0
    for row in rows:
        first, begin = len(tokens), at
        for word in row["tokens"]:
            tokens.append(Token(at, at + len(word), word, word.lower()))
            parts.append(word)
            at += len(word) + 1
        sentences.append(Sentence(first, len(tokens), begin, at - 1, 0))
    found = tag(Words(" ".join(parts), tuple(tokens), tuple(sentences)))
    gold: list[str] = [penn for row in rows for penn in row["xpos"]]
    right = sum(token.tag == penn for token, penn in zip(found.tokens, gold, strict=True))
    return right / len(gold)


def _articles(rows: list[dict[str, Any]]) -> Iterator[_Article]:
    """Sentences joined to the text of their document, a sentence a line."""
    groups: dict[object, list[dict[str, Any]]] = {}
    for number, row in enumerate(rows):
        document = row.get("doc")
        key = document if document not in (None, 1) else number // _SENTENCES_A_TEXT
        groups.setdefault(key, []).append(row)
    for group in groups.values():
        yield _as_text(group)


def _as_text(rows: list[dict[str, Any]]) -> _Article:
    text = ""
    names: list[tuple[int, int, str]] = []
    for row in rows:
        line, places = _written(row["tokens"])
        start = len(text) + bool(text)
        text += f"\n{line}" if text else line
        label = "O"
        for (first, last), name in zip(places, row["tags"], strict=True):
            if name == f"I-{label[2:]}":
                names[-1] = (names[-1][0], start + last, label[2:])
            elif name != "O":
                names.append((start + first, start + last, name[2:]))
            label = name
    return _Article(text, _trimmed(text, names))


def _written(words: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """The words of a sentence as they are written, and where each stands."""
    text, places = "", []
    previous, inside_marks = "", False
    for word in words:
        glued = word in _NO_SPACE_BEFORE or previous in _NO_SPACE_AFTER or not previous
        if word == '"':
            glued = inside_marks or not previous
            inside_marks = not inside_marks
        elif previous == '"' and inside_marks:
            glued = True
        text += word if glued else f" {word}"
        places.append((len(text) - len(word), len(text)))
        previous = word
    return text, places
