"""Messages with their attachments, encodings and headers; mail that was saved as text."""

import base64
import binascii

import pytest

from analysis.partial_dates import PartialDate
from db.importers import ImportItem, ImportProblem, read_all_bytes
from tests.support import import_samples
from tests.support.imported import read_items

HEADERS = (
    "From: Mara Ortiz <mara@harbor.example>\nTo: desk@coast.example\nSubject: The pier\n"
    "Date: Wed, 3 Mar 2021 08:00:00 +0000\nMIME-Version: 1.0\n"
)
LABEL = "The pier (mail from Mara Ortiz, 2021-03-03)"
NOTE = "The pier is closed until Friday, and no one knows why.\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


def read_mail(data: str | bytes) -> list[ImportItem]:
    return read_items(data, "a.eml")


def read_problem(data: str | bytes, name: str = "a.eml") -> str:
    [problem] = read_all_bytes(data.encode() if isinstance(data, str) else data, name)
    assert isinstance(problem, ImportProblem)
    return problem.message


def attach(name: str, kind: str, data: bytes) -> str:
    encoded = base64.encodebytes(data).decode()
    return (
        f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n"
        f'Content-Disposition: attachment; filename="{name}"\n\n{encoded}\n'
    )


def mixed(*parts: str, headers: str = HEADERS, text: str = "See below.\n") -> str:
    body = "".join(f"--b\n{part}\n" for part in (f"Content-Type: text/plain\n\n{text}", *parts))
    return f'{headers}Content-Type: multipart/mixed; boundary="b"\n\n{body}--b--\n'


def test_attachments_that_can_be_read_are_articles_that_name_their_mail() -> None:
    mail, page, letter, note = read_mail(
        mixed(
            attach("report.docx", "application/octet-stream", import_samples.docx()),
            attach("letter.html", "text/html", import_samples.PAGE.encode()),
            attach("note.txt", "text/plain", NOTE.encode()),
        )
    )
    assert mail.document.text == "See below.\n"
    assert mail.document.part_of == ""
    assert not mail.document.remark
    assert import_samples.FIRST in page.document.text
    assert letter.document.title == import_samples.TITLE
    assert note.document.text == NOTE
    assert [item.document.part_of for item in (page, letter, note)] == [LABEL] * 3
    assert note.document.source == "a.eml#note.txt"


def test_other_attachments_are_named_in_the_remark() -> None:
    [mail] = read_mail(
        mixed(
            attach("photo.png", "image/png", PICTURE),
            attach("invite.ics", "text/calendar", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"),
            attach("signature.asc", "application/pgp-signature", b"-----BEGIN PGP SIGNATURE-----"),
            attach("pier.py", "text/x-python", b"print(1)\n"),
        )
    )
    assert mail.document.remark == (
        "4 attachments were not read: photo.png (a picture), "
        "invite.ics (an invitation or appointments), signature.asc (a digital signature), "
        "pier.py (a source of a program)"
    )


def test_a_long_list_of_attachments_is_counted() -> None:
    pictures = [attach(f"{number}.png", "image/png", PICTURE) for number in range(12)]
    [mail] = read_mail(mixed(*pictures))
    assert mail.document.remark.startswith("12 attachments were not read: 0.png (a picture), ")
    assert mail.document.remark.endswith("9.png (a picture) and 2 more")


def test_a_damaged_attachment_is_a_problem_with_its_name() -> None:
    damaged = mixed(attach("report.pdf", "application/pdf", b"%PDF-1.4\nnothing"))
    mail, problem = read_all_bytes(damaged.encode(), "a.eml")
    assert isinstance(mail, ImportItem)
    assert isinstance(problem, ImportProblem)
    assert problem.message.startswith("report.pdf is a damaged PDF")


def test_a_mail_of_attachments_alone_gives_them() -> None:
    [note] = read_mail(
        mixed(
            attach("note.txt", "text/plain", NOTE.encode()),
            attach("photo.png", "image/png", PICTURE),
            text="\n",
        )
    )
    assert note.document.text == NOTE
    assert note.document.remark == "1 attachment was not read: photo.png (a picture)"


def test_a_mail_without_text_names_what_it_has() -> None:
    message = read_problem(mixed(attach("photo.png", "image/png", PICTURE), text=""))
    assert message == (
        "is a message without text; 1 attachment was not read: photo.png (a picture)"
    )


@pytest.mark.parametrize("kind", ["message/rfc822", "application/octet-stream"])
def test_a_mail_in_a_mail_names_the_outer_one(kind: str) -> None:
    inner = HEADERS.replace("The pier", "The boats") + f"\n{NOTE}"
    part = f"Content-Type: {kind}\nContent-Disposition: attachment; filename=a.eml\n\n{inner}"
    outer, enclosed = read_mail(mixed(part))
    assert outer.document.title == "The pier"
    assert enclosed.document.title == "The boats"
    assert enclosed.document.part_of == LABEL


def test_attachments_of_an_enclosed_mail_name_that_mail() -> None:
    inner = (
        mixed(
            attach("note.txt", "text/plain", NOTE.encode()),
            headers=HEADERS.replace("pier", "boats"),
        )
        .replace("--b", "--c")
        .replace('"b"', '"c"')
    )
    _, enclosed, note = read_mail(mixed(f"Content-Type: message/rfc822\n\n{inner}"))
    assert enclosed.document.part_of == LABEL
    assert note.document.part_of == "The boats (mail from Mara Ortiz, 2021-03-03)"


def test_mail_that_is_nested_too_deep_is_named() -> None:
    nested = f"{HEADERS}\n{NOTE}"
    for depth in range(20):
        body = f"Content-Type: text/plain\n\nLevel {depth}.\n--b{depth}\n"
        nested = (
            f'{HEADERS}Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n'
            f"{body}Content-Type: message/rfc822\n\n{nested}\n--b{depth}--\n"
        )
    *_, deepest = read_mail(nested)
    assert "messages nested more than eight deep" in deepest.document.remark


def test_very_many_attachments_are_refused() -> None:
    note = attach("note.txt", "text/plain", NOTE.encode())
    assert "more than 1,000 attachments" in read_problem(mixed(*[note] * 1_001))
    assert "more than 50,000 parts" in read_problem(mixed(*["\n"] * 50_001))


UUENCODED = b"begin 644 note.txt\n%s \nend\n" % binascii.b2a_uu(NOTE[:45].encode())


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("iso-2022-jp", "iso2022_jp", "港は金曜日まで閉鎖されている。"),
        ("ks_c_5601-1987", "cp949", "부두는 금요일까지 폐쇄된다."),
        ("gb2312", "gb18030", "码头关闭到星期五。"),
        ("x-sjis", "cp932", "港は金曜日まで閉鎖されている。"),
        ("koi8-r", "koi8-r", "Причал закрыт до пятницы."),
        ("iso-8859-1", "cp1252", "“The quay is closed,” she said – until Friday."),
        ("us-ascii", "utf-8", "“The quay is closed,” she said."),
        ("x-unknown", "utf-8", "Le quai est fermé jusqu’à vendredi."),
        ("utf-8", "cp1252", "The café at the pier is closed, and the town is not amused."),
    ],
)
def test_text_is_read_in_its_charset(charset: str, encoding: str, text: str) -> None:
    body = f"{HEADERS}Content-Type: text/plain; charset={charset}\n\n".encode()
    [mail] = read_mail(body + text.encode(encoding))
    assert mail.document.text.strip() == text


def test_transfer_encodings_are_decoded() -> None:
    part = (
        "Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n"
        f"Content-Disposition: attachment; filename=note.txt\n\n{UUENCODED.decode()}"
    )
    _, note = read_mail(mixed(part))
    assert note.document.text.strip() == NOTE[:45].strip()
    broken = base64.b64encode(NOTE.encode()).decode().rstrip("=") + "!!"
    [mail] = read_mail(f"{HEADERS}Content-Transfer-Encoding: base64\n\n{broken}\n")
    assert mail.document.text.startswith("The pier is closed")
    [mail] = read_mail(f"{HEADERS}Content-Transfer-Encoding: 7-bit, plain\n\n{NOTE}")
    assert mail.document.text == NOTE


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("=?utf-8?q?Caf=C3=A9_closed?=", "Café closed"),
        ("=?utf-8?b?Q2Fmww==?= =?utf-8?b?qSBjbG9zZWQ=?=", "Café closed"),
        ("=?utf-8?Q?Caf=C3=A9=20?=\n =?utf-8?Q?closed?=", "Café closed"),
        ("Re: =?iso-8859-1?Q?Caf=E9?= closed", "Re: Café closed"),
        ("=?NONE?B?Q2xvc2Vk?=", "Closed"),
        ("=?utf-8*en?q?Closed?=", "Closed"),
        ("=?iso-8859-1?q?Pier=E2=80=99s_end?=", "Pier’s end"),
        ("=?utf-8?q?not closed", "=?utf-8?q?not closed"),
    ],
)
def test_subjects_are_decoded(header: str, subject: str) -> None:
    [mail] = read_mail(f"{HEADERS.replace('The pier', header)}\n{NOTE}")
    assert mail.document.title == subject


def test_undeclared_bytes_of_headers_are_decoded() -> None:
    raw = HEADERS.replace("The pier", "Café closed")
    for encoding in ("utf-8", "cp1252"):
        [mail] = read_mail(raw.encode(encoding) + b"\n" + NOTE.encode())
        assert mail.document.title == "Café closed"


@pytest.mark.parametrize(
    "disposition",
    [
        "filename*=UTF-8''caf%C3%A9.txt",
        'filename="=?utf-8?q?caf=C3=A9.txt?="',
        "filename*0*=iso-8859-1''caf; filename*1*=%E9.txt",
        'filename="café.txt"',
        'filename="C:\\\\mail\\\\café.txt"',
    ],
)
def test_names_of_attachments_are_decoded(disposition: str) -> None:
    part = f"Content-Type: text/plain\nContent-Disposition: attachment; {disposition}\n\n{NOTE}"
    _, note = read_mail(mixed(part))
    assert note.document.source == "a.eml#café.txt"


@pytest.mark.parametrize(
    ("sender", "byline"),
    [
        ("Mara Ortiz <m@h.example>", "Mara Ortiz"),
        ('"Ortiz, Mara" <m@h.example>', "Ortiz, Mara"),
        ("m@h.example (Mara Ortiz)", "Mara Ortiz"),
        ("Mara(a friend \\) of ours) <m@h.example(her host)>", "Mara"),
        ("m@h.example", "m@h.example"),
        ("m@h.example n@h.example", "m@h.example"),
        ("=?utf-8?q?Mara_Ort=C3=ADz?= <m@h.example>", "Mara Ortíz"),
    ],
)
def test_the_sender_is_the_byline(sender: str, byline: str) -> None:
    [mail] = read_mail(f"{HEADERS.replace('Mara Ortiz <mara@harbor.example>', sender)}\n{NOTE}")
    assert mail.document.byline == byline


@pytest.mark.parametrize(
    ("date", "received", "published"),
    [
        ("Wed, 3 Mar 2021 08:00:00 +0000", "", PartialDate(2021, 3, 3)),
        ("3 Mar 21 08:00 EST", "", PartialDate(2021, 3, 3)),
        ("", "from a by b; Wed, 3 Mar 2021 08:00:00 +0000", PartialDate(2021, 3, 3)),
        (
            "Wed, 3 Mar 3609 08:00:00 +0000",
            "by b; Thu, 4 Mar 2021 01:00:00 Z",
            PartialDate(2021, 3, 4),
        ),
        ("yesterday", "", None),
    ],
)
def test_the_date_is_that_of_sending_or_of_receipt(
    date: str, received: str, published: PartialDate | None
) -> None:
    headers = HEADERS.replace("Wed, 3 Mar 2021 08:00:00 +0000", date)
    if received:
        headers = f"Received: {received}\n{headers}"
    [mail] = read_mail(f"{headers}\n{NOTE}")
    assert mail.document.published == published


@pytest.mark.parametrize(
    "kind",
    ["multipart/mixed; boundary==_b=1", "multipart/mixed", 'multipart/mixed; boundary="other"'],
)
def test_parts_are_found_without_a_valid_boundary(kind: str) -> None:
    parts = (
        f"--=_b=1\nContent-Type: text/plain\n\n{NOTE}\n"
        f"--=_b=1\nContent-Disposition: attachment; filename=b.txt\n\nThe boats are late.\n"
        "--=_b=1--\n"
    )
    mail, attached = read_mail(f"{HEADERS}Content-Type: {kind}\n\n{parts}")
    assert mail.document.text == NOTE
    assert attached.document.text.strip() == "The boats are late."


def test_a_text_without_the_parts_that_its_head_announces_is_kept() -> None:
    [mail] = read_mail(f"{HEADERS}Content-Type: multipart/mixed\n\n{NOTE}")
    assert mail.document.text == NOTE


def test_html_in_a_plain_part_is_displayed() -> None:
    [mail] = read_mail(f"{HEADERS}\n<p>The pier is <b>closed</b>.</p>\n")
    assert mail.document.text.strip() == "The pier is closed."


def test_lines_of_a_flowed_text_are_joined() -> None:
    kind = "Content-Type: text/plain; format=flowed"
    [mail] = read_mail(
        f"{HEADERS}{kind}\n\nThe pier \nis closed.\nSo is the quay.\n> She \n> left.\n"
    )
    assert mail.document.text == "The pier is closed.\nSo is the quay.\n> She \n> left.\n"
    [mail] = read_mail(f"{HEADERS}{kind}; delsp=yes\n\nThe pi \ner is closed.\n")
    assert mail.document.text == "The pier is closed.\n"


def test_a_report_of_a_bounce_is_the_text_of_a_message_without_another() -> None:
    report = (
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; coast.example\n\n"
        "Final-Recipient: rfc822; ana@coast.example\nAction: failed\nStatus: 5.1.1\n"
    )
    [mail] = read_mail(mixed(report, text=""))
    assert "Action: failed" in mail.document.text
    [mail] = read_mail(mixed(report))
    assert mail.document.remark == "1 attachment was not read: a delivery report"


def test_a_form_that_was_mailed_as_json_is_its_article() -> None:
    body = '{"Headline": ["Pier closed"], "Body": ["The pier is closed until Friday."]}'
    [item] = read_mail(f"{HEADERS}\n{body}\n")
    assert item.document.title == "Pier closed"
    assert item.document.part_of == LABEL


@pytest.mark.parametrize(
    "headers",
    [
        HEADERS,
        "\n   \n" + HEADERS,
        "Date: 3 Mar 2021 08:00\nSubject: The pier\nFrom: Mara Ortiz\n",
        "From: Mara Ortiz\nSent: Wednesday, March 3, 2021 8:00 AM\nTo: Desk\nSubject: The pier\n",
        "Von: Mara Ortiz\nGesendet: Mittwoch, 3. März 2021 08:00\nAn: Desk\nBetreff: The pier\n",
        "De : Mara Ortiz\nEnvoyé : mercredi 3 mars 2021 08:00\nÀ : Desk\nObjet : The pier\n",
        "De: Mara Ortiz\nEnviado el: 3 de marzo de 2021 8:00\nPara: D\nAsunto: The pier\n",
    ],
)
def test_mail_saved_as_text_is_mail(headers: str) -> None:
    [mail] = read_items(f"{headers}\n{NOTE}", "mail.txt")
    assert mail.document.title == "The pier"
    assert mail.document.byline == "Mara Ortiz"
    assert mail.document.published == PartialDate(2021, 3, 3)
    assert mail.document.text.strip() == NOTE.strip()


@pytest.mark.parametrize(
    "text",
    [
        f"From: the harbor\n\n{NOTE}",
        f"Date: March 3, 2021\nBy Mara Ortiz\n\n{NOTE}",
        "MARA: Good evening.\nPAUL: From where?\nDATE: I am the date.\nMARA: Yes.\n",
    ],
)
def test_other_texts_with_colons_are_no_mail(text: str) -> None:
    [item] = read_items(text, "note.txt")
    assert item.document.text.strip() == text.strip()


def test_mail_with_pictures_in_its_text_and_no_ending_is_mail() -> None:
    data = (
        b"Delivered-To: bo@port.example\nSubject: Pilots\nFrom: Ida Quill <ida@port.example>\n"
        b"To: bo@port.example\nDate: Mon, 3 May 2021 10:00:00 +0000\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        b"<p>The pilots left the harbor at noon.</p>\n--b--\n"
    )
    (item,) = read_all_bytes(data, "message")
    assert isinstance(item, ImportItem)
    assert (item.document.title, item.document.byline) == ("Pilots", "Ida Quill")
    page = data.replace(b"Delivered-To: bo@port.example\n", b"").replace(b"To: bo", b"X: bo")
    (saved,) = read_all_bytes(page, "page")
    assert isinstance(saved, ImportItem)
    assert saved.document.byline == ""
