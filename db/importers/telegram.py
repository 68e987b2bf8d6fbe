"""Messages of Telegram: the JSON export of a channel, a group or of all chats.

Each message with a text is an article of its channel. Messages without one are counted.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from analysis import clean
from analysis.partial_dates import PartialDate
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.models import ImportItem, ItemReaders

Json = Mapping[str, object]


def is_telegram(value: Json) -> bool:
    """Return True for an export of a chat, or of all chats."""
    return any(True for _ in _chats(value))


def _chats(value: Json) -> Iterator[Json]:
    """Yield the chats of an export that have messages."""
    chats = value.get("chats")
    listed = chats.get("list") if isinstance(chats, dict) else None
    for chat in (value, *(listed if isinstance(listed, list) else ())):
        messages = chat.get("messages") if isinstance(chat, dict) else None
        if (
            isinstance(messages, list)
            and ("name" in chat or "type" in chat)
            and any(isinstance(message, dict) and "text" in message for message in messages)
        ):
            yield chat


def read_telegram(value: Json, name: str) -> ItemReaders:
    """Read the messages of all chats; the first one has a remark on those left out."""
    found: list[tuple[Json, Json]] = []
    left_out = 0
    for chat in _chats(value):
        messages = chat["messages"]
        assert isinstance(messages, list)
        for message in messages:
            if isinstance(message, dict) and message.get("type", "message") == "message":
                if _words(message.get("text")):
                    found.append((chat, message))
                else:
                    left_out += 1
    if not found:
        raise ImportingError("is an export of Telegram without a message that has a text")
    count = "1 message" if left_out == 1 else f"{left_out:,} messages"
    for number, (chat, message) in enumerate(found):
        remark = f"{count} without a text left out" if left_out and not number else ""
        yield partial(_build_message, chat, message, name, remark)


def _build_message(chat: Json, message: Json, name: str, remark: str) -> ImportItem:
    channel, sender = _text(chat.get("name")), _text(message.get("from"))
    origin = _text(message.get("forwarded_from"))
    remarks = [remark, f"forwarded from {origin}" if origin else ""]
    day = _day(message.get("date"), message.get("date_unixtime"))
    updated = _day(message.get("edited"), message.get("edited_unixtime"))
    return ImportItem(
        build_document(
            clean(f"{_words(message.get('text'))}\n"),
            f"{name}#{_text(message.get('id'))}",
            byline=clean(origin or (sender if sender != channel else "")),
            site=clean(channel) or "Telegram",
            published=day,
            updated=updated.exact_day if updated else None,
            remark="; ".join(filter(None, remarks)),
        ),
        tags=tuple(dict.fromkeys(_hashtags(message.get("text")))),
    )


def _words(text: object) -> str:
    """Return the text of a message, which is a text or a list of texts and formatted parts."""
    parts: Sequence[object] = text if isinstance(text, list) else [text]
    return "".join(
        part if isinstance(part, str) else str(part.get("text") or "")
        for part in parts
        if isinstance(part, str | dict)
    ).strip()


def _hashtags(text: object) -> Iterator[str]:
    for part in text if isinstance(text, list) else ():
        if isinstance(part, dict) and part.get("type") == "hashtag":
            yield _text(part.get("text")).removeprefix("#")


def _day(written: object, unix_time: object) -> PartialDate | None:
    """Return the day of a message on the clock of the exporting computer, as the export has it."""
    for text in (_text(written), _text(unix_time)):
        try:
            moment = (
                datetime.datetime.fromtimestamp(int(text), datetime.UTC)
                if text.isdecimal()
                else datetime.datetime.fromisoformat(text)
            )
        except (ValueError, OverflowError, OSError):
            continue
        return PartialDate.from_day(moment.date())
    return None


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""
