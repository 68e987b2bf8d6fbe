"""Each reason that the code makes has a sentence, and each sentence a reason."""

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Reason, describe_time_value, render_reason
from analysis.reasons import load_sentences, reason_as_json, reason_from_json
from tests.analysis.recorded.records import FOLDER, read_records

_ROOT = Path(__file__).parents[2]
_SOURCES = [
    path
    for folder in ("analysis", "db/corrections", "db/identities")
    for path in (_ROOT / folder).rglob("*.py")
]
_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")
# The arguments of a format beside the one that it formats.
_FORMAT_ARGS = {"steps": {"anchor"}, "days": {"last", "precision"}, "period": {"last"}}


def made_reasons() -> Iterator[tuple[str, set[str] | None]]:
    """Each id in the code, with the names of its arguments, None if they are not written there."""
    sections = {id.partition(".")[0] for id in load_sentences()} - {"origin"}
    for path in _SOURCES:
        calls = {}
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Reason", "Reason.of"):
                names = {keyword.arg for keyword in node.keywords}
                if node.args and None not in names:
                    calls[id(node.args[0])] = {str(name) for name in names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                section, dot, key = node.value.partition(".")
                if section in sections and dot and key.isidentifier():
                    yield node.value, calls.get(id(node))


def dated(first: str, last: str, precision: str) -> Reason:
    return Reason.of("edit.dated", first=first, last=last, precision=precision)


def required(sentence: str) -> set[str]:
    """The arguments that a sentence needs."""
    fields = _FIELD.findall(sentence)
    return {name for name, _ in fields}.union(*(_FORMAT_ARGS.get(form, ()) for _, form in fields))


def test_each_id_has_a_sentence_and_each_sentence_an_id() -> None:
    made = {id for id, _ in made_reasons()}
    assert made == {id for id in load_sentences() if not id.startswith("origin.")}


def test_no_reason_lacks_an_argument() -> None:
    sentences = load_sentences()
    for id, args in made_reasons():
        # a time candidate lacks words and value; the arguments of others are given as a mapping
        if args is not None and not id.startswith("time."):
            assert args == required(sentences[id]), id


def test_the_recorded_reasons_have_their_arguments() -> None:
    sentences = load_sentences()
    for record in read_records(FOLDER / "findings.jsonl").values():
        for finding in (finding for kind in record.findings.values() for finding in kind):
            reason = reason_from_json(finding["reason"])
            for part in (reason, *reason.also):
                assert required(sentences[part.id]) <= {name for name, _ in part.args}, part
            assert "…" not in render_reason(reason).replace(str(reason.args), "")


def test_a_sentence_quotes_and_escapes_its_arguments() -> None:
    reason = Reason.of("quotation.subject", cue="said & <did>", content="that")
    assert render_reason(reason) == "the subject of *said & <did>*, with the content after *that*"
    shown = render_reason(reason, quotes=("“", "”"), escape=lambda text: text.replace("<", "&lt;"))
    assert shown == "the subject of “said & &lt;did>”, with the content after “that”"


def test_an_unknown_value_is_escaped() -> None:
    for reason in (Reason.of("name.context", type="<b>"), Reason.of("edit.dated", first="<b>")):
        assert "<" not in render_reason(reason, escape=lambda text: text.replace("<", "&lt;"))
    assert render_reason(Reason("<b>"), escape=lambda text: text.replace("<", "&lt;")) == "&lt;b>"


def test_an_argument_is_no_template() -> None:
    reason = Reason.of("edit.means", name="*{target}*", target="{name} *b*")
    assert render_reason(reason) == "**{target}** means *{name} *b**"
    assert render_reason(reason, quotes=("<", ">")) == "<*{target}*> means <{name} *b*>"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason.of("event.day", first="2022-03-06"), "that is 6 March 2022"),
        (Reason.of("event.days", first="2022-03-02", last="2022-03-06"), "that is 2–6 March 2022"),
        (Reason.of("event.days", first="2022-03-01", last="2022-03-31"), "that is March 2022"),
        (Reason.of("event.days", first="2022-04-01", last="2022-06-30"), "that is Q2 2022"),
        (Reason.of("event.days", first="1965-01-01", last="1965-12-31"), "that is 1965"),
        (Reason.of("event.days", first="1960-01-01", last="1969-12-31"), "that is the 1960s"),
        (Reason.of("name.context", type="ORG"), "tagged as an organization by its context"),
        (Reason.of("edit.label", name="Roe", label="GPE"), "*Roe* is a country or city"),
        (Reason.of("edit.also", names="A\nB"), "also *A*, *B*"),
        (Reason.of("edit.kind_rule", kind="scare"), "these words are scare quotes"),
        (dated("2024-05-02", "2024-05-02", "day"), "dated 2 May 2024"),
        (dated("2024-05-01", "2024-05-31", "month"), "dated May 2024"),
        (dated("2024-01-01", "2024-12-31", "year"), "dated 2024"),
        (dated("2024-05-01", "2024-05-03", "day"), "dated 1–3 May 2024"),
    ],
)
def test_arguments_are_formatted(reason: Reason, sentence: str) -> None:
    assert render_reason(reason) == sentence


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("P10Y", "10 years"),
        ("P1M", "1 month"),
        ("PT1M", "1 minute"),
        ("P1DT2H", "1 day 2 hours"),
        ("PXY", "some years"),
        ("XXXX-WXX-5", "a Friday"),
        ("XXXX-WXX-5T15:30", "a Friday"),
        ("XXXX-SP", "a spring"),
        ("XXXX-03", "March"),
        ("XXXX-03-14", "14 March"),
        ("1999-XX-XX", "a day in 1999"),
        ("1999-05-XX", "a day in May 1999"),
        ("XXXX-XX-14", "an unknown date"),
        ("PRESENT_REF", "the present"),
        ("2026-03-12", "2026-03-12"),
        ("<b>", "<b>"),
    ],
)
def test_a_value_that_is_no_calendar_date_is_in_words(value: str, words: str) -> None:
    assert describe_time_value(value) == words
    reason = Reason.of("time.stated", words="w", value=value)
    assert render_reason(reason) == f"w → {words}: stated in the text"


def test_a_date_is_in_english_in_every_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "strftime", lambda *_: "März")  # what `datetime` formats dates with
    assert render_reason(Reason.of("event.day", first="2022-03-06")) == "that is 6 March 2022"


def test_a_correction_says_whose_it_is() -> None:
    reason = Reason("edit.bounds")
    assert render_reason(reason, "user") == "Edited by you: with these bounds"
    assert render_reason(reason, "rule") == "Edited by your rule: with these bounds"
    assert render_reason(Reason(), "user") == ""


def test_a_reason_of_another_version_is_rendered_as_far_as_it_goes() -> None:
    assert render_reason(Reason.of("event.of_later", cue="x")) == "event.of_later"
    assert render_reason(Reason("event.verb")) == "“…” dates *…*"
    for steps in ("?", "<X9", "<F:none", "=0D", "+99999999999Y"):
        args = {"words": "w", "value": "v", "steps": steps, "start": "2024-05-01"}
        assert render_reason(Reason.of("time.resolved", anchor="publication", **args))
        assert render_reason(Reason.of("time.resolved", **{**args, "start": "2024-99-99"}))


texts = st.text(max_size=6)
reasons = st.builds(lambda id, args: Reason.of(id, **args), texts, st.dictionaries(texts, texts))


@given(reasons, st.lists(reasons, max_size=2))
def test_json_holds_the_whole_reason(reason: Reason, also: list[Reason]) -> None:
    whole = reason.extend(*also)
    assert reason_from_json(reason_as_json(whole)) == whole


def test_a_sentence_of_an_older_export_stays_as_it_is() -> None:
    assert render_reason(reason_from_json("the subject of *said*")) == "the subject of *said*"
    assert reason_from_json("") == Reason()


@pytest.mark.parametrize(
    "value",
    [7, None, [], {"id": 7}, {"args": []}, {"args": {"a": 1}}, {"also": {}},
     {"also": [{"also": [{"id": "x"}]}]}],
)  # fmt: skip
def test_what_is_no_reason_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"Expected|further"):
        reason_from_json(value)
