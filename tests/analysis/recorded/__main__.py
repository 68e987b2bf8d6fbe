"""`python -m tests.analysis.recorded [--accept [--keep-tags]]`: compare findings with the recorded.

Prints, for each text, the fields that changed, and exits with 1 where any did. `--accept` tags the
texts with the encoder and records what is found; `--accept --keep-tags` finds it on the recorded
tags. Texts that are new or changed are always tagged, texts that are gone lose their record.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.analysis.recorded.differences import differences
from tests.analysis.recorded.records import (
    FOLDER,
    Record,
    RecordedText,
    find_all,
    is_record_of,
    parse_recorded_texts,
    read_records,
    tag_words,
    write_records,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the differences, or accept them; 1 where there are differences left."""
    parser = argparse.ArgumentParser(prog="python -m tests.analysis.recorded", description=__doc__)
    parser.add_argument("--accept", action="store_true", help="record the tags and the findings")
    parser.add_argument(
        "--keep-tags", action="store_true", help="with --accept: only findings, on the old tags"
    )
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where texts.txt and findings.jsonl are"
    )
    options = parser.parse_args(arguments)
    if options.keep_tags and not options.accept:
        parser.error("--keep-tags needs --accept")
    texts = parse_recorded_texts(options.folder / "texts.txt")
    old = read_records(options.folder / "findings.jsonl")
    retag = options.accept and not options.keep_tags
    new = {name: _new_record(text, old.get(name), retag) for name, text in texts.items()}
    lines = [line for name in {**old, **new} for line in _differences(name, old, new)]
    print("\n".join(lines or ["no differences"]))
    if options.accept:
        write_records(options.folder / "findings.jsonl", new)
        return 0
    return int(bool(lines))


def _new_record(text: RecordedText, old: Record | None, retag: bool) -> Record:
    keeps_tags = old is not None and not retag and is_record_of(old, text)
    words = old.words if old is not None and keeps_tags else tag_words(text)
    return Record(words, find_all(words, text.published))


def _differences(name: str, old: dict[str, Record], new: dict[str, Record]) -> list[str]:
    if name not in old:
        return [f"{name}: not recorded"]
    if name not in new:
        return [f"{name}: no such text any more"]
    return [f"{name}: {line}" for line in differences(old[name], new[name])]


if __name__ == "__main__":
    sys.exit(main())
