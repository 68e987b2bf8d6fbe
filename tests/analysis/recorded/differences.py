"""The differences between two records of one text, as lines that a person can judge."""

from collections.abc import Iterator, Sequence

from tests.analysis.recorded.records import KINDS, Fields, Findings, Record

# Two findings are the same one where they agree on one of these fields, tried in this order.
_IDENTITY: dict[str, tuple[tuple[str, ...], ...]] = {
    "entities": (("name", "label"), ("name",), ("id",)),
    "mentions": (("start", "end"), ("start",), ("end",)),
    "quotations": (("spans", "cue"), ("spans",), ("cue",)),
    "times": (("start", "end"), ("start",), ("end",)),
    "events": (("start", "end", "time"), ("time",)),
}
_REFERENCES = {
    "entity": "entities",
    "speaker": "entities",
    "anchor": "times",
    "time": "times",
}
_SPANS = frozenset({"cue", "source", "addressee"})

Pair = tuple[Fields | None, Fields | None]


def differences(old: Record, new: Record) -> list[str]:
    """Return a line for each field of a finding, or of the tokens, that is not the same.

    A line has the kind, the words of the finding, the field, and `old → new`.
    """
    lines = [*_token_differences(old, new)]
    for kind in KINDS:
        count = len(lines)
        for before, after in _pairs(kind, old.findings[kind], new.findings[kind]):
            if before is None:
                assert after is not None
                lines.append(f"{kind}: + {_described(kind, after, new)}")
            elif after is None:
                lines.append(f"{kind}: - {_described(kind, before, old)}")
            else:
                lines += _field_differences(kind, (before, old), (after, new))
        if len(lines) == count and old.findings[kind] != new.findings[kind]:
            lines.append(f"{kind}: in another order")
    return lines


def _token_differences(old: Record, new: Record) -> Iterator[str]:
    """The differences of the tokens, their tags and the sentences."""
    bounds = [
        [(sentence.start, sentence.end, sentence.paragraph) for sentence in record.words.sentences]
        for record in (old, new)
    ]
    if old.words.text != new.words.text:
        yield "text: not the recorded one"
        return
    yield from _set_differences("sentences", bounds[0], bounds[1], new)
    by_span = [
        {(token.start, token.end): token for token in record.words.tokens} for record in (old, new)
    ]
    yield from _set_differences("tokens", [*by_span[0]], [*by_span[1]], new)
    for span, before in by_span[0].items():
        after = by_span[1].get(span, before)
        for name in ("tag", "name", "name_score"):
            values = getattr(before, name), getattr(after, name)
            if values[0] != values[1]:
                yield f"tokens: {_quoted(before.text)} {name}: {values[0]} → {values[1]}"


def _set_differences(
    kind: str, old: Sequence[tuple[int, ...]], new: Sequence[tuple[int, ...]], record: Record
) -> Iterator[str]:
    for sign, spans, others in (("-", old, {*new}), ("+", new, {*old})):
        for span in spans:
            if span not in others:
                yield f"{kind}: {sign} {_quoted(record.words.text[span[0] : span[1]])} {span}"


def _pairs(kind: str, old: Sequence[Fields], new: Sequence[Fields]) -> list[Pair]:
    """The findings before and after, paired where they are the same one; None for no partner."""
    partners: dict[int, int] = {}
    for names in _IDENTITY[kind]:
        free = [at for at in range(len(new)) if at not in partners.values()]
        for index, before in enumerate(old):
            if index in partners:
                continue
            key = [before.get(name) for name in names]
            same = (at for at in free if [new[at].get(name) for name in names] == key)
            if (partner := next(same, None)) is not None and any(part is not None for part in key):
                partners[index] = partner
                free.remove(partner)
    pairs: list[Pair] = [
        (before, new[partners[index]] if index in partners else None)
        for index, before in enumerate(old)
    ]
    return pairs + [(None, after) for at, after in enumerate(new) if at not in partners.values()]


def _field_differences(
    kind: str, old: tuple[Fields, Record], new: tuple[Fields, Record]
) -> Iterator[str]:
    for name in dict.fromkeys((*old[0], *new[0])):
        if old[0].get(name) != new[0].get(name):
            before, after = (
                _value(name, finding.get(name), record) for finding, record in (old, new)
            )
            yield f"{kind}: {_words(kind, old[0], old[1])} {name}: {before} → {after}"


def _described(kind: str, finding: Fields, record: Record) -> str:
    """The words of a finding and the fields that tell most."""
    identifying = ("label", "kind", "type", "value", "entity", "speaker", "first_day", "last_day")
    values = (
        f"{name}: {_value(name, finding[name], record)}" for name in identifying if name in finding
    )
    return ", ".join((_words(kind, finding, record), *values))


def _words(kind: str, finding: Fields, record: Record) -> str:
    """The words of the text that a finding covers, an entity's name."""
    if kind == "entities":
        return _quoted(str(finding["name"]))
    if kind == "quotations":
        return _value("spans", finding["spans"], record)
    return _span([finding["start"], finding["end"]], record)


def _value(name: str, value: object, record: Record) -> str:
    """A field's value, with the words of the text at an offset or index."""
    if value is None:
        return "nothing"
    if name in _REFERENCES and isinstance(value, int):
        found: Findings = record.findings
        kind = _REFERENCES[name]
        return f"{value} {_words(kind, found[kind][value], record)}"
    if name in _SPANS and isinstance(value, list):
        return _span(value, record)
    if name == "spans" and isinstance(value, list):
        return " … ".join(_span(span, record) for span in value)
    if name in ("start", "end") and isinstance(value, int):
        text = record.words.text
        around = text[value : value + 20] if name == "start" else text[max(0, value - 20) : value]
        return f"{value} ({'…' * (name == 'end')}{around}{'…' * (name == 'start')})"
    return str(value)


def _span(span: Sequence[object], record: Record) -> str:
    start, end = span
    assert isinstance(start, int)
    assert isinstance(end, int)
    return _quoted(record.words.text[start:end])


def _quoted(words: str) -> str:
    return f"«{' '.join(words.split())}»"
