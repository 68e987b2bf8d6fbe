"""Names of newspapers, agencies, stations and sites."""

import re
from functools import lru_cache

from analysis import lexicon

_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_outlet(name: str) -> bool:
    """Return whether a name is that of an outlet: "Reuters", "the Lund Herald"."""
    lower = " ".join(name.lower().split())
    bare = _ARTICLE.sub("", lower, count=1) if _ARTICLE.match(lower) else lower
    listed = lexicon.words("outlets", "name") | lexicon.words("news_agencies")
    if bare in listed or lower in listed:
        return True
    words = bare.split()
    return (len(words) > 1 or bare != lower) and words[-1] in lexicon.words("outlets", "word")
