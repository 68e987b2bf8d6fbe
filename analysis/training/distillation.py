"""`python -m analysis.training.distillation TEACHER`: make a smaller encoder from a trained one.

Heads and inner values are removed, then all weights are trained on unlabeled text to give the
teacher's label probabilities and states. The teacher is a file that `analysis.training` exported.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from analysis.training.distillation_texts import read_texts
from analysis.training.model import LAYERS, Encoder, Size
from analysis.training.onnx_export import SEVEN_BITS, export_onnx, read_exported
from analysis.training.pruning import PaddedPassages, measure_removals, prune, to_batch
from analysis.training.train import LABELS, Example, make_batches
from analysis.word_pieces import WordPieces

_MODELS = Path(__file__).resolve().parents[1] / "weights"
_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_SEED = 3
# Attention heads and inner values by layer. Products with multiples of 128 are the fastest.
_SIZES = (
    Size(12, 1536),
    Size(12, 1536),
    Size(12, 1408),
    Size(11, 1280),
    Size(6, 1280),
    Size(9, 1152),
)
# Passages by which the costs are measured, and to whose states the pruned matrices are fitted.
_MEASURED, _FITTED = 600, 400
_BATCH = 8
_STEPS = 2500
# The maximum learning rate of the layers, of which the heads have half, and the warm-up.
_RATE, _WARM_UP = 6e-5, 0.04
# The weight of each step in the average that is exported.
_AVERAGED = 0.995
# From this part of the steps on, matrices are rounded as in the exported file.
_ROUNDED_FROM = 0.6
# Weights in the loss: names by task, and the squared differences of the states after some layers.
_TASKS = {"tags": 1.0, "names": 2.0}
_STATES = {2: 0.3, 4: 0.3, LAYERS: 0.5}

Log = Callable[[str], None]


class Rounding(nn.Module):  # type: ignore[misc]
    """Rounds a matrix as the export does, once `on`; the gradient is that of the exact matrix."""

    on = False

    def forward(self, weight: Tensor) -> Tensor:
        """Return the matrix to multiply with, outputs × inputs."""
        if not self.on:
            return weight
        scale = (weight.detach().abs().amax(1, keepdim=True) / SEVEN_BITS).clamp_min(1e-8)
        return weight + ((weight / scale).round() * scale - weight).detach()


def compare_to_teacher(student: Encoder, teacher: Encoder, batch: PaddedPassages) -> Tensor:
    """Return the divergence from the teacher's probabilities, and the difference of the states."""
    with torch.no_grad():
        wanted = teacher.run_layers(batch.pieces, batch.cases, batch.lengths)
    found = student.run_layers(batch.pieces, batch.cases, batch.lengths)
    words = batch.rows, batch.columns
    total = torch.zeros(())
    for layer, weight in _STATES.items():
        part = words if layer == LAYERS else batch.mask
        difference = found[layer][part].float() - wanted[layer][part].float()
        total = total + weight * difference.square().mean()
    with torch.autocast("cpu", enabled=False):
        for task, weight in _TASKS.items():
            theirs = teacher.heads[task].shared(wanted[-1][words].float()).log_softmax(-1)
            ours = student.heads[task].shared(found[-1][words].float()).log_softmax(-1)
            total = total + weight * (theirs.exp() * (theirs - ours)).sum(-1).mean()
    return total


def distill(
    student: Encoder,
    teacher: Encoder,
    examples: Sequence[Example],
    steps: int,
    log: Log = print,
) -> Encoder:
    """Train `student` for `steps`; returns the average of its weights in the last steps."""
    roundings = [_add_rounding(part) for part in _matrices(student)]
    heads = list(student.heads.parameters())
    body = [weight for name, weight in student.named_parameters() if not name.startswith("heads.")]
    groups = [{"params": body, "lr": _RATE}, {"params": heads, "lr": _RATE / 2}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.0, betas=(0.9, 0.98), fused=True)
    warm_up = max(1, int(steps * _WARM_UP))

    def share(step: int) -> float:
        return min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share)
    average = AveragedModel(student, multi_avg_fn=get_ema_multi_avg_fn(_AVERAGED))
    batches = _endless_batches(examples)
    since, losses = time.monotonic(), 0.0
    for step in range(steps):
        for rounding in roundings:
            rounding.on = step >= steps * _ROUNDED_FROM
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = compare_to_teacher(student, teacher, next(batches))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        average.update_parameters(student)
        losses += float(loss.detach())
        if (step + 1) % 100 == 0:
            log(
                f"step {step + 1}/{steps} loss {losses / 100:.4f}, {time.monotonic() - since:.0f} s"
            )
            losses = 0.0
    for part in _matrices(average.module):
        parametrize.remove_parametrizations(part, "weight", leave_parametrized=False)
    return average.module  # type: ignore[no-any-return]


def _endless_batches(examples: Sequence[Example]) -> Iterator[PaddedPassages]:
    chance = random.Random(_SEED)
    while True:
        order = chance.sample(examples, len(examples))
        yield from map(to_batch, make_batches(order, chance))


def _matrices(encoder: Encoder) -> list[nn.Linear]:
    return [
        part
        for layer in encoder.layers
        for part in (layer.query_key_value, layer.attended, layer.inner, layer.outer)
    ]


def _add_rounding(part: nn.Linear) -> Rounding:
    rounding = Rounding()
    parametrize.register_parametrization(part, "weight", rounding)
    return rounding


def build_student(teacher_file: Path, corpora: Path, target: Path, steps: int) -> None:
    """Prune and train a copy of the encoder in `teacher_file`, and export it to `target`."""
    torch.manual_seed(_SEED)
    teacher, vocabulary = read_exported(teacher_file, range(LAYERS))
    examples = read_texts(corpora, WordPieces(vocabulary), random.Random(_SEED))
    removals = measure_removals(teacher.eval(), _small_batches(examples, _MEASURED), _SEED)
    student = prune(teacher, removals, _SIZES, _small_batches(examples, _FITTED))
    average = distill(student, teacher, examples, steps)
    mixtures = {task: torch.zeros(0) for task in LABELS}
    export_onnx(average, target, vocabulary, LABELS, mixtures)


def _small_batches(examples: Sequence[Example], count: int) -> list[PaddedPassages]:
    ordered = sorted(examples[:count], key=lambda example: len(example.pieces))
    return [to_batch(ordered[first : first + _BATCH]) for first in range(0, len(ordered), _BATCH)]


def _main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m analysis.training.distillation", description=__doc__
    )
    parser.add_argument("teacher", type=Path, help="an encoder that `analysis.training` exported")
    parser.add_argument("--corpora", type=Path, default=_CORPORA)
    parser.add_argument("--models", type=Path, default=_MODELS, help="directory for the weights")
    parser.add_argument("--steps", type=int, default=_STEPS)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    build_student(options.teacher, options.corpora, options.models / "encoder.onnx", options.steps)


if __name__ == "__main__":
    _main()
