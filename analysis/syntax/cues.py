"""Look up reporting verbs and nouns in all their forms."""

from functools import lru_cache

from msgspec import Struct

from analysis import lexicon
from analysis.structs import replace

_VOWELS = frozenset("aeiou")
_IRREGULAR_FORMS = lexicon.values("irregular_verb_forms")
_GOVERNING = lexicon.words("governing_verbs")
_REPORTING = lexicon.words("reporting_verbs")
_LEMMAS = _REPORTING | _GOVERNING
_PREPOSITIONS = {
    verb: frozenset(prepositions.split())
    for verb, prepositions in lexicon.values("reporting_verbs").items()
}
_CLAUSE = lexicon.words("reporting_verbs", "clause")
_THAT_CLAUSE = lexicon.words("reporting_verbs", "that_clause")
_THAT = lexicon.words("reporting_verbs", "that")
_QUOTE = lexicon.words("reporting_verbs", "quote")
_OBJECT = lexicon.words("reporting_verbs", "object")
_NAMING = lexicon.words("reporting_verbs", "naming")
_INFINITIVE = lexicon.words("reporting_verbs", "infinitive")
_GERUND = lexicon.words("reporting_verbs", "gerund")
_ADDRESSEE = lexicon.words("reporting_verbs", "addressee")
_COMMAND = lexicon.words("reporting_verbs", "command")
_THOUGHT = lexicon.words("reporting_verbs", "thought")
_INTENTION = lexicon.words("reporting_verbs", "intention")
_DOCUMENT = lexicon.words("reporting_verbs", "document")
_WITHHOLDING = lexicon.words("reporting_verbs", "withholding")
_NOUNS = lexicon.words("reporting_nouns", "cue")

# Verbs that a clause without "that" follows: "said it was agreed".
REPORTING_VERBS = lexicon.words("reporting_verb_forms", "bare_clause")


class Cue(Struct, frozen=True):
    """A reporting verb, described by its classes in `lexicon/reporting_verbs.txt`.

    `prepositions` may introduce the content.
    """

    lemma: str
    takes_clause: bool
    takes_that: bool
    takes_quote: bool
    takes_object: bool
    takes_infinitive: bool
    takes_addressee: bool
    takes_gerund: bool
    is_thought: bool
    is_intention: bool
    is_document: bool
    is_withholding: bool
    prepositions: frozenset[str]

    @property
    def has_bare_clause(self) -> bool:
        """Return whether a clause may follow without "that"."""
        return self.takes_clause and self.lemma not in _THAT_CLAUSE

    @property
    def is_command(self) -> bool:
        """Return whether the verb is a command, whose infinitive alone is hardly a report."""
        return self.lemma in _COMMAND

    @property
    def is_naming(self) -> bool:
        """Return whether the verb labels its object and needs the label: *called* it a scandal."""
        return self.lemma in _NAMING

    @property
    def is_speech(self) -> bool:
        """Return whether the verb takes a clause and reports speech rather than a thought."""
        return self.takes_clause and not self.is_thought


_UNKNOWN = Cue(
    "",
    takes_clause=False,
    takes_that=False,
    takes_quote=False,
    takes_object=False,
    takes_infinitive=False,
    takes_addressee=False,
    takes_gerund=False,
    is_thought=False,
    is_intention=False,
    is_document=False,
    is_withholding=False,
    prepositions=frozenset(),
)


@lru_cache(maxsize=8192)
def lemma(form: str) -> str:
    """Return the base form of a lower-case form of a known verb, else the form itself."""
    if form in _IRREGULAR_FORMS:
        return _IRREGULAR_FORMS[form]
    for candidate in _candidates(form):
        if candidate in _LEMMAS:
            return candidate
        american = candidate.replace("is", "iz") if "is" in candidate[-4:] else ""
        if american in _LEMMAS:
            return american
    return form


def has_past_like_base(form: str) -> bool:
    """Return whether a verb's past tense is written as its base form: forecast."""
    return _IRREGULAR_FORMS.get(form) == form


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
    return Cue(
        base,
        takes_clause=base in _CLAUSE,
        takes_that=base in _THAT,
        takes_quote=base in _QUOTE,
        takes_object=base in _OBJECT,
        takes_infinitive=base in _INFINITIVE,
        takes_addressee=base in _ADDRESSEE,
        takes_gerund=base in _GERUND,
        is_thought=base in _THOUGHT,
        is_intention=base in _INTENTION,
        is_document=base in _DOCUMENT,
        is_withholding=base in _WITHHOLDING,
        prepositions=_PREPOSITIONS.get(base, frozenset()),
    )


def make_quote_cue(form: str) -> Cue:
    """Build a cue for an unknown verb that is next to quoted words."""
    return replace(_UNKNOWN, lemma=form, takes_quote=True)


def make_naming_cue(form: str) -> Cue:
    """Build a cue for an unknown verb that describes its object with quoted words."""
    return replace(_UNKNOWN, lemma=form, takes_object=True)


def is_governing_verb(form: str) -> bool:
    """Return whether a verb form can govern a cue: *went* on to say, *declined* to say."""
    return lemma(form) in _GOVERNING


@lru_cache(maxsize=8192)
def is_noun_cue(form: str) -> bool:
    """Return whether a lower-case noun reports speech: a *statement*, their *claims*."""
    last = form.rpartition("-")[2]  # a *counter-argument*
    return last in _NOUNS or (last.endswith("s") and last[:-1] in _NOUNS)
