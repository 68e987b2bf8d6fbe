"""Holidays and named days: their English names, and their date in a year.

Dates of a lunar calendar come from the `holidays` package, which is imported at first use.
"""

import re
from functools import cache, lru_cache

from analysis import lexicon
from analysis.timex.calendar import Period, day_number

# key: (English names as a pattern, rule). A rule is "month-day", "month/nth/weekday" (Monday is 1,
# nth -1 the last), the same and "+days", "easter+days", "orthodox+days", or "country:name" in
# `holidays`.
_FEASTS: dict[str, tuple[str, str]] = {
    "new-years-eve": ("New Year['’]?s['’]? Eve|Hogmanay", "12-31"),
    "new-years-day": ("New Year['’]?s['’]? [Dd]ay|(?:the )?New Year(?:['’]s)?(?! Eve)", "01-01"),
    "burns-night": ("Burns Night", "01-25"),
    "australia-day": ("Australia Day", "01-26"),
    "saint-davids-day": ("(?:St\\.? |Saint )David['’]?s Day", "03-01"),
    "saint-georges-day": ("(?:St\\.? |Saint )George['’]?s Day", "04-23"),
    "saint-andrews-day": ("(?:St\\.? |Saint )Andrew['’]?s Day", "11-30"),
    "anzac-day": ("A[Nn][Zz][Aa][Cc] Day", "04-25"),
    "songkran": ("Songkran", "04-13"),
    "cinco-de-mayo": ("Cinco de Mayo", "05-05"),
    "day-of-the-dead": ("Day of the Dead", "11-02"),
    "remembrance-sunday": ("Remembrance Sunday", "11/2/7"),
    "kwanzaa": ("Kwanzaa", "12-26"),
    "epiphany": ("Epiphany|Twelfth Night", "01-06"),
    "orthodox-christmas": ("Orthodox Christmas", "01-07"),
    "martin-luther-king-day": (
        "Martin Luther King(?:,? Jr\\.?)?(?:['’]s)? (?:Birthday|Day)|MLK Day", "1/3/1"),
    "groundhog-day": ("Groundhog Day", "02-02"),
    "valentines-day": ("(?:St\\.? |Saint )?Valentine['’]?s Day", "02-14"),
    "presidents-day": ("Presidents?['’]?s?['’]? Day|Washington['’]s Birthday", "2/3/1"),
    "international-womens-day": ("International Women['’]s Day", "03-08"),
    "saint-patricks-day": ("(?:St\\.? |Saint )Patrick['’]?s Day", "03-17"),
    "april-fools-day": ("April Fools?['’]?s?['’]? Day", "04-01"),
    "earth-day": ("Earth Day", "04-22"),
    "may-day": ("May Day|International Workers['’] Day", "05-01"),
    "mothers-day": ("Mother['’]?s['’]? Day", "5/2/7"),
    "victory-in-europe-day": ("V-?E Day", "05-08"),
    "memorial-day": ("Memorial Day", "5/-1/1"),
    "juneteenth": ("Juneteenth", "06-19"),
    "fathers-day": ("Father['’]?s['’]? Day", "6/3/7"),
    "canada-day": ("Canada Day", "07-01"),
    "fourth-of-july": ("Independence Day", "07-04"),
    "bastille-day": ("Bastille Day", "07-14"),
    "assumption-day": ("Assumption Day", "08-15"),
    "labor-day": ("Labor Day", "9/1/1"),
    "columbus-day": ("Columbus Day|Indigenous Peoples['’]? Day", "10/2/1"),
    "halloween": ("Hallowe['’]?en", "10-31"),
    "all-saints-day": ("All Saints['’]?(?: Day)?", "11-01"),
    "all-souls-day": ("All Souls['’]?(?: Day)?", "11-02"),
    "bonfire-night": ("Guy Fawkes (?:Night|Day)|Bonfire Night", "11-05"),
    "armistice-day": ("Armistice Day|Veterans['’]? Day|Remembrance Day", "11-11"),
    "thanksgiving-day": ("Thanksgiving(?: Day)?", "11/4/4"),
    "black-friday": ("Black Friday", "11/4/4+1"),
    "cyber-monday": ("Cyber Monday", "11/4/4+4"),
    "christmas-eve": ("Christmas Eve", "12-24"),
    "christmas-day": ("Christmas(?: Day)?|Xmas", "12-25"),
    "boxing-day": ("Boxing Day|(?:St\\.? |Saint )Stephen['’]?s Day", "12-26"),
    "mothering-sunday": ("Mothering Sunday", "easter-21"),
    "orthodox-good-friday": ("Orthodox Good Friday", "orthodox-2"),
    "orthodox-easter": ("Orthodox Easter(?: (?:Sunday|Day))?", "orthodox+0"),
    "shrove-tuesday": ("Shrove Tuesday|Mardi Gras", "easter-47"),
    "ash-wednesday": ("Ash Wednesday", "easter-46"),
    "palm-sunday": ("Palm Sunday", "easter-7"),
    "maundy-thursday": ("Maundy Thursday|Holy Thursday", "easter-3"),
    "good-friday": ("Good Friday", "easter-2"),
    "holy-saturday": ("Holy Saturday", "easter-1"),
    "easter-monday": ("Easter Monday", "easter+1"),
    "easter-sunday": ("Easter(?: (?:Sunday|Day))?", "easter+0"),
    "ascension-day": ("Ascension Day", "easter+39"),
    "pentecost": ("Pentecost|Whit Sunday|Whitsun", "easter+49"),
    "corpus-christi": ("Corpus Christi(?: Day)?", "easter+60"),
    "chinese-new-year": ("(?:Chinese|Lunar) New Year", "SG:Chinese New Year"),
    "victoria-day": ("Victoria Day", "CA:Victoria Day"),
    "first-day-of-ramadan": ("Ramadan", "BN:First Day of Ramadan"),
    "nowruz": ("Nowruz|Norouz", "IR:Nowruz"),
    "holi": ("Holi", "IN:Holi"),
    "eid-al-fitr": ("Eid(?: a|-a|-u| u)l[- ][Ff]itr", "SG:Eid al-Fitr"),
    "eid-al-adha": ("Eid(?: a|-a|-u| u)l[- ][Aa]dha", "SG:Eid al-Adha"),
    "vesak-day": ("Vesak(?: Day)?", "SG:Vesak Day"),
    "diwali": ("Diwali|Deepavali", "SG:Diwali"),
    "rosh-hashanah": ("Rosh Hashanah?", "IL:Rosh Hashanah"),
    "yom-kippur": ("Yom Kippur", "IL:Yom Kippur"),
    "passover": ("Passover", "IL:Pesach"),
    "hanukkah": ("Hanukkah|Chanukah", "IL:Hanukkah"),
    "purim": ("Purim", "IL:Purim"),
}  # fmt: skip
# The longest alternative must come first: "New Year's Day" before "New Year".
_NAMES = re.compile(
    "|".join(f"(?P<{key.replace('-', '_')}>{names})" for key, (names, _) in _FEASTS.items())
)
HOLIDAY_FIRST_WORDS = lexicon.words("holiday_first_words")


def match_holiday(text: str, start: int) -> tuple[str, int] | None:
    """Match a holiday's name at an offset; returns its key and the end of its name, or None."""
    match = _NAMES.match(text, start)
    if match is None or (match.end() < len(text) and text[match.end()].isalnum()):
        return None
    return str(match.lastgroup).replace("_", "-"), match.end()


def holiday_name(key: str) -> str:
    """Convert a holiday's key to a name: "Christmas Eve"."""
    return " ".join(word.capitalize() for word in key.split("-"))


@lru_cache(maxsize=4096)
def holiday_date(key: str, year: int) -> Period | None:
    """Return the day of a holiday in an astronomical year; None if it is unknown."""
    if key not in _FEASTS or year < 1:
        return None
    rule = _FEASTS[key][1]
    if re.fullmatch(r"\d\d-\d\d", rule):
        return Period("D", day_number(year, int(rule[:2]), int(rule[3:])))
    easter = re.fullmatch(r"(easter|orthodox)([+-]\d+)", rule)
    if easter is not None:
        return _easter(year, int(easter[2]), orthodox=easter[1] == "orthodox")
    if ":" in rule:
        country, _, name = rule.partition(":")
        day = _library_days(country, year).get(name) if 1900 <= year <= 2100 else None
        return Period("D", day) if day is not None else None
    rule, _, days_after = rule.partition("+")
    month, nth, weekday = (int(part) for part in rule.split("/"))
    if nth < 0:
        last = day_number(year, month + 1, 1) - 1
        return Period("D", last - (last - weekday) % 7)
    first = day_number(year, month, 1)
    return Period("D", first + (weekday - first) % 7 + 7 * (nth - 1) + int(days_after or 0))


def _easter(year: int, offset: int, orthodox: bool) -> Period | None:
    # Imported with the first holiday that needs it.
    from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

    if not 1583 <= year <= 4099:
        return None
    sunday = easter(year, EASTER_ORTHODOX if orthodox else EASTER_WESTERN)
    return Period("D", sunday.toordinal() + offset)


@cache
def _library_days(country: str, year: int) -> dict[str, int]:
    """Return the first day of each holiday in the `holidays` package for a country and year."""
    import holidays  # slow to import, and few articles name a holiday of a lunar calendar

    calendar = holidays.country_holidays(country, language="en_US")
    calendar = holidays.country_holidays(
        country, years=year, language="en_US", categories=calendar.supported_categories
    )
    days: dict[str, int] = {}
    for day, names in sorted(calendar.items()):
        for name in names.split("; "):
            plain = re.sub(r" \(.*\)$", "", name)
            days.setdefault(plain, day.toordinal())
    return days
