"""A builder of ONNX graphs, with the tables and matrices of encoders in few bits."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

# Weights have seven bits: processors without VNNI add pairs of products in sixteen bits.
SEVEN_BITS = 63
# Four-bit codes from −7 to 7; so many inputs of a column share a factor.
_LARGEST_CODE = 7
_GROUP = 128
MICROSOFT = "com.microsoft"
"""onnxruntime's own operators for the parts of a transformer."""

Floats = NDArray[np.float32]


class Matrix(NamedTuple):
    """Names of tensors: an int8 matrix (inputs × outputs), a scale and a bias for each output."""

    codes: str
    scales: str
    bias: str


class Graph:
    """A builder of an ONNX graph."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def add_weight(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a constant; returns its name."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **how: object
    ) -> str:
        """Add an operator with one output; returns the output's name."""
        self.nodes.append(helper.make_node(kind, inputs, [output], output, domain=domain, **how))
        return output

    def add_table(self, name: str, values: Floats) -> str:
        """Add an embedding table, stored as int8 with a scale for each row.

        onnxruntime computes the floats once, when it loads the file.
        """
        scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, 1e-8).astype(np.float32)
        small = self.add_weight(f"{name}_int8", np.rint(values / scale).astype(np.int8))
        scales = self.add_weight(f"{name}_scales", scale)
        floats = self.add("Cast", [small], f"{name}_float", to=TensorProto.FLOAT)
        return self.add("Mul", [floats, scales], f"{name}_table")

    def add_four_bit_table(self, name: str, codes: Floats, rows: str) -> str:
        """Add a lookup of rows in a table of codes from −7 to 7, stored as two codes per byte."""
        low, high = np.split((codes + 8).astype(np.uint8), 2, axis=1)
        packed = self.add_weight(f"{name}_codes", low + 16 * high)
        both = self.add("Gather", [packed, rows], f"{name}_packed")
        return self.unpack(name, both, -1)

    def unpack(self, name: str, packed: str, axis: int) -> str:
        """Add the conversion of two four-bit codes per byte to floats, joined along `axis`.

        A byte has a code of the first half and one of the second half, each increased by 8.
        """
        mask = self.add_weight(f"{name}_mask", np.array(15, np.uint8))
        shift = self.add_weight(f"{name}_shift", np.array(4, np.uint8))
        low = self.add("BitwiseAnd", [packed, mask], f"{name}_low")
        high = self.add("BitShift", [packed, shift], f"{name}_high", direction="RIGHT")
        joined = self.add("Concat", [low, high], f"{name}_joined", axis=axis)
        floats = self.add("Cast", [joined], f"{name}_float", to=TensorProto.FLOAT)
        eight = self.add_weight(f"{name}_eight", np.array(8, np.float32))
        return self.add("Sub", [floats, eight], f"{name}_signed")

    def add_rows(self, rows: str) -> None:
        """Set the number of rows (the tensor `rows`) that the next normalizations get."""
        self._ones, self._zeros = (
            self.add(
                "ConstantOfShape",
                [rows],
                f"{rows}_{name}s",
                value=helper.make_tensor(name, TensorProto.FLOAT, [1], [value]),
            )
            for name, value in (("one", 1.0), ("zero", 0.0))
        )

    def add_normalization(self, name: str, values: str, weight: str, bias: str) -> str:
        """Add layer normalization over the last axis: each row is an instance's channel.

        The operators for layer normalization of onnxruntime 1.28 take six times as long on a CPU:
        they add up a row's values one after the other.
        """
        inputs = [values, self._ones, self._zeros]
        scaled = self.add("InstanceNormalization", inputs, f"{name}_scaled", epsilon=1e-12)
        weighted = self.add("Mul", [scaled, weight], f"{name}_weighted")
        return self.add("Add", [weighted, bias], name)

    def flatten_rows(self, name: str, states: str) -> str:
        """Add a view of the states (1 × rows × width) as rows × width."""
        axis = self.add_weight(f"{name}_axis", np.array([0], np.int64))
        return self.add("Squeeze", [states, axis], name)

    def add_head(self, name: str, rows: str, weight: Floats, bias: Floats) -> str:
        """Add a product of rows with a float matrix (outputs × inputs)."""
        ends = [
            self.add_weight(f"{name}_{end}", of) for end, of in (("weight", weight), ("bias", bias))
        ]
        return self.add("Gemm", [rows, *ends], name, transB=1)

    def add_matrix(self, name: str, weight: Floats, bias: Floats) -> Matrix:
        """Add an int8 matrix (given as outputs × inputs) with one scale per output."""
        scale = np.maximum(np.abs(weight).max(1) / SEVEN_BITS, 1e-8).astype(np.float32)
        small = np.rint(weight / scale[:, None]).astype(np.int8).T
        return Matrix(
            self.add_weight(f"{name}_int8", small),
            self.add_weight(f"{name}_scale", scale),
            self.add_weight(f"{name}_bias", bias),
        )

    def cut_matrix(self, name: str, matrix: Matrix, first: int, last: int) -> Matrix:
        """Add the outputs from `first` to `last` of a matrix.

        onnxruntime computes the part once, when it loads the file; so it does for joined ones.
        """
        ends = [self.add_weight(f"{name}_{n}", np.array([n], np.int64)) for n in (first, last)]
        axis = self.add_weight(f"{name}_axis", np.array([-1], np.int64))
        return Matrix(
            *(self.add("Slice", [part, *ends, axis], f"{name}_{kind}")
              for kind, part in matrix._asdict().items())
        )  # fmt: skip

    def join_matrices(self, name: str, matrices: Sequence[Matrix]) -> Matrix:
        """Add a matrix with the outputs of several."""
        return Matrix(
            *(self.add("Concat", list(parts), f"{name}_{kind}", axis=-1)
              for kind, parts in zip(Matrix._fields, zip(*matrices, strict=True), strict=True))
        )  # fmt: skip

    def multiply(self, name: str, values: str, matrix: Matrix) -> str:
        """Add a product with an int8 matrix; dynamic activations."""
        inputs = [values, matrix.codes, matrix.scales, "", matrix.bias]
        return self.add("DynamicQuantizeMatMul", inputs, name, MICROSOFT)

    def add_linear(self, name: str, values: str, weight: Floats, bias: Floats) -> str:
        """Add a product with a new int8 matrix."""
        return self.multiply(name, values, self.add_matrix(name, weight, bias))

    def add_four_bit_linear(self, name: str, values: str, weight: Floats, bias: Floats) -> str:
        """Add a product with an int8 matrix that is stored in four bits.

        onnxruntime computes the int8 matrix once, when it loads the file.
        """
        codes, factors = quantize_columns(weight)
        scale = np.maximum(_LARGEST_CODE * factors.max(1) / SEVEN_BITS, 1e-8).astype(np.float32)
        low, high = np.split((codes.T + 8).astype(np.uint8), 2)
        ratios = (factors / scale[:, None]).T.astype(np.float32)
        packed = self.add_weight(f"{name}_codes", low + 16 * high)
        signed = self.unpack(name, packed, 0)
        groups = self.add_weight(f"{name}_groups", np.array([len(ratios), _GROUP, -1], np.int64))
        grouped = self.add("Reshape", [signed, groups], f"{name}_grouped")
        ratio = self.add_weight(f"{name}_ratios", ratios[:, None, :])
        scaled = self.add("Mul", [grouped, ratio], f"{name}_scaled")
        rounded = self.add("Round", [scaled], f"{name}_rounded")
        shape = self.add_weight(f"{name}_shape", np.array(codes.T.shape, np.int64))
        whole = self.add("Reshape", [rounded, shape], f"{name}_whole")
        small = self.add("Cast", [whole], f"{name}_int8", to=TensorProto.INT8)
        scales, biases = (
            self.add_weight(f"{name}_scale", scale),
            self.add_weight(f"{name}_bias", bias),
        )
        return self.multiply(name, values, Matrix(small, scales, biases))


def quantize_columns(weight: Floats) -> tuple[Floats, Floats]:
    """Quantize a matrix (outputs × inputs): codes, and a factor for each group of inputs.

    The factors minimize the squared error of each group.
    """
    groups = weight.reshape(len(weight), -1, _GROUP)
    largest = np.maximum(np.abs(groups).max(2, keepdims=True), 1e-8)
    best = np.full_like(largest, np.inf)
    codes, factors = np.zeros_like(groups), np.ones_like(largest)
    for share in np.linspace(0.6, 1.0, 9, dtype=np.float32):
        factor = largest * share / _LARGEST_CODE
        tried = np.rint(groups / factor).clip(-_LARGEST_CODE, _LARGEST_CODE)
        loss = np.square(tried * factor - groups).sum(2, keepdims=True)
        better = loss < best
        best = np.where(better, loss, best)
        codes, factors = np.where(better, tried, codes), np.where(better, factor, factors)
    return codes.reshape(weight.shape), factors[:, :, 0]
