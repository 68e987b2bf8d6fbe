"""`python -m analysis.training.distillation FIRST OTHER ...`: join several encoders.

The student begins with the weights of the first encoder or of `--start`. `--exits` adds exits
(`analysis.training.early_exit`), whose heads are trained first. The student is trained to the mean
of the label probabilities of all (Hinton et al. 2015, "Distilling the knowledge in a neural
network"). Where a text is annotated by hand, labels against the annotation lose a part of their
probability. The encoders are files that `analysis.training` exported.
"""

import argparse
import math
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from analysis.training import data
from analysis.training.distillation_texts import read_texts
from analysis.training.early_exit import Exit, run_exits
from analysis.training.model import Encoder
from analysis.training.onnx_export import export_onnx, read_exported
from analysis.training.train import (
    LABELS,
    Example,
    LabelSets,
    PaddedPassages,
    make_batches,
    pad_passages,
)
from analysis.word_pieces import WordPieces

_MODELS = Path(__file__).resolve().parents[1] / "weights"
_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_SEED = 4
_STEPS = 1400
# Steps between two exports of the averaged weights.
_EXPORTED = 350
# The first layers, which are not trained.
_FROZEN = 2
# The uncertainty below which a word exits, by the layers before the exit. In training, a limit
# differs from step to step by these factors, so that it can be chosen later.
_LIMITS = {2: 0.03, 3: 0.1}
_FACTORS = (1.0, 3.0)
# The steps in which only the heads of the exits are trained, and their learning rate.
_EXIT_STEPS, _EXIT_RATE = 3000, 3e-3
# The maximum learning rate of the layers, of which the heads have half, and the steps of warm-up.
_RATE, _WARM_UP = 8e-5, 40
# The weight of each step in the average that is exported.
_AVERAGED = 0.995
# The weight of the first encoder in the mean; the others share the rest.
_FIRST = 0.4
# By how much (in logits) the others' scores of people are lowered: they find too many.
_LOWERED = 0.5
_TASKS = {"tags": 1.0, "names": 2.0}
# The part of a word's target that agrees with its manual annotation, by task and corpus.
_ANNOTATED = {
    ("names", "wikigold"): 0.3,
    ("names", "crossner_politics"): 0.3,
    ("names", "uner_ewt"): 0.3,
    ("names", "wnut17"): 0.15,
    ("names", "gum_open"): 0.1,
    ("names", "btc"): 0.1,
    ("tags", "ewt"): 0.3,
    ("tags", "gum_open"): 0.3,
}

Log = Callable[[str], None]
Export = Callable[[Encoder, int], None]


def average_probabilities(teachers: Sequence[Encoder], batch: PaddedPassages) -> dict[str, Tensor]:
    """Return the weighted mean of the encoders' probabilities by task, words × labels."""
    others = (1 - _FIRST) / max(1, len(teachers) - 1)
    weights = [_FIRST, *[others] * (len(teachers) - 1)] if len(teachers) > 1 else [1.0]
    people = torch.tensor([float(label.endswith("-PERSON")) for label in LABELS["names"]])
    means = {task: torch.zeros(()) for task in LABELS}
    with torch.no_grad():
        for number, (teacher, weight) in enumerate(zip(teachers, weights, strict=True)):
            states = teacher(batch.pieces, batch.cases, batch.lengths)[batch.rows, batch.columns]
            for task in LABELS:
                scores = teacher.heads[task].shared(states.float()).float()
                if number and task == "names":
                    scores = scores - _LOWERED * people
                means[task] = means[task] + weight * scores.softmax(-1)
    return means


def follow_annotation(
    expected: Tensor, task: str, examples: Sequence[Example], mask: Tensor
) -> Tensor:
    """Return the probabilities (words × labels) with more weight on the annotated labels.

    `mask` is that of the task's sets of labels (`LabelSets.mask`).
    """
    labels = torch.tensor([label for example in examples for label in example.labels[task]])
    corpora = [corpus for example in examples for corpus in example.corpora[task]]
    shares = torch.tensor([_ANNOTATED.get((task, data.CORPORA[corpus]), 0.0) for corpus in corpora])
    shares = torch.where(labels >= 0, shares, 0.0)[:, None]
    allowed = mask.exp()[labels.clamp_min(0)]
    possible = expected * allowed
    total = possible.sum(-1, keepdim=True)
    even = allowed / allowed.sum(-1, keepdim=True)
    annotated = torch.where(total > 1e-3, possible / total.clamp_min(1e-9), even)
    return expected + shares * (annotated - expected)


def compute_divergence(
    student: Encoder,
    batch: PaddedPassages,
    expected: dict[str, Tensor],
    limits: Mapping[int, float] | None = None,
) -> Tensor:
    """Return the mean divergence of the student's labels from the expected, in nats a word.

    With exits, it is the sum over the last layer and the exits after the first, each for the words
    that reach it. `limits` as in `run_exits`.
    """
    if student.limits:
        return _sum_divergences(run_exits(student, batch, limits)[1:], expected)
    states = student(batch.pieces, batch.cases, batch.lengths)[batch.rows, batch.columns].float()
    with torch.autocast("cpu", enabled=False):
        scores = {task: head.shared(states) for task, head in student.heads.items()}
    return _sum_divergences([Exit(torch.arange(len(states)), scores)], expected)


def _sum_divergences(found: Sequence[Exit], expected: dict[str, Tensor]) -> Tensor:
    total = torch.zeros(())
    with torch.autocast("cpu", enabled=False):
        for words, scores in found:
            for task, weight in _TASKS.items():
                theirs = expected[task][words]
                entropy = torch.special.xlogy(theirs, theirs)
                divergence = (entropy - theirs * scores[task].log_softmax(-1)).sum(-1)
                total = total + weight * divergence.mean()
    return total


def add_exits(encoder: Encoder) -> Encoder:
    """Return the same encoder with exits, whose heads are those of the last layer."""
    labels = {task: head.shared.out_features for task, head in encoder.heads.items()}
    found = Encoder(len(encoder.pieces.codes), labels, 0, _LIMITS)
    found.load_state_dict(encoder.state_dict(), strict=False)
    for heads in found.exits.values():
        for task, head in heads.items():
            head.load_state_dict(encoder.heads[task].shared.state_dict())
    found.eval()
    return found


def fit_exits(
    student: Encoder, teachers: Sequence[Encoder], examples: Sequence[Example], steps: int
) -> None:
    """Train the heads of the exits, and nothing else, on the states of all words."""
    optimizer = torch.optim.Adam(student.exits.parameters(), lr=_EXIT_RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    batches = _endless_batches(examples)
    for _ in range(steps):
        batch = pad_passages(next(batches))
        expected = average_probabilities(teachers, batch)
        with torch.no_grad():
            states = student.run_layers(batch.pieces, batch.cases, batch.lengths)
        every = torch.arange(len(batch.rows))
        found = []
        for number, heads in student.exits.items():
            words = states[int(number)][batch.rows, batch.columns].float()
            found.append(Exit(every, {task: head(words) for task, head in heads.items()}))
        loss = _sum_divergences(found, expected)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()


def distill(
    student: Encoder,
    teachers: Sequence[Encoder],
    examples: Sequence[Example],
    labels: dict[str, LabelSets],
    steps: int,
    export: Export,
    log: Log = print,
) -> None:
    """Train `student` for `steps`; `export` gets the average of its weights and the step."""
    for part in (student.pieces, student.positions, student.cases, student.norm):
        part.requires_grad_(False)
    student.layers[:_FROZEN].requires_grad_(False)
    body = list(student.layers[_FROZEN:].parameters())
    heads = list(student.heads.parameters())
    # the states before the first exit do not change
    exits = [part for heads in list(student.exits.values())[1:] for part in heads.parameters()]
    rates = {1.0: body, 0.5: heads, 4.0: exits}
    groups = [{"params": part, "lr": _RATE * rate} for rate, part in rates.items()]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.0, betas=(0.9, 0.98), fused=True)
    warm_up = min(_WARM_UP, steps)

    def share(step: int) -> float:
        return min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share)
    average = AveragedModel(student, multi_avg_fn=get_ema_multi_avg_fn(_AVERAGED))
    masks = {task: table.mask() for task, table in labels.items()}
    batches = _endless_batches(examples)
    chance = random.Random(_SEED)
    since, losses = time.monotonic(), 0.0
    for step in range(1, steps + 1):
        some = next(batches)
        batch = pad_passages(some)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            means = average_probabilities(teachers, batch)
            expected = {t: follow_annotation(means[t], t, some, mask) for t, mask in masks.items()}
            limits = {
                layers: limit * math.exp(chance.uniform(*map(math.log, _FACTORS)))
                for layers, limit in student.limits.items()
            }
            loss = compute_divergence(student, batch, expected, limits)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*body, *heads, *exits], 1.0)
        optimizer.step()
        schedule.step()
        average.update_parameters(student)
        losses += float(loss.detach())
        if step % 100 == 0:
            log(f"step {step}/{steps} loss {losses / 100:.4f}, {time.monotonic() - since:.0f} s")
            losses = 0.0
        if step % _EXPORTED == 0 or step == steps:
            export(average.module, step)


def _endless_batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    chance = random.Random(_SEED)
    while True:
        yield from make_batches(chance.sample(examples, len(examples)), chance)


def build_student(teacher_files: Sequence[Path], options: argparse.Namespace) -> None:
    """Train a student of the encoders; writes `encoder-350.onnx` and so on, by steps."""
    torch.manual_seed(_SEED)
    read = [read_exported(file) for file in teacher_files]
    teachers, vocabulary = [encoder.eval() for encoder, _ in read], read[0][1]
    if any(pieces != vocabulary for _, pieces in read):
        raise ValueError("the encoders have different vocabularies: train them from one list")
    labels = {task: LabelSets(task) for task in LABELS}
    examples = read_texts(options.corpora, WordPieces(vocabulary), labels, random.Random(_SEED))
    student = read_exported(options.start or teacher_files[0])[0].eval()
    if options.exits:
        student = add_exits(student)
        fit_exits(student, teachers, examples, _EXIT_STEPS)

    def export(average: Encoder, step: int) -> None:
        mixtures = {task: torch.zeros(0) for task in LABELS}
        target = options.models / f"encoder-{step}.onnx"
        export_onnx(average, target, vocabulary, LABELS, mixtures)

    distill(student, teachers, examples, labels, options.steps, export)


def _main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m analysis.training.distillation", description=__doc__
    )
    parser.add_argument(
        "encoders", type=Path, nargs="+", help="exported encoders; the first has the most weight"
    )
    parser.add_argument("--corpora", type=Path, default=_CORPORA)
    parser.add_argument("--models", type=Path, default=_MODELS, help="directory for the exports")
    parser.add_argument("--steps", type=int, default=_STEPS)
    parser.add_argument(
        "--start", type=Path, help="the exported encoder that the student starts as"
    )
    parser.add_argument("--exits", action="store_true", help="let words leave after some layers")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    build_student(options.encoders, options)


if __name__ == "__main__":
    _main()
