"""The channel of a statement: the outlet, the occasion or the text through which it came."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from msgspec import Struct

from analysis import lexicon
from analysis.models import Analysis, Mention, Quotation, Span
from analysis.names.titles import singular
from analysis.quotations.confidence import name_cue
from analysis.sources.outlets import is_outlet
from analysis.speaker_names import is_pronoun
from analysis.structs import replace

_OCCASIONS = (
    "public", "broadcast", "court", "closed", "written", "network", "posted", "interview",
)  # fmt: skip
_KINDS = (*_OCCASIONS, "press", "audience")
_VERBS = ("posting", "writing", "testifying")
# Words of a clause, which ends the phrase of an occasion.
_CLAUSE = lexicon.pattern("channel_words", "clause")
_BETWEEN = rf"(?:(?!(?:{_CLAUSE})\b)[^\W_][\w.’'&%-]*\s+){{0,7}}?"
_LEADS = lexicon.pattern("channel_words", "lead") + r"|according\s+to"
_WORD = rf"(?:{lexicon.pattern('channel_words', *_OCCASIONS)})(?:e?s)?\b(?!-)"
_OCCASION = re.compile(rf"\b(?:{_LEADS})\s+{_BETWEEN}({_WORD}(?:\s+{_WORD})*)", re.IGNORECASE)
# Words after which a person speaks to many: while addressing a seminar, delivered a lecture.
_ADDRESS = re.compile(
    rf"\b(?:{lexicon.pattern('channel_words', 'address')})\s+[^,.;“”]+"
    r"|\b(?:speaking|spoke|talking|appearing|writing|interacting)\s+"
    r"(?!(?:on|under)\s+(?:the\s+)?condition)"
    rf"(?:{_LEADS}|to)\b[^,.;“”]+",
    re.IGNORECASE,
)
_SOCIAL = re.compile(r"\bsocial\s+(?:media|networks?)\b", re.IGNORECASE)
_ON = re.compile(r"(?:on|via|through|in|to)\b", re.IGNORECASE)
_STOP = re.compile(r"[.!?][”\"’)]*\s+(?=[\"“‘(]?[A-Z0-9])|\n")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Sgt|Lt|Col|St|Prof|Rev|No)\.$")
_SPOKEN = lexicon.pattern("channel_words", "spoken")
_BEFORE_OUTLET = re.compile(
    rf"\b(?:told|(?:{_SPOKEN}) (?:to|with|by|in|on)|published (?:in|by|on)"
    r"|(?:quoted|seen|obtained) by|according to)\s+(?:[\w’'-]+\s+){0,4}$",
    re.IGNORECASE,
)
_BY_OUTLET = re.compile(r"\b(?:according to|by|quoted)\s+[^,.;“”]*$", re.I)
_AFTER_OUTLET = re.compile(r"^[,\s\w]{0,15}\b(?:reported|reports|wrote|quoted|cited|learned)\b")
_AGENCY = re.compile(r"\b(?:news agency|state|official)\b", re.IGNORECASE)
_FAR = frozenset({"public", "broadcast", "posted", "network"})  # that hold for a whole article
_PASSING = frozenset({"addressee", "audience", "us"})  # of one statement only
_HEADER, _FOOTER = 300, 100  # characters, where a text names its own outlet


class Channel(Struct, frozen=True):
    """The words of a channel, with its kind, such as "written".

    `origin` is "own" for a channel beside the statement. "before" and "later" are those of another
    statement of the same speaker. "elsewhere" is that of a sentence that begins with the speaker,
    and "near" that of the statement before one whose speaker is not known.
    """

    span: Span
    kind: str
    origin: str = "own"


def find_channels(analysis: Analysis, names: Sequence[Mention]) -> list[Channel | None]:
    """Return the channel of each quotation, None where the text gives none.

    A statement without a channel has that of the speaker's statement before it, else the next,
    else that of a sentence that begins with the speaker. Without a speaker, it has that of the
    statement before it.
    """
    found = [
        None if quotation.kind == "scare" else _find_channel(analysis, quotation, names)
        for quotation in analysis.quotations
    ]
    for origin, order in (("before", 1), ("later", -1)):
        last: dict[int, Channel] = {}
        numbers = range(len(found))[::order]
        for number in numbers:
            channel, speaker = found[number], analysis.quotations[number].speaker
            if speaker is None:
                continue
            if channel is None:
                if (heard := last.get(speaker)) is not None:
                    found[number] = replace(heard, origin=origin)
            elif channel.kind not in _PASSING and channel.origin == "own":
                last[speaker] = channel
    speakers = {
        quotation.speaker
        for quotation, channel in zip(analysis.quotations, found, strict=True)
        if channel is None and quotation.kind != "scare"
    }
    elsewhere = _find_elsewhere(analysis) if speakers - {None} else {}
    near: tuple[int, Channel | None] = (0, None)  # with the end of its statement
    for number, quotation in enumerate(analysis.quotations):
        if quotation.kind == "scare":
            continue
        channel = found[number]
        if channel is None and quotation.speaker is None:
            is_near = near[1] is not None and 0 <= quotation.start - near[0] < _HEADER
            channel = replace(near[1], origin="near") if is_near and near[1] else None
        elif channel is None and quotation.speaker is not None:
            channel = elsewhere.get(quotation.speaker)
        found[number] = channel
        near = quotation.end, channel if channel and channel.kind not in _PASSING else None
    return found


def _find_elsewhere(analysis: Analysis) -> dict[int, Channel]:
    """Return the occasions in sentences that begin with a person: "Berg spoke at a rally"."""
    text, mentions = analysis.text, analysis.mentions
    found: dict[int, Channel] = {}
    for pattern in (_OCCASION, _ADDRESS):
        for match in pattern.finditer(text):
            if (kind := kind_of_words(match[0])) not in _FAR:
                continue
            start, _ = find_sentence_bounds(text, *match.span())
            first = bisect_left(mentions, start, key=attrgetter("start"))
            last = bisect_left(mentions, match.start(), key=attrgetter("start"))
            for mention in mentions[first:last]:
                if mention.entity is not None and mention.label == "PERSON":
                    found.setdefault(mention.entity, Channel(match.span(), kind, "elsewhere"))
                    break
    return found


def _find_channel(
    analysis: Analysis, quotation: Quotation, names: Sequence[Mention]
) -> Channel | None:
    start, end = find_sentence(analysis.text, quotation)
    frame = list(analysis.text[start:end])
    for first, last in quotation.spans:
        for at in range(max(first, start), min(last, end)):
            frame[at - start] = "\n" if frame[at - start] == "\n" else "~"
    masked = "".join(frame)
    found = [*_list_channels(analysis, quotation, masked, start, names)]
    return min(found, key=lambda each: each[0])[1] if found else None


def _list_channels(
    analysis: Analysis, quotation: Quotation, masked: str, start: int, names: Sequence[Mention]
) -> Iterator[tuple[int, Channel]]:
    """Yield the possible channels in the frame of a quotation, each with its rank."""
    text = analysis.text
    first = bisect_left(names, start, key=attrgetter("start"))
    last = bisect_left(names, start + len(masked), key=attrgetter("start"))
    for name in names[first:last]:
        if masked[name.start - start] == "~":
            continue
        if not is_outlet(text[name.start : name.end]):
            continue
        before = masked[: name.start - start][-60:]
        after = masked[name.end - start :][:40]
        is_source = quotation.source is not None and (
            quotation.source[0] <= name.start and name.end <= quotation.source[1]
        )
        if is_source and not _BEFORE_OUTLET.search(before):
            continue
        kind = _outlet_kind(text, name, before, after)
        if kind:
            yield 0, Channel((name.start, name.end), kind)
    if quotation.addressee is not None:
        words = text[slice(*quotation.addressee)]
        kind = "us" if words.lower() in ("us", "me") else kind_of_words(words)
        cue = name_cue(text, quotation.cue)
        if kind or (cue == "tell" and not is_pronoun(words)):
            yield 1, Channel(quotation.addressee, kind or "addressee")
    for match in _OCCASION.finditer(masked):
        kind = kind_of_words(match[1])
        if kind and kind not in ("press", "audience"):
            if kind == "network" and not re.match(r"(?:on|via|through|in|to)\b", match[0], re.I):
                continue
            yield 2, Channel((start + match.start(), start + match.end()), kind)
    if (address := _ADDRESS.search(masked)) is not None and (kind := _address_kind(address[0])):
        yield 3, Channel((start + address.start(), start + address.end()), kind)
    if quotation.cue is not None:
        cues = set(re.findall(r"\w+", text[slice(*quotation.cue)].lower()))
        for kind in _VERBS:
            if not cues.isdisjoint(lexicon.words("channel_words", kind)):
                yield 4, Channel(quotation.cue, kind)


def _address_kind(words: str) -> str:
    """Return the kind of a speech before many, "" for a time: "spoke in May"."""
    verb, lead, *_ = [*words.lower().split(), ""]
    if (kind := kind_of_words(words)) or lead in ("to", "with"):
        return kind or "addressee"
    is_public = verb in lexicon.words("channel_words", "address") or lead in ("at", "during")
    return "public" if is_public else ""


def _outlet_kind(text: str, name: Mention, before: str, after: str) -> str:
    if _BY_OUTLET.search(before) or _AFTER_OUTLET.search(after):
        return "cited outlet"
    if not _BEFORE_OUTLET.search(before):
        return ""
    words = text[name.start : name.end].removeprefix("the ").removeprefix("The ")
    if _AGENCY.search(before[-40:]):
        return "state outlet"
    if words.lower() in lexicon.words("news_agencies"):
        return "agency"
    # a text names its own outlet in its dateline or below its last line
    is_own = (
        words in text[: min(_HEADER, name.start)]
        or words in text[max(name.end, len(text) - _FOOTER) :]
    )
    return "own outlet" if is_own else "outlet"


def _ends_abbreviation(text: str, stop: int) -> bool:
    return _ABBREVIATION.search(text[max(stop - 5, 0) : stop + 1]) is not None


def kind_of_words(words: str) -> str:
    """Return the kind of a channel by the last of its words that has one, "" if none has."""
    words = _SOCIAL.sub("platform", words)
    found = [word.strip(".,'’") for word in words.lower().split()]
    for word in reversed(found):
        for kind in _KINDS:
            listed = lexicon.words("channel_words", kind)
            if word in listed or singular(word) in listed:
                return kind
    return ""


def find_sentence(text: str, quotation: Quotation) -> Span:
    """Return the sentence around the cue and the source of a quotation, else its first span."""
    parts = [part for part in (quotation.cue, quotation.source) if part is not None]
    first = min((part[0] for part in parts), default=quotation.start)
    last = max((part[1] for part in parts), default=quotation.start)
    if any(start <= last + 2 and end >= first - 2 for start, end in quotation.spans):
        near = [span for span in quotation.spans if span[0] <= last + 3 and span[1] >= first - 3]
        first, last = min(first, near[0][0]), max(last, near[-1][1])
    return find_sentence_bounds(text, first, last)


def find_sentence_bounds(text: str, first: int, last: int) -> Span:
    """Return the sentence around a span, or the sentences that it is in."""
    start = max(
        (
            match.end()
            for match in _STOP.finditer(text, max(first - 600, 0), first)
            if not _ends_abbreviation(text, match.start())
        ),
        default=max(first - 600, 0),
    )
    for match in _STOP.finditer(text, last, last + 600):
        if not _ends_abbreviation(text, match.start()):
            return start, match.start() + 1
    return start, min(len(text), last + 600)
