from collections.abc import Iterator
from pathlib import Path

import pytest

from db import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as store:
        yield store
