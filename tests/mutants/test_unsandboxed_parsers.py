"""Parsers in the process of the tests find what those in the sandbox find."""

import pytest

from db.importers import read_all_bytes
from tests.mutants.unsandboxed_parsers import read_here


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"The harbor will close, Ana Reis said.\n\nFerries leave from the old pier.", "a.txt"),
        (b"%PDF-1.7 cut", "a.pdf"),
        (b"\0\1\2", "a.bin"),
    ],
)
def test_a_file_is_read_as_in_the_sandbox(data: bytes, name: str) -> None:
    assert list(read_here(lambda: iter((data,)), name)) == list(read_all_bytes(data, name))
