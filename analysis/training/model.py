"""The encoder in PyTorch: MiniLM with a letter-case embedding and one linear head for each task."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from analysis.word_pieces import CASES

WIDTH, LAYERS, ATTENTIONS, INNER, LONGEST = 384, 6, 12, 1536, 512
# Width of the query, key and value of one attention head.
HEAD = WIDTH // ATTENTIONS


class Layer(nn.Module):  # type: ignore[misc]
    """One transformer layer of BERT, with layer normalization after attention and after MLP."""

    def __init__(self) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def attend(self, states: Tensor, bias: Tensor, context: Tensor | None = None) -> Tensor:
        """Return what the attention heads find, batch × pieces × width.

        `context` (batch × pieces of the context × width) are the states that are attended to, if
        not `states`. `bias` is batch × 1 × 1 × these pieces: 0, or very low for padding.
        """
        joint = self.query_key_value
        own = functional.linear(states, joint.weight[:WIDTH], joint.bias[:WIDTH])
        read = states if context is None else context
        both = functional.linear(read, joint.weight[WIDTH:], joint.bias[WIDTH:])
        query = own.unflatten(2, (-1, HEAD)).transpose(1, 2)
        key, value = both.unflatten(2, (2, -1, HEAD)).permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) * HEAD**-0.5
        weights = (scores + bias).softmax(-1)
        return (weights @ value).transpose(1, 2).flatten(2)

    def forward(self, states: Tensor, bias: Tensor, context: Tensor | None = None) -> Tensor:
        """Transform `states` (batch × pieces × width); `bias` and `context` as in `attend`."""
        found = self.attended(self.attend(states, bias, context))
        states = self.attended_norm(states + found)
        inner = functional.gelu(self.inner(states))
        return self.outer_norm(states + self.dropout(self.outer(inner)))


class TaskHead(nn.Module):  # type: ignore[misc]
    """A linear head of weights shared by all corpora, plus each corpus's own weights."""

    def __init__(self, labels: int, corpora: int) -> None:
        super().__init__()
        self.shared = nn.Linear(WIDTH, labels)
        self.own_weight = nn.Parameter(torch.zeros(corpora, labels, WIDTH))
        self.own_bias = nn.Parameter(torch.zeros(corpora, labels))

    def forward(self, states: Tensor, mixture: Tensor) -> Tensor:
        """Score `states` (words × width); `mixture` (words × corpora) weighs the conventions."""
        own = torch.einsum("nw,clw->ncl", states, self.own_weight) + self.own_bias
        return self.shared(states) + (own * mixture[:, :, None]).sum(1)

    def fold_mixture(self, mixture: Tensor) -> tuple[Tensor, Tensor]:
        """Return weight (labels × width) and bias for one mixture of conventions."""
        weight = self.shared.weight + torch.einsum("c,clw->lw", mixture, self.own_weight)
        return weight, self.shared.bias + mixture @ self.own_bias


class PieceTable(nn.Module):  # type: ignore[misc]
    """MiniLM's embeddings of word pieces in four bits, which are frozen in training.

    A value is its code times a factor of its row and one of its column. With four bits a value
    the file has room for rare pieces, which make up unknown names. The layers adapt to the
    quantization during training.
    """

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.register_buffer("codes", torch.zeros(pieces, WIDTH, dtype=torch.int8))
        self.register_buffer("rows", torch.ones(pieces, 1))
        self.register_buffer("columns", torch.ones(WIDTH))

    def forward(self, pieces: Tensor) -> Tensor:
        """Return the embeddings, batch × pieces × width."""
        return self.codes[pieces].float() * self.rows[pieces] * self.columns


def quantize_to_four_bits(values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Quantize a table: codes from −7 to 7, with the factors of its rows and columns.

    The factors minimize the squared error of each row.
    """
    columns = values.square().mean(0).sqrt()
    scaled = values / columns
    largest = scaled.abs().amax(1, keepdim=True)
    best = torch.full_like(largest, float("inf"))
    codes, rows = torch.zeros_like(scaled), torch.ones_like(largest)
    for share in torch.linspace(0.4, 1.0, 13):
        factor = largest * share / 7
        tried = (scaled / factor).round().clamp(-7, 7)
        loss = (tried * factor - scaled).square().sum(1, keepdim=True)
        better = loss < best
        best = torch.where(better, loss, best)
        codes, rows = torch.where(better, tried, codes), torch.where(better, factor, rows)
    return codes.to(torch.int8), rows, columns


class Encoder(nn.Module):  # type: ignore[misc]
    """The encoder: one state for each piece; `heads` convert states into label scores.

    `exits` are heads after some of the layers, by the number of these layers. A word leaves there
    if its `limits` are met (`analysis.training.early_exit`).
    """

    def __init__(
        self,
        pieces: int,
        labels: dict[str, int],
        corpora: int,
        limits: Mapping[int, float] | None = None,
    ) -> None:
        super().__init__()
        self.limits = dict(limits or {})
        self.exits = nn.ModuleDict(
            {
                str(layers): nn.ModuleDict(
                    {task: nn.Linear(WIDTH, n) for task, n in labels.items()}
                )
                for layers in self.limits
            }
        )
        self.pieces = PieceTable(pieces)
        self.positions = nn.Embedding(LONGEST, WIDTH)
        self.cases = nn.Embedding(len(CASES), WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.heads = nn.ModuleDict({task: TaskHead(n, corpora) for task, n in labels.items()})

    def forward(self, pieces: Tensor, cases: Tensor, lengths: Tensor) -> Tensor:
        """Encode `pieces` and `cases` (batch × pieces); `lengths` are the passages' lengths."""
        return self.run_layers(pieces, cases, lengths)[-1]

    def run_layers(self, pieces: Tensor, cases: Tensor, lengths: Tensor) -> list[Tensor]:
        """Return the embedded pieces and the states after each layer; inputs as in `forward`."""
        states, bias = self.embed(pieces, cases, lengths)
        found = [states]
        for layer in self.layers:
            found.append(layer(found[-1], bias.to(states.dtype)))
        return found

    def embed(self, pieces: Tensor, cases: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Return the first layer's states, and the bias of the attention."""
        indexes = torch.arange(pieces.shape[1])
        states = self.pieces(pieces) + self.positions(indexes) + self.cases(cases)
        bias = torch.where(indexes[None] < lengths[:, None], 0.0, -1e4)[:, None, None, :]
        return self.dropout(self.norm(states)), bias


def load_minilm(encoder: Encoder, directory: Path, piece_ids: list[int]) -> None:
    """Load MiniLM's weights into an encoder; its vocabulary is `piece_ids` of MiniLM's."""
    old = load_file(directory / "model.safetensors")
    new = encoder.state_dict()
    table = quantize_to_four_bits(old["embeddings.word_embeddings.weight"][piece_ids])
    new["pieces.codes"], new["pieces.rows"], new["pieces.columns"] = table
    kind = old["embeddings.token_type_embeddings.weight"][0]  # all text has the first token type
    new["positions.weight"] = old["embeddings.position_embeddings.weight"] + kind
    new["cases.weight"] = torch.zeros(len(CASES), WIDTH)
    for end in ("weight", "bias"):
        new[f"norm.{end}"] = old[f"embeddings.LayerNorm.{end}"]
        for number in range(LAYERS):
            theirs = f"encoder.layer.{number}"
            parts = [f"{theirs}.attention.self.{part}.{end}" for part in ("query", "key", "value")]
            new[f"layers.{number}.query_key_value.{end}"] = torch.cat([old[part] for part in parts])
            for mine, original in (
                ("attended", "attention.output.dense"),
                ("attended_norm", "attention.output.LayerNorm"),
                ("inner", "intermediate.dense"),
                ("outer", "output.dense"),
                ("outer_norm", "output.LayerNorm"),
            ):
                new[f"layers.{number}.{mine}.{end}"] = old[f"{theirs}.{original}.{end}"]
    encoder.load_state_dict(new)
