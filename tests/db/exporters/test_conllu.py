"""CoNLL-U: words with their offsets, and findings as brackets that a reader finds again."""

import datetime
import json
import re
from collections import defaultdict
from typing import NamedTuple

import pytest

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression, analyze
from analysis.partial_dates import to_partial_date
from analysis.tagger import EncoderError
from db import Document, Store
from db.exporters import ExportOptions, ExportQuery, Part, Selection, render
from tests.support.findings import PUBLISHED, TEXT, analysis, document, span


class Word(NamedTuple):
    """A line of a sentence."""

    number: int
    form: str
    upos: str
    xpos: str
    misc: dict[str, str]


class ConlluSentence(NamedTuple):
    """A sentence, with its comments by their names."""

    comments: dict[str, str]
    words: list[Word]


def parse_conllu(text: str) -> list[ConlluSentence]:
    """Read CoNLL-U strictly: ten columns, numbers in order, and an empty line after a sentence."""
    assert text.endswith("\n\n")
    sentences = []
    for block in text[:-2].split("\n\n"):
        comments: dict[str, str] = {}
        words: list[Word] = []
        for line in block.split("\n"):
            if line.startswith("# "):
                assert not words
                name, _, value = line[2:].partition(" = ")
                comments[name] = value
                continue
            columns = line.split("\t")
            assert len(columns) == 10
            assert all(column and not column.isspace() for column in columns)
            misc = dict(fact.split("=", 1) for fact in columns[9].split("|"))
            words.append(Word(int(columns[0]), columns[1], columns[3], columns[4], misc))
        assert [word.number for word in words] == list(range(1, len(words) + 1))
        sentences.append(ConlluSentence(comments, words))
    return sentences


def brackets(sentences: list[ConlluSentence], layer: str) -> list[tuple[str, int, int]]:
    """The attributes of each bracket of a layer, with the offsets of its first and last letter."""
    found: list[tuple[str, int, int]] = []
    open_brackets: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for word in (word for sentence in sentences for word in sentence.words):
        start, end = map(int, word.misc["TokenRange"].split(":"))
        value = word.misc.get(layer, "")
        pieces = re.findall(r"\([^()]+\)|\([^()]+|[^()]+\)", value)
        assert "".join(pieces) == value
        for piece in pieces:
            id = piece.strip("()").partition("-")[0]
            if piece.startswith("("):
                open_brackets[id].append((piece.strip("()"), start))
            if piece.endswith(")"):
                attributes, first = open_brackets[id].pop()
                found.append((attributes, first, end))
    assert not any(open_brackets.values())
    return sorted(found, key=lambda each: (each[1], each[2]))


def details(sentences: list[ConlluSentence], name: str) -> dict[str, object]:
    """The details of a finding, which one comment has."""
    [value] = [each.comments[name] for each in sentences if name in each.comments]
    found: dict[str, object] = json.loads(value)
    return found


def export_sentences(
    store: Store, text: str, findings: Analysis, *parts: Part, warnings: list[str] | None = None
) -> list[ConlluSentence]:
    store.articles.add(document(text, findings.published), findings)
    options = ExportOptions(frozenset(parts)) if parts else ExportOptions()
    remarks = [] if warnings is None else warnings
    return parse_conllu("".join(render(store, Selection(), "conllu", options, warn=remarks.append)))


def test_every_word_has_its_offsets_and_a_sentence_its_text(store: Store) -> None:
    sentences = export_sentences(store, TEXT, analysis())
    for sentence in sentences:
        text = ""
        for word in sentence.words:
            start, end = map(int, word.misc["TokenRange"].split(":"))
            assert TEXT[start:end] == word.form
            text += word.form + ("" if word.misc.get("SpaceAfter") == "No" else " ")
        assert sentence.comments["text"] == text.rstrip()
    forms = "".join(word.form for sentence in sentences for word in sentence.words)
    assert forms == "".join(TEXT.split())
    assert sentences[0].comments["newdoc id"] == "a1"
    assert sentences[0].comments["meta::publisher"] == "Coastwire"
    assert sentences[0].comments["global.Entity"] == "eid-etype"
    ids = [sentence.comments["sent_id"] for sentence in sentences]
    assert ids == [f"a1-{number}" for number in range(1, len(sentences) + 1)]


def test_a_word_has_a_part_of_speech_only_if_its_tag_decides_it(store: Store) -> None:
    text = "The mayors were asked about that plan, and they have not answered it."
    [sentence] = export_sentences(store, text, Analysis(text))
    tags = {word.form: (word.xpos, word.upos) for word in sentence.words}
    assert tags["mayors"] == ("NNS", "NOUN")
    assert tags["The"] == ("DT", "DET")
    assert tags["were"] == ("VBD", "AUX")
    assert tags["not"] == ("RB", "PART")
    assert tags["about"] == ("IN", "_")
    assert tags["have"] == ("VBP", "_")
    assert tags["that"] == ("DT", "_")
    assert tags["."] == (".", "PUNCT")


def test_mentions_and_quotations_are_brackets(store: Store) -> None:
    warnings: list[str] = []
    sentences = export_sentences(store, TEXT, analysis(), warnings=warnings)
    assert [
        (attributes, TEXT[start:end]) for attributes, start, end in brackets(sentences, "Entity")
    ] == [
        ("a1e1-gpe", "PORT LUNA"), ("a1e0-person", "Mara Ortiz"), ("a1e0-person", "she"),
    ]  # fmt: skip
    assert [
        (attributes, TEXT[start:end]) for attributes, start, end in brackets(sentences, "Quotation")
    ] == [
        ("a1q0-indirect-a1e0", "Pilots will walk out on Friday"),
        ("a1q1[1/2]-direct-a1e0", "“We have asked for a café"),
        ("a1q1[2/2]-direct-a1e0", "and got a bucket,”"),
        ("a1q2-scare", "“regrettable”"),
    ]  # fmt: skip
    quotation_fields = details(sentences, "quotation::a1q1")
    assert (quotation_fields["speaker"], quotation_fields["negated"]) == ("Mara Ortiz", True)
    assert details(sentences, "entity::a1e0")["role"] == "union leader"
    assert "mentions of unknown entities, left out: 1" in warnings


def test_names_in_one_another_are_brackets_in_one_another(store: Store) -> None:
    text = "Bank of Port Luna is shut."
    found = Analysis(
        text, None, (Entity(0, "Bank of Port Luna", "ORG"), Entity(1, "Port Luna", "GPE")),
        (Mention(0, 17, "ORG", "name", 0), Mention(8, 17, "GPE", "name", 1),
         Mention(8, 12, "GPE", "name", 1)),
    )  # fmt: skip
    [sentence] = export_sentences(store, text, found)
    values = [word.misc.get("Entity") for word in sentence.words]
    assert values == ["(a1e0-org", None, "(a1e1-gpe(a1e1-gpe)", "a1e1)a1e0)", None, None, None]


def test_crossing_brackets_of_one_name_are_counted_and_left_out(store: Store) -> None:
    text = "Port Luna Bank is shut."
    found = Analysis(
        text, None, (Entity(0, "Port Luna", "GPE"),),
        (Mention(0, 9, "GPE", "name", 0), Mention(5, 14, "GPE", "name", 0),
         Mention(0, 9, "GPE", "name", 0)),
    )  # fmt: skip
    warnings: list[str] = []
    sentences = export_sentences(store, text, found, warnings=warnings)
    assert brackets(sentences, "Entity") == [("a1e0-gpe", 0, 9)]
    assert warnings[0] == "crossing spans of one finding, left out of Entity: 2"


def test_a_quotation_over_two_sentences_closes_in_the_second(store: Store) -> None:
    text = "She said: “It rained. The port is shut.”"
    quotation = Quotation((span("“It rained. The port is shut.”", text),), "direct")
    sentences = export_sentences(store, text, Analysis(text, None, (), (), (quotation,)))
    assert len(sentences) > 1
    assert brackets(sentences, "Quotation") == [("a1q0-direct", *quotation.spans[0])]


def test_a_finding_that_ends_within_a_token_has_the_token_and_is_counted(store: Store) -> None:
    text = "The Luna-led talks began."
    found = Analysis(text, None, (Entity(0, "Lun", "GPE"),), (Mention(4, 7, "GPE", "name", 0),))
    warnings: list[str] = []
    [(_, start, end)] = brackets(export_sentences(store, text, found, warnings=warnings), "Entity")
    assert start == 4
    assert end > 7
    assert warnings[0] == "findings that end within a token, which is bracketed as a whole: 1"


def test_times_events_and_notes_have_their_details(store: Store) -> None:
    text = "The port closes on Friday."
    friday = datetime.date(2021, 3, 5)
    found = Analysis(
        text, PUBLISHED, (), (), (), (TimeExpression(16, 25, "DATE", "2021-03-05"),),
        (Event(0, 15, 0, "The port closes", friday, friday, "day", True),),
    )  # fmt: skip
    store.articles.add(document(text, PUBLISHED), found)
    store.notes.add(1, 4, 8, "Which port?", tags=["ask"])
    sentences = parse_conllu("".join(render(store, Selection(), "conllu")))
    assert brackets(sentences, "Time") == [("a1t0-date", 16, 25)]
    assert brackets(sentences, "Event") == [("a1v0", 0, 15)]
    assert details(sentences, "time::a1t0")["value"] == "2021-03-05"
    assert details(sentences, "event::a1v0")["first_day"] == "2021-03-05"
    note = details(sentences, "note::a1n1")
    assert (note["body"], note["tags"], note["by"]) == ("Which port?", ["ask"], "user")


def test_the_rows_of_a_list_are_exported_with_their_sentences_alone(store: Store) -> None:
    with store:
        store.articles.add(document(), analysis())
        selection = ExportQuery(only_rows=True, rows=((1, "quotation", 0),)).select(store)
        options = ExportOptions(frozenset({"names", "quotations", "events", "notes"}))
        [sentence] = parse_conllu("".join(render(store, selection, "conllu", options)))
    assert "Pilots will walk out" in sentence.comments["text"]
    assert sentence.comments["newdoc id"] == "a1"


def test_without_the_encoder_words_have_no_tags_and_a_warning(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise EncoderError("the weights are missing")

    monkeypatch.setattr("db.exporters.conllu.tag", fail)
    warnings: list[str] = []
    sentences = export_sentences(store, TEXT, analysis(), warnings=warnings)
    assert {(word.upos, word.xpos) for each in sentences for word in each.words} == {("_", "_")}
    assert "articles without tags, since the weights are missing: 1" in warnings


def test_an_analyzed_article_has_every_mention_of_an_entity(store: Store) -> None:
    text = (
        "Ana Reis, the mayor of Port Luna, said on Friday that the U.S.-led talks would go on. "
        "“They must,” she told the Coast Herald.\n\nThe city’s harbor is shut."
    )
    found = analyze(text, PUBLISHED)
    store.articles.add(
        Document(text, published=to_partial_date(PUBLISHED), published_from="given"), found
    )
    sentences = parse_conllu("".join(render(store, Selection(), "conllu")))
    wanted = [mention for mention in found.mentions if mention.entity is not None]
    assert wanted
    assert len(brackets(sentences, "Entity")) == len(wanted)
    numbered = {each[0].partition("-")[0] for each in brackets(sentences, "Quotation")}
    assert len({number.partition("[")[0] for number in numbered}) == len(found.quotations)
