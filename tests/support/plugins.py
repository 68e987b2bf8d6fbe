"""Packages with importers and exporters, installed into a folder that only a test sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import pytest

from db.entry_points import list_plugins
from db.exporters.formats import _load_format
from db.importers import sandbox
from db.importers.other_importers import load_importer


def forget_plugins() -> None:
    """Read the entry points again, here and in the next process of parsers."""
    for function in (list_plugins, load_importer, _load_format):
        function.cache_clear()
    sandbox._close_idle()


@contextmanager
def installed_packages(folder: Path) -> Iterator[None]:
    """Find the packages in a folder, which is named as parsers may read it."""
    assert folder.name == "site-packages"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        forget_plugins()
        yield
    forget_plugins()


def write_package(folder: Path, name: str, module: str, entry_points: str) -> None:
    """Write a package as an installer leaves it: a module, and its metadata."""
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(dedent(entry_points))
    (folder / f"{name}.py").write_text(dedent(module))
