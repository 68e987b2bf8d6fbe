"""Encodings of texts, subtitles and feeds: declared or found by their letters."""

import pytest

from db.importers import ImportItem, read_all_bytes, read_bytes

TEXTS = {
    "ko": "도선사들은 금요일에 파업을 시작한다. 아무도 답하지 않았다고 그들은 말했다.",
    "ja": "水先人たちは金曜日にストライキを始める。誰も答えてくれなかったと彼らは語った。",
    "zh": "引航员将于星期五开始罢工。他们说没有人回答他们的问题。",
    "pl": "Piloci rozpoczną w piątek strajk. Nikt im nie odpowiedział, więc łodzie będą stać.",
    "cs": "Lodivodi začnou v pátek stávku. Nikdo jim neodpověděl, a tak člunů není dost.",
    "de": "Die Lotsen streiken ab Freitag. Niemand hat ihnen geantwortet, und die Schiffe müssen"
          " warten.",
    "tr": "Kılavuzlar cuma günü greve başlayacak. Kimse onlara cevap vermedi, gemiler şimdi"
          " bekliyor.",
    "ru": "Лоцманы начнут забастовку в пятницу. Никто им не ответил, и корабли стоят в порту.",
    "el": "Οι πλοηγοί θα απεργήσουν την Παρασκευή. Κανείς δεν τους απάντησε και τα πλοία"
          " περιμένουν.",
    "he": "נווטי הנמל ישבתו ביום שישי. איש לא ענה להם והאוניות מחכות בנמל.",
    "ar": "سيبدأ مرشدو الميناء إضرابا يوم الجمعة. وقالوا إن أحدا لم يرد عليهم.",
    "th": "นักนำร่องจะหยุดงานในวันศุกร์ ไม่มีใครตอบพวกเขา และเรือต้องรออยู่ที่ท่า",
}  # fmt: skip
ENCODINGS = [
    ("ko", "euc-kr"), ("ja", "shift_jis"), ("ja", "euc-jp"), ("ja", "iso-2022-jp"),
    ("zh", "gb18030"), ("pl", "cp1250"), ("pl", "iso8859-2"), ("cs", "cp1250"), ("de", "cp1252"),
    ("tr", "cp1254"), ("ru", "cp1251"), ("ru", "koi8-r"), ("el", "cp1253"), ("he", "cp1255"),
    ("ar", "cp1256"), ("th", "cp874"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "encoding"), ENCODINGS)
def test_subtitles_and_texts_without_a_declaration_are_decoded(
    language: str, encoding: str
) -> None:
    text = TEXTS[language]
    cue = f"1\n00:00:01,000 --> 00:00:04,000\n{text}\n".encode(encoding)
    assert read_bytes(cue, "a.srt").text == f"[00:00:01] {text}\n"
    assert read_bytes(f"{text}\n".encode(encoding), "a.txt").text == f"{text}\n"


@pytest.mark.parametrize("is_declared", [True, False])
@pytest.mark.parametrize(("language", "encoding"), ENCODINGS)
def test_feeds_are_decoded(language: str, encoding: str, is_declared: bool) -> None:
    text = TEXTS[language]
    declared = f' encoding="{encoding}"' if is_declared else ""
    feed = (
        f'<?xml version="1.0"{declared}?><rss version="2.0"><channel><title>{text[:9]}</title>'
        f"<item><title>{text[:9]}</title><link>https://port.example/1</link><description>{text}"
        "</description></item></channel></rss>"
    )
    [item] = read_all_bytes(feed.encode(encoding), "a.xml")
    assert isinstance(item, ImportItem)
    assert item.document.text.strip() == text
    assert item.document.title == text[:9].strip()


def test_a_damaged_byte_does_not_change_a_declared_encoding() -> None:
    text = TEXTS["ko"] * 20
    page = f'<html><head><meta charset="euc-kr"></head><body><p>{text}</p></body></html>'
    data = page.encode("euc-kr")
    found = read_bytes(data[:-40] + b"\xff" + data[-40:], "a.html").text
    assert TEXTS["ko"] in found
