"""Which addresses a delivery may reach: the public internet on port 443, and what the operator adds."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

HTTPS = 443

# What no stranger may make us call, whatever the running Python counts as global (it has changed its mind more than once).
# IANA's special-purpose registries, of 2026.
CLOSED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' NAT, where some clouds keep their metadata
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",  # unspecified, loopback, and IPv4 written as it was until 2006
        "::ffff:0:0:0/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo and the like
        "2001:db8::/32",
        "2002::/16",  # 6to4: any IPv4 address within
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",  # unique local, metadata
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
# On networks without IPv4 every IPv4 address looks like this (RFC 6052).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotReachableError(Exception):
    """A delivery may not go there.  The text says why, without the address: whoever registered it shall not learn our network."""


class NameNotResolvedError(NotReachableError):
    """The name has no address just now.  Later it may have one again."""


@dataclass(frozen=True)
class Reach:
    """What may be reached besides public addresses and port 443: *networks* and *ports*, as the operator says; without *public*, only those networks."""

    networks: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset({HTTPS})
    public: bool = True

    def check_port(self, port: int) -> None:
        """Raise `NotReachableError` for a port that is not open to deliveries."""
        if port not in self.ports:
            raise NotReachableError(f"Port {port} is not allowed.")

    def check(self, addresses: Iterable[str]) -> list[str]:
        """
        Return the *addresses* of a host as they are when a delivery may go to every one of them.

        One that is not public condemns the whole name: honest names do not mix them.  Raises `NotReachableError`.
        """
        checked = list(addresses)
        if not checked:
            raise NotReachableError("The host's name has no address.")
        if not all(self._admits(address) for address in checked):
            raise NotReachableError("The host's name leads to an address that is not public.")
        return checked

    def _admits(self, text: str) -> bool:
        if "%" in text:  # with the interface of a link
            return False
        address = plain(ipaddress.ip_address(text))
        if any(address in network for network in self.networks):
            return True
        return self.public and address.is_global and not any(address in network for network in CLOSED)


def plain(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for when it is mapped (RFC 4291) or translated (RFC 6052), else *address*."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
