"""Invented articles with findings, the same for the same seed.

Words have the frequencies of natural language (Zipf's law with Mandelbrot's offset), and so have
the people who speak. An article has as many findings as the analysis finds in 500 words of real
news: 19 names, 57 mentions, 11 quotations, 10 time expressions, 5 events.

As in an archive of news, articles repeat each other. A fifth of the quotations repeat an earlier
one, a third of these in changed words, and most of those repeated are in two or three articles, few
in forty. A fifth of the events are reported again by their day and words. One article in twelve is
a near-duplicate of an earlier one. Half of the people and things in an article are often together.
"""

import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analysis import Analysis, Entity, Event, Mention, Quotation, Reason, TimeExpression
from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db import Document

_VOCABULARY = 60_000  # words before they are inflected
_VERBS = 4_000  # words that reasons name
_PEOPLE, _THINGS, _SITES = 30_000, 8_000, 60
_FIRST_DAY, _DAYS = datetime.date(2012, 1, 1), 4_000
_REPEATED, _REWORDED = 0.22, 0.33  # shares of the quotations, and of those that are repeated
_REPORTED_AGAIN, _COPIED = 0.2, 1 / 12  # shares of the events and of the articles
_RECENT = 200  # statements, events or articles that can still be repeated
_COMPANIONS = 30  # that a person often has


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


class World(Struct, frozen=True):
    """The words and names that articles are made of, the frequent ones first."""

    words: NDArray[np.object_]
    weights: NDArray[np.float64]
    people: Sequence[str]
    things: Sequence[str]
    sites: Sequence[str]
    person_numbers: Mapping[str, int]


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
    every, people = np.array(shares), list(dict.fromkeys(people))
    return World(np.array(words, dtype=object), np.cumsum(every / every.sum()),
                 people, list(dict.fromkeys(things)), sites,
                 {name: number for number, name in enumerate(people)})  # fmt: skip


class _Statement(Struct, frozen=True):
    """A quotation that other articles repeat, with the number of its speaker."""

    speaker: int
    words: Sequence[str]


class _Happening(Struct, frozen=True):
    """An event that other articles report, with its words before and after the day."""

    day: datetime.date
    subject: str
    words: tuple[Sequence[str], Sequence[str]]


T = TypeVar("T")


class _Pool(Generic[T]):
    """The latest items that can be repeated, most of them once or twice, few of them 40 times."""

    def __init__(self, numbers: np.random.Generator, exponent: float, most: int) -> None:
        """Assign an item to up to `most` articles, by Zipf's law with this exponent."""
        self._numbers = numbers
        ranks = np.arange(1, most + 1) ** -exponent
        self._shares = np.cumsum(ranks / ranks.sum())
        self._mean = float(np.arange(most) @ (ranks / ranks.sum()))
        self._items: list[tuple[T, int]] = []

    def offer(self, item: T, repeated: float) -> None:
        """Add some of the new items, so that this share of all items can be repetitions."""
        if self._numbers.random() > repeated / (1 - repeated) / self._mean:
            return
        if copies := int(np.searchsorted(self._shares, self._numbers.random())):
            self._items = [*self._items[1 - _RECENT :], (item, copies)]

    def choose(self) -> T | None:
        """Return one of the items, or None without any."""
        if not self._items:
            return None
        at = int(self._numbers.integers(len(self._items)))
        item, copies = self._items[at]
        self._items[at : at + 1] = [(item, copies - 1)] if copies > 1 else []
        return item


class _News:
    """The statements, events and articles that later articles repeat."""

    def __init__(self, numbers: np.random.Generator) -> None:
        self.statements: _Pool[_Statement] = _Pool(numbers, 1.5, 40)
        self.happenings: _Pool[_Happening] = _Pool(numbers, 1.5, 20)
        self.articles: _Pool[tuple[Document, Analysis]] = _Pool(numbers, 2.0, 12)


def make_articles(world: World, seed: int, count: int) -> Iterator[tuple[Document, Analysis]]:
    """Make articles of about 500 words, roughly in the order of their publication."""
    numbers, chance = np.random.default_rng(seed), random.Random(seed)
    news = _News(numbers)
    for index in range(count):
        length = int(np.clip(numbers.lognormal(5.88, 0.4), 80, 4_000))
        drawn = np.searchsorted(world.weights, numbers.random(length))
        words = world.words[drawn].tolist()
        day = index * _DAYS // count + int(numbers.integers(-20, 20))
        published = _FIRST_DAY + datetime.timedelta(max(0, day))
        site = world.sites[min(int(numbers.exponential(9)), len(world.sites) - 1)]
        address = f"https://{site.lower().replace(' ', '')}.example/{published:%Y/%m}/{index}.html"
        original = news.articles.choose() if chance.random() < _COPIED else None
        if original is not None:
            yield _copy_article(*original, site, address, words[: chance.randint(5, 40)])
            continue
        writer = _Writer(world, numbers, chance, words, published, news)
        analysis = writer.write()
        document = Document(analysis.text, writer.title, world.people[-1 - index % 300], site,
                            address, PartialDate.from_day(published), "metadata")  # fmt: skip
        news.articles.offer((document, analysis), _COPIED)
        yield document, analysis


def _copy_article(
    document: Document, analysis: Analysis, site: str, address: str, added: Sequence[str]
) -> tuple[Document, Analysis]:
    """Return an article as another site prints it, with words of its own at the end."""
    text = f"{analysis.text}\n\n{' '.join(added).capitalize()}."
    copy = replace(document, text=text, site=site, source=address)
    return copy, replace(analysis, text=text)


class _Writer:
    """Writes one text and notes what is in it on the way."""

    def __init__(
        self,
        world: World,
        numbers: np.random.Generator,
        chance: random.Random,
        words: list[str],
        published: datetime.date,
        news: _News,
    ) -> None:
        self._world, self._numbers, self._chance, self._news = world, numbers, chance, news
        self._words, self._published = words, published
        self._at = 0  # the next of the words
        self._pieces: list[str] = []
        self._length = 0
        size = len(words) / 500
        wanted = max(2, round(11 * size)), max(1, round(12 * size))
        first, *people = _popular(numbers, len(world.people), wanted[0])
        things = _popular(numbers, len(world.things), wanted[1])
        self._cast: list[str] = []
        self._people: list[int] = []  # numbers in the cast
        for person in [first, *_with_companions(numbers, first, people, len(world.people))]:
            self._add_person(person)
        things = _with_companions(numbers, first, things, len(world.things))
        self._cast += [world.things[thing] for thing in things]
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

    def _draw(self, count: int) -> Sequence[str]:
        words = self._words[self._at : self._at + count]
        self._at += count
        return words or ["so"]

    def _plain(self, count: int) -> tuple[int, int]:
        return self._add(" ".join(self._draw(count)))

    def _add_person(self, person: int) -> int:
        """Return the number of a person in the cast; add the person if it is new."""
        name = self._world.people[person]
        for entity in self._people:
            if self._cast[entity] == name:
                return entity
        self._cast.append(name)
        self._people.append(len(self._cast) - 1)
        return self._people[-1]

    def _name(self, entity: int | None = None) -> tuple[int, tuple[int, int]]:
        """The name of one of the cast, a part of it or a pronoun, between blanks."""
        chance = self._chance
        if entity is None:
            entity = chance.randrange(len(self._cast))
        name, kind = self._cast[entity], "name"
        if entity in self._people:
            form = chance.random()
            if form < 0.3:
                name, kind = "she", "pronoun"
            elif form < 0.7:
                name = name.partition(" ")[2]
        self._add(" ")
        start, end = self._add(name)
        label = self._label(entity)
        reason = Reason.of("pronoun.subject", person="person")
        if kind == "name":
            reason = Reason.of("mention.surname", name=self._cast[entity])
        confidence = chance.randint(700, 990) / 1000
        self._mentions.append(
            Mention(start, end, label, kind, entity, confidence, reason)  # type: ignore[arg-type]
        )
        self._add(" ")
        return entity, (start, end)

    def _label(self, entity: int) -> str:
        return "PERSON" if entity in self._people else _LABELS[entity % len(_LABELS)]

    def _quotation(self) -> None:
        chance = self._chance
        repeated = self._news.statements.choose() if chance.random() < _REPEATED else None
        kind = chance.choice(("direct", "direct", "mixed", "indirect"))
        start, _ = self._add("“")
        first = len(self._pieces)
        if repeated is not None:
            kind = "direct"
            speaker = self._add_person(repeated.speaker)
            self._add(" ".join(self._reword(repeated.words)))
        else:
            speaker = chance.choice(self._people)
            self._plain(chance.randint(5, 11))
            self._name()
            self._plain(chance.randint(2, 4))
            self._name()
            self._plain(chance.randint(2, 4))
        words = "".join(self._pieces[first:]).split()
        _, end = self._add(",”")
        self._add(" ")
        cue = chance.choice(_CUES)
        where = self._add(cue)
        _, source = self._name(speaker)
        self._add(".")
        if repeated is None and kind == "direct":
            person = self._world.person_numbers[self._cast[speaker]]
            # offered are direct quotations alone, half of all
            self._news.statements.offer(_Statement(person, words), 2 * _REPEATED / (1 + _REPEATED))
        self._quotations.append(
            Quotation(((start, end),), kind, where, source, speaker,  # type: ignore[arg-type]
                      None, False, 0.88, Reason.of("quotation.clause_source_verb", cue=cue))
        )  # fmt: skip

    def _reword(self, words: Sequence[str]) -> Sequence[str]:
        """Return the words of a quotation; of a third, one is replaced, or the end is left out."""
        if self._chance.random() > _REWORDED:
            return words
        if self._chance.random() < 0.5:
            return words[: len(words) * 3 // 4]
        at = self._chance.randrange(len(words))
        return [*words[:at], self._words[self._at - 1], *words[at + 1 :]]

    def _event(self) -> None:
        chance, first = self._chance, self._length
        again = self._news.happenings.choose() if chance.random() < _REPORTED_AGAIN else None
        if again is not None and again.subject not in self._cast:
            self._cast.append(again.subject)
        entity, _ = self._name(None if again is None else self._cast.index(again.subject))
        before = again.words[0] if again else self._draw(chance.randint(4, 8))
        after = again.words[1] if again else self._draw(chance.randint(2, 4))
        day = self._published + datetime.timedelta(chance.randint(-60, 30))
        if again is not None:
            day = again.day
        elif entity not in self._people:
            happening = _Happening(day, self._cast[entity], (before, after))
            # offered are events of things alone, half of all
            self._news.happenings.offer(happening, 2 * _REPORTED_AGAIN / (1 + _REPORTED_AGAIN))
        self._add(" ".join(before))
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
        self._add(" ".join(after))
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
            person = number in self._people
            aliases = (name.partition(" ")[2],) if person and number % 3 == 0 else ()
            role = f"minister of {self._words[number]}" if person and number % 2 else None
            reason = Reason.of("entity.named", count=str(1 + number % 9))
            # a fifth of the people are doubtful, so that lists compare them with their namesakes
            doubtful = person and self._world.person_numbers[name] % 5 == 0
            yield Entity(number, name, self._label(number),  # type: ignore[arg-type]
                         aliases, role, 0.8 if doubtful else 0.95, reason)  # fmt: skip


def _popular(numbers: np.random.Generator, many: int, wanted: int) -> list[int]:
    """Different numbers below `many`, the low ones more often: the first in a tenth of articles."""
    drawn = (np.exp(numbers.random(wanted) * np.log1p(many / 10)) - 1) * 10
    return list(dict.fromkeys(drawn.astype(int).tolist()))


def _with_companions(
    numbers: np.random.Generator, first: int, drawn: Sequence[int], many: int
) -> list[int]:
    """Replace every other of the drawn numbers by one that is often together with the first."""
    ranks = _popular(numbers, _COMPANIONS, len(drawn))
    companions = [(first * 7_919 + 104_729 * (rank + 1)) % many for rank in ranks]
    return list(dict.fromkeys([*drawn[::2], *companions[: len(drawn) // 2]]))


def _word(chance: random.Random, rank: int) -> str:
    """A word that can be spoken, the rarer the longer."""
    syllables = 1 + (rank > 1_500) + (chance.random() < 0.15)
    return "".join(
        chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)
        for _ in range(syllables)
    )
