"""IP addresses of hosts: those that may be fetched, as public ones or because they are allowed."""

import ipaddress
from collections.abc import Iterator

from db.errors import ImportingError

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_WITH_IPV4 = (  # IPv6 networks whose last 32 bits are an IPv4 address
    _NAT64, ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("::/96"),
)  # fmt: skip


class PrivateAddressError(ImportingError):
    """A host on this machine or its network, which is not allowed; `host` has its port."""

    def __init__(self, host: str) -> None:
        """Refuse a host."""
        super().__init__(
            f"{host} is on this machine or its network; "
            "use --allow-private-network to allow such pages"
        )
        self.host = host


def check_host_address(host: str, number: str, *, allow_private: bool) -> None:
    """Raise ImportingError if an IP address is not public, unless private ones are allowed.

    Link-local, multicast and reserved addresses are never allowed: the metadata of cloud machines
    is at a link-local one.
    """
    forms = list(_address_forms(ipaddress.ip_address(number)))
    if any(map(_is_never_fetched, forms)):
        raise ImportingError(
            f"{host} is a link-local, multicast or reserved address, which is never fetched; "
            "check the address"
        )
    if not allow_private and not all(map(_is_public, forms)):
        raise PrivateAddressError(host)


_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def _address_forms(ip: _IPAddress) -> Iterator[_IPAddress]:
    """Yield an address and each IPv4 address within it: mapped, 6to4, Teredo, NAT64, compatible."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            yield ip.ipv4_mapped
            return
        yield from (inner for inner in (ip.sixtofour, *(ip.teredo or ())) if inner)
        if any(ip in network for network in _WITH_IPV4) and int(ip) > 1:  # not :: nor ::1
            yield ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    yield ip


def _is_never_fetched(ip: _IPAddress) -> bool:
    return (
        ip.is_link_local
        or ip.is_multicast
        or ip.is_unspecified
        or (isinstance(ip, ipaddress.IPv4Address) and ip.is_reserved)
    )


def _is_public(ip: _IPAddress) -> bool:
    if isinstance(ip, ipaddress.IPv6Address) and not (ip in _GLOBAL_UNICAST or ip in _NAT64):
        return False
    return ip.is_global
