"""The requests of the benchmark `find`: enough of each kind, in two halves, each written once."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import find
from benchmarks.corpora import read_json_lines

REQUESTS = read_json_lines(Path(find.__file__).parent / "data" / "find" / "requests.jsonl")


def test_each_half_has_enough_requests_of_each_kind() -> None:
    counts = Counter((request["kind"], request["part"]) for request in REQUESTS)
    for part in ("develop", "measure"):
        assert counts["news", part] >= 50
        assert counts["quotation", part] >= 50
        assert counts["none", part] >= 25
        assert counts["near", part] >= 15


def test_every_request_is_written_once_and_asks_for_one_item() -> None:
    assert len({request["request"] for request in REQUESTS}) == len(REQUESTS)
    items = [
        (request["kind"], request["article"], request.get("start"))
        for request in REQUESTS
        if "article" in request
    ]
    assert len(set(items)) == len(items)
    assert all(("article" in request) == (request["kind"] in ("news", "quotation"))
               for request in REQUESTS)  # fmt: skip


def test_the_benchmark_is_skipped_with_a_message_without_the_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(find, "_ARTICLES", tmp_path / "absent.jsonl.gz")
    assert find.run([]) == 0
    assert "skipped: the articles are not at" in capsys.readouterr().out
