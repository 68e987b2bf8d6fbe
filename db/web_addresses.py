"""Web addresses, normalized to recognize an article when it is imported again."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(
    r"(?:utm_|mc_|at_)\w*|fbclid|gclid|igshid|ref|ref_src|cmpid|ocid|smid|partner|s_cid"
    r"|ns_\w+|xtor|amp|outputtype",
    re.IGNORECASE,
)


def normalize_url(source: str) -> str:
    """Normalize an address: no scheme, `www.`, tracking parameters or trailing slash.

    Return "" for anything that is not a web address.
    """
    try:
        parts = urlsplit(source.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    parameters = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    path = re.sub(r"(?:/index\.html?)?/*$", "", parts.path)
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{re.sub('^(?:www|m|amp)[.]', '', host)}{port}{path}{query}"


def normalize_host(address: str) -> str:
    """Return the host of a web address without `www.`, `m.` and `amp.`; "" for anything else."""
    return normalize_url(address).partition("/")[0].partition("?")[0]


def without_password(address: str) -> str:
    """Return a web address without the user name and password in it; any other text unchanged."""
    scheme, marker, rest = address.partition("://")
    authority = re.match(r"[^/?#]*", rest)
    if scheme.lower() not in ("http", "https") or authority is None or "@" not in authority[0]:
        return address
    return f"{scheme}{marker}{authority[0].rpartition('@')[2]}{rest[authority.end() :]}"
