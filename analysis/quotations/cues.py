"""Look up reporting verbs and nouns in all their forms."""

from dataclasses import dataclass, replace
from functools import lru_cache

from analysis.quotations import cue_lists

_VOWELS = frozenset("aeiou")


def _entries(table: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for entry in table.split():
        word, _, prepositions = entry.partition(":")
        more = frozenset(filter(None, prepositions.split(",")))
        found[word] = found.get(word, frozenset()) | more
    return found


_SAYING = _entries(cue_lists.SAYING)
_VOICING = _entries(cue_lists.VOICING)
_ADDRESSING = _entries(cue_lists.ADDRESSING)
_PROMISING = _entries(cue_lists.PROMISING)
_TELLING = _entries(cue_lists.TELLING)
_PREPOSITIONS = _entries(cue_lists.PREPOSITIONS)
_THINKING = _entries(cue_lists.THINKING)
_SHOWING = _entries(cue_lists.SHOWING)
_WITHHOLDING = _entries(cue_lists.WITHHOLDING)
_GOVERNING = _entries(cue_lists.GOVERNING)
_WITH_THAT = frozenset(cue_lists.WITH_THAT.split())
_BIDDING = frozenset(cue_lists.BIDDING.split())
_NOUNS = frozenset(cue_lists.NOUNS.split())
_REPORTING = frozenset().union(
    _SAYING,
    _VOICING,
    _ADDRESSING,
    _PROMISING,
    _TELLING,
    _PREPOSITIONS,
    _THINKING,
    _SHOWING,
    _WITHHOLDING,
)
_LEMMAS = _REPORTING.union(_GOVERNING)


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb, described by its complements.

    `saying`: a clause; `voicing`: quoted words only; `addressing`: an object; `promising`: an
    infinitive; `telling`: an addressee; `prepositions`: those that may introduce the content.
    `thinking` verbs report a thought, `showing` verbs the content of a paper or poll.
    `withholding` verbs report that nothing was said.
    """

    lemma: str
    saying: bool
    voicing: bool
    addressing: bool
    promising: bool
    telling: bool
    thinking: bool
    showing: bool
    withholding: bool
    prepositions: frozenset[str]

    @property
    def bare(self) -> bool:
        """Return whether a clause may follow without "that"."""
        return self.saying and self.lemma not in _WITH_THAT

    @property
    def bidding(self) -> bool:
        """Return whether the verb is a command, whose infinitive alone is hardly a report."""
        return self.lemma in _BIDDING

    @property
    def naming(self) -> bool:
        """Return whether the verb labels its object and needs the label: *called* it a scandal."""
        return self.lemma in (
            "call",
            "label",
            "dub",
            "brand",
            "term",
            "describe",
            "portray",
            "deem",
            "pronounce",
            "christen",
            "nickname",
        )

    @property
    def speech(self) -> bool:
        """Return whether the verb takes a clause and reports speech rather than a thought."""
        return self.saying and not self.thinking


_UNKNOWN = Cue(
    "",
    saying=False,
    voicing=False,
    addressing=False,
    promising=False,
    telling=False,
    thinking=False,
    showing=False,
    withholding=False,
    prepositions=frozenset(),
)


@lru_cache(maxsize=8192)
def lemma(form: str) -> str:
    """Return the base form of a lower-case form of a known verb, else the form itself."""
    if form in cue_lists.IRREGULAR:
        return cue_lists.IRREGULAR[form]
    for candidate in _candidates(form):
        if candidate in _LEMMAS:
            return candidate
        american = candidate.replace("is", "iz") if "is" in candidate[-4:] else ""
        if american in _LEMMAS:
            return american
    return form


def _candidates(form: str) -> list[str]:
    found = [form]
    for ending, repairs in (
        ("ies", ("y",)),
        ("ied", ("y",)),
        ("ying", ("y", "ie")),
        ("ing", ("", "e")),
        ("ed", ("", "e")),
        ("es", ("", "e")),
        ("s", ("",)),
    ):
        stem = form[: -len(ending)]
        if form.endswith(ending) and len(stem) >= 2:
            found += [stem + repair for repair in repairs]
            if stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
                found.append(stem[:-1])
    return found


@lru_cache(maxsize=8192)
def verb_cue(form: str) -> Cue | None:
    """Return the cue of a lower-case verb form, or None if it reports nothing."""
    base = lemma(form)
    if base not in _REPORTING:
        return None
    none: frozenset[str] = frozenset()
    return Cue(
        base,
        saying=base in _SAYING,
        voicing=base in _VOICING,
        addressing=base in _ADDRESSING,
        promising=base in _PROMISING,
        telling=base in _TELLING,
        thinking=base in _THINKING,
        showing=base in _SHOWING,
        withholding=base in _WITHHOLDING,
        prepositions=_SAYING.get(base, none)
        | _PREPOSITIONS.get(base, none)
        | _THINKING.get(base, none),
    )


def any_voice(form: str) -> Cue:
    """Build a cue for an unknown verb that is next to quoted words."""
    return replace(_UNKNOWN, lemma=form, voicing=True)


def any_casting(form: str) -> Cue:
    """Build a cue for an unknown verb that describes its object with quoted words."""
    return replace(_UNKNOWN, lemma=form, addressing=True)


def governs(form: str) -> bool:
    """Return whether a verb form can govern a cue: *went* on to say, *declined* to say."""
    return lemma(form) in _GOVERNING


@lru_cache(maxsize=8192)
def noun_cue(form: str) -> bool:
    """Return whether a lower-case noun reports speech: a *statement*, their *claims*."""
    return form in _NOUNS or (form.endswith("s") and form[:-1] in _NOUNS)
