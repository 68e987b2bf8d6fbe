"""Entry points by which other packages add importers and exporters.

The metadata of all installed packages are read for them, which takes up to 30 ms. So they are read
only if a format or an ending is wanted that OnRecord does not have.
"""

from functools import cache
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import Struct

from db.errors import PluginError
from db.text import one_line

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")

PluginGroup = Literal["onrecord.importers", "onrecord.exporters"]
"""The groups of entry points."""

_ROLES: dict[PluginGroup, str] = {
    "onrecord.importers": "importer", "onrecord.exporters": "exporter"
}  # fmt: skip
_LONGEST = 300  # characters of the message of another package


class Plugin(Struct, frozen=True):
    """An importer or an exporter of another package, which is not loaded yet.

    `packages` are the packages that have one of this name, each with its version: one, unless they
    collide. `location` is its module and its name there.
    """

    group: PluginGroup
    name: str
    packages: tuple[str, ...]
    location: str

    @property
    def label(self) -> str:
        """The name for messages: "the exporter `words` of the package onrecord-words 1.0"."""
        packages = " and ".join(self.packages)
        return f"the {_ROLES[self.group]} `{self.name}` of the package {packages}"


@cache
def list_plugins(group: PluginGroup) -> dict[str, Plugin]:
    """Return the importers or exporters of other packages by their names, sorted."""
    from importlib.metadata import entry_points  # takes 15 ms: imported only if needed

    found: dict[str, Plugin] = {}
    for point in sorted(entry_points(group=group), key=lambda point: (point.name, point.value)):
        name, package = one_line(point.name), _name_package(point)
        if group == "onrecord.importers":  # whose names are endings
            name = name.lower().removeprefix(".")
        before = found[name].packages if name in found else ()
        if package not in before:
            found[name] = Plugin(group, name, (*before, package), point.value)
    return found


def _name_package(point: "EntryPoint") -> str:
    if point.dist is None:
        return "of an unknown name"
    return one_line(f"{point.dist.name} {point.dist.version}")


def load_plugin(plugin: Plugin, kind: type[T]) -> T:
    """Load an importer or an exporter; raises PluginError, which names its package."""
    from importlib.metadata import EntryPoint

    if len(plugin.packages) > 1:
        names = " and ".join(plugin.packages)
        raise PluginError(f"the packages {names} both have `{plugin.name}`; uninstall one of them")
    try:
        loaded = EntryPoint(plugin.name, plugin.location, plugin.group).load()
    except (Exception, SystemExit) as error:  # whatever the module of another package raises
        raise explain_failure(plugin.label, "cannot be loaded", error) from error
    if not isinstance(loaded, kind):
        problem = f"is a {type(loaded).__name__}, not a {kind.__name__}"
        raise PluginError(f"{plugin.label} {problem}; update the package")
    return loaded


def explain_failure(label: str, failure: str, error: BaseException) -> PluginError:
    """Return the error of a package that failed, with its own error on one line."""
    detail = one_line(f"{type(error).__name__}: {error}")[:_LONGEST]
    return PluginError(f"{label} {failure} ({detail}); update or uninstall the package")
