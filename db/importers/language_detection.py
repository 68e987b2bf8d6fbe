"""Detection of a text's language, by its most frequent function words."""

import re

_WORDS = 2_000  # of a text that are examined
_COMMON = {
    "en": "the of and to in that is was for on with as it his he by at from are be have not said",
    "de": "der die und das nicht von den mit ist sich auf dem ein eine für im als auch dass werden",
    "fr": "le les et des est une dans que qui pour pas sur au du par avec sont ce il plus cette",
    "es": "el los las que del una por con para es se no al lo como su más pero fue este",
    "it": "il che della di per una con non sono gli del si nel alla più dei anche le ha è",
    "pt": "que não uma os com para dos como mais por foi ao das se na no em também pela é",
    "nl": "de het een van en niet dat zijn op met voor is aan door ook naar bij werd maar heeft",
    "sv": "och att det som en på är av för med den till inte har om ett han var från men",
    "da": "og at det er en på af for med den til ikke har som der et han var fra men",
    "pl": "w na i z że się nie do to jest o jak przez po od dla za ale są był",
    "tr": "ve bir bu için ile olarak da de çok daha olan gibi kadar sonra ancak her ne",
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("fa", re.compile("[پچژگ]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)


def detect_language(text: str) -> str:
    """Return an ISO 639-1 code, "und" if unknown; a short text without function words is "en"."""
    sample = text[: _WORDS * 8]
    latin = len(re.findall("[A-Za-z\u00c0-\u024f]", sample))
    letters = sum(map(str.isalpha, sample))
    if letters - latin > latin:
        return next((code for code, script in _SCRIPTS if script.search(sample)), "und")
    words = re.findall(r"[^\W\d_]+", sample.lower())[:_WORDS]
    counts = {code: sum(map(common.__contains__, words)) for code, common in FUNCTION_WORDS.items()}
    language = max(counts, key=counts.__getitem__)
    count = counts[language]
    if not count:
        return "en" if len(words) < 20 else "und"
    if len(words) >= 20 and count * 12 < len(words):
        return "und"
    return "en" if counts["en"] == count else language
