"""Write token spans as the one line of a headline."""

import re
from collections.abc import Sequence

from analysis import lexicon
from analysis.events.headline_names import PRONOUNS, Names, describe_pronoun, name_for
from analysis.syntax.tag_sets import FINITE_TAGS
from analysis.syntax.tokens import Doc

LONGEST_HEADLINE = 100  # characters, with its source
_LONGEST_PIECE = 600  # characters of a span that are read
_DANGLING = re.compile(rf"(?:\W+(?:{lexicon.pattern('stop_words', 'dangling')}))+$")
_FULL_FORMS = {"'s": "is", "'re": "are", "'ll": "will", "'ve": "have"}
_OPENING_QUOTES = re.compile(r"`` ?|(?:^|(?<=\s))''(?=\w)")


def join_spans(
    words: Doc, spans: Sequence[range], names: Names, verb: str = "", *, described: bool = False
) -> str:
    """Return the text of token spans, with names in brackets for pronouns.

    A pronoun stays if its entity is named in the line. `verb` is inserted in brackets before the
    last span. If `described`, an unresolved pronoun at the start is replaced too.
    """
    pieces = []
    named = {
        names[at].id
        for span in spans
        for at in span
        if at in names and words.tokens[at].lower not in PRONOUNS
    }
    for number, span in enumerate(spans):
        piece = _resolve_pronouns(words, span, names, named, described and number == 0)
        if verb and number == len(spans) - 1:
            pieces.append(f"[{verb}]")
        pieces.append(_with_balanced_quotes(" ".join(piece.split()).strip(" ,;:–—-")))
    return capitalize(" ".join(pieces).strip())


def capitalize(line: str) -> str:
    """Return a line with a capital letter at its start, within a bracket too."""
    at = line.startswith("[")
    return line[:at] + line[at : at + 1].upper() + line[at + 1 :]


def add_ellipsis(line: str) -> str:
    """Return a line that ends in "…", before a closing quotation mark."""
    if line.endswith("”"):
        return f"{line[:-1].rstrip('.,;')}…”"
    return f"{line.rstrip('.,;')}…"


def _resolve_pronouns(
    words: Doc, span: range, names: Names, named: set[int], described: bool
) -> str:
    """Return the text of a span with its pronouns replaced; add its entities to `named`."""
    tokens = words.tokens
    pieces, written = [], tokens[span.start].start
    end = min(tokens[span.stop - 1].end, written + _LONGEST_PIECE)
    opening = (span.start, _opening_subject(words, span, names)) if described else ()
    for at in span:
        if at not in names and at not in opening:
            continue
        token = tokens[at]
        if token.end > end:
            break
        entity = names.get(at)
        name = name_for(token, at, names)
        if entity is not None and entity.id in named:
            name = ""
        if not name and at in opening and (entity is None or token.tag == "PRP"):
            name = describe_pronoun(words, at)
        if not name:
            continue
        if entity is not None:
            named.add(entity.id)
        following = tokens[min(at + 1, span.stop - 1)]
        full = _FULL_FORMS.get(following.lower.replace("’", "'"), "")
        pieces += [words.text[written : token.start], name]
        written = token.end
        if full and following.tag in FINITE_TAGS and following.start == token.end:
            pieces.append(f" {full}")  # "He’s" → "[Reis] is"
            written = following.end
    return "".join((*pieces, words.text[written:end]))


def _with_balanced_quotes(line: str) -> str:
    if "``" in line or "''" in line:
        line = _OPENING_QUOTES.sub("“", line).replace(" ''", "”").replace("''", "”")
    if line.endswith(")") and line.count(")") > line.count("("):
        line = line[:-1].rstrip(".")
    for opening, closing in ("“”", '""', "‘’"):
        if opening == closing:
            if line.count(opening) == 1:
                line = line.replace(opening, "")
        elif line.count(opening) > line.count(closing):
            line += closing
        elif line.count(closing) > line.count(opening) and closing != "’":
            line = line.replace(closing, "", 1)
    return line


def _opening_subject(words: Doc, span: range, names: Names) -> int | None:
    """Return the index of an unresolved pronoun that is the first subject of a line.

    None if a name is before it: "After his win, Reis said he …".
    """
    for at in span:
        token = words.tokens[at]
        if token.tag in FINITE_TAGS or token.name != "O" or token.tag == "``":
            return None
        if token.lower in ("he", "she", "it", "they") and at not in names:
            return at
    return None


def shorten_line(line: str, longest: int) -> str:
    """Cut a line between words if it is too long, and mark the cut."""
    if len(line) <= longest:
        return line
    line = re.sub(r"\W*\s+\S*$", "", line[:longest].rstrip("…"))
    if line.rfind("[") > line.rfind("]"):
        line = line[: line.rfind("[")].rstrip()  # no name is cut
    return f"{_DANGLING.sub('', line)}…"
