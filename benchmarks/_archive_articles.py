"""Made-up articles with findings, as many as wanted, the same for the same seed.

Words have the frequencies of natural language (Zipf's law with Mandelbrot's offset), and so have
the people who speak. How many findings an article has is what the analysis finds in 500 words of
real news: 19 names, 57 mentions, 11 quotations, 10 time expressions, 5 events.
"""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis import Analysis, Entity, Event, Mention, Quotation, Reason, TimeExpression
from db import Document

_VOCABULARY = 60_000  # words before they are inflected
_VERBS = 4_000  # words that reasons name
_PEOPLE, _THINGS, _SITES = 30_000, 8_000, 60
_FIRST_DAY, _DAYS = datetime.date(2012, 1, 1), 4_000


def _words_of(text: str) -> list[str]:
    return text.split()


_SMALL = _words_of(
    "the of and to a in that it for on was with as at by from had not are but an were they which"
    " this or has been have its who would more than there will when if so after about could"
)
_ONSETS = _words_of("b c d f g h j k l m n p r s t v w br ch cl cr dr fl gr pl pr sh sl st th tr")
_VOWELS = _words_of("a e i o u a e i o u ai ea ee ou")
_CODAS = ["", "", "", "", "", "n", "r", "l", "t", "m", "d", "st", "ck", "p"]
_CUES = _words_of("said told added argued warned explained insisted replied noted announced")
_LABELS = ("ORG", "GPE", "LOC", "FAC", "EVENT")


@dataclass(frozen=True)
class World:
    """The words and names that articles are made of, the frequent ones first."""

    words: NDArray[np.object_]
    weights: NDArray[np.float64]
    people: Sequence[str]
    things: Sequence[str]
    sites: Sequence[str]


def make_world(seed: int) -> World:
    """The world of a seed."""
    chance = random.Random(seed)
    stems = list(dict.fromkeys([*_SMALL, *(_word(chance, rank) for rank in range(_VOCABULARY))]))
    weights = 1 / (np.arange(len(stems)) + 2.7)
    words, shares = list(_SMALL), list(weights[: len(_SMALL)])
    for stem, weight in zip(stems[len(_SMALL) :], weights[len(_SMALL) :], strict=True):
        for ending, share in (("", 0.7), ("s", 0.16), ("ed", 0.08), ("ing", 0.06)):
            words.append(stem + ending)
            shares.append(weight * share)
    names = [_word(chance, 4_000).capitalize() for _ in range(12_000)]
    people = [f"{chance.choice(names[:800])} {chance.choice(names)}" for _ in range(_PEOPLE)]
    ends = ("Institute", "Council", "Bay", "Group", "Party", "Bank", "Union", "Street")
    things = [f"{chance.choice(names)} {chance.choice(ends)}" for _ in range(_THINGS)]
    sites = [f"The {chance.choice(names)} {chance.choice(('Post', 'Wire'))}" for _ in range(_SITES)]
    every = np.array(shares)
    return World(np.array(words, dtype=object), np.cumsum(every / every.sum()),
                 list(dict.fromkeys(people)), list(dict.fromkeys(things)), sites)  # fmt: skip


def make_articles(world: World, seed: int, count: int) -> Iterator[tuple[Document, Analysis]]:
    """Articles of about 500 words, roughly in the order of their publication."""
    numbers, chance = np.random.default_rng(seed), random.Random(seed)
    for index in range(count):
        length = int(np.clip(numbers.lognormal(5.88, 0.4), 80, 4_000))
        drawn = np.searchsorted(world.weights, numbers.random(length))
        words = world.words[drawn].tolist()
        day = index * _DAYS // count + int(numbers.integers(-20, 20))
        published = _FIRST_DAY + datetime.timedelta(max(0, day))
        site = world.sites[min(int(numbers.exponential(9)), len(world.sites) - 1)]
        writer = _Writer(world, numbers, chance, words, published)
        analysis = writer.write()
        address = f"https://{site.lower().replace(' ', '')}.example/{published:%Y/%m}/{index}.html"
        yield Document(analysis.text, writer.title, world.people[-1 - index % 300], site, address,
                       published, "metadata"), analysis  # fmt: skip


class _Writer:
    """Writes one text and notes what is in it on the way."""

    def __init__(
        self,
        world: World,
        numbers: np.random.Generator,
        chance: random.Random,
        words: list[str],
        published: datetime.date,
    ) -> None:
        self._world, self._numbers, self._chance = world, numbers, chance
        self._words, self._published = words, published
        self._at = 0  # the next of the words
        self._pieces: list[str] = []
        self._length = 0
        size = len(words) / 500
        people = _popular(numbers, len(world.people), max(2, round(11 * size)))
        things = _popular(numbers, len(world.things), max(1, round(12 * size)))
        self._cast = [world.people[one] for one in people] + [world.things[one] for one in things]
        self._people = len(people)
        self._mentions: list[Mention] = []
        self._quotations: list[Quotation] = []
        self._times: list[TimeExpression] = []
        self._events: list[Event] = []
        self.title = " ".join(words[-8:]).capitalize()

    def write(self) -> Analysis:
        """The text with its findings."""
        chance, sentence = self._chance, 0
        while self._at < len(self._words) - 24:
            kind = chance.random()
            if kind < 0.42:
                self._quotation()
            elif kind < 0.64:
                self._event()
            else:
                self._plain(chance.randint(6, 10))
                self._name()
                self._plain(chance.randint(3, 6))
                self._name()
                self._plain(chance.randint(3, 6))
                self._add(".")
            sentence += 1
            self._add("\n\n" if sentence % 4 == 0 else " ")
        text = "".join(self._pieces)
        return Analysis(
            text, self._published, tuple(self._entities()), tuple(self._mentions),
            tuple(self._quotations), tuple(self._times), tuple(self._events)
        )  # fmt: skip

    def _add(self, text: str) -> tuple[int, int]:
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        return start, self._length

    def _plain(self, count: int) -> tuple[int, int]:
        words = self._words[self._at : self._at + count]
        self._at += count
        return self._add(" ".join(words) or "so")

    def _name(self, *, person: bool = False) -> tuple[int, tuple[int, int]]:
        """The name of one of the cast, a part of it or a pronoun, between blanks."""
        chance = self._chance
        entity = chance.randrange(self._people if person else len(self._cast))
        name, kind = self._cast[entity], "name"
        if entity < self._people:
            form = chance.random()
            if form < 0.3:
                name, kind = "she", "pronoun"
            elif form < 0.7:
                name = name.partition(" ")[2]
        self._add(" ")
        start, end = self._add(name)
        label = "PERSON" if entity < self._people else _LABELS[entity % len(_LABELS)]
        reason = Reason.of("pronoun.subject", person="person")
        if kind == "name":
            reason = Reason.of("mention.surname", name=self._cast[entity])
        confidence = chance.randint(700, 990) / 1000
        self._mentions.append(
            Mention(start, end, label, kind, entity, confidence, reason)  # type: ignore[arg-type]
        )
        self._add(" ")
        return entity, (start, end)

    def _quotation(self) -> None:
        chance = self._chance
        start, _ = self._add("“")
        self._plain(chance.randint(5, 11))
        self._name()
        self._plain(chance.randint(2, 4))
        self._name()
        self._plain(chance.randint(2, 4))
        _, end = self._add(",”")
        self._add(" ")
        cue = chance.choice(_CUES)
        where = self._add(cue)
        speaker, source = self._name(person=True)
        self._add(".")
        kind = chance.choice(("direct", "direct", "mixed", "indirect"))
        self._quotations.append(
            Quotation(((start, end),), kind, where, source, speaker,  # type: ignore[arg-type]
                      None, False, 0.88, Reason.of("quotation.clause_source_verb", cue=cue))
        )  # fmt: skip

    def _event(self) -> None:
        chance, first = self._chance, self._length
        entity, _ = self._name()
        self._plain(chance.randint(4, 8))
        day = self._published + datetime.timedelta(chance.randint(-60, 30))
        published = self._published.isoformat()
        self._add(" ")
        where = self._add(f"on {day:%A}")
        words, verb = f"on {day:%A}", _popular(self._numbers, _VERBS, 1)[0]
        cue = self._world.words[verb]
        self._times.append(
            TimeExpression(*where, "DATE", day.isoformat(), None, day.strftime("DATE-WXX-%u"), None,
                           0.9, Reason.of(
                               "time.resolved", words=words, value=day.isoformat(),
                               steps=f"<W{day:%u}", start=published, anchor="publication",
                           ).extend(Reason.of("time.looks_back", cue=cue)))
        )  # fmt: skip
        self._add(" ")
        self._plain(chance.randint(2, 4))
        self._name()
        self._plain(chance.randint(2, 4))
        last = self._length
        self._events.append(
            Event(first, last, len(self._times) - 1, "".join(self._pieces)[first:last].strip()[:65],
                  day, day, "day", day > self._published, (entity,), 0.85,
                  Reason.of("event.verb", words=words, cue=cue).extend(
                      Reason.of("event.day", first=day.isoformat()),
                      Reason.of("event.past", published=published)))
        )  # fmt: skip
        self._add(", ")
        where = self._add("two days")
        stated = Reason.of("time.stated", words="two days", value="P2D")
        self._times.append(
            TimeExpression(*where, "DURATION", "P2D", None, None, None, 0.95, stated)
        )
        self._add(".")

    def _entities(self) -> Iterator[Entity]:
        for number, name in enumerate(self._cast):
            person = number < self._people
            aliases = (name.partition(" ")[2],) if person and number % 3 == 0 else ()
            role = f"minister of {self._words[number]}" if person and number % 2 else None
            reason = Reason.of("entity.named", count=str(1 + number % 9))
            yield Entity(number, name, "PERSON" if person else _LABELS[number % len(_LABELS)],  # type: ignore[arg-type]
                         aliases, role, 0.95, reason)  # fmt: skip


def _popular(numbers: np.random.Generator, many: int, wanted: int) -> list[int]:
    """Different numbers below `many`, the low ones more often: the first in a tenth of articles."""
    drawn = (np.exp(numbers.random(wanted) * np.log1p(many / 10)) - 1) * 10
    return list(dict.fromkeys(drawn.astype(int).tolist()))


def _word(chance: random.Random, rank: int) -> str:
    """A word that can be spoken, the rarer the longer."""
    syllables = 1 + (rank > 1_500) + (chance.random() < 0.15)
    return "".join(
        chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)
        for _ in range(syllables)
    )
