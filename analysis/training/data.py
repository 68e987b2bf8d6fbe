"""The corpora as passages of labeled words, and the parameters of Punkt trained on them.

An ambiguous annotation is a set of labels.
"""

import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nltk.tokenize.punkt import PunktTrainer

from analysis import lexicon

NAME_TYPES = ("PERSON", "ORG", "LOC", "NORP", "MISC", "EVENT", "PRODUCT")
NAMES = ("O", *(f"{way}-{kind}" for kind in NAME_TYPES for way in ("B", "I")))
# Penn tags of the corpora; tags of punctuation that differ between corpora are unified.
_TAGS_TEXT = """
CC CD DT EX FW IN JJ JJR JJS LS MD NN NNP NNPS NNS PDT POS PRP PRP$ RB RBR RBS RP SYM TO UH VB
VBD VBG VBN VBP VBZ WDT WP WP$ WRB . , : `` '' -LRB- -RRB- HYPH NFP ADD GW AFX $ #
"""
TAGS = tuple(_TAGS_TEXT.split())
_BRACKETS = {"(": "-LRB-", "[": "-LRB-", "{": "-LRB-", ")": "-RRB-", "]": "-RRB-", "}": "-RRB-"}
UNKNOWN = frozenset[str]()  # no label: the word is not used in training
Labels = tuple[str, ...]
# For each corpus: our labels for each of its labels, and the labels that it does not annotate.
_OTHER: Labels = ("MISC", "EVENT", "PRODUCT")
_WIDE: dict[str, Labels] = {"MISC": ("MISC", "NORP", "EVENT", "PRODUCT")}
NAME_CORPORA: dict[str, tuple[dict[str, Labels], Labels]] = {
    "silver": ({"MISC": _OTHER}, ()),
    "wikigold": (_WIDE, ()),
    "gum_open": (_WIDE, ("NORP",)),
    "crossner_politics": ({"MISC": ("MISC", "NORP", "PRODUCT"), "GPE": ("LOC",)}, ()),
    "wnut17": ({"MISC": ("MISC", "EVENT")}, ("NORP", "EVENT")),
    "uner_ewt": ({}, ("NORP", "MISC", "EVENT", "PRODUCT")),
    "uner_ewt_test": ({}, ("NORP", "MISC", "EVENT", "PRODUCT")),
    "btc": ({}, ("NORP", "MISC", "EVENT", "PRODUCT")),
}
TAG_CORPORA = ("ewt", "gum_open", "masc")
# The loss weight of a word by corpus: lower for labels from another program (silver, MASC), for
# names that often have wrong bounds (GUM, from its heads) and for text unlike news.
WEIGHTS = {
    ("names", "silver"): 0.6,
    ("names", "gum_open"): 0.4,
    ("names", "wnut17"): 0.5,
    ("names", "btc"): 0.4,
    ("tags", "masc"): 0.3,
}
# Parts of a corpus that follow its conventions.
_PART_OF = {"uner_ewt_test": "uner_ewt"}
CORPORA = tuple(
    name for name in dict.fromkeys((*NAME_CORPORA, *TAG_CORPORA)) if name not in _PART_OF
)


@dataclass(slots=True)
class LabeledSentence:
    """A sentence's words, and for each annotated task the possible labels of each word."""

    words: list[str]
    labels: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    corpus: dict[str, str] = field(default_factory=dict)
    document: str = ""


Passage = list[LabeledSentence]


def read_jsonl(path: Path) -> Iterator[dict[str, list[str]]]:
    """Yield the rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_names(corpora: Path, name: str, part: str = "train") -> list[LabeledSentence]:
    """Read the sentences of a corpus of names, its labels mapped to sets of our labels."""
    split, unmarked = NAME_CORPORA.get(name, ({}, ()))
    open_labels = frozenset(["O", *(f"{way}-{kind}" for kind in unmarked for way in "BI")])
    sets: dict[str, frozenset[str]] = {"O": open_labels}
    for kind in (*NAME_TYPES, "GPE", "FAC"):
        for way in "BI":
            ours = split.get(kind, (kind if kind in NAME_TYPES else "LOC",))
            sets[f"{way}-{kind}"] = frozenset(f"{way}-{label}" for label in ours)
    found = []
    for row in read_jsonl(corpora / "names" / f"{name}.{part}.jsonl.gz"):
        labels = [sets.get(tag, open_labels) for tag in row["tags"]]
        found.append(
            LabeledSentence(
                row["tokens"],
                {"names": labels},
                {"names": _PART_OF.get(name, name)},
                str(row.get("doc", "")),
            )
        )
    return found


def read_tags(corpora: Path, name: str, part: str = "train") -> list[LabeledSentence]:
    """Read the sentences of a corpus of Penn tags."""
    found = []
    for row in read_jsonl(corpora / "tags" / f"{name}.{part}.jsonl.gz"):
        labels = [_tag(*pair, name) for pair in zip(row["tokens"], row["xpos"], strict=True)]
        found.append(LabeledSentence(row["tokens"], {"tags": labels}, {"tags": name}))
    return found


def _tag(word: str, tag: str, corpus: str) -> frozenset[str]:
    if word in _BRACKETS:
        return frozenset([_BRACKETS[word]])
    if corpus == "masc" and not any(map(str.isalnum, word)) and word not in ".,?!$%&":
        return UNKNOWN  # one tag for both quotation marks, nouns for curly ones
    return frozenset([tag]) if tag in TAGS else UNKNOWN


def merge_annotations(
    names: Iterable[LabeledSentence], tags: Iterable[LabeledSentence]
) -> list[LabeledSentence]:
    """Merge sentences with the same words in two corpora, so that they are labeled for both tasks.

    Other sentences stay labeled for one.
    """
    tagged: defaultdict[tuple[str, ...], list[LabeledSentence]] = defaultdict(list)
    tags = list(tags)
    for sentence in tags:
        tagged[tuple(sentence.words)].append(sentence)
    found = []
    used: set[int] = set()
    for sentence in names:
        if waiting := tagged.get(tuple(sentence.words)):
            match = waiting.pop()
            used.add(id(match))
            sentence.labels |= match.labels
            sentence.corpus |= match.corpus
        found.append(sentence)
    return found + [sentence for sentence in tags if id(sentence) not in used]


def join_passages(
    sentences: Iterable[LabeledSentence], chance: random.Random, most: int
) -> list[Passage]:
    """Join consecutive sentences of a document and corpus up to `most` words; some shorter."""
    found: list[Passage] = []
    room = 0
    before: tuple[str, dict[str, str]] | None = None
    for sentence in sentences:
        here = (sentence.document, sentence.corpus)
        if here == before and found and room >= len(sentence.words):
            found[-1].append(sentence)
        else:
            room = chance.choice((0, most // 2, most, most, most))
            found.append([sentence])
        room -= len(sentence.words)
        before = here
    return found


def vary_capitals(sentence: LabeledSentence, chance: random.Random) -> LabeledSentence:
    """Capitalize some sentences at random like headlines: all letters, or each word's first."""
    kind = chance.random()
    if kind < 0.015:
        words = [word.upper() for word in sentence.words]
    elif kind < 0.03 and len(sentence.words) < 20:
        words = [word[:1].upper() + word[1:] for word in sentence.words]
    else:
        return sentence
    return LabeledSentence(words, sentence.labels, sentence.corpus, sentence.document)


# Abbreviations in news before a name, a number or a place, without their last full stop.
_TITLES = (
    "mr mrs ms dr prof rev hon fr sr sra srta mme mlle st ste gen lt col maj capt cmdr cpl sgt "
    "pvt pfc adm brig cmdt ens spc sen sens rep reps gov govs pres amb atty asst supt insp det "
    "dep sec treas msgr lt.col lt.gen maj.gen brig.gen messrs"
)
_MONTHS = " ".join(lexicon.entries("months", "short"))
_PLACES = (
    "u.s u.k u.n u.s.a u.a.e e.u d.c n.y l.a n.j n.c s.c n.h n.m n.d s.d w.va r.i p.r b.c ala "
    "ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb "
    "nev okla ore pa tenn tex vt va wash wis wyo ont que ave blvd rd hwy mt ft pt"
)
_FIRMS = "inc co corp ltd llc plc bros cos assn dept univ intl natl"
_OTHERS = (
    "a.m p.m e.g i.e vs v etc approx est al cf no nos vol vols pp p fig ed eds esq ph.d m.d b.a "
    "m.a b.s m.s j.d d.d.s m.b.a jr sr c.e.o a.k.a r.i.p op"
)
_ABBREVIATIONS = " ".join((_TITLES, _MONTHS, _PLACES, _FIRMS, _OTHERS)).split()
# Short words that are the end of a sentence far more often than an abbreviation.
_WORDS_TEXT = """
no mar may sun sat in is it at me so us op p la al ind wash miss mass ore
"""
_WORDS = frozenset(_WORDS_TEXT.split())
_RARE = 3


def train_punkt(text: Path, target: Path) -> None:
    """Train on a gzipped text with a sentence per line; write the parameters as gzipped JSON."""
    with gzip.open(text, "rt", encoding="utf-8") as lines:
        news = lines.read()
    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = False
    trainer.INCLUDE_ABBREV_COLLOCS = True
    trainer.train(news, finalize=False)
    trainer.finalize_training()
    learnt = trainer.get_params()
    learnt.abbrev_types.update(word for word in _ABBREVIATIONS if word not in _WORDS)
    counts = Counter(word.rstrip(".").lower() for word in news.split())
    contexts: defaultdict[int, list[str]] = defaultdict(list)
    for word, context in sorted(learnt.ortho_context.items()):
        if counts[word] >= _RARE and " " not in word:
            contexts[context].append(word)
    saved = {
        "abbreviations": sorted(learnt.abbrev_types),
        "collocations": sorted(learnt.collocations),
        # The learnt ones are names and offices of one decade's news.
        "starters": sorted(lexicon.words("sentence_starters")),
        "orthography": {str(key): " ".join(words) for key, words in sorted(contexts.items())},
    }
    data = json.dumps(saved, ensure_ascii=False, separators=(",", ":")).encode()
    target.write_bytes(gzip.compress(data, 9, mtime=0))
