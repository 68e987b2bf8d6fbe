"""The ways names are written in a text, each with its label and its mentions."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.entities.given_names import Gender, fold, gender_of
from analysis.entities.written_names import WrittenName, initials, person_name, thing_name
from analysis.findings import Label, Mention

# How many names that share a word are compared with one more: beyond, a text is a list of names.
MOST_CANDIDATES = 40
# From this confidence on, a name tag stands against a person of the same surname.
_SURE = 0.85


@dataclass(slots=True)
class Form:
    """One way of writing a name with the indexes of its mentions."""

    written: WrittenName
    label: Label
    members: list[int]
    ways: Counter[str]

    @property
    def shown(self) -> str:
        """Its fullest way: not all in capitals, most words, then the commonest."""

        def fullness(way: str) -> tuple[bool, bool, int, int]:
            usual = self.label == "GPE" and fold(way.replace(" ", "")) == self.written.key
            usual = usual and 5 * self.ways[way] >= len(self.members)
            return usual, not way.isupper() or len(way) < 5, way.count(" "), self.ways[way]

        return max(self.ways, key=fullness)


@dataclass(slots=True, eq=False)
class Cluster:
    """Forms of one name, the fullest first, and for each mention how sure it is and why."""

    forms: list[Form]
    reasons: dict[int, tuple[float, str]] = field(default_factory=dict)

    @property
    def main(self) -> Form:
        """The form that the others were found to belong to."""
        return self.forms[0]


def find_forms(text: str, names: Sequence[Mention]) -> tuple[list[Form], list[Form]]:
    """The ways people's names are written, and the ways other names are.

    Each has one label: the one that most of its mentions have.
    """
    ways = [text[name.start : name.end] for name in names]
    persons_by_way = {way: person_name(way) for way in set(ways)}
    things_by_way = {way: thing_name(way) for way in set(ways)}
    as_person = [persons_by_way[way] for way in ways]
    as_thing = [things_by_way[way] for way in ways]
    votes: dict[str, dict[Label, float]] = defaultdict(lambda: defaultdict(float))
    surnames: dict[str, int] = {}
    firsts: dict[str, int] = {}
    for index, (name, person, thing) in enumerate(zip(names, as_person, as_thing, strict=True)):
        votes[thing.key][name.label] += name.confidence
        firsts.setdefault(thing.key, index)
        if name.label == "PERSON" and len(person.parts) > 1:
            surnames.setdefault(person.parts[-1], index)
            if gender_of(person.parts[0]) is None:
                # "Park Geun-hye": the family name may come first.
                surnames.setdefault(person.parts[0], index)
    persons: dict[str, Form] = {}
    things: dict[str, Form] = {}
    for index, name in enumerate(names):
        person, thing = as_person[index], as_thing[index]
        label = name.label
        counted = votes[thing.key]
        if len(person.parts) == 1 and person.parts[0] in surnames:
            # "Ford" the man and "Ford" the company: what the tagger was sure of stays apart, and
            # so does what the text names before the man and never calls a person.
            share = counted["PERSON"] / max(sum(counted.values()), 1e-9)
            likely = share > 0.25 or surnames[person.parts[0]] < firsts[thing.key]
            if label != "NORP" and (share > 0.5 or (name.confidence < _SURE and likely)):
                label = "PERSON"
        elif len(counted) > 1:
            label = max(counted, key=lambda one: counted[one])
        if label == "PERSON":
            _add(persons, person.key + person.suffix, person, label, index)
        else:
            key = thing.key
            if label == "NORP" and len(key) > 4:
                key = key.removesuffix("s")
            _add(things, key, thing, label, index)
    return list(persons.values()), list(things.values())


def _add(forms: dict[str, Form], key: str, written: WrittenName, label: Label, index: int) -> None:
    form = forms.get(key)
    if form is None:
        form = forms[key] = Form(written, label, [], Counter())
    form.members.append(index)
    form.ways[written.shown] += 1


def find_brackets(text: str, names: Sequence[Mention]) -> list[tuple[int, int]]:
    """Pairs of a name and one in brackets after it, which may be short for it.

    Where the name before the brackets is only the end of what they stand for, as in "Food and
    (Agriculture Organization) (FAO)", the pair is with the name that the words begin with.
    """
    found = []
    for index in range(1, len(names)):
        short = names[index]
        if text[short.end : short.end + 1] != ")" or text[short.start - 1 : short.start] != "(":
            continue
        long = index - 1
        letters = thing_name(text[short.start : short.end]).key
        for earlier in range(max(0, index - 3), index):
            between = text[names[earlier].start : short.start - 1]
            if len(between) < 120 and letters in initials(between):
                long = earlier
                break
        if short.start - names[index - 1].end < 6:
            found.append((long, index))
    return found


def gender_of_cluster(
    cluster: Cluster, genders: Sequence[Gender | None]
) -> tuple[Gender | None, bool]:
    """The gender that titles or the given name point to, and whether it is from titles."""
    told = Counter(genders[member] for member in cluster.reasons if genders[member])
    told.update(form.written.gender for form in cluster.forms if form.written.gender)
    if told:
        return told.most_common(1)[0][0], True
    for form in cluster.forms:
        parts = form.shown.split()
        if len(parts) < 2:
            continue
        for part in parts[:-1]:
            gender = gender_of(part) if len(part.rstrip(".")) > 1 else None
            if gender:
                return gender, False
            if len(part.rstrip(".")) > 1:
                break
    return None, False
