"""`onrecord people`: the list, the profiles, and the merge candidates."""

import os
from pathlib import Path

import pytest

from analysis.structs import replace
from db import Store
from db.repositories import identities
from tests.support.cli import Run
from tests.support.identities import add_people, entity


@pytest.fixture
def run_people(run: Run) -> Run:
    """Run the command on a store in which Mara Ortiz is a mayor, and two share a name."""
    path = Path(os.environ["ONRECORD_STORE"])
    with Store(path) as store:
        add_people(store, "A strike", entity(0, "Mara Ortiz", "PERSON", "union leader", "Ortiz"),
            entity(1, "Harbour Board", "ORG"), day="2024-01-01")  # fmt: skip
        add_people(store, "A vote", entity(0, "Mara Ortiz", "PERSON", "mayor"), day="2025-01-01")
        add_people(store, "A match", entity(0, "Jon Hale", "PERSON", "striker"))
        add_people(store, "A budget", entity(0, "Jon Hale", "PERSON", "finance minister"))
    return lambda *arguments: run("people", *arguments)


def test_identities_are_listed_most_quoted_first(run_people: Run) -> None:
    ended = run_people()
    assert ended.code == 0
    first, *_, last = ended.out.splitlines()
    assert (
        "Mara Ortiz  person · mayor · 2 quotations, 2 articles  2024-01-01 to 2025-01-01" in first
    )
    assert "Harbour Board  organization · 0 quotations, 1 article" in last
    assert [row["name"] for row in run_people("--type", "organizations", "--json").json] == [
        "Harbour Board"
    ]


def test_co_mentions_limited_to_the_latest_articles_are_reported(
    run_people: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities, "COMPANION_ARTICLES", 2)
    assert "Co-mentions: Harbour Board (1)" in run_people("ortiz").out
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        add_people(store, "A walk", entity(0, "Mara Ortiz", "PERSON"),
            entity(1, "Pier Union", "ORG"), day="2026-01-01")  # fmt: skip
    assert "Co-mentions in the 2 most recent articles: Pier Union (1)\n" in run_people("ortiz").out
    profile = run_people("ortiz", "--json").json
    assert profile["companion_articles"] == 2
    assert [companion["name"] for companion in profile["companions"]] == ["Pier Union"]


def test_a_profile_has_roles_co_mentions_and_quotations(run_people: Run) -> None:
    ended = run_people("ortiz")
    assert ended.code == 0
    assert "Other names: Ortiz" in ended.out
    assert "Co-mentions: Harbour Board (1)" in ended.out
    assert ended.out.index("union leader") < ended.out.index("  mayor")
    assert ended.out.index("A vote is news") < ended.out.index("A strike is news")
    page = run_people("ortiz", "--json").json
    assert [role["words"] for role in page["roles"]] == ["union leader", "mayor"]
    assert page["months"] == {"2024-01": 1, "2025-01": 1}
    assert [quotation["title"] for quotation in page["said"]] == ["A vote", "A strike"]


def test_namesakes_are_listed_and_selected_by_id(run_people: Run) -> None:
    ended = run_people("Jon", "Hale", "--json")
    assert "give the id" in ended.err
    first, _ = ended.json
    assert run_people(first["id"], "--json").json["articles"] == 1


def test_merge_candidates_are_listed_with_reasons(run_people: Run) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        add_people(store, "A slip", entity(0, "Marra Ortiz", "PERSON"))
    [pair] = run_people("--merge-candidates", "--json").json
    assert pair["because"] == "different spelling of the given name"
    assert sorted(pair) == ["because", "one", "other", "reason", "score"]
    assert (pair["one"]["name"], pair["other"]["name"]) == ("Mara Ortiz", "Marra Ortiz")
    assert "Marra Ortiz" in run_people("--merge-candidates").out


def test_a_profile_shows_why_two_names_were_merged(run_people: Run) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        for title, name in (("One", "Antoni Vesker"), ("Two", "Anthoni Vesker")):
            add_people(store, title, entity(0, name, "PERSON", "U.S. Secretary of State"))
    reason = "different spelling of the given name; both are described as *U.S. Secretary of State*"
    assert f"Merged automatically: Anthoni Vesker ({reason})" in run_people("vesker").out
    merged, display = run_people("vesker", "--json").json["names"]
    assert (merged["reason"]["id"], merged["because"]) == ("similarity.given_spelling", reason)
    assert (display["reason"], display["because"]) == (None, "")


def test_a_body_with_a_generic_name_has_its_country(run_people: Run) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        add_people(store, "One", entity(0, "Indian Parliament", "ORG"))
    assert "organization · India · 0 quotations, 1 article" in run_people("parliament").out
    assert run_people("parliament", "--json").json["country"] == "India"


def test_a_surname_alone_does_not_select_a_person(run_people: Run) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        add_people(store, "A ferry", entity(0, "Hale", "PERSON"))
    ended = run_people("hale", "--json")
    assert "give the id" in ended.err
    assert sorted(row["name"] for row in ended.json) == ["Hale", "Jon Hale", "Jon Hale"]


def test_an_unknown_name_exits_with_1(run_people: Run) -> None:
    assert run_people("Nobody").code == 1
    assert run_people("99").code == 1


def test_possible_people_are_listed_on_request(run_people: Run) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        doubtful = replace(entity(0, "Cala Verde", "PERSON"), confidence=0.3)
        add_people(store, "A trip", doubtful)
    assert "Cala Verde" not in run_people().out
    assert [row["name"] for row in run_people("--unsure", "--json").json] == ["Cala Verde"]
    assert run_people("--type", "unsure").out == run_people("--unsure").out
    named = run_people("verde")
    assert "may be people" in named.err
    assert "Cala Verde" in named.out


AUTHORITY = """name,aliases,role,country,from,to,wikidata
Jon Hale,Jonny Hale,President,Uruguay,2021,2025,Q42
"""


def test_an_authority_list_is_imported_shown_exported_and_undone(
    run_people: Run, run: Run, tmp_path: Path
) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        add_people(store, "A pier", entity(0, "Jonny Hale", "PERSON", "President"))
    file = tmp_path / "list.csv"
    file.write_text(AUTHORITY, encoding="utf-8")
    ended = run_people("--import", str(file))
    assert ended.code == 0
    assert "1 added" in ended.err
    profile = run_people("Jonny Hale").out
    assert "Authority list: Jon Hale (wikidata Q42): President, Uruguay 2021–2025" in profile
    assert "the authority list list.csv has the name as one of Jon Hale" in profile
    (entry,) = run_people("Jonny Hale", "--json").json["authority"]
    assert entry["identifiers"] == [["wikidata", "Q42"]]
    target = tmp_path / "out.tsv"
    assert run_people("--export", str(target)).code == 0
    assert "Q42" in target.read_text(encoding="utf-8")
    again = run_people("--export", str(target))
    assert (again.code, "--force" in again.err) == (1, True)
    assert run_people("--export", str(target), "--force").code == 0
    counts = run_people("--import", str(file), "--json").json
    assert (counts["added"], counts["unchanged"]) == (0, 1)
    assert run("undo").code == 0
    assert run_people("--export", str(tmp_path / "empty.csv")).code == 1


def test_an_error_of_an_authority_list_names_the_line(run_people: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,wikidata\nJon Hale,42\n", encoding="utf-8")
    ended = run_people("--import", str(file))
    assert ended.code == 1
    assert "list.csv, line 2: “42” is no Wikidata identifier" in ended.err
    assert run_people("--import", str(tmp_path / "none.csv")).code == 1
    assert run_people("--export", str(tmp_path / "list.doc")).code == 2
    assert run_people("Hale", "--import", str(file)).code == 2
    assert run_people("--force").code == 2


def test_a_decision_that_a_list_has_otherwise_becomes_a_proposal(
    run_people: Run, run: Run, tmp_path: Path
) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        add_people(store, "A pier", entity(0, "Mara Ortiz"))
        add_people(store, "A quay", entity(0, "Nina Costa"))
        ids = [store.identities.rows(name, sort="all")[0].id for name in ("Mara Ortiz", "Nina")]
        store.identities.mark_distinct(*ids)
    file = tmp_path / "list.csv"
    file.write_text("name,aliases\nMara Ortiz,Nina Costa\n", encoding="utf-8")
    ended = run_people("--import", str(file))
    assert "1 decision of yours about people differ" in ended.err
    assert "1 decision about people" in run("corrections").out
