"""Train Punkt, the sentence splitter, on plain news text and a list of abbreviations."""

import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path

from nltk.tokenize.punkt import PunktTrainer

from analysis import lexicon

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
