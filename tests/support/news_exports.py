"""Exports of news databases in each layout, with two articles made here."""

import html
from collections.abc import Callable
from functools import partial

from tests.support import import_samples
from tests.support.import_samples import FIRST, SECOND, THIRD

TITLES = ("Pilots leave the boats", "Port office opens new talks")
BODIES = ((FIRST, SECOND), (THIRD, SECOND))
WORDS = tuple(sum(len(paragraph.split()) for paragraph in body) for body in BODIES)

# The words of the interface of Nexis, in its languages: mark, date, fields, and the end of a text.
NEXIS = {
    "en": ("{} of 2 DOCUMENTS", "March {}, 2021 Wednesday", "BYLINE: By Ida Quill",
           "SECTION: NEWS; Pg. 4", "LENGTH: {} words", "LOAD-DATE: March 9, 2021",
           "LANGUAGE: ENGLISH"),
    "de": ("Dokument {} von 2", "Mittwoch {}. März 2021", "AUTOR: Ida Quill",
           "RUBRIK: NEWS; S. 4", "LÄNGE: {} Wörter", "UPDATE: 9. März 2021", "SPRACHE: ENGLISCH"),
    "fr": ("Document {} de 2", "mercredi {} mars 2021", "AUTEUR: Ida Quill",
           "RUBRIQUE: NEWS; Page 4", "LONGUEUR: {} mots", "DATE-CHARGEMENT: 9 mars 2021",
           "LANGUE: ANGLAIS"),
    "nl": ("Document {} van 2", "{} maart 2021 woensdag", "AUTEUR: Ida Quill",
           "RUBRIEK: NEWS; Blz. 4", "LENGTE: {} woorden", "LAADDATUM: 9 maart 2021",
           "TAAL: ENGELS"),
    "es": ("Documento {} de 2", "{} de marzo de 2021 miércoles", "AUTOR: Ida Quill",
           "SECCIÓN: NEWS; Pág. 4", "LONGITUD: {} palabras", "FECHA DE CARGA: 9 de marzo de 2021",
           "IDIOMA: INGLÉS"),
}  # fmt: skip


def nexis_lines(number: int, language: str = "en") -> list[tuple[str, ...]]:
    """The parts of one article as Nexis prints them, each with its lines."""
    mark, date, byline, section, length, loaded, spoken = NEXIS[language]
    return [
        (mark.format(number),), ("Coastwire (Port Luna)",),
        (date.format(number + 2), "Final Edition"), (TITLES[number - 1],), (byline,), (section,),
        (length.format(WORDS[number - 1]),), *((part,) for part in BODIES[number - 1]), (loaded,),
        (spoken,), ("GRAPHIC: The boats at the quay",),
        ("Copyright 2021 Coastwire", "All Rights Reserved"),
    ]  # fmt: skip


def nexis_text(language: str = "en") -> bytes:
    """Plain text of Nexis, with lines of at most 78 characters."""
    parts = ["\n\nDownload Request: Selected Items: 1-2\nTerms: pilots"]
    for number in (1, 2):
        for lines in nexis_lines(number, language):
            indent = " " * 20 if len(lines[0]) < 40 and ":" not in lines[0] else ""
            parts.append("\n".join(indent + wrapped for line in lines for wrapped in wrap(line)))
    return "\n\n".join(parts).replace("\n", "\r\n").encode("utf-8-sig")


def wrap(line: str) -> list[str]:
    """Break a line before 78 characters."""
    lines = []
    while len(line) > 78:
        cut = line.rfind(" ", 0, 78)
        lines.append(line[:cut])
        line = line[cut + 1 :]
    return [*lines, line]


def nexis_page(language: str = "en") -> bytes:
    """A page of Nexis."""
    pieces = ["<HTML><HEAD><TITLE>&nbsp;</TITLE></HEAD><BODY>"]
    for number in (1, 2):
        pieces.append(f'<A NAME="DOC_ID_0_{number}"></A><!-- Hide XML\n<DOC NUMBER=1>\n-->')
        for lines in nexis_lines(number, language):
            label, colon, value = lines[0].partition(": ")
            spans = [f"{label}: ", value] if colon and label.isupper() else [lines[0]]
            shown = "".join(f"<SPAN CLASS='c2'>{html.escape(span)}</SPAN>" for span in spans)
            rest = "".join(f"<BR>{html.escape(line)}" for line in lines[1:])
            pieces.append(f'<BR><DIV CLASS="c5"><P CLASS="c6">{shown}{rest}</P>\n</DIV>')
    return "\n".join([*pieces, "</BODY></HTML>"]).encode()


def uni_paragraphs(number: int) -> tuple[str, ...]:
    """The paragraphs of one article as Nexis Uni and Lexis Advance print them."""
    return (
        TITLES[number - 1], "Coastwire", f"March {number + 2}, 2021 Wednesday",
        "Copyright 2021 Coastwire All Rights Reserved", "Section: NEWS; Pg. 4",
        f"Length:\xa0{WORDS[number - 1]} words", "Byline: Ida Quill", "Body", *BODIES[number - 1],
        "Graphic", "The boats at the quay", "Classification", "Language: ENGLISH",
        "Load-Date: March 9, 2021", "End of Document",
    )  # fmt: skip


UNI_COVER = ("Date and Time: Friday, March 19, 2021", "Documents (2)", f"1. {TITLES[0]}",
             "Client/Matter: -None-", f"2. {TITLES[1]}", "Client/Matter: -None-")  # fmt: skip


def uni_docx() -> bytes:
    """A Word file of Nexis Uni, with a list of its articles."""
    return import_samples.docx((*UNI_COVER, *uni_paragraphs(1), *uni_paragraphs(2)))


def rtf(paragraphs: tuple[str, ...], bold: tuple[str, ...] = ()) -> bytes:
    """A rich-text file of these paragraphs; those in `bold` are bold."""
    pieces = [r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\info{\title Saved}}"]
    for paragraph in paragraphs:
        escaped = "".join(
            letter if letter.isascii() else f"\\u{ord(letter)}?"
            for letter in paragraph.replace("\\", "\\\\")
        )
        pieces.append(
            rf"{{\b {escaped}}}\par" if paragraph in bold else rf"\pard\plain {escaped}\par"
        )
    return "\n".join([*pieces, "}"]).encode()


def uni_rtf() -> bytes:
    """A rich-text file of Nexis Uni."""
    return rtf((*uni_paragraphs(1), *uni_paragraphs(2)), bold=TITLES)


def _factiva_number(number: int) -> str:
    return f"Document COASTW002021030{number + 2}eh3300{number}"


def factiva_page() -> bytes:
    """A page of Factiva whose fields have codes, in a French interface."""
    pieces = ["<html><head><title>Factiva</title></head><body class=''>"]
    for number in (1, 2):
        rows = [
            ("SE", "NEWS"), ("HD", f"<b class='frHeadline'>{TITLES[number - 1]}</b>"),
            ("BY", "Par Ida Quill"), ("WC", f"{WORDS[number - 1]} mots"),
            ("PD", f"{number + 2} mars 2021"), ("SN", "Coastwire"), ("LA", "Anglais"),
            ("CY", "(c) 2021 Coastwire."),
        ]  # fmt: skip
        first, second = BODIES[number - 1]
        pieces.append('<div class="article frArticle"><table>')
        pieces += [f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>'
                   for code, value in rows]  # fmt: skip
        for code, value in (("LP", first), ("TD", second)):
            pieces.append(
                f'<tr><td class="index"><p><b>{code}</b>&nbsp;</p></td><td>'
                f'<p class="articleParagraph frarticleParagraph">{value}</p></td></tr>'
            )
        pieces.append('<tr><td class="index"><b>AN</b></td><td>'
                      f"{_factiva_number(number)}</td></tr></table></div>")  # fmt: skip
    return "\n".join([*pieces, "<p>(c) 2021 Factiva, Inc.</p></body></html>"]).encode()


def factiva_parts(number: int) -> tuple[str, ...]:
    """The paragraphs of one article as Factiva prints them for reading."""
    return (
        "NEWS", TITLES[number - 1], "By Ida Quill", f"{WORDS[number - 1]} words",
        f"{number + 2} March 2021", "09:30", "Coastwire", "COASTW", "English",
        "(c) 2021 Coastwire.", *BODIES[number - 1], "Coastwire Publishing", _factiva_number(number),
    )  # fmt: skip


def factiva_reading_page() -> bytes:
    """A page of Factiva for reading, whose fields have only an order."""
    pieces = ["<html><head><title>Factiva</title></head><body>"]
    for number in (1, 2):
        pieces.append(f'<div class="article enArticle"><p></p>{_reading_parts(number)}</div>')
    return "\n".join([*pieces, "<span>(c) 2021 Factiva</span></body></html>"]).encode()


def _reading_parts(number: int) -> str:
    section, title, *facts = factiva_parts(number)
    *facts, first, second, publisher, end = facts
    return "".join((
        f'<div>{section}</div><div id="hd"><span class="enHeadline">{title}</span></div>',
        *(f"<div>{fact}</div>" for fact in facts),
        *(f'<p class="articleParagraph enarticleParagraph">{part}</p>' for part in (first, second)),
        f"<p>{publisher}</p><p>{end}</p>",
    ))  # fmt: skip


def factiva_rtf() -> bytes:
    """A rich-text file of Factiva."""
    return rtf((*factiva_parts(1), *factiva_parts(2)), bold=TITLES)


def factiva_codes_rtf() -> bytes:
    """A rich-text file of Factiva whose fields have codes."""
    paragraphs: list[str] = []
    for number in (1, 2):
        first, second = BODIES[number - 1]
        paragraphs += [
            "SE", "NEWS", "HD", TITLES[number - 1], "BY", "By Ida Quill", "WC",
            f"{WORDS[number - 1]} words", "PD", f"{number + 2} March 2021", "SN", "Coastwire",
            "LA", "English", "CY", "(c) 2021 Coastwire.", "LP", first, "TD", second, "AN",
            _factiva_number(number),
        ]  # fmt: skip
    return rtf(tuple(paragraphs))


def factiva_xml() -> bytes:
    """An answer of Factiva's service."""
    articles = "".join(
        f"<ppsarticle><article><baseLanguage>EN</baseLanguage><byline>By Ida Quill</byline>"
        f"<copyright>(c) 2021</copyright><headline><paragraph>{TITLES[number - 1]}</paragraph>"
        f"</headline><leadParagraph><paragraph>{BODIES[number - 1][0]}</paragraph></leadParagraph>"
        f"<publicationDate><date>2021-03-0{number + 2}</date></publicationDate>"
        f"<sectionName>NEWS</sectionName><sourceName>Coastwire</sourceName><tailParagraphs>"
        f"<paragraph>{BODIES[number - 1][1]}</paragraph></tailParagraphs>"
        f"<wordCount>{WORDS[number - 1]}</wordCount></article></ppsarticle>"
        for number in (1, 2)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><PPSResponse><ppsArticleResponse '
        f'xmlns="http://global.factiva.example/pps">{articles}</ppsArticleResponse></PPSResponse>'
    ).encode()


def europresse_page() -> bytes:
    """A page of Europresse in its older layout, whose text has no class."""
    pieces = ["<html><body>"]
    for number in (1, 2):
        first, second = BODIES[number - 1]
        pieces.append(
            '<table><tr><td><span class="DocPublicationName">Coastwire, no. 12</span><br>'
            '<span class="DocHeader">NEWS, </span><span class="DocHeader">mercredi </span>'
            f'<span class="DocHeader">{number + 2} mars 2021</span><span class="DocHeader">, p. 4'
            f'</span><br><br><span class="TitreArticleVisu">{TITLES[number - 1]}</span><br><br>'
            f"Ida Quill<br><p></p>{first}<p></p>{second}<p></p>"
            "<b><i>© 2021 Coastwire. Tous droits réservés.</i></b><p></p>"
            f"Numéro de document : news·2021030{number + 2}·CW·{number}<br>"
            "<table><tr><td class='txtCertificat'>Ce certificat est émis.</td></tr></table>"
            "</td></tr></table>"
        )
    return "\n".join([*pieces, "</body></html>"]).encode()


def europresse_new_page() -> bytes:
    """A page of Europresse in its newer layout."""
    pieces = ["<!DOCTYPE html><html><body>"]
    for number in (1, 2):
        first, second = BODIES[number - 1]
        pieces.append(
            '<article><header><div class="rdp__DocPublicationName"><span class='
            '"DocPublicationName">Coastwire</span></div><span class="DocHeader">NEWS, mercredi '
            f'{number + 2} mars 2021 {WORDS[number - 1]} mots</span><div class="titreArticle">'
            '<p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">'
            f"{TITLES[number - 1]}</p></div>"
            '<p class="sm-margin-bottomNews">Ida Quill</p></header>'
            f'<section><div class="DocText clearfix"><p>{first}</p><p>{second}</p></div></section>'
            '<aside><footer><div class="publiC-lblNodoc">'
            f"news·2021030{number + 2}·CW·{number}</div></footer></aside></article>"
        )
    return "\n".join([*pieces, "</body></html>"]).encode()


def proquest_text() -> bytes:
    """Plain text of ProQuest."""
    rule = "_" * 60
    pieces = [rule]
    for number in (1, 2):
        first, second = BODIES[number - 1]
        pieces.append(
            f"Document {number} of 2\n\n{TITLES[number - 1]}\n\nAuthor: Quill, Ida\n\n"
            "Publication info: Coastwire [Port Luna]\n\nAbstract: Pilots and talks.\n\n"
            f"Full text: {first}\n\n{second}\n\nSubject: Pilots\n\nTitle: {TITLES[number - 1]}\n\n"
            "Publication title: Coastwire; Port Luna\n\nSection: NEWS\n\n"
            f"Publication date: Mar {number + 2}, 2021\n\nLanguage of publication: English\n\n"
            f"ProQuest document ID: 10{number}\n\nCopyright: 2021\n\n{rule}"
        )
    return "\n\n".join([*pieces, "Contact us at: https://proquest.example"]).encode()


EXPORTS: dict[str, Callable[[], bytes]] = {
    "nexis.txt": nexis_text, "nexis.html": nexis_page, "uni.docx": uni_docx, "uni.rtf": uni_rtf,
    "factiva.html": factiva_page, "reading.html": factiva_reading_page,
    "factiva.rtf": factiva_rtf, "codes.rtf": factiva_codes_rtf, "factiva.xml": factiva_xml,
    "europresse.html": europresse_page, "new.html": europresse_new_page,
    "proquest.txt": proquest_text,
    **{f"nexis-{language}.txt": partial(nexis_text, language) for language in NEXIS},
    **{f"nexis-{language}.html": partial(nexis_page, language) for language in NEXIS},
}  # fmt: skip
