"""Join the halves of an organization's name at "and" or a comma."""

import re
from collections.abc import Sequence

from analysis import lexicon
from analysis.models import Mention
from analysis.structs import replace
from analysis.syntax.tokens import Doc

_HEADS = lexicon.words("organization_nouns", "noun", "of_country", "public")
# "Alliance of Liberals" before "and Democrats"
_BODY_OF_MEMBERS = re.compile(r"(?:[A-Z][\w’'-]* )*(?P<head>[A-Z]\w+) (?:of|for) [\w ’'-]*[a-z]s")
_MEMBERS = re.compile(r"[A-Z][\w’'-]*[a-z]s(?: (?:for|of|and|in|in the) .*)?", re.DOTALL)
_LEGAL_FORMS = lexicon.words("legal_forms")
_MIXED_FORMS = frozenset({"Inc", "Ltd", "Corp", "GmbH"})
_SHORTEST_FORM = 3  # capitals; two are also a state: "Umbra Mills, PA"


def join_members(text: str, names: Sequence[Mention]) -> list[Mention]:
    """Return the names; a body's members are one name: "Alliance of Liberals and Democrats"."""
    found: list[Mention] = []
    for name in names:
        before = found[-1] if found else None
        if (
            before is not None
            and before.label == name.label == "ORG"
            and text[before.end : name.start] == " and "
            and (body := _BODY_OF_MEMBERS.fullmatch(text, before.start, before.end))
            and body["head"].lower() in _HEADS
            and _MEMBERS.fullmatch(text, name.start, name.end)
        ):
            found[-1] = replace(before, end=name.end)
        else:
            found.append(name)
    return found


def join_legal_forms(words: Doc, names: Sequence[Mention]) -> list[Mention]:
    """Return the names; an organization includes the legal form after a comma: "Lund, LLC"."""
    found: list[Mention] = []
    for name in names:
        if found and name.start < found[-1].end:
            continue  # the legal form was tagged as a name
        if name.label == "ORG" and words.text.startswith(", ", name.end):
            form = words.tokens[words.token_at(name.end + 2)]
            bare = form.text.rstrip(".")
            is_form = bare in _MIXED_FORMS or (bare.isupper() and len(bare) >= _SHORTEST_FORM)
            if is_form and bare.lower() in _LEGAL_FORMS:
                name = replace(name, end=form.end)
        found.append(name)
    return found
