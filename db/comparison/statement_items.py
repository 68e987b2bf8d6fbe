"""Sources and quotations that two texts have in common, and those of one of them alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import count, islice

from msgspec import Struct

from analysis.corpus.frequency import STOP_WORDS
from analysis.corpus.text_reuse import NormalizedText, is_same_quotation, shingles
from analysis.models import QuotationKind
from analysis.statement_changes import find_changes
from analysis.text import join_names
from db.comparison.finding_groups import group_pairs, pair_by_keys
from db.comparison.models import ComparedItem, Place, Sign, build_item
from db.comparison.text_findings import StatementSpeaker, TextStatement
from db.comparison.word_pieces import GAP
from db.quote_groups.wordings import classify_change, compare_statements

_MOST_SHARING = 64  # statements with a shingle that are compared; copies are among them
_MOST_COMPARED = 12  # of them, those with most common shingles
_MOST_DESCRIBED = 200  # sources with a word that are compared
_REPORTED = 50  # statements between two reports of the progress
_LONGEST = 20_000  # characters of an item whose wordings are compared
_LEAST_STEMS = 3  # content words of two statements of one speaker that may be reworded
_LONG_RUN, _SHORT_RUN = 8, 3  # consecutive words in common that two quotations need
_RUN_CONTENT = 3  # of them, content words in a long run
_LEAST_RATIO, _LEAST_SHORT_RATIO = 75.0, 85.0  # of 100, of their words; if they are few


class Source(Struct, frozen=True):
    """A source of a text: one speaker under all its names, and its statements."""

    name: str
    type: str
    keys: frozenset[str]
    stems: tuple[str, ...]
    is_named: bool
    statements: tuple[TextStatement, ...]


def list_statement_sources(statements: Sequence[TextStatement]) -> list[Source]:
    """Return the sources of statements, each once, in the order of their first statement."""
    numbers: dict[str, int] = {}
    speakers: defaultdict[int, list[StatementSpeaker]] = defaultdict(list)
    spoken: defaultdict[int, list[TextStatement]] = defaultdict(list)
    following = count()
    for statement in statements:
        for speaker in statement.speakers:
            known = [numbers[key] for key in sorted(speaker.keys) if key in numbers]
            number = known[0] if known else next(following)
            numbers |= dict.fromkeys(speaker.keys, number)
            speakers[number].append(speaker)
            if not spoken[number] or spoken[number][-1] is not statement:
                spoken[number].append(statement)
    return [_join_source(speakers[number], spoken[number]) for number in speakers]


def _join_source(
    speakers: Sequence[StatementSpeaker], statements: Sequence[TextStatement]
) -> Source:
    fullest = max(speakers, key=lambda speaker: len(speaker.name))
    keys = frozenset(key for speaker in speakers for key in speaker.keys)
    return Source(
        fullest.name, fullest.type, keys, fullest.stems, fullest.is_named, tuple(statements)
    )


def compare_sources(
    first: Sequence[TextStatement], second: Sequence[TextStatement]
) -> tuple[ComparedItem, ...]:
    """Return the sources of two texts, each with its statements in both."""
    sources = list_statement_sources(first), list_statement_sources(second)
    totals = _count_words(first), _count_words(second)
    pairs = [
        *pair_by_keys(*([source.keys for source in side] for side in sources)),
        *_pair_descriptions(*sources),
    ]
    items = []
    for group in group_pairs(len(sources[0]), len(sources[1]), pairs):
        chosen = [[side[at] for at in found] for side, found in zip(sources, group, strict=True)]
        named = max((*chosen[0], *chosen[1]), key=lambda source: len(source.name))
        passages, places = [], []
        for side, total, found in zip(chosen, totals, group, strict=True):
            spoken = _unique_statements(side)
            passages.append(tuple(statement.passage for statement in spoken))
            places.append(_place(min(found, default=-1), _count_words(spoken), total))
        items.append(build_item(named.name, named.type, passages, places))
    return tuple(items)


def _unique_statements(sources: Iterable[Source]) -> list[TextStatement]:
    found = {statement.passage: statement for source in sources for statement in source.statements}
    return sorted(found.values(), key=lambda statement: statement.passage.spans)


def _pair_descriptions(
    first: Sequence[Source], second: Sequence[Source]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of sources without a name that are described by the same words.

    One may have more words: "officials", "U.S. officials"; but at most twice as many. A source of
    no known type, such as "a majority of those", is one only with the same words.
    """
    described = [
        [(at, set(source.stems)) for at, source in enumerate(side) if source.stems and source.type]
        for side in (first, second)
    ]
    index: defaultdict[str, dict[int, set[str]]] = defaultdict(dict)
    for right, stems in described[1]:
        for stem in stems:
            index[stem][right] = stems
    for left, stems in described[0]:
        sharing = dict(
            pair for stem in stems for pair in islice(index[stem].items(), _MOST_DESCRIBED)
        )
        near = [
            (len(stems ^ compared), right)
            for right, compared in sharing.items()
            if (stems <= compared or compared <= stems)
            and 2 * min(len(stems), len(compared)) >= max(len(stems), len(compared))
            and first[left].type == second[right].type
        ]
        if near:
            nearest = min(near)[1]
            for stem in sharing[nearest]:
                del index[stem][nearest]
            yield left, nearest


def compare_quotations(
    first: Sequence[TextStatement],
    second: Sequence[TextStatement],
    report: Callable[[float], None] = lambda _: None,
) -> tuple[ComparedItem, ...]:
    """Return the statements of two texts; those with the same words are one item.

    Two texts divide the words of a speaker differently, so that an item may have several
    statements of each. `report` gets the share that is done; an error from it cancels.
    """
    totals = _count_words(first), _count_words(second)
    items = []
    pairs = _pair_statements(first, second, report)
    for number, group in enumerate(group_pairs(len(first), len(second), pairs)):
        if number % _REPORTED == 0:
            report(0.5 + number / (len(first) + len(second)) / 2)
        chosen = [first[at] for at in group[0]], [second[at] for at in group[1]]
        fullest = max((*chosen[0], *chosen[1]), key=lambda each: len(each.passage.words))
        passages = [tuple(statement.passage for statement in side) for side in chosen]
        places = [
            _place(min(found, default=-1), _count_words(side), total)
            for found, side, total in zip(group, chosen, totals, strict=True)
        ]
        changes = tuple(_find_changes(*chosen)) if all(chosen) else ()
        items.append(build_item(fullest.passage.words, fullest.kind, passages, places, changes))
    return tuple(items)


def _pair_statements(
    first: Sequence[TextStatement],
    second: Sequence[TextStatement],
    report: Callable[[float], None],
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of statements with the same words, then those of one speaker reworded."""
    index: defaultdict[int, list[int]] = defaultdict(list)
    for at, statement in enumerate(second):
        for shingle in set(shingles(statement.normalized)):
            if len(index[shingle]) < _MOST_SHARING:
                index[shingle].append(at)
    yield from pair_by_keys(*([[_written_key(each)] for each in side] for side in (first, second)))
    paired: tuple[set[int], set[int]] = set(), set()
    reworded: list[tuple[float, int, int]] = []
    for at, statement in enumerate(first):
        if at % _REPORTED == 0:
            report(at / len(first) / 2)
        shared = Counter(
            found for shingle in set(shingles(statement.normalized)) for found in index[shingle]
        )
        for found, _ in shared.most_common(_MOST_COMPARED):
            compared = second[found]
            if not _share_words(statement.normalized, compared.normalized):
                continue
            words = statement.normalized, compared.normalized
            is_one_voice = _have_one_voice(statement, compared)
            if is_same_quotation(*words, one_voice=is_one_voice) or _have_common_run(
                *words, one_voice=is_one_voice
            ):
                paired[0].add(at)
                paired[1].add(found)
                yield at, found
            elif is_one_voice and (ratio := _compare_words(*words)):
                reworded.append((ratio, at, found))
    for _, at, found in sorted(reworded, reverse=True):
        if at not in paired[0] and found not in paired[1]:
            paired[0].add(at)
            paired[1].add(found)
            yield at, found


def _compare_words(first: NormalizedText, second: NormalizedText) -> float:
    """Return the ratio of common words of two statements, 0 if it is too low for a rewording."""
    from rapidfuzz import fuzz  # imported late: other comparisons of lists need no alignment

    few = min(len(first.content_stems), len(second.content_stems))
    ratio = fuzz.ratio(first.words, second.words) if few >= _LEAST_STEMS else 0.0
    return ratio if ratio >= (_LEAST_SHORT_RATIO if few == _LEAST_STEMS else _LEAST_RATIO) else 0.0


def _share_words(first: NormalizedText, second: NormalizedText) -> bool:
    """Return whether two statements have enough content words in common to be aligned."""
    stems = set(first.content_stems), set(second.content_stems)
    shared = len(stems[0] & stems[1])
    return shared >= _RUN_CONTENT or 2 * shared >= min(map(len, stems))


def _written_key(statement: TextStatement) -> Hashable:
    """Return a key of the words and the speakers, which proves even short statements the same."""
    keys = frozenset(key for speaker in statement.speakers for key in speaker.keys)
    return statement.normalized.words or statement.passage.words, keys


def _have_common_run(
    first: NormalizedText, second: NormalizedText, *, one_voice: bool | None
) -> bool:
    """Return whether two texts in quotation marks have a long run of words in common.

    Of one speaker, a shorter run is enough if it is all of one of them: "Her mind is shot!".
    """
    if not (first.is_verbatim and second.is_verbatim):
        return False
    matcher = SequenceMatcher(None, first.words, second.words, autojunk=False)
    start, _, length = matcher.find_longest_match()
    run = first.words[start : start + length]
    content = {word for word in run if word not in STOP_WORDS}
    if length >= _LONG_RUN:
        return len(content) >= _RUN_CONTENT
    whole = length == min(len(first.words), len(second.words))
    return bool(one_voice) and whole and length >= _SHORT_RUN and len(content) > 1


def _have_one_voice(first: TextStatement, second: TextStatement) -> bool | None:
    """Return whether two statements have a common speaker; None if one has no named speaker."""
    keys = [_list_named_keys(statement) for statement in (first, second)]
    if not all(keys):
        return None
    return not keys[0].isdisjoint(keys[1])


def _list_named_keys(statement: TextStatement) -> set[str]:
    return {key for speaker in statement.speakers if speaker.is_named for key in speaker.keys}


def _find_changes(
    first: Sequence[TextStatement], second: Sequence[TextStatement]
) -> Iterator[tuple[Sign, str]]:
    """Yield the differences between the wordings of a statement in two texts."""
    joined = [GAP.join(statement.passage.words for statement in side) for side in (first, second)]
    if max(len(words) for words in joined) > _LONGEST:
        return  # many repeated statements are one item, whose wordings need no comparison
    wording = compare_statements(joined[0], _kind_of(first), joined[1], _kind_of(second))
    if change := classify_change(wording):
        yield change, ""
    yield from ((found.sign, found.words) for found in find_changes(*joined))
    keys = [{key for each in side for key in _list_named_keys(each)} for side in (first, second)]
    if all(keys) and keys[0].isdisjoint(keys[1]):
        names = [join_names([each.name for each in side[0].speakers]) for side in (first, second)]
        yield "speaker", " / ".join(names)


def _kind_of(statements: Sequence[TextStatement]) -> QuotationKind:
    kinds = {statement.kind for statement in statements}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _count_words(statements: Iterable[TextStatement]) -> int:
    return sum(len(statement.passage.words.split()) for statement in statements)


def _place(at: int, words: int, total: int) -> Place | None:
    return None if at < 0 else Place(at + 1, words / total if total else 0.0)
