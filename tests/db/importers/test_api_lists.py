"""Lists of articles as news services, crawlers and programs for text analysis write them."""

import json

import pytest

from db.importers import ImportItem, ImportProblem, read_all_bytes
from db.importers.article_fields import to_words

TEXT = (
    "The pilots of the harbour will walk out on Friday. “No one has answered us,” said Mara Ortiz,"
    " who speaks for them. The port offered another round of talks."
)
ADDRESS = "https://coastwire.example/2021/pilots"
TITLE = "Pilots leave the boats"
NEWS_PLEASE = {
    "authors": ["Ida Quill", "Juan Ortega"], "date_download": "2021-03-05 10:00:00",
    "date_modify": None, "date_publish": "2021-03-03 08:00:00", "description": "Boats.",
    "filename": "a.json", "image_url": "https://coastwire.example/a.jpg", "language": "en",
    "maintext": TEXT, "source_domain": "Coastwire", "title": TITLE, "title_page": None,
    "url": ADDRESS,
}  # fmt: skip
NEWS_API = {"status": "ok", "totalResults": 1, "articles": [{
    "source": {"id": None, "name": "Coastwire"}, "author": "Ida Quill, Juan Ortega", "title": TITLE,
    "description": "Boats.", "url": ADDRESS, "publishedAt": "2021-03-03T08:00:00Z",
    "content": f"{TEXT}… [+1234 chars]",
}]}  # fmt: skip
GUARDIAN = {"response": {"status": "ok", "total": 1, "results": [{
    "id": "uk/2021/pilots", "sectionName": "UK news", "webPublicationDate": "2021-03-03T08:00:00Z",
    "webTitle": "Pilots | Coastwire", "webUrl": ADDRESS, "fields": {
        "headline": TITLE, "byline": "Ida Quill, Juan Ortega", "trailText": "Boats.",
        "bodyText": TEXT, "body": f"<p>{TEXT}</p>", "publication": "Coastwire", "lang": "en"},
    "tags": [{"id": "uk/port", "type": "keyword", "webTitle": "Port"}],
}]}}  # fmt: skip
NEW_YORK_TIMES = {"status": "OK", "response": {"docs": [{
    "abstract": "Boats.", "web_url": ADDRESS, "snippet": "Boats.", "lead_paragraph": TEXT,
    "source": "Coastwire", "headline": {"main": TITLE, "kicker": None, "print_headline": "Boats"},
    "keywords": [{"name": "subject", "value": "Port", "rank": 1}], "section_name": "World",
    "pub_date": "2021-03-03T08:00:00+0000", "byline": {"original": "By Ida Quill, Juan Ortega"},
}], "meta": {"hits": 1}}}  # fmt: skip
SEARCH_ENGINE = {"took": 3, "hits": {"total": 1, "hits": [{"_id": "1", "_source": {
    "title": TITLE, "text": TEXT, "url": ADDRESS, "date": "2021-03-03", "site": "Coastwire",
    "authors": [{"first": "Ida", "last": "Quill"}, {"name": "Juan Ortega"}],
}}]}}  # fmt: skip
BY_COLUMNS = {
    "title": {"0": TITLE}, "text": {"0": TEXT}, "url": {"0": ADDRESS}, "date": {"0": "2021-03-03"},
    "publisher": {"0": "Coastwire"}, "author": {"0": "Ida Quill, Juan Ortega"},
}  # fmt: skip


FORUM = {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {
    "title": TITLE, "selftext": TEXT, "author": "Ida Quill, Juan Ortega", "url": ADDRESS,
    "created_utc": 1614758400.0, "site": "Coastwire",
}}]}}  # fmt: skip
BLOG = [{
    "id": 1, "date": "2021-03-03T08:00:00", "link": ADDRESS, "title": {"rendered": TITLE},
    "content": {"rendered": f"<p>{TEXT}</p>", "protected": False}, "author": 5, "tags": [7],
    "excerpt": {"rendered": "<p>Boats.</p>"}, "publisher": "Coastwire",
    "author_name": "Ida Quill, Juan Ortega",
}]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "is_excerpt"),
    [
        (NEWS_PLEASE, False), ([NEWS_PLEASE], False), (NEWS_API, True), (GUARDIAN, False),
        (NEW_YORK_TIMES, True), (SEARCH_ENGINE, False), (BY_COLUMNS, False),
        ({"result": {"pages": {"list": [NEWS_PLEASE]}}}, False),
        ({"a1": NEWS_PLEASE}, False), (FORUM, False), (BLOG, False),
    ],
)  # fmt: skip
def test_answers_of_news_services_are_articles(data: object, is_excerpt: bool) -> None:
    [item] = read_all_bytes(json.dumps(data).encode(), "a.json")
    assert isinstance(item, ImportItem)
    document = item.document
    assert (document.title, document.text.strip()) == (TITLE, TEXT)
    assert (document.byline, document.site) == ("Ida Quill, Juan Ortega", "Coastwire")
    assert (document.source, str(document.published)) == (ADDRESS, "2021-03-03")
    assert item.excerpt == is_excerpt


def test_a_text_that_its_service_cut_says_how_much_is_missing() -> None:
    [item] = read_all_bytes(json.dumps(NEWS_API).encode(), "a.json")
    assert isinstance(item, ImportItem)
    assert item.document.remark == "the list has only the beginning: 1,234 characters are missing"


@pytest.mark.parametrize(
    "mark", ["… [+1234 chars]", "... [1234 chars]", " [+1234 characters]", " […]"]
)
def test_the_mark_of_a_cut_is_no_text(mark: str) -> None:
    data = json.dumps({"articles": [{"content": TEXT + mark, "url": ADDRESS}]})
    [item] = read_all_bytes(data.encode(), "a.json")
    assert isinstance(item, ImportItem)
    assert (item.document.text.strip(), item.excerpt) == (TEXT, True)


def test_a_list_without_texts_has_references() -> None:
    listed = {"articles": [{
        "url": ADDRESS, "url_mobile": "", "title": TITLE, "seendate": "20210303T084500Z",
        "domain": "coastwire.example", "language": "English", "sourcecountry": "Portugal",
        "content": False,
    }]}  # fmt: skip
    [item] = read_all_bytes(json.dumps(listed).encode(), "a.json")
    assert isinstance(item, ImportItem)
    assert (item.document.title, item.document.text) == (TITLE, "")
    assert str(item.document.published) == "2021-03-03"
    assert "saw it" in item.document.remark
    assert "no prose" not in item.document.remark


def test_the_longest_prose_of_a_row_is_its_text() -> None:
    rows = f'text,content,title,url\n22,"{TEXT}",{TITLE},{ADDRESS}\n'
    [item] = read_all_bytes(rows.encode(), "a.csv")
    assert isinstance(item, ImportItem)
    assert item.document.text == TEXT


def test_lists_of_names_in_cells_are_names() -> None:
    names = "['Ida Quill', 'Juan Ortega']"
    row = f'text,authors,keywords,date\n"{TEXT}","{names}","[\'port\']",nan\n'
    [item] = read_all_bytes(row.encode(), "a.csv")
    assert isinstance(item, ImportItem)
    assert (item.document.byline, item.tags) == ("Ida Quill, Juan Ortega", ("port",))
    assert (item.document.published, item.document.remark) == (None, "")


def test_a_table_shows_the_order_of_its_dates() -> None:
    head = "doc_id,text,date,newspaper\n"
    rows = [f'd{number},"{TEXT}",{date},Coastwire\n' for number, date in enumerate(
        ("03/04/2021", "25/04/2021"))]  # fmt: skip
    first, second = read_all_bytes((head + "".join(rows)).encode(), "a.csv")
    assert isinstance(first, ImportItem)
    assert isinstance(second, ImportItem)
    assert str(first.document.published) == "2021-04-03"
    assert (str(second.document.published), second.document.site) == ("2021-04-25", "Coastwire")
    [item] = read_all_bytes((head + rows[0]).encode(), "a.csv")
    assert isinstance(item, ImportItem)
    assert "two readings" in item.document.remark


@pytest.mark.parametrize("text", ["22", "0.71", "PERSON", "Mara Ortiz", "2021-03-03", "a/b_c.txt"])
def test_a_row_without_prose_is_refused(text: str) -> None:
    [problem] = read_all_bytes(f"text,score\n{text},1\n".encode(), "a.csv")
    assert isinstance(problem, ImportProblem)
    assert f"is no prose (“{text}”)" in problem.message


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("null", ""),
        (True, "true"),
        (7, "7"),
        (float("nan"), ""),
        (["Mara Ortiz", None, "Ivo Brandt"], "Mara Ortiz, Ivo Brandt"),
        ({"first_name": "Mara", "last_name": "Ortiz"}, "Mara Ortiz"),
    ],
)
def test_a_value_is_written_in_words(value: object, words: str) -> None:
    assert to_words(value) == words


def test_annotations_of_one_page_are_one_reference() -> None:
    rows = [
        {"uri": ADDRESS, "user": "acct:ida", "text": words, "tags": [], "created": day,
         "document": {"title": [TITLE]}, "target": [{"selector": [
             {"type": "TextQuoteSelector", "exact": words}]}]}
        for words, day in (("Second.", "2021-03-05T08:00:00Z"), ("First.", "2021-03-04T08:00:00Z"))
    ]  # fmt: skip
    [item] = read_all_bytes(json.dumps({"rows": rows, "total": 2}).encode(), "a.json")
    assert isinstance(item, ImportItem)
    assert (item.document.title, item.document.source) == (TITLE, ADDRESS)
    assert [highlight.exact for highlight in item.highlights] == ["First.", "Second."]


def test_messages_of_a_channel_are_articles() -> None:
    channel = {"name": "Harbour news", "type": "public_channel", "id": 1, "messages": [
        {"id": 1, "type": "service", "date": "2021-03-01T08:00:00", "text": ""},
        {"id": 2, "type": "message", "date": "2021-03-03T08:00:00", "from": "Harbour news",
         "text": ["The pilots ", {"type": "bold", "text": "walk out"}, " on Friday. ",
                  {"type": "hashtag", "text": "#port"}]},
        {"id": 3, "type": "message", "date": "2021-03-03T09:00:00", "photo": "a.jpg", "text": ""},
        {"id": 4, "type": "message", "date": "2021-03-04T08:00:00", "from": "Harbour news",
         "forwarded_from": "Ida Quill", "text": "No one has answered them."},
    ]}  # fmt: skip
    for value in (channel, {"about": "", "chats": {"list": [channel]}}):
        first, second = read_all_bytes(json.dumps(value).encode(), "result.json")
        assert isinstance(first, ImportItem)
        assert first.document.text == "The pilots walk out on Friday. #port\n"
        assert (first.document.site, str(first.document.published)) == (
            "Harbour news",
            "2021-03-03",
        )
        assert (first.tags, first.document.byline) == (("port",), "")
        assert first.document.remark == "1 message without a text left out"
        assert isinstance(second, ImportItem)
        assert (second.document.byline, second.document.source) == ("Ida Quill", "result.json#4")


def _post(number: int, text: str, answered: int = 0) -> dict[str, object]:
    return {
        "id_str": str(number), "full_text": text, "lang": "en",
        "created_at": "Wed Mar 03 08:00:00 +0000 2021",
        "in_reply_to_status_id_str": str(answered) if answered else None,
        "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": ADDRESS}],
                     "hashtags": [{"text": "port"}]},
    }  # fmt: skip


def test_a_thread_of_an_archive_of_posts_is_one_article() -> None:
    posts = [
        {"tweet": _post(12, "No one answered us &amp; we waited. https://t.co/a", 11)},
        {"tweet": _post(11, "The pilots walk out on Friday.")},
        {"tweet": _post(13, "Another day at the port.")},
    ]
    data = f"window.YTD.tweets.part0 = {json.dumps(posts)}"
    for name in ("tweets.js", "tweets.json", "tweets"):
        thread, single = read_all_bytes(data.encode(), name)
        assert isinstance(thread, ImportItem)
        assert thread.document.text == (
            f"The pilots walk out on Friday.\n\nNo one answered us & we waited. {ADDRESS}\n"
        )
        assert (thread.document.remark, thread.tags) == ("a thread of 2 posts", ("port",))
        assert (thread.document.source, str(thread.document.published)) == (
            "https://x.com/i/status/11", "2021-03-03"
        )  # fmt: skip
        assert isinstance(single, ImportItem)
        assert single.document.text == "Another day at the port.\n"
    [problem] = read_all_bytes(b'window.YTD.like.part0 = [{"like": {}}]', "like.js")
    assert isinstance(problem, ImportProblem)
    assert "without posts (like)" in problem.message


def test_posts_of_the_api_have_their_author() -> None:
    answer = {
        "data": [{"id": "1", "text": "The pilots walk out.", "author_id": "9",
                  "created_at": "2021-03-03T08:00:00.000Z"},
                 {"id": "2", "text": "Do they?", "author_id": "8", "referenced_tweets": [
                     {"type": "replied_to", "id": "1"}], "created_at": "2021-03-03T09:00:00.000Z"}],
        "includes": {"users": [{"id": "9", "name": "Ida Quill", "username": "ida"}]},
    }  # fmt: skip
    for data, name in ((json.dumps(answer), "a.json"), (f"{json.dumps(answer)}\n", "a.jsonl")):
        first, second = read_all_bytes(data.encode(), name)
        assert isinstance(first, ImportItem)
        assert (first.document.byline, first.document.source) == (
            "Ida Quill", "https://x.com/ida/status/1"
        )  # fmt: skip
        assert isinstance(second, ImportItem)
        assert second.document.byline == ""


def test_deep_and_large_objects_are_read_or_refused() -> None:
    deep: object = {"a": 1}
    for _ in range(200):
        deep = {"text": deep}
    wide = {f"key{number}": {"text": number} for number in range(20_000)}
    for value in (deep, wide, [deep], {"articles": [wide]}):
        [*items] = read_all_bytes(json.dumps(value).encode(), "a.json")
        assert items
        assert all(isinstance(item, ImportProblem) for item in items)


def test_settings_with_an_address_are_no_article() -> None:
    settings = {"sourceUrl": "https://example.com/pilots", "version": 3, "isStrict": True}
    [problem] = read_all_bytes(json.dumps(settings).encode(), "settings.json")
    assert isinstance(problem, ImportProblem)
    assert problem.message.startswith("has no text and no title")
    named = {"url": "https://example.com/pilots", "title": "Pilots walk out"}
    [item] = read_all_bytes(json.dumps(named).encode(), "page.json")
    assert isinstance(item, ImportItem)
    assert item.document.title == "Pilots walk out"


def test_the_answer_of_a_program_with_addresses_is_no_list_of_pages() -> None:
    change = {"id": "3f1a", "url": "https://code.example/3f1a", "commit": {"tree": "9c"}}
    problems = list(read_all_bytes(json.dumps([change, change]).encode(), "commits.json"))
    assert all(isinstance(problem, ImportProblem) for problem in problems)
    [page] = read_all_bytes(b'[{"url": "https://coastwire.example/a"}]', "pages.json")
    assert isinstance(page, ImportItem)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ('[{"name": "pier", "description": "A wooden walk in the harbor."}]', "desks.json"),
        ('{"manifest_version": 3, "name": "Gulls", "author": "Ida Quill", "description": '
         '"Counts the gulls of the harbor every day."}', "manifest.json"),
        ("Date,Description,Amount\n2021-05-04,Paint for the pier of the harbor,3\n", "bank.csv"),
    ],
)  # fmt: skip
def test_descriptions_of_things_are_no_articles(data: str, name: str) -> None:
    assert all(isinstance(item, ImportProblem) for item in read_all_bytes(data.encode(), name))


def test_a_long_text_in_a_field_of_another_name_is_named() -> None:
    text = "The pilots of the harbour will walk out on Friday, their union said. " * 5
    row = {"title": "Pilots leave", "url": "https://coastwire.example/1", "tezt": text}
    [item] = read_all_bytes(json.dumps([row]).encode(), "list.json")
    assert isinstance(item, ImportItem)
    assert "the field “tezt” has a long text, which is left out" in item.document.remark
