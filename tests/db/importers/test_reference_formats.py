"""References in the formats of catalogs and databases, and the precision of their dates."""

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
OVID = """<1. >
VN  - Ovid Technologies
TI  - Pilots leave the boats. [Article]
AU  - De Guzman, Marcus [E-mail: m@coastwire.example]
AU  - van Raaij, M J
SO  - Journal of Harbours. 12(3), Mar 2021, pp. 1-9.
DP  - Mar 2021
YR  - 2021
AB  - The pilots of the harbour will walk out on Friday.
DO  - http://dx.doi.org/10.1234/tides.1

<2. >
VN  - Ovid Technologies
TI  - Another day.
YR  - 2020
"""
WEB_OF_SCIENCE = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU De Guzman, M
   van Raaij, MJ
AF De Guzman, Marcus
   van Raaij, M J
TI Pilots leave
   the boats
SO JOURNAL OF HARBOURS
AB The pilots of the harbour will walk out on Friday.
PD MAR
PY 2021
DI 10.1234/tides.1
ER

PT J
TI Another day
PY 2020
ER

EF
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
CROSSREF = """<doi_records><doi_record><crossref><journal><journal_metadata>
<full_title>Journal of Harbours</full_title></journal_metadata><journal_article><titles>
<title>Pilots leave</title><subtitle>the boats</subtitle></titles><contributors>
<person_name contributor_role="author"><given_name>Marcus</given_name><surname>De Guzman</surname>
</person_name><person_name contributor_role="author"><given_name>M J</given_name>
<surname>van Raaij</surname></person_name></contributors><publication_date><month>03</month>
<year>2021</year></publication_date><abstract><p>The pilots of the harbour will walk out on Friday.
</p></abstract><doi_data><doi>10.1234/tides.1</doi></doi_data></journal_article></journal></crossref>
</doi_record><doi_record><crossref><report-paper><titles><title>Another day</title></titles>
<publication_date><year>2020</year></publication_date></report-paper></crossref></doi_record>
</doi_records>"""
MODS = """<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods><titleInfo><nonSort>The</nonSort>
<title>pilots leave the boats</title></titleInfo><name type="personal"><namePart type="given">Marcus
</namePart><namePart type="family">De Guzman</namePart><role><roleTerm>aut</roleTerm></role></name>
<name type="personal"><namePart>van Raaij, M J, 1901-1980</namePart><role><roleTerm>author
</roleTerm></role></name><relatedItem type="host"><titleInfo><title>Journal of Harbours</title>
</titleInfo></relatedItem><originInfo><dateIssued>2021-03</dateIssued></originInfo><abstract>The
pilots of the harbour will walk out on Friday.</abstract><identifier type="doi">10.1234/tides.1
</identifier></mods><mods><titleInfo><title>Another day</title></titleInfo><originInfo>
<dateIssued>c2020</dateIssued></originInfo></mods></modsCollection>"""
MARCXML = """<?xml version="1.0"?><collection xmlns="http://www.loc.gov/MARC21/slim"><record>
<datafield tag="024"><subfield code="a">10.1234/tides.1</subfield></datafield>
<datafield tag="100"><subfield code="a">De Guzman, Marcus,</subfield></datafield>
<datafield tag="245"><subfield code="a">Pilots leave the boats /</subfield>
<subfield code="c">by Marcus De Guzman</subfield></datafield>
<datafield tag="260"><subfield code="c">March 2021.</subfield></datafield>
<datafield tag="520"><subfield code="a">The pilots of the harbour will walk out on Friday.
</subfield></datafield><datafield tag="700"><subfield code="a">van Raaij, M J</subfield>
<subfield code="e">author</subfield></datafield>
<datafield tag="773"><subfield code="t">Journal of Harbours</subfield></datafield></record>
<record><controlfield tag="008">200101s2020    </controlfield>
<datafield tag="245"><subfield code="a">Another day</subfield></datafield></record></collection>"""
ZOTERO_RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/">
<bib:Article rdf:about="#item_1"><dcterms:isPartOf rdf:resource="#journal"/><bib:authors><rdf:Seq>
<rdf:li><foaf:Person><foaf:surname>De Guzman</foaf:surname><foaf:givenName>Marcus</foaf:givenName>
</foaf:Person></rdf:li><rdf:li><foaf:Person><foaf:surname>van Raaij</foaf:surname>
<foaf:givenName>M J</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>
<dc:title>Pilots leave the boats</dc:title><dc:date>March 2021</dc:date>
<dc:identifier>DOI 10.1234/tides.1</dc:identifier>
<dcterms:abstract>The pilots of the harbour will walk out on Friday.</dcterms:abstract>
</bib:Article>
<bib:Journal rdf:about="#journal"><dc:title>Journal of Harbours</dc:title></bib:Journal>
<bib:Document rdf:about="#item_2"><dc:title>Another day</dc:title><dc:date>2020</dc:date>
</bib:Document></rdf:RDF>"""
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
    (MEDLINE, "a.nbib"), (MEDLINE, "a.txt"), (OVID, "a.txt"), (OVID, "a"),
    (WEB_OF_SCIENCE, "a.txt"), (WEB_OF_SCIENCE, "a.ciw"), (PUBMED, "a.xml"), (CROSSREF, "a.xml"),
    (MODS, "a.xml"), (MODS, "a.mods"), (MODS, "a.txt"), (MARCXML, "a.xml"), (ZOTERO_RDF, "a.rdf"),
    (ZOTERO_RDF, "a.xml"), (DATACITE, "a.json"), (OPENALEX, "a.json"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name"), FORMATS)
def test_references_of_catalogs_have_their_fields(data: str, name: str) -> None:
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


def test_a_record_of_marc_in_the_old_encoding_keeps_its_accents() -> None:
    fields = [
        (b"008", b"970101s1997    xx            000 0 ger d"),
        (b"100", b"1 \x1faM\xe8uller, J\xe8urgen."),
        (b"245", b"10\x1faStra\xc7e und Hafen /\x1fcJ. M."),
        (b"260", b"  \x1faKiel :\x1fbDeich,\x1fcc1997."),
    ]
    directory, body = b"", b""
    for tag, content in fields:
        directory += tag + b"%04d%05d" % (len(content) + 1, len(body))
        body += content + b"\x1e"
    base = 24 + len(directory) + 1
    leader = b"%05dnam  22%05d a 4500" % (base + len(body) + 1, base)
    record = leader + directory + b"\x1e" + body + b"\x1d"
    for data in (record, record * 2):
        item, *_ = read_all_bytes(data, "a.mrc")
        assert isinstance(item, ImportItem)
        assert item.document.title == "Straße und Hafen"
        assert (item.document.byline, item.document.site) == ("Jürgen Müller", "Deich")
    [problem] = read_all_bytes(record[:20] + b"x" * 90, "a.mrc")
    assert isinstance(problem, ImportProblem)
    assert "damaged record of MARC" in problem.message


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


DATACITE_XML = """<?xml version="1.0"?><resource xmlns="http://datacite.org/schema/kernel-4">
<identifier identifierType="DOI">10.1234/tides.1</identifier><creators><creator>
<creatorName>De Guzman, Marcus</creatorName><givenName>Marcus</givenName>
<familyName>De Guzman</familyName></creator></creators><titles><title>Tides</title></titles>
<publisher>Harbour data</publisher><publicationYear>2021</publicationYear></resource>"""
DUBLIN_CORE = """<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
<record><metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Tides</dc:title><dc:creator>De Guzman, Marcus
</dc:creator><dc:publisher>Harbour data</dc:publisher><dc:date>2021</dc:date>
<dc:identifier>https://doi.org/10.1234/tides.1</dc:identifier></oai_dc:dc></metadata></record>
</ListRecords></OAI-PMH>"""
UNIMARC = """<?xml version="1.0"?><record><datafield tag="200"><subfield code="a">Tides</subfield>
</datafield><datafield tag="210"><subfield code="c">Harbour data</subfield><subfield code="d">2021
</subfield></datafield><datafield tag="700"><subfield code="a">De Guzman</subfield>
<subfield code="b">Marcus</subfield></datafield><datafield tag="856"><subfield code="u">
https://doi.org/10.1234/tides.1</subfield></datafield></record>"""


@pytest.mark.parametrize("data", [DATACITE_XML, DUBLIN_CORE, UNIMARC])
def test_records_of_repositories_are_references(data: str) -> None:
    [item] = read_all_bytes(data.encode(), "a.xml")
    assert isinstance(item, ImportItem)
    document = item.document
    assert (document.title, document.byline) == ("Tides", "Marcus De Guzman")
    assert (document.site, str(document.published)) == ("Harbour data", "2021")
    assert document.source == "https://doi.org/10.1234/tides.1"


def test_notes_of_zotero_are_notes_on_the_reference() -> None:
    memo = (
        '<bib:Memo rdf:about="#item_3"><rdf:value>&lt;p&gt;Ask her.&lt;/p&gt;</rdf:value>'
        "</bib:Memo></rdf:RDF>"
    )
    link = '<dcterms:isReferencedBy rdf:resource="#item_3"/><bib:authors>'
    data = ZOTERO_RDF.replace("<bib:authors>", link).replace("</rdf:RDF>", memo)
    first, _ = read_all_bytes(data.encode(), "a.rdf")
    assert isinstance(first, ImportItem)
    assert [(mark.exact, mark.body) for mark in first.highlights] == [("", "Ask her.")]


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


@pytest.mark.parametrize(
    ("data", "name"), [(MODS, "a.xml"), (PUBMED, "a.xml"), (ZOTERO_RDF, "a.rdf")]
)
def test_a_truncated_list_gives_its_references_and_a_problem(data: str, name: str) -> None:
    first, *_, problem = read_all_bytes(data[:-60].encode(), name)
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


def test_a_date_that_is_none_does_not_hide_another_one() -> None:
    data = MODS.replace(
        "2021-03</dateIssued>", "19uu</dateIssued><copyrightDate>c2021</copyrightDate>"
    )
    first, _ = read_all_bytes(data.encode(), "a.xml")
    assert isinstance(first, ImportItem)
    assert str(first.document.published) == "2021"


def test_paragraphs_of_an_abstract_stay_apart() -> None:
    data = "%0 Book\n%T Tides\n%X The pilots of\nthe harbour leave.\n\nThey walk out.\n%D 2021\n"
    [item] = read_all_bytes(data.encode(), "a.enw")
    assert isinstance(item, ImportItem)
    assert item.document.text == "The pilots of the harbour leave.\nThey walk out.\n"
