"""Export encoders as ONNX files that include their vocabulary.

The tagging encoder has int8 matrices and heads. The sentence encoder has four-bit matrices, and its
output is one vector for each text.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from analysis.training.model import LAYERS, Encoder
from analysis.training.onnx_exits import add_exit_layers
from analysis.training.onnx_graph import MICROSOFT, Graph
from analysis.training.onnx_layers import (
    POSITIONS,
    PRODUCTS,
    State,
    add_embeddings,
    add_layer,
    attend,
    finish_layer,
)


def export_onnx(
    encoder: Encoder,
    path: Path,
    vocabulary: Sequence[str],
    labels: Mapping[str, Sequence[str]],
    mixtures: Mapping[str, torch.Tensor],
) -> None:
    """Write `encoder` to `path`, each head folded to its mixture of the corpora's conventions.

    Inputs: `pieces` and `cases` of one passage (1 × pieces), and `words`: the index of each word's
    first piece. Outputs: one for each head, words × labels.
    """
    state = {name: value.detach().numpy() for name, value in encoder.state_dict().items()}
    for task in labels:
        weight, bias = encoder.heads[task].fold_mixture(mixtures[task])
        state[f"heads.{task}.weight"] = weight.detach().numpy()
        state[f"heads.{task}.bias"] = bias.detach().numpy()
    graph = Graph()
    states = add_embeddings(graph, state)
    for number in range(min(encoder.limits, default=LAYERS - 1)):
        states = add_layer(graph, state, number, states, graph.add_linear)
    if encoder.limits:
        add_exit_layers(graph, state, encoder.limits, states, list(labels))
    else:
        _end_without_exits(graph, state, states, list(labels))
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT32, [1, "pieces"]),
        helper.make_tensor_value_info("cases", TensorProto.INT32, [1, "pieces"]),
        helper.make_tensor_value_info("words", TensorProto.INT32, ["n"]),
    ]
    outputs = [
        helper.make_tensor_value_info(task, TensorProto.FLOAT, ["n", len(names)])
        for task, names in labels.items()
    ]
    about = {
        "heads": json.dumps({task: list(names) for task, names in labels.items()}),
        "longest": str(POSITIONS),
        "vocabulary": "\n".join(vocabulary),
        "limits": json.dumps(encoder.limits),
    }
    _write(path, helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.weights), about)


def _end_without_exits(graph: Graph, state: State, states: str, tasks: Sequence[str]) -> None:
    """Add the last layer, after its attention for the words' first pieces only, and the heads."""
    number = LAYERS - 1
    found = attend(graph, state, number, states, graph.add_linear)
    states, found = (
        graph.add("Gather", [of, "words"], f"{number}_{name}", axis=1)
        for name, of in (("old", states), ("selected", found))
    )
    graph.add_rows(graph.add("Shape", ["words"], "words_length"))
    states = finish_layer(graph, state, number, states, found, graph.add_linear)
    words = graph.flatten_rows("word_states", states)
    for task in tasks:
        weights = (state[f"heads.{task}.{end}"] for end in ("weight", "bias"))
        graph.add_head(task, words, *weights)


def read_exported(path: Path) -> tuple[Encoder, list[str]]:
    """Read an exported encoder and its vocabulary.

    The shared weights of each head are those of the exported mixture of conventions; no corpus has
    its own. Its export has the same weights again.
    """
    model = onnx.load(str(path))
    stored = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    about = {entry.key: entry.value for entry in model.metadata_props}
    vocabulary = about["vocabulary"].split("\n")
    heads = {task: len(names) for task, names in json.loads(about["heads"]).items()}
    limits = {int(n): limit for n, limit in json.loads(about.get("limits", "{}")).items()}
    encoder = Encoder(len(vocabulary), heads, 0, limits)
    state = encoder.state_dict()

    def put(key: str, values: NDArray[np.generic]) -> None:
        state[key][: len(values)] = torch.tensor(values)

    packed = stored["piece_codes"].astype(np.int16)
    put("pieces.codes", np.concatenate([packed % 16, packed // 16], axis=1) - 8)
    put("pieces.rows", stored["piece_rows"])
    put("pieces.columns", stored["piece_columns"])
    put("positions.weight", stored["position_int8"] * stored["position_scales"])
    put("cases.weight", stored["case_int8"] * stored["case_scales"])
    for end in ("weight", "bias"):
        put(f"norm.{end}", stored[f"norm_{end}"])
        for task in heads:
            put(f"heads.{task}.shared.{end}", stored[f"{'last_' if limits else ''}{task}_{end}"])
            for number in limits:
                put(f"exits.{number}.{task}.{end}", stored[f"exit_{number}_{task}_{end}"])
    for number in range(LAYERS):
        for name, part in PRODUCTS.items():
            matrix = stored[f"{number}_{name}_int8"] * stored[f"{number}_{name}_scale"]
            put(f"layers.{number}.{part}.weight", matrix.T)
            put(f"layers.{number}.{part}.bias", stored[f"{number}_{name}_bias"])
        for name in ("attended_norm", "outer_norm"):
            for end in ("weight", "bias"):
                put(f"layers.{number}.{name}.{end}", stored[f"{number}_{name}_{end}"])
    encoder.load_state_dict(state)
    return encoder, vocabulary


def export_sentences(encoder: Encoder, path: Path, vocabulary: Sequence[str]) -> None:
    """Write the encoder of whole texts to `path`, with four-bit matrices and without heads.

    Input: `pieces` of one text (1 × pieces). Output: `vectors` (1 × width), the sum of the states
    of the text's pieces. Its length has no meaning.
    """
    state = {name: value.detach().numpy() for name, value in encoder.state_dict().items()}
    graph = Graph()
    states = add_embeddings(graph, state, with_cases=False)
    for number in range(LAYERS):
        states = add_layer(graph, state, number, states, graph.add_four_bit_linear)
    second = graph.add_weight("second", np.array([1], np.int64))
    graph.add("ReduceSum", [states, second], "vectors", keepdims=0)
    width = int(state["norm.weight"].size)
    inputs = [helper.make_tensor_value_info("pieces", TensorProto.INT32, [1, "pieces"])]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [1, width])]
    about = {"longest": str(POSITIONS), "vocabulary": "\n".join(vocabulary)}
    _write(path, helper.make_graph(graph.nodes, "sentences", inputs, outputs, graph.weights), about)


def _write(path: Path, graph: onnx.GraphProto, about: Mapping[str, str]) -> None:
    operators = [helper.make_opsetid("", 23), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=operators, ir_version=10)
    helper.set_model_props(model, dict(about))
    path.write_bytes(model.SerializeToString())
