"""A small HTTP server in a thread that says a registry's figures: for this machine, or a network that nobody else is on."""

import socket
import threading
from typing import Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app

from python_functions.config import Endpoint


class _Silent(WSGIRequestHandler):
    timeout = 5

    def log_message(self, *_: object) -> None:
        """Who asks for figures is of no interest."""


class _Server6(WSGIServer):
    address_family = socket.AF_INET6


class Listener:
    """Answers every GET with the figures, one asker at a time."""

    def __init__(self, registry: CollectorRegistry, address: Endpoint) -> None:
        """Begin to serve.  Raises `OSError` when *address* is taken or not ours."""
        server = _Server6 if ":" in address.host else WSGIServer
        self._server = make_server(address.host, address.port, make_wsgi_app(registry), server_class=server, handler_class=_Silent)
        self._thread = threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        """Return the listener itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()
