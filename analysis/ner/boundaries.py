"""Correct the boundaries of names: exclude titles, include initials and nicknames, join halves."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from analysis import lexicon
from analysis.models import Label, Mention
from analysis.names.given_names import gender_of_given_name
from analysis.names.parser import count_title_words, is_office_word
from analysis.names.titles import (
    RELATION_NOUNS,
    honorific_length,
    is_abbreviated_title,
    is_form_of_address,
    is_title_in_capitals,
    role_noun,
)
from analysis.ner.coordination import join_legal_forms, join_members
from analysis.ner.name_parts import (
    complete_people,
    end_at_dashes,
    join_places,
    join_possessives,
    separate_countries,
    separate_peoples,
)
from analysis.ner.surnames import extend_to_family_name, is_initials
from analysis.structs import replace
from analysis.syntax.tokens import Doc, Token

_LINKS = frozenset({"of", "for"})
_WORD = r"[A-Z][\w.'’-]*"
_NAME_AND_NICKNAME = re.compile(
    rf"{_WORD}(?: {_WORD})*\s*[\"“‘'(](?![DRI]-){_WORD}(?: {_WORD})?[\"”’')] ?(?=[A-Z])"
)
# A dateline, the place where an article was written: "LUND, Ohio (AP) — ".
_DATELINE = re.compile(r"(?:, [^\n—–―-]{2,40})?(?: ?\([^)\n]{2,20}\))? ?(?:[-–—―]+) ")
_DATELINE_WITHIN = 600
# What follows a news agency in a dateline.
_AGENCY_END = re.compile(r"\) ?[-–—―]+ ")
_PARTY_AND_STATE = re.compile(r"[DRI]-[A-Z]")
_SITE = re.compile(r"[\w-]+\.(?:com|org|net|co\.uk|gov|edu|info)", re.IGNORECASE)
_UNITS = "|".join(map(str.capitalize, lexicon.words("place_nouns", "administrative")))
_CITY_OF = re.compile(rf"(?:{_UNITS}) of [A-Z]\w+(?: [A-Z]\w+)?")
_REALMS = "|".join(map(str.capitalize, lexicon.words("place_nouns", "realm")))
_REALM_OF = re.compile(rf"(?:{_REALMS}) of (?:the )?(?P<country>[A-Z].*)", re.DOTALL)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_INCOMPLETE_END = re.compile(r".*\b(?:for|of|on|and)", re.DOTALL)
_DANGLING = re.compile(r"(?: (?:of|for|and|the|in|on|with))+$")
_STATES = lexicon.words("abbreviations", "country")
# Most proper nouns between an honorific and the rest of a name that the encoder found.
_MOST_PARTS = 3
_FILLER = re.compile(r" (?:a |the )?")
_PURPOSE = re.compile(r" (?:for|on) (?:the )?")
_AUTHORITIES = "|".join(map(str.capitalize, lexicon.words("organization_nouns", "authority")))
_AUTHORITY = re.compile(rf"(?:.*\b)?(?:Court of Appeals|District Court|{_AUTHORITIES})")
_REPEATED_COMPANY = re.compile(r"(?P<first>(\w+)\b[^.]* (?:Co|Corp|Inc|Ltd)\.)\s+(?P<second>\2)")
_TWO_ORGANIZATIONS = re.compile(
    r"(?P<first>[^ ,]+(?: (?!(?:of|for|and|&) )[^ ,]+)+), "
    r"(?P<second>[A-Z][^ ,]*(?: (?!(?:and|&) )[^ ,]+)+)"
)
# Heads of bodies with a purpose or members: "Association for the Disabled".
_PURPOSEFUL = lexicon.words("organization_nouns", "public", "of_country")
_HEAD_NOUNS = "|".join(map(str.capitalize, _PURPOSEFUL))
_BODY = re.compile(rf"(?:[A-Z].* )?(?:{_HEAD_NOUNS})")
_FOR = re.compile(r" for (?:an? |the )?")
_PARTICLES = lexicon.words("name_particles")
_APOSTROPHES = frozenset({"'", "’", "`", "‘"})
_SPACED_APOSTROPHES = frozenset({"' ", "’ ", " ' ", " ’ "})
_STATE_BODIES = frozenset({"house", "state", "senate", "court", "defense"})
_MINISTERS = frozenset({"minister", "ministers", "undersecretary"})
_OFFICE_FOR = frozenset({("secretary", "for")})
# Heads of a part of a body, whose field is no name: "Director-General of Foreign Affairs".
_HEADS_OF_FIELDS = frozenset({"commissioner", "director", "director-general", "head"})
_FIELDS = lexicon.words("organization_nouns", "portfolio") | {
    "and", "financial", "human", "international", "public",
}  # fmt: skip
_FIELD_WITHIN = 8
_HEADLINE_CAPITALS = 0.6
_MODIFIERS = lexicon.words("modifiers", "non_distinctive")


def correct_boundaries(words: Doc, names: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return the name mentions with corrected boundaries and labels.

    Titles are cut off ("President Joe Biden") and lone initials are joined to the name. A nickname
    in quotation marks joins the names around it, as do an "on" or a "Jr." between the halves of a
    name. A people before a person is a name of its own: "Swede Jo Lind". A mention that is only an
    office ("The President") is dropped. A name after "Mr" or "Ms" is a person; a name that begins a
    dateline, or "City of", is a place.
    """
    found: list[Mention] = []
    names = _split_organizations(words.text, names)
    names = tuple(join_legal_forms(words, join_members(words.text, names)))
    names = _exclude_honorifics(words, _split_headline_names(words, names))
    names = [_correct_beginning(words, name) for name in names]
    names = end_at_dashes(words, complete_people(words, names))
    names = join_places(words, [*separate_peoples(words, names)])
    names = [*separate_countries(words, join_possessives(words, names))]
    for at, name in enumerate(names):
        first = words.token_at(name.start)
        name_text = words.text[name.start : name.end]
        if is_form_of_address(name_text) or _is_handle(words.text, name):
            continue
        if is_title_in_capitals(name_text) and _is_before_person(names, at):
            continue
        if any(
            is_form_of_address(token.text) for token in words.tokens[max(first - 1, 0) : first + 1]
        ):
            name = replace(name, label="PERSON")
        name = _relabel(words.text, name)
        if found and _is_continuation(words.text, found[-1], name):
            name = replace(found.pop(), end=name.end)
        if name.label not in ("PERSON", "GPE") and _is_remit(words, name):
            continue
        if name.label == "PERSON":
            if first > 1 and is_initials(*words.tokens[first - 2 : first + 1]):
                name = replace(name, start=words.tokens[first - 1].start)
            beginning = _find_beginning(words.text, found, name)
            if beginning is not None:
                name = replace(name, start=found[beginning].start)
                del found[beginning:]
        untitled = _strip_title(words, name)
        if untitled is not None:
            found.append(untitled)
    return tuple(_trim_dangling_end(words.text, name) for name in found)


def _exclude_honorifics(words: Doc, names: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the names without honorifics of several words: "Tan Sri", "Her Excellency".

    Proper nouns between the honorific and a person's name belong to the name.
    """
    ends: dict[int, int] = {}  # the end of the honorific of each of its tokens
    tokens = words.tokens
    for index, token in enumerate(tokens):
        if index not in ends and token.text[0].isupper():
            texts = [token.text for token in tokens[index : index + 4] if token.text not in "'’"]
            length = honorific_length(texts)
            if length > 1:
                end = index + length
                while end < len(tokens) and tokens[end - 1].text != texts[length - 1]:
                    end += 1
                ends.update(dict.fromkeys(range(index, end), end))
    for name in names if ends else ():
        span = words.token_range(name.start, name.end)
        first = span[0] if len(span) else -1
        while first >= 0 and first in ends and first < span[-1] + 1:
            first = ends[first]
        if len(span) and first > span[-1]:
            continue
        before = first
        while before > 0 and first - before < _MOST_PARTS and tokens[before - 1].tag == "NNP":
            if before - 1 in ends:
                break
            before -= 1
        if len(span) and before - 1 in ends:
            yield replace(name, start=tokens[before].start, label="PERSON")
        else:
            yield name
    if not ends:
        yield from names


def _correct_beginning(words: Doc, name: Mention) -> Mention:
    """Return the name with the right first word."""
    if name.label == "PERSON":
        return extend_to_family_name(words, name)
    return _find_organization_start(words, name) if name.label == "ORG" else name


def _find_organization_start(words: Doc, name: Mention) -> Mention:
    """Return an organization's name without common words before it, and with its head noun.

    Examples: "federal Harbour Party" → "Harbour Party", "Movement for [Work]" → the whole name.
    """
    span = words.token_range(name.start, name.end)
    tokens = words.tokens
    first = span[0] if span else -1
    while first >= 0 and first < span[-1] and _is_common_word(tokens[first]):
        first += 1
    if first < 1 or not tokens[first].text[0].isupper():
        return name
    if first > span[0]:
        return replace(name, start=tokens[first].start)
    link = first - 2 if tokens[first - 1].lower == "the" else first - 1
    head = tokens[link - 1] if link > 0 and tokens[link].text in _LINKS else None
    if head is None or head.text[0].islower() or head.name != "O":
        return name
    return replace(name, start=head.start) if head.lower in _PURPOSEFUL else name


def _is_common_word(token: Token) -> bool:
    return token.text.isalpha() and token.text.islower() and token.text not in _PARTICLES


def _is_handle(text: str, name: Mention) -> bool:
    """Return whether a person's name is a handle or a hashtag: "@anna_reis", "#FreeTibor"."""
    return name.label == "PERSON" and (
        text[name.start] in "@#" or text[max(name.start - 1, 0)] in "@#"
    )


def _is_before_person(names: Sequence[Mention], at: int) -> bool:
    """Return whether a person's name follows a name directly: "CS" in "CS Ana Reis"."""
    after = names[at + 1] if at + 1 < len(names) else None
    return after is not None and after.label == "PERSON" and after.start - names[at].end == 1


def _trim_dangling_end(text: str, name: Mention) -> Mention:
    """Return the name of a thing without a dangling preposition: "Cabinet of" → "Cabinet"."""
    if name.label != "PERSON" and (end := _DANGLING.search(text, name.start, name.end)):
        return replace(name, end=end.start())
    return name


def _split_organizations(text: str, names: Iterable[Mention]) -> tuple[Mention, ...]:
    """Split two organizations in one name, at a full stop or a comma.

    For example "Umbra Oil & Co. Umbra" and "Umbra Bank, Lund Trade Fund"; but not "Umbra Bank,
    Inc." and "Ministry of Trade, Land and Water".
    """
    found = []
    for name in names:
        match = None
        if name.label == "ORG":
            match = _REPEATED_COMPANY.fullmatch(text, name.start, name.end)
            match = match or _TWO_ORGANIZATIONS.fullmatch(text, name.start, name.end)
        if match:
            found.append(replace(name, end=match.end("first")))
            found.append(replace(name, start=match.start("second")))
        else:
            found.append(name)
    return tuple(found)


def _strip_title(words: Doc, name: Mention) -> Mention | None:
    """Return the name without the title before it, or None for a mention that is only a title."""
    span = words.token_range(name.start, name.end)
    texts = [words.tokens[index].text for index in span]
    if not texts or all(
        is_abbreviated_title(text) for text in texts if any(map(str.isalnum, text))
    ):
        return None if texts else name
    if name.label != "PERSON":
        is_official = (
            len(texts) > 2 and texts[0].lower() in _STATE_BODIES and gender_of_given_name(texts[1])
        )
        if not is_official or not _is_title_end(words, span[0]):
            return name
        # "Speaker of the House Jo Roe" contains a person, not an organization.
        return replace(name, start=words.tokens[span[1]].start, label="PERSON")
    if all(is_office_word(text) for text in texts):
        return None
    title_length = count_title_words(texts)
    while 0 < title_length < len(texts) - 1 and not any(map(str.isalnum, texts[title_length])):
        title_length += 1  # the apostrophe of "Dato'"
    if not title_length and len(texts) > 2 and _is_title_end(words, span[0]):
        title_length = 1
    return replace(name, start=words.tokens[span[title_length]].start) if title_length else name


def _is_agency(text: str, name: Mention) -> bool:
    """Return whether a name is in brackets at the end of a dateline, and is not a known place."""
    if not 0 < name.start < _DATELINE_WITHIN or text[name.start - 1] != "(":
        return False
    if not _AGENCY_END.match(text, name.end):
        return False
    line = text.rfind("\n", 0, name.start) + 1
    place, *_ = text[line : name.start - 1].split(maxsplit=1) or [""]
    name_text = text[name.start : name.end]
    is_known = lexicon.fold_name(name_text) in lexicon.countries() or lexicon.is_town(name_text)
    return place.isupper() and len(place) > 2 and not is_known


def _relabel(text: str, name: Mention) -> Mention:
    """Return the name with the label that its position or its letters imply."""
    name_text = text[name.start : name.end]
    label: Label = name.label
    if _PARTY_AND_STATE.match(name_text) or (label == "ORG" and _is_place_name(name_text)):
        label = "GPE"
    elif (label == "PERSON" and _SITE.fullmatch(name_text)) or _is_agency(text, name):
        label = "ORG"
    elif (
        label in ("ORG", "PERSON")
        and name.start < _DATELINE_WITHIN
        and name_text.isupper()
        and len(name_text) > 3
        and text[max(name.start - 1, 0) : name.start] in ("", "\n")
        and _DATELINE.match(text, name.end)
        and (label == "PERSON" or text[name.end] in ",(" or text[name.end : name.end + 2] == " (")
    ):
        label = "GPE"
    return name if label == name.label else replace(name, label=label)


def _is_place_name(name_text: str) -> bool:
    """Return whether a name is "City of …", "Kingdom of …", or the acronym of a state: "UAE"."""
    if _CITY_OF.fullmatch(name_text):
        return True
    realm = _REALM_OF.fullmatch(name_text)
    if realm and lexicon.fold_name(realm["country"]) in lexicon.countries():
        return True
    return name_text in _STATES


def _is_continuation(text: str, before: Mention, name: Mention) -> bool:
    """Return whether a name continues the previous one: "Board" on "Fair Trade"; "Roe", "Jr."."""
    between = text[before.end : name.start]
    if len(between) > 9 or "\n" in between:
        return False
    start, rest = text[before.start : before.end], text[name.start : name.end]
    if before.label == "PERSON":
        if between in (", ", " ", ","):
            return _SUFFIX.fullmatch(rest) is not None
        # "Al O'Lind" tagged as two names, and names that end in an apostrophe: "Achieng' Omollo"
        if start.split()[-1] == "O":
            return between.strip() in _APOSTROPHES
        return between in _SPACED_APOSTROPHES and name.label == "PERSON" and start[-1] != "s"
    if before.label != "ORG" or name.label == "PERSON":
        return False
    if _INCOMPLETE_END.fullmatch(start):
        return _FILLER.fullmatch(between) is not None
    if name.label == "ORG" and _FOR.fullmatch(between) and _BODY.fullmatch(start):
        return True
    return _PURPOSE.fullmatch(between) is not None and _AUTHORITY.fullmatch(start) is not None


def _split_headline_names(words: Doc, names: tuple[Mention, ...]) -> Sequence[Mention]:
    """Cut back names in a headline that include other capitalized words.

    "Ana Reis Slams Umbra" is cut to "Ana Reis", and "New Umbra Bank Report" to "Umbra Bank", if the
    article uses that name later.
    """
    if not names or not words.sentences:
        return names
    first = words.sentences[0]
    title = [token.text for token in words.tokens_of(first) if token.text[0].isalpha()]
    capitals = sum(text[0].isupper() for text in title)
    if capitals < _HEADLINE_CAPITALS * len(title) or names[0].start >= first.end:
        return names
    body_names = {
        words.text[name.start : name.end]: name for name in names if name.start >= first.end
    }
    found: list[Mention] = []
    for name in names:
        name_words = words.text[name.start : name.end].split(" ")
        if name.start < first.end and _begins_with_modifier(name_words, body_names):
            name = replace(name, start=name.start + len(name_words.pop(0)) + 1)
        if name.start >= first.end or len(name_words) < 3 or " ".join(name_words) in body_names:
            found.append(name)
            continue
        for count in range(len(name_words) - 1, 1, -1):
            body_name = body_names.get(" ".join(name_words[:count]))
            if body_name is not None:
                end = name.start + len(" ".join(name_words[:count]))
                found.append(replace(name, end=end, label=body_name.label))
                rest = body_names.get(" ".join(name_words[count:])) or body_names.get(
                    " ".join(name_words[count + 1 :])
                )
                if rest is not None:
                    start = name.end - (rest.end - rest.start)
                    found.append(replace(name, start=start, label=rest.label))
                break
        else:
            found.append(name)
    return found


def _begins_with_modifier(name_words: Sequence[str], body_names: Collection[str]) -> bool:
    """Return whether a word such as "New" precedes a name of two or more words in the text."""
    if name_words[0].lower() not in _MODIFIERS or " ".join(name_words) in body_names:
        return False
    ends = range(3, len(name_words) + 1)
    return any(" ".join(name_words[1:end]) in body_names for end in ends)


def _find_beginning(text: str, found: list[Mention], name: Mention) -> int | None:
    """Return the index of the initial, or of the name before a nickname, that a name continues."""
    for index in range(len(found) - 1, max(-1, len(found) - 3), -1):
        first = found[index]
        if first.label == "PERSON" and name.start - first.start < 80:
            match = _NAME_AND_NICKNAME.match(text, first.start, name.start + 1)
            if match and match.end() == name.start:
                return index
    return None


def _is_remit(words: Doc, name: Mention) -> bool:
    """Return whether a name is the remit of an office: "Minister of Health and Wellness"."""
    tokens = words.tokens
    first = words.token_at(name.start)
    index = first - 1
    while index > 1 and first - index < _FIELD_WITHIN and tokens[index].lower not in _LINKS:
        if tokens[index].lower not in ("and", ",", "&") and not tokens[index].text[0].isupper():
            return False
        index -= 1
    office = (tokens[index - 1].lower, tokens[index].lower) if index > 0 else ("", "")
    if office in _OFFICE_FOR or (office[0] in _MINISTERS and office[1] in _LINKS):
        return True
    parts = words.text[name.start : name.end].lower().split()
    return office[0] in _HEADS_OF_FIELDS and office[1] in _LINKS and _FIELDS.issuperset(parts)


def _is_title_end(words: Doc, first: int) -> bool:
    """Return whether a name's first word is the end of a title before it.

    For example "Minister of Education Roe".
    """
    before = first - 2 if first > 1 and words.tokens[first - 1].lower == "the" else first - 1
    if before < 1 or words.tokens[before].lower not in _LINKS:
        return False
    noun = role_noun(words.tokens[before - 1].text)
    return (
        noun is not None
        and noun not in RELATION_NOUNS
        and not gender_of_given_name(words.tokens[first].text)
    )
