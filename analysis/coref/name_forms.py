"""The forms in which a text writes its names, each with its label and its mentions."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.coref.given_names import Gender, fold, gender_of
from analysis.coref.names import WrittenName, initials, person_name, thing_name
from analysis.models import Label, Mention

# The most names sharing a word that a new name is compared with; a text with more is a list.
MOST_CANDIDATES = 40
# From this confidence on, a tag other than PERSON outweighs a person with the same surname.
_CONFIDENT_TAG = 0.85


@dataclass(slots=True)
class Form:
    """A normalised form of a name, with the indexes of its mentions and its spellings."""

    written: WrittenName
    label: Label
    members: list[int]
    ways: Counter[str]

    @property
    def shown(self) -> str:
        """The fullest spelling: not all in capitals, most words, then the most frequent."""

        def fullness(spelling: str) -> tuple[bool, bool, int, int]:
            is_canonical = (
                self.label == "GPE" and fold(spelling.replace(" ", "")) == self.written.key
            )
            is_canonical = is_canonical and 5 * self.ways[spelling] >= len(self.members)
            return (
                is_canonical,
                not spelling.isupper() or len(spelling) < 5,
                spelling.count(" "),
                self.ways[spelling],
            )

        return max(self.ways, key=fullness)


@dataclass(slots=True, eq=False)
class Cluster:
    """Forms of one name, the fullest first, with the confidence and reason of each mention."""

    forms: list[Form]
    reasons: dict[int, tuple[float, str]] = field(default_factory=dict)

    @property
    def main(self) -> Form:
        """The form to which the others were matched."""
        return self.forms[0]


def find_forms(text: str, names: Sequence[Mention]) -> tuple[list[Form], list[Form]]:
    """Return the forms of people's names, and the forms of other names.

    Each form has one label: the most frequent label of its mentions.
    """
    spellings = [text[name.start : name.end] for name in names]
    persons_by_spelling = {spelling: person_name(spelling) for spelling in set(spellings)}
    things_by_spelling = {spelling: thing_name(spelling) for spelling in set(spellings)}
    as_person = [persons_by_spelling[spelling] for spelling in spellings]
    as_thing = [things_by_spelling[spelling] for spelling in spellings]
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
        label_votes = votes[thing.key]
        if len(person.parts) == 1 and person.parts[0] in surnames:
            # "Ford" the man and "Ford" the company: a confident tag is not changed, nor is the tag
            # of a name that precedes the man's and is never tagged as a person.
            share = label_votes["PERSON"] / max(sum(label_votes.values()), 1e-9)
            is_likely_person = share > 0.25 or surnames[person.parts[0]] < firsts[thing.key]
            if label != "NORP" and (
                share > 0.5 or (name.confidence < _CONFIDENT_TAG and is_likely_person)
            ):
                label = "PERSON"
        elif len(label_votes) > 1:
            label = max(label_votes, key=lambda candidate: label_votes[candidate])
        if label == "PERSON":
            _add_mention(persons, person.key + person.suffix, person, label, index)
        else:
            key = thing.key
            if label == "NORP" and len(key) > 4:
                key = key.removesuffix("s")
            _add_mention(things, key, thing, label, index)
    return list(persons.values()), list(things.values())


def _add_mention(
    forms: dict[str, Form], key: str, written: WrittenName, label: Label, index: int
) -> None:
    form = forms.get(key)
    if form is None:
        form = forms[key] = Form(written, label, [], Counter())
    form.members.append(index)
    form.ways[written.shown] += 1


def find_brackets(text: str, names: Sequence[Mention]) -> list[tuple[int, int]]:
    """Return pairs of a name and a possible short form in brackets after it.

    The name directly before the brackets may be only the end of the long form, as in "Food and
    (Agriculture Organization) (FAO)". The pair then has the name that begins the long form.
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
    """Return the gender from titles or the given name, and whether it is from titles."""
    title_genders = Counter(genders[member] for member in cluster.reasons if genders[member])
    title_genders.update(form.written.gender for form in cluster.forms if form.written.gender)
    if title_genders:
        return title_genders.most_common(1)[0][0], True
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
