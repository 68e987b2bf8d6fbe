"""Posts of X (Twitter): the archive of an account, and lists of posts as its API returns them.

Posts of one author that answer each other are one article, a thread. A post has no title.
"""

import datetime
import html
import re
from collections.abc import Mapping, Sequence
from functools import partial

from analysis import clean
from analysis.partial_dates import PartialDate
from analysis.structs import decode_json
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.models import ImportItem, ItemReaders

Json = Mapping[str, object]
ARCHIVE = re.compile(r"\s*(?:window\.)?YTD\.(?P<part>\w{1,40})\.part\d{1,4}\s*=\s*(?=\[)")
"""The beginning of a file of an archive, before its JSON."""

_POSTS = ("tweets", "tweet", "community_tweet", "note_tweet", "noteTweet", "tweetdeck")
_DATE = "%a %b %d %H:%M:%S %z %Y"  # Wed May 01 10:00:00 +0000 2024
_REPOST = re.compile(r"RT @(\w{1,30}): ")


def read_archive(text: str, name: str) -> ItemReaders:
    """Read the posts in a file of an archive; raises ImportingError for another part of it."""
    mark = ARCHIVE.match(text)
    part = mark["part"] if mark else ""
    try:
        values = decode_json(text[mark.end() :].rstrip().rstrip(";")) if mark else []
    except ValueError:
        raise ImportingError("is a damaged file of an archive of X; export it again") from None
    posts = find_posts(values) if part in _POSTS else []
    if not posts:
        raise ImportingError(
            f"is a part of an archive of X without posts ({part[:40]}); add data/tweets.js"
        )
    yield from read_posts(posts, name)


def find_posts(value: object) -> list[Json]:
    """Return the posts in a list, in an answer of the API or in a post; [] if it has none."""
    if isinstance(value, dict) and isinstance(value.get("data"), list | dict):
        users = {_text(user.get("id")): user for user in _included(value, "users")}
        return [
            {**post, "user": users.get(_text(post.get("author_id")), {})}
            for post in find_posts(_as_list(value["data"]))
        ]
    values = value if isinstance(value, list) else [value]
    posts: list[Json] = [
        post
        for item in values
        if isinstance(item, dict)
        for post in [item.get("tweet") if isinstance(item.get("tweet"), dict) else item]
        if isinstance(post, dict)
    ]
    return posts if len(posts) == len(values) and all(map(_is_post, posts)) else []


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value


def _included(value: Json, kind: str) -> list[Json]:
    included = value.get("includes")
    listed = included.get(kind) if isinstance(included, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _is_post(post: Json) -> bool:
    keys = post.keys()
    return (
        bool(keys & {"full_text", "text"})
        and bool(keys & {"id_str", "id"})
        and "created_at" in keys
        and not keys & {"title", "headline", "url"}
    )


def read_posts(posts: Sequence[Json], name: str) -> ItemReaders:
    """Read the posts as articles in the order of their days; those of a thread are one article."""
    by_id = {_id(post): post for post in posts}
    threads: dict[str, list[Json]] = {}
    firsts: dict[str, str] = {}
    for post in sorted(by_id.values(), key=_id_number):  # an answer is after its post
        parent = by_id.get(_answered(post))
        is_same = parent is not None and _author_key(parent) == _author_key(post)
        firsts[_id(post)] = firsts.get(_answered(post), _id(post)) if is_same else _id(post)
        threads.setdefault(firsts[_id(post)], []).append(post)
    ordered = sorted(threads.values(), key=lambda thread: min(map(_id_number, thread)))
    for number, thread in enumerate(ordered, 1):
        yield partial(_build_thread, sorted(thread, key=_id_number), f"{name}#{number}")


def _build_thread(thread: Sequence[Json], name: str) -> ImportItem:
    first = thread[0]
    texts = [clean(_post_text(post)) for post in thread]
    user = first.get("user")
    person = user if isinstance(user, dict) else {}
    handle = _text(person.get("screen_name")) or _text(person.get("username"))
    author = _text(person.get("name")) or (f"@{handle}" if handle else "")
    day = _day(first)
    remarks = [f"a thread of {len(thread):,} posts"] if len(thread) > 1 else []
    if repost := _REPOST.match(texts[0]):
        author = f"@{repost[1]}"
        remarks.append("a repost of another account")
    number = _id(first)
    return ImportItem(
        build_document(
            "\n\n".join(filter(None, texts)) + "\n",
            f"https://x.com/{handle or 'i'}/status/{number}" if number.isdecimal() else name,
            byline=author,
            site="X",
            published=day,
            language=_text(first.get("lang")),
            remark="; ".join(remarks),
        ),
        tags=tuple(dict.fromkeys(tag for post in thread for tag in _hashtags(post)))[:50],
        excerpt=bool(repost) and texts[0].endswith("…"),
    )


def _post_text(post: Json) -> str:
    """Return the text of a post with its addresses in full, without that of its own pictures."""
    note = post.get("note_tweet")
    longer = _text(note.get("text")) if isinstance(note, dict) else ""
    text = longer or _text(post.get("full_text")) or _text(post.get("text"))
    for link in _entities(post, "urls"):
        short, long = _text(link.get("url")), _text(link.get("expanded_url"))
        if short and long:
            text = text.replace(short, long)
    for picture in _entities(post, "media"):
        text = text.replace(_text(picture.get("url")) or "\0", "")
    return html.unescape(text).strip()


def _entities(post: Json, kind: str) -> list[Json]:
    entities = post.get("entities")
    listed = entities.get(kind) if isinstance(entities, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _hashtags(post: Json) -> list[str]:
    return [
        tag for item in _entities(post, "hashtags")
        if (tag := _text(item.get("text")) or _text(item.get("tag")))
    ]  # fmt: skip


def _answered(post: Json) -> str:
    """Return the id of the post that one answers, "" if it answers none."""
    found = _text(post.get("in_reply_to_status_id_str")) or _text(post.get("in_reply_to_status_id"))
    if found:
        return found
    listed = post.get("referenced_tweets")
    return next(
        (
            _text(item.get("id"))
            for item in (listed if isinstance(listed, list) else ())
            if isinstance(item, dict) and item.get("type") == "replied_to"
        ),
        "",
    )


def _author_key(post: Json) -> str:
    user = post.get("user")
    known = _text(user.get("id_str")) or _text(user.get("id")) if isinstance(user, dict) else ""
    return known or _text(post.get("author_id"))


def _id(post: Json) -> str:
    return _text(post.get("id_str")) or _text(post.get("id"))


def _id_number(post: Json) -> tuple[int, str]:
    """Return the order of posts: their ids grow with time."""
    number = _id(post)
    return (int(number) if number.isdecimal() and len(number) < 30 else 0, number)


def _day(post: Json) -> PartialDate | None:
    written = _text(post.get("created_at"))
    try:
        moment = (
            datetime.datetime.fromisoformat(written)
            if written[:4].isdecimal()
            else datetime.datetime.strptime(written, _DATE)
        )
    except ValueError:
        return None
    return PartialDate.from_day(moment.date())


def _text(value: object) -> str:
    if isinstance(value, bool):
        return ""
    return str(value).strip() if isinstance(value, str | int) else ""
