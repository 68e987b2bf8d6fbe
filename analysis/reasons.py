"""Render the reasons of findings as English sentences.

The sentences are in `analysis/lexicon/reasons.toml`, the only place with their wording.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from analysis import lexicon
from analysis.date_format import format_date, format_period, whole_period
from analysis.models import LABEL_NAMES, FindingOrigin, Reason
from analysis.partial_dates import PartialDate
from analysis.structs import convert_values

_TABLE = Path(__file__).parent / "lexicon" / "reasons.toml"
_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")
_QUOTED = re.compile(r"\*([^*]+)\*")
_DURATION = re.compile(
    r"P(?=.)((?:(?:\d+(?:\.\d+)?|X)(?:DE|CE|WE|[YQSMWD]))*)(?:T((?:(?:\d+(?:\.\d+)?|X)[HMS])+))?"
)
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?|X)(DE|CE|WE|[YQSMWDH])")
_MISSING = "…"  # replaces an argument that an imported reason lacks
_LABELS = {str(label): name for label, name in LABEL_NAMES.items()}

Args = Mapping[str, str]


class _ReasonRecord(Struct, frozen=True):
    """A reason in JSON."""

    id: str = ""
    args: dict[str, str] = {}
    also: tuple[object, ...] = ()


def render_reason(
    reason: Reason,
    origin: FindingOrigin = "machine",
    *,
    quotes: tuple[str, str] = ("*", "*"),
    escape: Callable[[str], str] = str,
) -> str:
    """Render a reason as a sentence: "the subject of *said*, right after the quotation".

    `quotes` enclose words that the sentence quotes. `escape` is applied to every argument. The
    sentence of a correction says who made it. An id that this version does not know is returned.
    """
    sentence = "; ".join(_render_sentence(part, quotes, escape) for part in _with_additions(reason))
    prefix = load_sentences().get(f"origin.{origin}")
    return prefix.replace("{reason}", sentence) if prefix and sentence else sentence


def reason_fields(reason: Reason, origin: FindingOrigin) -> dict[str, object]:
    """Return the JSON-ready fields of a finding that explain it: sentence, reason and origin."""
    return {
        "because": _explain(reason, origin),
        "reason": reason_as_json(reason),
        "origin": origin,
    }


@lru_cache(maxsize=4096)
def _explain(reason: Reason, origin: FindingOrigin) -> str:
    return render_reason(reason, origin)


def reason_as_json(reason: Reason) -> dict[str, object]:
    """Return a reason as JSON-ready values: `id`, `args` and, where there are any, `also`."""
    also = [reason_as_json(addition) for addition in reason.also]
    return {"id": reason.id, "args": dict(reason.args), **({"also": also} if also else {})}


def reason_from_json(value: object) -> Reason:
    """Read a reason from JSON; a sentence, as in older exports, stays as it is.

    Raises ValueError for other values. An additional reason has no further ones.
    """
    if isinstance(value, str):
        return Reason.of("imported.sentence", sentence=value) if value else Reason()
    record = convert_values(value, _ReasonRecord)
    additions = tuple(map(reason_from_json, record.also))
    if any(addition.also for addition in additions):
        raise ValueError("an additional reason has no further ones")
    return Reason(record.id, tuple(record.args.items()), additions)


@cache
def load_sentences() -> dict[str, str]:
    """Load the sentence of every id."""
    return {
        f"{section}.{key}": sentence
        for section, entries in _load_table().items()
        if section != "values"
        for key, sentence in entries.items()
    }


def name_value(form: str, value: str) -> str:
    """Return the words for a value of an argument: `source_type`, `group` → a group."""
    return str(_load_table()["values"].get(form, {}).get(value, value))


@cache
def _load_table() -> dict[str, Any]:
    import tomllib  # not needed for the first frame

    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def _with_additions(reason: Reason) -> Iterator[Reason]:
    if reason.id:
        yield reason
    yield from reason.also


def _render_sentence(reason: Reason, quotes: tuple[str, str], escape: Callable[[str], str]) -> str:
    args = dict(reason.args)

    def quote(sentence: str) -> str:
        return _QUOTED.sub(lambda found: found[1].join(quotes), sentence)

    def render(field: re.Match[str]) -> str:
        value, form = args.get(field[1]), field[2]
        if value is None:
            return _MISSING
        if form == "names":
            return ", ".join(escape(name).join(quotes) for name in value.split("\n"))
        phrase = _load_table()["values"].get(form, {}).get(value)
        if phrase is not None:
            return quote(phrase)
        return escape(_FORMATS[form](value, args) if form in _FORMATS else value)

    sentence = load_sentences().get(reason.id)
    return escape(reason.id) if sentence is None else _FIELD.sub(render, quote(sentence))


def _format_date(value: str) -> str:
    """Format a date: `2022-03-06` → 6 March 2022; another text stays as it is."""
    try:
        return format_date(PartialDate.parse(value))
    except ValueError:
        return value


def _format_days(first: str, args: Args) -> str:
    """Format the days from `first` to the argument `last` by the argument `precision`."""
    try:
        begin, end = (datetime.date.fromisoformat(day) for day in (first, args.get("last", first)))
    except ValueError:
        return first
    return format_period(begin, end, args.get("precision", "day"))


def _format_period(first: str, args: Args) -> str:
    """Format the days from `first` to the argument `last`, or the month or year that they are."""
    try:
        begin, end = (datetime.date.fromisoformat(day) for day in (first, args.get("last", first)))
    except ValueError:
        return first
    precision = whole_period(begin, end)
    return "the " * (precision == "decade") + format_period(begin, end, precision)


def _format_steps(steps: str, args: Args) -> str:
    """Describe the steps from an anchor to a date: "the Friday after 3 May 2024 (…)"."""
    from analysis.timex import calendar_points, step_descriptions  # not needed for the first frame

    try:
        start = calendar_points.parse_point(args.get("start", ""))
        anchors = _load_table()["values"]["anchor" if start else "unknown_anchor"]
        anchor = anchors.get(args.get("anchor", ""), _MISSING)
        return step_descriptions.describe_steps(steps, start.period if start else None, anchor)
    except (LookupError, ValueError, ArithmeticError):  # no steps, but an import's own text
        return steps


def describe_time_value(value: str) -> str:
    """Describe an ISO-TimeML value that is no calendar date; another value stays as it is.

    `P10Y` → 10 years, `PXY` → some years, `XXXX-WXX-5` → a Friday, `1999-XX-XX` → a day in 1999.
    """
    phrases = _load_table()["values"]["time_value"]
    if value in phrases:
        return str(phrases[value])
    if duration := _DURATION.fullmatch(value):
        amounts = [*_AMOUNT.findall(duration[1] or "")]
        amounts += [(amount, f"T{unit}") for amount, unit in _AMOUNT.findall(duration[2] or "")]
        return " ".join(_format_amount(amount, unit) for amount, unit in amounts)
    if "X" not in value:
        return value
    year, _, rest = value.partition("T")[0].partition("-")
    month, _, day = rest.partition("-")
    if month.isdecimal() and 1 <= int(month) <= 12:
        described = lexicon.entries("months", "full")[int(month) - 1].title()
        if day:
            described = f"{int(day)} {described}" if day.isdecimal() else f"a day in {described}"
        return described if "X" in year else f"{described} {year}"
    described = phrases.get(f"XXXX-{rest}" if rest else value, phrases["unknown"])
    return described if "X" in year else f"{described} in {year}"


def _format_amount(amount: str, unit: str) -> str:
    singular, plural = _load_table()["values"]["time_unit"][unit].split("/")
    if amount == "1":
        return f"1 {singular}"
    return f"{'some' if amount == 'X' else amount} {plural}"


_FORMATS: Mapping[str, Callable[[str, Args], str]] = {
    "date": lambda value, _: _format_date(value),
    "time_value": lambda value, _: describe_time_value(value),
    "days": _format_days,
    "period": _format_period,
    "label": lambda value, _: _LABELS.get(value, value),
    "steps": _format_steps,
}
