"""References in the formats of databases, and the precision of their dates."""

import json

import pytest

from db.importers import ImportItem, ImportProblem, read_all_bytes

MEDLINE = """PMID- 1234567
OWN - NLM
DP  - 2021 Mar
TI  - Pilots leave
      the boats.
AB  - The pilots of the harbour
      will walk out on Friday.
FAU - De Guzman, Marcus
AU  - De Guzman M
FAU - van Raaij, M J
LA  - eng
JT  - Journal of Harbours
LID - 10.1234/tides.1 [doi]
MH  - Tides

PMID- 1234568
DP  - 2020
TI  - Another day.
FAU - Quill, Ida
"""
PUBMED = """<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1234567</PMID><Article><Journal>
<JournalIssue><PubDate><Year>2021</Year><Month>Mar</Month></PubDate></JournalIssue>
<Title>Journal of Harbours</Title></Journal><ArticleTitle>Pilots <i>leave</i> the boats.
</ArticleTitle><Abstract><AbstractText>The pilots of the harbour will walk out on Friday.
</AbstractText></Abstract><AuthorList><Author><LastName>De Guzman</LastName><ForeName>Marcus
</ForeName></Author><Author><LastName>van Raaij</LastName><ForeName>M J</ForeName></Author>
</AuthorList></Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">
10.1234/tides.1</ArticleId></ArticleIdList></PubmedData></PubmedArticle><PubmedArticle>
<MedlineCitation><Article><ArticleTitle>Another day</ArticleTitle><Journal><JournalIssue><PubDate>
<MedlineDate>2020 Sep-Oct</MedlineDate></PubDate></JournalIssue></Journal></Article>
</MedlineCitation></PubmedArticle></PubmedArticleSet>"""
DATACITE = json.dumps([
    {
        "doi": "10.1234/tides.1", "titles": [{"title": "Pilots leave the boats"}],
        "creators": [{"name": "De Guzman, Marcus"},
                     {"givenName": "M J", "familyName": "van Raaij"}],
        "container": {"title": "Journal of Harbours"}, "publicationYear": 2021,
        "dates": [{"date": "2021-03", "dateType": "Issued"}], "descriptions": [
            {"description": "The pilots of the harbour will walk out on Friday.",
             "descriptionType": "Abstract"}],
    },
    {"creators": [], "titles": [{"title": "Another day"}], "publicationYear": "2020"},
])  # fmt: skip
OPENALEX = json.dumps({"meta": {}, "results": [
    {
        "title": "Pilots leave the boats", "publication_year": 2021, "publication_date": "2021-03",
        "authorships": [{"author": {"display_name": "Marcus De Guzman"}},
                        {"author": {"display_name": "M J van Raaij"}}],
        "primary_location": {"source": {"display_name": "Journal of Harbours"}},
        "doi": "https://doi.org/10.1234/tides.1", "abstract_inverted_index": {
            "The": [0], "pilots": [1], "of": [2], "the": [3], "harbour": [4], "will": [5],
            "walk": [6], "out": [7], "on": [8], "Friday.": [9]},
    },
    {"title": "Another day", "publication_year": 2020, "authorships": []},
]})  # fmt: skip
FORMATS = [
    (MEDLINE, "a.nbib"), (MEDLINE, "a.txt"), (PUBMED, "a.xml"), (DATACITE, "a.json"),
    (OPENALEX, "a.json"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name"), FORMATS)
def test_references_of_databases_have_their_fields(data: str, name: str) -> None:
    first, second = read_all_bytes(data.encode(), name)
    assert isinstance(first, ImportItem)
    document = first.document
    assert document.title.lower().removeprefix("the ").replace(":", "") == "pilots leave the boats"
    assert document.byline == "Marcus De Guzman, M J van Raaij"
    assert document.site.title() == "Journal Of Harbours"
    assert document.source == "https://doi.org/10.1234/tides.1"
    assert " ".join(document.text.split()) == "The pilots of the harbour will walk out on Friday."
    assert str(document.published) == "2021-03"
    assert isinstance(second, ImportItem)
    assert (second.document.title, second.document.text) == ("Another day", "")
    assert str(second.document.published) == "2020"


def test_letters_of_latex_keep_their_accents() -> None:
    entry = r"""@string{hafen = "Der Hafenbote"}
    @article{a, author = {{\"O}nnud{\'o}ttir, {\'A}sa and {Harbour \& Sons} and von Berg, Jr, Ida},
      title = {Stra{\ss}e -- \v{C}ech {\L}{\'o}d{\'z} and S\~ao}, journal = hafen # { am Abend},
      month = mar, year = 2021}"""
    [item] = read_all_bytes(entry.encode(), "a.bib")
    assert isinstance(item, ImportItem)
    assert item.document.title == "Straße – Čech Łódź and São"
    assert item.document.byline == "Ása Önnudóttir, Harbour & Sons, Ida von Berg Jr"
    assert item.document.site == "Der Hafenbote am Abend"


def test_a_chapter_has_the_fields_of_its_proceedings() -> None:
    entries = """@inproceedings{a, title={Tides}, author={Quill, Ida}, crossref={b}}
    @proceedings{b, title={Harbours}, year=2021, editor={Lund, Paul}}"""
    chapter, whole = read_all_bytes(entries.encode(), "a.bib")
    assert isinstance(chapter, ImportItem)
    assert (chapter.document.site, chapter.document.byline) == ("Harbours", "Ida Quill")
    assert isinstance(whole, ImportItem)
    assert whole.document.byline == "Paul Lund"


def test_answers_of_the_api_of_crossref_are_references() -> None:
    work = {
        "title": ["Pilots leave the boats"], "type": "journal-article", "DOI": "10.1234/tides.1",
        "container-title": ["Journal of Harbours"], "issued": {"date-parts": [[2021, 3]]},
        "author": [{"given": "Marcus", "family": "De Guzman"}, {"name": "The Port Office"}],
        "reference": [{"DOI": "10.1/a", "author": "X", "year": "1999"}] * 3,
    }  # fmt: skip
    answers: list[object] = [
        {"status": "ok", "message-type": "work", "message": work},
        {"status": "ok", "message-type": "work-list", "message": {"items": [work]}},
        {"items": [{
            "itemType": "journalArticle", "title": "Pilots leave the boats", "date": "2021-03",
            "publicationTitle": "Journal of Harbours", "DOI": "10.1234/tides.1", "creators": [
                {"firstName": "Marcus", "lastName": "De Guzman", "creatorType": "author"},
                {"name": "The Port Office", "creatorType": "author"}],
        }]},
    ]  # fmt: skip
    for answer in answers:
        [item] = read_all_bytes(json.dumps(answer).encode(), "a.json")
        assert isinstance(item, ImportItem)
        document = item.document
        assert document.title == "Pilots leave the boats"
        assert document.byline == "Marcus De Guzman, The Port Office"
        assert (document.site, str(document.published)) == ("Journal of Harbours", "2021-03")
        assert document.source == "https://doi.org/10.1234/tides.1"


def test_a_list_with_lines_of_its_provider_above_is_a_list() -> None:
    data = (
        "Provider: Harbour\nContent: text/plain\n\n\nTY  - JOUR\nTI  - Tides\nPY  - 2021\nER  -\n"
    )
    for name in ("a.ris", "a.txt", "a"):
        [item] = read_all_bytes(data.encode(), name)
        assert isinstance(item, ImportItem)
        assert (item.document.title, str(item.document.published)) == ("Tides", "2021")


def test_a_table_of_a_citation_index_has_years_journals_and_dois() -> None:
    data = "Authors,Title,Year,Source title,DOI\nQuill I.,Tides,2021,Harbours,10.1234/tides.1\n"
    [item] = read_all_bytes(data.encode(), "scopus.csv")
    assert isinstance(item, ImportItem)
    document = item.document
    assert (document.title, document.byline, document.site) == ("Tides", "Quill I.", "Harbours")
    assert (document.source, str(document.published)) == (
        "https://doi.org/10.1234/tides.1", "2021"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2021/03//", "2021-03"), ("2021///", "2021"), ("2021/03/03/Spring", "2021-03-03"),
        ("Mar 3", "2021-03-03"), ("March–April 2021", "2021"), ("Winter 2021", "2021"),
        ("03/2021", "2021-03"), ("3.3.2021", "2021-03-03"), ("03/04/2021", "2021"),
        ("20210303", "2021-03-03"), ("c2021", "2021"), ("[2021]", "2021"),
        ("3 mars 2021", "2021-03-03"),
        ("2021-13-40", "2021"), ("2021年3月", "2021-03"), ("n.d.", "2021"),
    ],
)  # fmt: skip
def test_dates_have_the_precision_that_is_written(written: str, date: str) -> None:
    data = f"TY  - NEWS\nTI  - Tides\nDA  - {written}\nPY  - 2021\nER  -\n"
    [item] = read_all_bytes(data.encode(), "a.ris")
    assert isinstance(item, ImportItem)
    assert str(item.document.published) == date


def test_a_truncated_list_gives_its_references_and_a_problem() -> None:
    first, *_, problem = read_all_bytes(PUBMED[:-60].encode(), "a.xml")
    assert isinstance(first, ImportItem)
    assert isinstance(problem, ImportProblem)
    assert "references may be missing" in problem.message


def test_an_object_with_a_type_of_csl_is_a_reference() -> None:
    data = json.dumps([{"id": "a", "type": "webpage", "title": "Tides"}])
    [item] = read_all_bytes(data.encode(), "a.json")
    assert isinstance(item, ImportItem)
    assert (item.document.title, item.excerpt) == ("Tides", True)


def test_names_of_biblatex_and_medline_have_their_parts() -> None:
    entry = "@online{a, title={Tides}, author={given=Ida, family=Berg, prefix=von}, date={2021-03}}"
    [item] = read_all_bytes(entry.encode(), "a.bib")
    assert isinstance(item, ImportItem)
    assert (item.document.byline, str(item.document.published)) == ("Ida von Berg", "2021-03")
    record = "PMID- 1\nTI  - Tides.\nFAU - Quill, Ida A Jr\nDP  - 2020 Dec-2021 Jan\n"
    [item] = read_all_bytes(record.encode(), "a.nbib")
    assert isinstance(item, ImportItem)
    assert (item.document.byline, str(item.document.published)) == ("Ida A Quill Jr", "2020")


def test_paragraphs_of_an_abstract_stay_apart() -> None:
    data = "%0 Book\n%T Tides\n%X The pilots of\nthe harbour leave.\n\nThey walk out.\n%D 2021\n"
    [item] = read_all_bytes(data.encode(), "a.enw")
    assert isinstance(item, ImportItem)
    assert item.document.text == "The pilots of the harbour leave.\nThey walk out.\n"
