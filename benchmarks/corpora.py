"""Reading the texts that benchmarks run on: JSON lines, gzipped or not."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return [json.loads(line) for line in data.splitlines()]


def read_texts(paths: Iterable[Path]) -> list[str]:
    """The texts of some files of JSON lines; without any, of the corpora beside the checkout.

    Where those are absent too, the sample article stands in, twenty times.
    """
    found = list(paths) or [p for p in [CORPORA / "quotes" / "polnear.dev.jsonl.gz"] if p.exists()]
    if not found:
        from tui.sample import sample_document

        return [sample_document().text] * 20
    return [row["text"] for path in found for row in read_rows(path)]
