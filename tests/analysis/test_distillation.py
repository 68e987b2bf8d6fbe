"""The recipe that joins encoders and adds exits, on a few passages."""

import random
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra train")

from torch import Tensor  # noqa: E402

from analysis.tagger import open_model  # noqa: E402
from analysis.training import distillation, early_exit  # noqa: E402
from analysis.training.data import CORPORA, LabeledSentence  # noqa: E402
from analysis.training.distillation_texts import Locale, swap_names  # noqa: E402
from analysis.training.model import Encoder  # noqa: E402
from analysis.training.onnx_export import export_onnx, read_exported  # noqa: E402
from analysis.training.train import (  # noqa: E402
    LABELS,
    Example,
    LabelSets,
    PaddedPassages,
    pad_passages,
)
from analysis.word_pieces import SPECIAL  # noqa: E402

_PIECES = 40


def _encoder() -> Encoder:
    torch.manual_seed(1)
    labels = {task: len(names) for task, names in LABELS.items()}
    encoder = Encoder(_PIECES, labels, 0)
    encoder.pieces.codes.random_(-7, 8)
    encoder.eval()
    return encoder


def _examples(count: int) -> list[Example]:
    chance = random.Random(2)
    found = []
    for _ in range(count):
        pieces = [chance.randrange(_PIECES) for _ in range(chance.randrange(4, 12))]
        cases = [0] * len(pieces)
        found.append(Example(pieces, cases, list(range(1, len(pieces) - 1)), {}, {}))
    return found


def test_training_approaches_the_mean_of_the_teachers() -> None:
    teacher, second, student = _encoder(), _encoder(), _encoder()
    with torch.no_grad():
        for head in second.heads.values():
            head.shared.weight.neg_()
        for layer in student.layers:
            layer.outer.weight.mul_(0.5)
    labels = {task: LabelSets(task) for task in LABELS}
    for table in labels.values():
        table.number(frozenset([next(iter(table.columns))]))
    examples = _unlabeled(30)
    batch = pad_passages(examples)
    expected = distillation.average_probabilities([teacher, second], batch)
    assert all(torch.allclose(found.sum(-1), torch.ones(())) for found in expected.values())
    exports: list[tuple[Encoder, int]] = []

    def export(average: Encoder, step: int) -> None:
        exports.append((average, step))

    before = float(distillation.compute_divergence(student, batch, expected))
    distillation.distill(student, [teacher, second], examples, labels, 12, export)
    ((trained, step),) = exports
    assert step == 12
    assert float(distillation.compute_divergence(trained, batch, expected)) < before


def _with_exits() -> Encoder:
    """Exits with weights of their own, at which some words are sure."""
    return _sharpen(distillation.add_exits(_encoder()))


def _sharpen(encoder: Encoder) -> Encoder:
    with torch.no_grad():
        for part in encoder.exits.parameters():
            part.mul_(30.0)
    return encoder


def test_without_sure_words_all_pass_through_all_layers() -> None:
    encoder = _with_exits()
    batch = pad_passages(_examples(9))
    with torch.no_grad():
        found = early_exit.join_exits(early_exit.run_exits(encoder, batch, {2: 0.0, 3: 0.0}))
        states = encoder.run_layers(batch.pieces, batch.cases, batch.lengths)[2]
        bias = encoder.embed(batch.pieces, batch.cases, batch.lengths)[1]
        for layer in encoder.layers[2:]:  # the mark before the first word leaves in any case
            states = torch.cat([states[:, :1], layer(states, bias)[:, 1:]], 1)
        words = states[batch.rows, batch.columns]
        for task, scores in found.items():
            assert torch.allclose(scores, encoder.heads[task].shared(words), atol=1e-5)


def test_sure_words_keep_the_scores_of_their_exit() -> None:
    encoder = _with_exits()
    batch = pad_passages(_examples(9))
    with torch.no_grad():
        states = encoder.run_layers(batch.pieces, batch.cases, batch.lengths)[2]
        first = {
            t: head(states[batch.rows, batch.columns]) for t, head in encoder.exits["2"].items()
        }
        found = early_exit.run_exits(encoder, batch, {2: 1.0, 3: 1.0})
    uncertainty = early_exit.measure_uncertainty(first, batch.rows)
    left = uncertainty < uncertainty.max()
    # a name and the words beside it may be equally unsure
    stayed = (~left).nonzero()[:, 0].tolist()
    assert found[1].words.tolist() == found[2].words.tolist() == stayed
    assert len(stayed) < 4
    joined = early_exit.join_exits(found)
    assert all(torch.equal(joined[task][left], first[task][left]) for task in first)


def test_an_uncertain_name_counts_for_its_neighbors_in_the_passage() -> None:
    names = torch.tensor([[9.0, 0.0], [0.0, 0.0], [9.0, 0.0], [9.0, 0.0], [0.0, 9.0]])
    tags = torch.tensor([[9.0, 0.0], [9.0, 0.0], [9.0, 0.0], [9.0, 0.0], [1.0, 1.0]])
    rows = torch.tensor([0, 0, 1, 1, 1])
    found = early_exit.measure_uncertainty({"tags": tags, "names": names}, rows)
    assert torch.allclose(found, torch.tensor([0.5, 0.5, 0.0, 0.0, 0.5]), atol=1e-3)


@pytest.mark.parametrize("limits", [{2: 0.3, 3: 0.3}, {2: 1.0, 3: 1.0}, {2: 0.0, 3: 0.0}, {4: 0.3}])
def test_an_export_with_exits_has_the_same_results(
    tmp_path: Path, limits: dict[int, float]
) -> None:
    labels = {task: len(names) for task, names in LABELS.items()}
    small = Encoder(_PIECES, labels, 0, limits)
    small.load_state_dict(_encoder().state_dict(), strict=False)
    small = _sharpen(small.eval())
    vocabulary = [f"piece{number}" for number in range(_PIECES)]
    vocabulary[:4] = SPECIAL
    mixtures = {task: torch.zeros(0) for task in LABELS}
    path = tmp_path / "encoder.onnx"
    export_onnx(small, path, vocabulary, LABELS, mixtures)
    read, _ = read_exported(path)
    assert read.limits == limits
    read.eval()
    session, close = open_model(path).session, []
    for example in _examples(9):
        batch = pad_passages([example])
        with torch.no_grad():
            wanted = early_exit.join_exits(early_exit.run_exits(read, batch))
        inputs = {
            "pieces": np.array([example.pieces], np.int32),
            "cases": np.array([example.cases], np.int32),
            "words": np.array(example.firsts, np.int32),
        }
        for task, scores in zip(LABELS, session.run(list(LABELS), inputs), strict=True):
            differences = np.abs(scores - wanted[task].numpy()).max(1)
            close += list(differences < 0.03 * wanted[task].abs().max().item())
    # the activations of the export have eight bits, so that a word at the limit may differ
    assert np.mean(close) > 0.9


def test_training_with_exits_approaches_the_teacher() -> None:
    teacher, student = _encoder(), _encoder()
    with torch.no_grad():
        for layer in student.layers[2:]:
            layer.outer.weight.mul_(0.5)
    student = distillation.add_exits(student)
    examples = _unlabeled(30)
    batch = pad_passages(examples)
    expected = distillation.average_probabilities([teacher], batch)
    first = _divergence_of_exits(student, batch, expected)
    distillation.fit_exits(student, [teacher], examples, 12)
    assert _divergence_of_exits(student, batch, expected) < first
    labels = {task: LabelSets(task) for task in LABELS}
    for table in labels.values():
        table.number(frozenset([next(iter(table.columns))]))
    before = float(distillation.compute_divergence(student, batch, expected))
    distillation.distill(student, [teacher], examples, labels, 12, lambda *_: None)
    assert float(distillation.compute_divergence(student, batch, expected)) < before


def _divergence_of_exits(
    student: Encoder, batch: PaddedPassages, expected: dict[str, Tensor]
) -> float:
    with torch.no_grad():
        states = student.run_layers(batch.pieces, batch.cases, batch.lengths)
        words = {number: states[int(number)][batch.rows, batch.columns] for number in student.exits}
        return sum(
            float(-(expected[task] * head(words[number]).log_softmax(-1)).sum(-1).mean())
            for number, heads in student.exits.items()
            for task, head in heads.items()
        )


def _unlabeled(count: int) -> list[Example]:
    found = _examples(count)
    for example in found:
        example.labels = {task: [-1] * len(example.firsts) for task in LABELS}
        example.corpora = {task: [0] * len(example.firsts) for task in LABELS}
    return found


def test_a_target_follows_the_manual_annotation_in_part() -> None:
    table = LabelSets("names")
    person, place = table.columns["B-PERSON"], table.columns["B-LOC"]
    example = Example([1, 2, 3], [0] * 3, [0, 1, 2], {}, {})
    example.labels = {"names": [table.number(frozenset(["B-PERSON"])), -1, 0]}
    example.corpora = {
        "names": [CORPORA.index(name) for name in ("wikigold", "wikigold", "silver")]
    }
    means = torch.full((3, len(table.columns)), 0.0)
    means[:, person], means[:, place] = 0.2, 0.8
    found = distillation.follow_annotation(means, "names", [example], table.mask())
    assert torch.allclose(found[0, [person, place]], torch.tensor([0.44, 0.56]))
    assert torch.equal(found[1:], means[1:])  # not annotated, and annotated by a program


def test_names_are_exchanged_without_labels() -> None:
    words = ["Anna", "Berg", "left", "Oslo", "."]
    tags = ["B-PERSON", "I-PERSON", "O", "B-LOC", "O"]
    sentence = LabeledSentence(words, {"names": [frozenset([tag]) for tag in tags]})
    locale = Locale(["Wen"], ["Zhao Li"])
    found = {
        tuple(swap_names(sentence, locale, ["San Juan"], random.Random(seed)).words)
        for seed in range(40)
    }
    assert ("Wen", "Zhao", "Li", "left", "San", "Juan", ".") in found
    assert ("Anna", "Berg", "left", "San", "Juan", ".") in found
    copy = swap_names(sentence, locale, ["San Juan"], random.Random(0))
    assert copy is sentence or not copy.labels


def test_a_sentence_without_names_stays() -> None:
    sentence = LabeledSentence(["It", "rained", "."])
    assert swap_names(sentence, Locale(["A"], ["B"]), ["C"], random.Random(1)) is sentence
