"""Who listens on a port that we want."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import psutil

from python_functions.stack.errors import StackError
from python_functions.stack.settings import PORTS, Settings

if TYPE_CHECKING:
    from python_functions.stack.programs import Program


def require_free(program: Program, settings: Settings) -> None:
    """Raise `StackError` naming port, holder and variable when another process listens where *program* should."""
    for name in program.ports:
        port = settings.ports[name]
        if _is_free(port):
            continue
        variable = PORTS[name][0]
        raise StackError(
            f"Port {port}, wanted by {program.name}, is taken",
            why=_holder(port),
            remedy=f"End that process, or choose another port: make up {variable}={port + 1000}",
        )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do it: a port that only waits for the last packets of closed connections is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _holder(port: int) -> str:
    unknown = "another process listens there; its name is not visible to this account"
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return unknown
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            process = psutil.Process(connection.pid)
            return f"process {connection.pid} ({process.name()}) listens there"
    return unknown
