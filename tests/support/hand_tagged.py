"""Words tagged by hand, so that rules over tags are tested without the encoder.

`words("{PERSON Anna Weiss} said_VBD she was_VBD ill_JJ .")` gives the text without braces and tags
and the names in braces; a word without a tag has that of a small list, else NNP for a capital and
NN for the rest. A sentence ends with its mark, a paragraph with a line end.
"""

import re

from analysis.models import Label, Mention
from analysis.syntax.tokens import Doc, Sentence, Token

_TAGS = {
    "DT": "the a an this that these those",
    "PRP": "he she it they him them himself herself i we",
    "PRP$": "his her its their",
    "IN": "of in at for from with by on after as according because if than into",
    "TO": "to",
    "CC": "and or but",
    "VBD": "said told was were asked met had called added wrote",
    "VBZ": "is says has",
    "WP": "who",
    "RB": "not also later",
    "JJ": "former senior new",
    "POS": "'s ’s",
    ",": ",",
    ".": ". ! ?",
    ":": "– — ; :",
    "``": '“ "',
    "''": "”",
    "-LRB-": "(",
    "-RRB-": ")",
}
_TAG_OF = {word: tag for tag, words in _TAGS.items() for word in words.split()}
_NO_SPACE_BEFORE = frozenset([",", ".", "!", "?", "'s", "’s", "”", ")", ";", ":"])
_NO_SPACE_AFTER = frozenset(["“", "("])


def words(marked: str) -> tuple[Doc, tuple[Mention, ...]]:
    """The words of a text marked as the module says, and its names."""
    text = ""
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    names: list[Mention] = []
    for paragraph, line in enumerate(marked.strip().splitlines()):
        first = len(tokens)
        label = ""
        for piece in re.findall(r"\{[A-Z_]+|\}|[^\s{}]+", line):
            if piece.startswith("{"):
                label = "B-" + piece[1:]
                continue
            if piece == "}":
                label = ""
                continue
            word, _, tag = (
                piece.rpartition("_") if re.search(r"_[A-Z$]+$", piece) else (piece, "", "")
            )
            glued = word in _NO_SPACE_BEFORE or text[-1:] in _NO_SPACE_AFTER
            if text and not glued and not text.endswith("\n"):
                text += " "
            tag = tag or _TAG_OF.get(word.lower()) or ("NNP" if word[0].isupper() else "NN")
            start = len(text)
            text += word
            tokens.append(
                Token(start, len(text), word, word.lower(), tag, label or "O", 0.9 if label else 0)
            )
            if label.startswith("B-"):
                names.append(Mention(start, len(text), _label(label), "name", None, 0.9))
                label = "I-" + label[2:]
            elif label:
                begun = names.pop()
                names.append(Mention(begun.start, len(text), begun.label, "name", None, 0.9))
            if tag == ".":
                sentences.append(_sentence(tokens, first, paragraph))
                first = len(tokens)
        if first < len(tokens):
            sentences.append(_sentence(tokens, first, paragraph))
        text += "\n"
    return Doc(text, tuple(tokens), tuple(sentences)), tuple(names)


def _label(label: str) -> Label:
    found: dict[str, Label] = {
        "PERSON": "PERSON",
        "ORG": "ORG",
        "GPE": "GPE",
        "LOC": "LOC",
        "FAC": "FAC",
        "NORP": "NORP",
        "WORK_OF_ART": "WORK_OF_ART",
    }
    return found[label[2:]]


def _sentence(tokens: list[Token], first: int, paragraph: int) -> Sentence:
    return Sentence(first, len(tokens), tokens[first].start, tokens[-1].end, paragraph)
