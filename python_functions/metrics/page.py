"""GET /metrics of the edge: how the outbox stands, and what the worker counts."""

import hmac
import ipaddress
from collections.abc import Callable

import httpx
from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from python_functions.config import Endpoint
from python_functions.data_api import DataApi
from python_functions.metrics.outbox import OutboxCollector

# The version of the text that every scraper reads, whatever else it could.
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
WORKER_TIMEOUT = 1
# A proxy on this machine would make strangers look like neighbours; it says so by one of these.
TRACES_OF_A_PROXY = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via", "Cf-Connecting-Ip")


def blueprint(api: DataApi, *, worker: Endpoint, token: str | None) -> Blueprint:
    """
    Return the route GET /metrics.

    With *token* whoever has it as a bearer is answered, and nobody else; without one, only callers on this machine that
    come without a proxy.  Others get 401 `not_signed_in`.  The figures of the worker at *worker* follow those of the
    edge, so that one address tells everything where one worker runs; of several each is to be asked itself.
    """
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    def metrics() -> Response | tuple[dict[str, str], int, dict[str, str]]:
        if not _may_look(token):
            return (
                {
                    "code": "401",
                    "message": "not_signed_in",
                    "details": "Figures are for whoever runs this server.",
                    "hint": "Ask from this machine, or set METRICS_TOKEN and send it as a bearer token.",
                },
                401,
                {"WWW-Authenticate": "Bearer"},
            )
        return Response(_figures(api) + _figures_of(worker), content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})

    return routes


def _may_look(token: str | None) -> bool:
    if token is not None:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return _is_loopback(request.remote_addr or "") and not any(trace in request.headers for trace in TRACES_OF_A_PROXY)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _figures(api: DataApi) -> bytes:
    registry = CollectorRegistry()
    registry.register(OutboxCollector(api))
    return generate_latest(registry)


def _figures_of(worker: Endpoint) -> bytes:
    registry = CollectorRegistry()
    up = Gauge("bookfast_worker_up", "Whether the worker answered the edge just now.", registry=registry)
    said = _ask(lambda: httpx.get(f"http://{worker}/metrics", headers={"Accept": "text/plain"}, timeout=WORKER_TIMEOUT, trust_env=False))
    up.set(said is not None)
    return generate_latest(registry) + (said or b"")


def _ask(question: Callable[[], httpx.Response]) -> bytes | None:
    try:
        return question().raise_for_status().content
    except httpx.HTTPError:
        return None
