"""Reading the texts that benchmarks run on: JSON lines, gzipped or not."""

import datetime
import gzip
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"

Row = dict[str, Any]  # a line of a corpus: a text or a sentence, and what is annotated in it


def read_json_lines(path: Path) -> list[Row]:
    """The objects of a file of JSON lines."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return [json.loads(line) for line in data.splitlines()]


def find_corpus(folder: Path, name: str) -> Path:
    """Return the path of a corpus, such as `raw/pages_raw.dev`, which may not be there."""
    path = folder / f"{name}.jsonl"
    return path if path.is_file() else path.with_name(f"{path.name}.gz")


def split_rows(rows: Sequence[Row]) -> dict[str, Sequence[Row]]:
    """Return the odd, the even and all lines; errors are read in the even ones only."""
    return {"odd": rows[0::2], "even": rows[1::2], "all": rows}


def read_day(value: str | None) -> datetime.date | None:
    """A corpus's date, 2009-02-03… or 03-02-2009, or None where it has none."""
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", value or "")
    if match is not None:
        return datetime.date(*(int(part) for part in match.groups()))
    match = re.match(r"(\d\d)-(\d\d)-(\d{4})", value or "")
    return datetime.date(int(match[3]), int(match[2]), int(match[1])) if match else None


def read_texts(paths: Iterable[Path]) -> list[str]:
    """The texts of some files of JSON lines; without any, of the corpora beside the checkout.

    Without a corpus, the sample article is used, twenty times.
    """
    found = list(paths) or [p for p in [CORPORA / "quotes" / "polnear.dev.jsonl.gz"] if p.exists()]
    if not found:
        from tui.sample_article import sample_document

        return [sample_document().text] * 20
    return [row["text"] for path in found for row in read_json_lines(path)]
