"""Remove attention heads and inner values that change an encoder's labels least.

The importance is the Fisher information of a factor of each head and inner value (Kwon et al. 2022,
"A fast post-training pruning framework for transformers"). The matrices after them are then fitted
by least squares, layer by layer, to the states of the whole encoder.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from analysis.training.model import HEAD, Encoder, Layer, Size
from analysis.training.train import Example, pad

# Labels are drawn from probabilities at this temperature: surer ones have almost no gradient.
_TEMPERATURE = 1.5
# Weight of the former matrix in the fit, as a share of the mean squared input.
_RIDGE = 3e-3


class PaddedPassages(NamedTuple):
    """Padded passages, and the row and column of each word's first piece."""

    pieces: Tensor
    cases: Tensor
    lengths: Tensor
    rows: Tensor
    columns: Tensor

    @property
    def mask(self) -> Tensor:
        """Batch × pieces: whether there is a piece."""
        return torch.arange(self.pieces.shape[1])[None] < self.lengths[:, None]


class Importance(NamedTuple):
    """The information of a layer's attention heads and inner values about the labels."""

    attentions: Tensor
    inner: Tensor


def to_batch(examples: Sequence[Example]) -> PaddedPassages:
    """Pad passages to one length."""
    return PaddedPassages(
        pad(examples, "pieces"),
        pad(examples, "cases"),
        torch.tensor([len(example.pieces) for example in examples]),
        torch.tensor([row for row, example in enumerate(examples) for _ in example.firsts]),
        torch.tensor([first for example in examples for first in example.firsts]),
    )


def measure_importance(
    encoder: Encoder, batches: Sequence[PaddedPassages], seed: int
) -> list[Importance]:
    """Return the mean squared gradient by a factor of each head and inner value, by layer."""
    chance = torch.Generator().manual_seed(seed)
    found = [
        Importance(torch.zeros(layer.size.attentions), torch.zeros(layer.size.inner))
        for layer in encoder.layers
    ]
    kept: list[Tensor] = []

    def keep(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        inputs[0].retain_grad()
        kept.append(inputs[0])

    parts = [part for layer in encoder.layers for part in (layer.attended, layer.outer)]
    hooks = [part.register_forward_pre_hook(keep) for part in parts]
    for batch in batches:
        kept.clear()
        states = encoder(batch.pieces, batch.cases, batch.lengths)[batch.rows, batch.columns]
        _sampled_loss(encoder, states, chance).backward()
        slopes = [(part * part.grad * batch.mask[:, :, None]).detach().sum(1) for part in kept]
        for layer, heads, inner in zip(found, slopes[::2], slopes[1::2], strict=True):
            layer.attentions.add_(heads.unflatten(1, (-1, HEAD)).sum(2).square().sum(0))
            layer.inner.add_(inner.square().sum(0))
    for hook in hooks:
        hook.remove()
    encoder.zero_grad()
    return found


def _sampled_loss(encoder: Encoder, states: Tensor, chance: torch.Generator) -> Tensor:
    total = torch.zeros(())
    for head in encoder.heads.values():
        scores = head.shared(states)
        probable = (scores.detach() / _TEMPERATURE).softmax(-1)
        drawn = torch.multinomial(probable, 1, generator=chance)[:, 0]
        total = total + functional.cross_entropy(scores, drawn, reduction="sum")
    return total


def prune(
    encoder: Encoder,
    importance: Sequence[Importance],
    sizes: Sequence[Size],
    batches: Sequence[PaddedPassages],
) -> Encoder:
    """Return an encoder of `sizes`: its most important parts, fitted to the states in `batches`."""
    labels = {task: head.shared.out_features for task, head in encoder.heads.items()}
    pruned = Encoder(len(encoder.pieces.codes), labels, 0, sizes)
    pruned.eval()
    state = encoder.state_dict()
    for number, (size, rank) in enumerate(zip(sizes, importance, strict=True)):
        heads = rank.attentions.argsort(descending=True)[: size.attentions].sort().values
        inner = rank.inner.argsort(descending=True)[: size.inner].sort().values
        _select(state, f"layers.{number}", heads, inner)
    pruned.load_state_dict(state)
    with torch.no_grad():
        _fit(encoder, pruned, batches)
    return pruned


def _fit(encoder: Encoder, pruned: Encoder, batches: Sequence[PaddedPassages]) -> None:
    """Fit the matrices after the removed parts, layer by layer."""
    runs = [encoder.embed(batch.pieces, batch.cases, batch.lengths) for batch in batches]
    biases, masks = [bias for _, bias in runs], [batch.mask for batch in batches]
    whole = fitted = [states for states, _ in runs]
    for old, new in zip(encoder.layers, pruned.layers, strict=True):
        whole, fitted = _fit_layer(old, new, (whole, fitted), biases, masks)


def _select(state: dict[str, Tensor], layer: str, heads: Tensor, inner: Tensor) -> None:
    """Keep these heads and inner values in the matrices of a layer."""
    values = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
    width = len(state[f"{layer}.query_key_value.bias"]) // 3
    joint = torch.cat([values, values + width, values + 2 * width])
    for end in ("weight", "bias"):
        for name, rows in (("query_key_value", joint), ("inner", inner)):
            state[f"{layer}.{name}.{end}"] = state[f"{layer}.{name}.{end}"][rows]
    for name, columns in (("attended", values), ("outer", inner)):
        state[f"{layer}.{name}.weight"] = state[f"{layer}.{name}.weight"][:, columns]


def _fit_layer(
    old: Layer,
    new: Layer,
    states: tuple[list[Tensor], list[Tensor]],
    biases: list[Tensor],
    masks: list[Tensor],
) -> tuple[list[Tensor], list[Tensor]]:
    """Fit the layer `new` to `old`; `states` before them and the result after them, by batch."""
    whole, fitted = states
    middle = [
        state + old.attended(old.attend(state, bias))
        for state, bias in zip(whole, biases, strict=True)
    ]
    found = [new.attend(state, bias) for state, bias in zip(fitted, biases, strict=True)]
    fitted = _fit_sum(new.attended, new.attended_norm, found, (fitted, middle), masks)
    whole = [old.attended_norm(state) for state in middle]
    end = [state + old.outer(functional.gelu(old.inner(state))) for state in whole]
    curved = [functional.gelu(new.inner(state)) for state in fitted]
    fitted = _fit_sum(new.outer, new.outer_norm, curved, (fitted, end), masks)
    return [old.outer_norm(state) for state in end], fitted


def _fit_sum(
    linear: nn.Linear,
    norm: nn.LayerNorm,
    inputs: list[Tensor],
    states: tuple[list[Tensor], list[Tensor]],
    masks: list[Tensor],
) -> list[Tensor]:
    """Fit `linear` so that its sum with the states before is those wanted; returns the next."""
    before, wanted = states
    every = torch.cat([part[mask] for part, mask in zip(inputs, masks, strict=True)])
    missing = [new - old for new, old in zip(wanted, before, strict=True)]
    targets = torch.cat([part[mask] for part, mask in zip(missing, masks, strict=True)])
    weight, bias = fit_linear(every, targets, linear.weight, linear.bias)
    linear.weight.copy_(weight)
    linear.bias.copy_(bias)
    return [norm(old + linear(part)) for old, part in zip(before, inputs, strict=True)]


def fit_linear(
    inputs: Tensor, targets: Tensor, weight: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    """Fit a matrix (outputs × inputs) and bias by least squares, near to those given."""
    ones = torch.ones(len(inputs), 1)
    every = torch.cat([inputs, ones], 1).double()
    former = torch.cat([weight, bias[:, None]], 1).double()
    squares = every.T @ every
    squares += _RIDGE * squares.diagonal().mean() * torch.eye(len(squares), dtype=torch.double)
    change = torch.linalg.solve(squares, every.T @ (targets.double() - every @ former.T)).T
    fitted = (former + change).float()
    return fitted[:, :-1], fitted[:, -1]
