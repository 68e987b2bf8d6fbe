"""The reference page of the tables, generated from comments of the schema when the docs are built.

The introduction and the remarks on sections are in `schema_reference.md`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_SCHEMA = Path(__file__).with_name("schema.sql")
_REMARKS = Path(__file__).with_name("schema_reference.md")
_FIRST = "Views for other programs"  # the section that most readers of the page need
_OBJECT = re.compile(r"((?:^--.*\n)+)CREATE (?:VIRTUAL )?(?:TABLE|VIEW) (\w+)", re.MULTILINE)
_COLUMN = re.compile(r"^(\w+): (.*)")


def schema_reference() -> str:
    """Return the reference page of the tables and views in Markdown."""
    head, *parts = re.split(r"^## (.+)\n", _REMARKS.read_text(encoding="utf-8"), flags=re.M)
    remarks = dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))
    sections = re.split(r"^-- ## (.+)\n", _SCHEMA.read_text(encoding="utf-8"), flags=re.M)[1:]
    tables = dict(zip(sections[::2], sections[1::2], strict=True))
    names = sorted(tables, key=lambda name: name != _FIRST)
    stated = [f"## {name}\n\n{text}" for name, text in remarks.items() if name not in tables]
    pieces = ["# Database schema", head.strip(), *stated]
    for name in names:
        remark, _, values = remarks.get(name, "").partition("### ")
        pieces += filter(None, [f"## {name}", remark.strip(), *_describe_objects(tables[name])])
        pieces += [f"### {values}"] if values else []
    return "\n\n".join(pieces) + "\n"


def _describe_objects(sql: str) -> Iterator[str]:
    """Yield the description of each table and view of a section."""
    for comment, name in _OBJECT.findall(sql):
        lines = [line.removeprefix("--").removeprefix(" ") for line in comment.splitlines()]
        description, *rest = "\n".join(lines).strip().split("\n\n")
        columns = [] if not rest or rest[0].startswith("Note: ") else _read_columns(rest[0])
        rows = [f"| `{column}` | {contents} |" for column, contents in columns]
        yield f"### {name}\n\n{description}"
        if rows:
            yield "\n".join(["| column | contents |", "|---|---|", *rows])


def _read_columns(lines: str) -> list[tuple[str, str]]:
    """Return the columns with their descriptions; indented lines continue the one before."""
    joined = re.sub(r"\n {4}", " ", lines).splitlines()
    return [(found[1], found[2]) for line in joined if (found := _COLUMN.match(line))]
