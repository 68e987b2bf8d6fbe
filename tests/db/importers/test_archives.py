"""Books and web archives: the titles of chapters, and the addresses and encodings of pages."""

import pytest

from db.importers import ImportItem, read_all_bytes
from tests.support import import_samples

NAVIGATION = """<html xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="toc"><ol>
<li><a href="one.xhtml#part">A part of it</a></li><li><a href="one.xhtml">The <i>pilots</i></a></li>
<li><a href="two.xhtml">2</a></li></ol></nav><nav epub:type="page-list"><a href="two.xhtml">p. 7</a>
</nav></body></html>"""
NCX = """<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "ncx-2005-1.dtd">
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel>
<text>The pilots</text></navLabel><content src="one.xhtml"/><navPoint><navLabel>
<text>A part of it</text></navLabel>
<content src="one.xhtml#part"/></navPoint></navPoint></navMap></ncx>"""


@pytest.mark.parametrize("contents", [NAVIGATION, NCX])
def test_chapters_have_the_titles_of_the_table_of_contents(contents: str) -> None:
    body = import_samples.BODY.replace("<h1>", "<p>").replace("</h1>", "</p>")
    chapters = {"one.xhtml": body, "two.xhtml": f"<h2>The second day</h2>{body}"}
    first, second = read_all_bytes(import_samples.epub(chapters, contents), "week.epub")
    assert isinstance(first, ImportItem)
    assert isinstance(second, ImportItem)
    assert first.document.title == "The pilots"
    assert second.document.title == "The second day"
    assert {first.document.site, second.document.site} == {"The Coastwire week"}


def test_the_encoding_that_a_server_declared_is_used() -> None:
    text = "Les pilotes du port ont quitté leurs bateaux dès vendredi, a déclaré la préfète."
    page = f"<html><body><article><p>{text}</p></article></body></html>".encode("mac-roman")
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=macintosh\r\n\r\n" + page
    data = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://port.example/1\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
        % len(answer)
        + answer
        + b"\r\n\r\n"
    )
    [item] = read_all_bytes(data, "pages.warc")
    assert isinstance(item, ImportItem)
    assert item.document.text.strip() == text
