"""Last words that show that a name is no person's: "Ana Reis Scholarship", "Jayark Corp."."""

from analysis import lexicon
from analysis.names.given_names import gender_of_given_name
from analysis.names.parser import ParsedName

_HEADS = lexicon.words("thing_heads")
_LEGAL_FORMS = lexicon.words("legal_forms")
# These can be family names: "Mary Church", but not "Saint Mary Church".
_NOUNS = (
    lexicon.words("place_nouns", "built")
    | lexicon.words("organization_nouns", "noun")
    | lexicon.words("event_nouns", "name")
)
_SHORT_FORM = 3  # letters: "Co" and "Sa" are given names too, "Co." and "SA" are not
_FULL_NAME = 3  # words


def has_thing_head(name: ParsedName) -> bool:
    """Return whether the last word of a name of several words is that of a thing's name."""
    words = name.bare_text.split()
    if len(words) < 2 or not name.parts:
        return False
    last, head = words[-1], name.parts[-1]
    if head in _LEGAL_FORMS:
        return len(head) > _SHORT_FORM or last.endswith(".") or last.isupper()
    if head in _HEADS:
        return True
    is_family_name = head in lexicon.words("family_names") or gender_of_given_name(head) is not None
    return head in _NOUNS and len(words) >= _FULL_NAME and not is_family_name
