"""Accuracy of names and sentences on running text and of tags on gold words, beside spaCy's."""

import argparse
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis.coref import find_entities
from analysis.models import Entity, Mention
from analysis.ner.recognizer import find_names
from analysis.syntax.tokens import Doc, Sentence, Token
from analysis.tagger import configure, tag
from analysis.tokenizer import tokenize
from benchmarks.corpora import CORPORA, Row, read_json_lines
from benchmarks.rivals import load_spacy
from db.identities.queries import LEAST_SURE

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
# Per kind of name the number that are right, found ("ours") and expected ("gold").
Counts = defaultdict[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Article:
    """A text made of a corpus's sentences, with its gold names."""

    id: str
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
    articles = [article for path in options.files for article in to_articles(read_json_lines(path))]
    console = Console()
    console.print(_speeds(articles))
    ours = [_ours(article.text) for article in articles]
    console.print(_accuracy("OnRecord", articles, ours))
    for line in _describe_people(articles):
        console.print(line, highlight=False)
    if options.errors:
        for article, found in zip(articles, ours, strict=True):
            for line in _misses(article, found):
                console.print(line, markup=False, highlight=False)
    if nlp := load_spacy():
        theirs = [_trimmed(article.text, _spacy(nlp, article.text)) for article in articles]
        console.print(_accuracy("spaCy en_core_web_sm", articles, theirs))
    splitters: dict[str, Splitter] = {"OnRecord": find_ends}
    if nlp:
        splitters["spaCy"] = lambda text: {sentence.end_char for sentence in nlp(text).sents}
    for path in options.tags:
        tags: Counter[str] = Counter()
        ends = {system: Counter[str]() for system in splitters}
        for rows in group_rows(read_json_lines(path)).values():
            count_tags(tags, rows)
            for system, split in splitters.items():
                count_ends(ends[system], rows, split)
        print(f"{path.name}: tags right {100 * tags['right'] / max(tags['gold'], 1):.1f} %")
        for system, counted in ends.items():
            f1 = 100 * to_rates(counted)[2]
            print(f"{path.name}: ends of sentences {f1:.1f} F1, {system}")
    return 0


def group_rows(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The sentences of each text, by its id.

    A corpus that does not say which document a sentence is from is cut into short texts.
    """
    known = len({row.get("doc") for row in rows}) > 1
    groups: dict[str, list[Row]] = {}
    for number, row in enumerate(rows):
        first = number - number % _SENTENCES_A_TEXT
        groups.setdefault(str(row.get("doc")) if known else f"row {first}", []).append(row)
    return groups


def to_articles(rows: Sequence[Row]) -> Iterator[Article]:
    """Sentences joined to the text of their document, a sentence a line."""
    for document, group in group_rows(rows).items():
        yield _as_text(document, group)


def named_spans(text: str, mentions: Iterable[Mention]) -> Found:
    """The names among an analysis's mentions, as they are compared with gold names."""
    names = (
        (mention.start, mention.end, mention.label)
        for mention in mentions
        if mention.kind == "name"
    )
    return _trimmed(text, names)


def count_names(counts: Counts, article: Article, found: Found) -> None:
    """Add an article's names to the counts of each kind."""
    for label in _ROWS:
        gold, ours = _of(label, article.names), _of(label, found)
        counts[label] += Counter(right=len(gold & ours), gold=len(gold), ours=len(ours))


def count_tags(counts: Counter[str], rows: Sequence[Row]) -> None:
    """Tag the gold words of some sentences; add the tags that are right to the counts."""
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
    found = tag(Doc(" ".join(parts), tuple(tokens), tuple(sentences)))
    gold: list[str] = [penn for row in rows for penn in row["xpos"]]
    right = sum(token.tag == penn for token, penn in zip(found.tokens, gold, strict=True))
    counts.update(right=right, gold=len(gold))


def find_ends(text: str) -> set[int]:
    """The offsets where the analysis ends a sentence."""
    return {sentence.end for sentence in tokenize(text).sentences}


def count_ends(counts: Counter[str], rows: Sequence[Row], split: Splitter = find_ends) -> None:
    """Split sentences that are in one line, without line breaks as hints; add to the counts."""
    text, ends = "", set()
    for row in rows:
        line, _ = _written(row["tokens"])
        text += f" {line}" if text else line
        ends.add(len(text))
    found = split(text)
    counts.update(right=len(found & ends), ours=len(found), gold=len(ends))


def to_rates(count: Counter[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of right, found and expected ones, each 0 to 1."""
    precision = count["right"] / max(count["ours"], 1)
    recall = count["right"] / max(count["gold"], 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _ours(text: str) -> Found:
    words = tag(tokenize(text))
    _, mentions = find_entities(words, find_names(words))
    return named_spans(text, mentions)


def count_people(
    counts: Counter[str], article: Article, entities: Iterable[Entity], mentions: Iterable[Mention]
) -> None:
    """Add the entities that are people: those that overlap a gold person, and the listed ones.

    The list of people shows an entity from the confidence `LEAST_SURE` on.
    """
    gold = [(start, end) for start, end, label in article.names if label == "PER"]
    spans: defaultdict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for mention in mentions:
        if mention.kind == "name":
            spans[mention.entity].append((mention.start, mention.end))
    for entity in entities:
        if entity.label == "PERSON":
            is_real = any(
                start < last and first < end
                for start, end in spans[entity.id]
                for first, last in gold
            )
            is_listed = entity.confidence >= LEAST_SURE
            counts.update(
                found=1, real=is_real, listed=is_listed, listed_real=is_listed and is_real
            )


def _describe_people(articles: Sequence[Article]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for article in articles:
        words = tag(tokenize(article.text))
        count_people(counts, article, *find_entities(words, find_names(words)))
    real, listed_real = counts["real"], counts["listed_real"]
    overlap = 100 * real / max(counts["found"], 1)
    listed = 100 * listed_real / max(counts["listed"], 1)
    yield (
        f"people that overlap a gold person: {overlap:.1f} % of {counts['found']}, "
        f"listed {listed:.1f} % of {counts['listed']}"
    )
    unsure = 100 * (real - listed_real) / max(real, 1)
    yield f"people that overlap a gold person but are unsure: {unsure:.1f} % of {real}"


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


def _accuracy(title: str, articles: list[Article], found: list[Found]) -> Table:
    counts: Counts = defaultdict(Counter)
    for article, names in zip(articles, found, strict=True):
        count_names(counts, article, names)
    table = Table(title=title)
    for heading in ("", "P", "R", "F1", "gold"):
        table.add_column(heading, justify="right")
    for label in _ROWS:
        shown = [f"{100 * rate:.1f}" for rate in to_rates(counts[label])]
        table.add_row(label, *shown, str(counts[label]["gold"]))
    return table


def _of(label: str, names: Found) -> Found:
    if label == "untyped":
        return {(start, end, "") for start, end, _ in names}
    return {name for name in names if label in ("all", name[2])}


def _misses(article: Article, found: Found) -> Iterator[str]:
    for sign, names in (("missed", article.names - found), ("wrong", found - article.names)):
        for start, end, label in sorted(names):
            before = article.text[max(0, start - 40) : start].replace("\n", " ")
            after = article.text[end : end + 40].replace("\n", " ")
            yield f"{sign:6} {label:3} {before}[{article.text[start:end]}]{after}"


def _speeds(articles: list[Article]) -> Table:
    tag(tokenize(articles[0].text))  # loads the encoder
    spent: Counter[str] = Counter()
    tokens = 0
    for article in articles:
        begin = time.process_time_ns()
        words = tokenize(article.text)
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


def _as_text(document: str, rows: Sequence[Row]) -> Article:
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
    return Article(document, text, _trimmed(text, names))


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
