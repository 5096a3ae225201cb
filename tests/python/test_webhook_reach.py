"""Which addresses a webhook may reach: no private one, however it is written; what the operator adds; nothing else."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.outbound.reach import CLOSED, NotReachableError, Reach


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"])
def test_the_public_internet_is_reached(address: str) -> None:
    assert Reach().check([address]) == [address]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - that is the point
        "10.1.2.3",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2002:7f00:1::1",
        "2002:a9fe:a9fe::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_nothing_private_is(address: str) -> None:
    with pytest.raises(NotReachableError) as refused:
        Reach().check([address])
    assert address not in str(refused.value)


@given(st.ip_addresses(v=4).filter(lambda address: not address.is_global), st.sampled_from(["{}", "::ffff:{}", "64:ff9b::{}"]))
def test_nor_any_other_address_that_is_not_global(address: ipaddress.IPv4Address, written: str) -> None:
    with pytest.raises(NotReachableError):
        Reach().check([written.format(address)])


@given(st.sampled_from([network for network in CLOSED if network.version == 6]).flatmap(lambda network: st.ip_addresses(network=network)))
def test_nor_what_is_closed_in_the_newer_protocol(address: ipaddress.IPv6Address) -> None:
    mapped = address.ipv4_mapped
    if mapped is not None and mapped.is_global:
        return
    with pytest.raises(NotReachableError):
        Reach().check([str(address)])


def test_one_private_address_condemns_the_name() -> None:
    """A name with both is a trick, or a mistake."""
    for addresses in (["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"], []):
        with pytest.raises(NotReachableError):
            Reach().check(addresses)


def test_the_operator_may_add_networks_and_ports() -> None:
    reach = Reach((ipaddress.ip_network("10.20.0.0/16"),), frozenset({443, 8443}))
    assert reach.check(["10.20.3.4", "8.8.8.8"])
    assert reach.check(["::ffff:10.20.3.4"])
    reach.check_port(8443)
    with pytest.raises(NotReachableError):
        reach.check(["10.21.0.1"])


@pytest.mark.parametrize("port", [22, 25, 80, 5432, 8443, 0])
def test_other_ports_are_closed(port: int) -> None:
    Reach().check_port(443)
    with pytest.raises(NotReachableError, match=str(port)):
        Reach().check_port(port)
