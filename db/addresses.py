"""Addresses brought into one form, by which an article is known again."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(
    r"(?:utm_|mc_|at_)\w*|fbclid|gclid|igshid|ref|ref_src|cmpid|ocid|smid|partner|s_cid"
    r"|ns_\w+|xtor|amp|outputtype",
    re.IGNORECASE,
)


def address_key(source: str) -> str:
    """An address without what does not tell articles apart; "" for what is no web address."""
    try:
        parts = urlsplit(source.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    path = re.sub(r"(?:/index\.html?)?/*$", "", parts.path)
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{re.sub('^(?:www|m|amp)[.]', '', host)}{port}{path}{query}"
