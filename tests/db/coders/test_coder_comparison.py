"""Two coders of 20 articles, whose agreement is computed by hand."""

from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, Store
from db.coders.coder_comparison import CoderComparison, compare_coders, select_code
from db.repositories.codings import original_codes

LEAD = "The council raises the harbor tax."
REST = "Ships left at noon.\n\nThe quay was empty by dusk."
START, END = 0, len(LEAD)

# articles    first coder    second coder
# 1 to 8      economy        Economy, on other words of the paragraph
# 9 to 11     economy
# 12 and 13                  economy
# 14 to 16    politics       politics
# 17 to 20    politics


def code_articles(path: Path, coder: int) -> None:
    """Store 20 read articles of three paragraphs, and mark the first one of some articles."""
    with Store(path) as store, store.group_commits():
        for number in range(1, 21):
            text = f"{LEAD} It is law {number}.\n\n{REST}"
            article = store.articles.add(Document(text, f"Law {number}"), Analysis(text)).article
            store.reading_state.set_state(article, "read")
            if number <= 8:
                store.notes.add(
                    article, 12 * coder, END, "", tags=["Economy" if coder else "economy"]
                )
            elif number <= (13 if coder else 11) and number >= (12 if coder else 9):
                store.notes.add(article, START, END, "", tags=["economy"])
            elif 14 <= number <= (16 if coder else 20):
                store.notes.add(article, START, END, "", tags=["politics"])


@pytest.fixture(scope="module")
def coders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("coders")
    paths = folder / "ana.sqlite", folder / "bo.sqlite"
    for coder, path in enumerate(paths):
        code_articles(path, coder)
    return paths


def compare_stores(
    paths: tuple[Path, Path], unit: str = "passage", overlap: float = 0.5
) -> CoderComparison:
    with Store(paths[0]) as first, Store(paths[1]) as second:
        return compare_coders(first.codings, second.codings, unit, overlap)  # type: ignore[arg-type]


def test_the_figures_are_those_computed_by_hand(coders: tuple[Path, Path]) -> None:
    found = compare_stores(coders)
    economy, politics = found.codes
    # 60 units: in each article a marked passage and two paragraphs, without a mark
    assert (found.articles, len(found.passages), found.uncoded) == (20, 20, 40)
    assert (economy.both, economy.only_first, economy.only_second, economy.neither) == (8, 3, 2, 47)
    # observed 55/60; by chance (11·10 + 49·50)/60² = 2560/3600
    assert economy.agreement == pytest.approx(55 / 60)
    assert economy.kappa == pytest.approx((3300 - 2560) / (3600 - 2560))  # .712
    # 21 of 120 values are "yes"; 10 ordered pairs differ
    assert economy.alpha == pytest.approx(1 - 119 * 10 / (2 * 21 * 99))  # .714
    assert (politics.both, politics.only_first, politics.only_second) == (3, 4, 0)
    assert politics.kappa == pytest.approx((3360 - 3042) / (3600 - 3042))  # .570
    assert politics.alpha == pytest.approx(1 - 119 * 8 / (2 * 10 * 110))  # .567
    assert found.pooled.units == 120
    assert found.pooled.kappa == pytest.approx(2172 / 3252)  # .668
    assert len(found.disagreements) == 9


def test_units_are_sentences_and_paragraphs_too(coders: tuple[Path, Path]) -> None:
    sentences, paragraphs = compare_stores(coders, "sentence"), compare_stores(coders, "paragraph")
    assert sentences.pooled.units == 2 * 80
    assert paragraphs.pooled.units == 2 * 60
    assert sentences.codes[0].both == paragraphs.codes[0].both == 8
    only = select_code(paragraphs, "POLITICS")
    assert only is not None
    assert (only.pooled.only_first, len(only.disagreements), only.uncoded) == (4, 4, 53)
    assert select_code(paragraphs, "weather") is None


def test_an_article_counts_only_if_both_coded_or_read_it(
    coders: tuple[Path, Path], tmp_path: Path
) -> None:
    paths = tmp_path / "ana.sqlite", tmp_path / "bo.sqlite"
    for path, copied in zip(coders, paths, strict=True):
        copied.write_bytes(path.read_bytes())
    with Store(paths[1]) as store:
        store.reading_state.set_state([9, 10], "unread")
        store.notes.delete(store.notes.list(12)[0].id)
        store.trash.move([1])
    found = compare_stores(paths)
    assert (found.articles, found.only_first, found.absent) == (17, 2, 1)
    with Store(paths[1]) as store:
        store.articles.set_tags(2, ["law"])
    assert compare_stores(paths, "article").codes[0].only_second == 1


def test_a_decision_leaves_the_codes_that_a_coder_gave_before_in_the_figures() -> None:
    assert original_codes(["tax", "law", "agreement/added/law"]) == ("tax",)
    assert original_codes(["agreement/decided", "agreement/removed/ports"]) == ("ports",)
