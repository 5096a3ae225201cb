"""The certificates that Amazon SNS signs with: fetched from a genuine host only, kept while they are valid."""

import re
import threading
import time
from collections import deque
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

HOST = re.compile(r"sns\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com")
PATH = re.compile(r"/SimpleNotificationService-[0-9a-f]{8,64}\.pem")
NAME = re.compile(r"sns[a-z0-9.-]*\.amazonaws\.com")
LARGEST = 64 * 1024
# Amazon has a few at a time; whoever makes us fetch more wants something else.
FETCHES_PER_MINUTE = 10
MOST_KEPT = 16


class ForgedError(Exception):
    """No such certificate can be Amazon's."""


class AwayError(Exception):
    """Amazon did not answer, or was asked too often: later."""


def genuine_host(url: str, *, region: str) -> str:
    """Return the host of *url* when it is SNS in *region* over https, at its usual port; else raise `ForgedError`."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ForgedError("address") from error
    found = HOST.fullmatch(parts.netloc)
    if parts.scheme != "https" or found is None or found["region"] != region or parts.fragment:
        raise ForgedError("address")
    return parts.netloc


class Certificates:
    """The public keys of the certificates that were seen.  Safe to share between threads."""

    def __init__(self, http: httpx.Client) -> None:
        """*http* fetches them, and checks the host's own certificate as for every https address."""
        self._http = http
        self._lock = threading.Lock()
        self._kept: dict[str, x509.Certificate] = {}
        self._fetched: deque[float] = deque()

    def key_at(self, url: str, *, region: str) -> RSAPublicKey:
        """Return the key of the certificate at *url*, a genuine address of SNS in *region*.  Raises `ForgedError` or `AwayError`."""
        host, parts = genuine_host(url, region=region), urlsplit(url)
        if not PATH.fullmatch(parts.path) or parts.query:
            raise ForgedError("address")
        with self._lock:
            # One at a time: a hundred messages at once need one certificate.
            certificate = self._kept.get(url) or self._fetch(f"https://{host}{parts.path}")
            if not certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc:
                self._kept.pop(url, None)
                raise ForgedError("validity")
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[url] = certificate
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey):
            raise ForgedError("kind of key")
        return key

    def _fetch(self, url: str) -> x509.Certificate:
        now = time.monotonic()
        while self._fetched and self._fetched[0] < now - 60:
            self._fetched.popleft()
        if len(self._fetched) >= FETCHES_PER_MINUTE:
            raise AwayError("asked too often")
        self._fetched.append(now)
        try:
            answer = self._http.get(url)
        except httpx.HTTPError as error:
            raise AwayError(type(error).__name__) from error
        if answer.is_server_error:
            raise AwayError("an error of the server")
        if not answer.is_success or len(answer.content) > LARGEST:
            raise ForgedError("no certificate")
        try:
            certificate = x509.load_pem_x509_certificate(answer.content)
        except ValueError as error:
            raise ForgedError("no certificate") from error
        if not any(NAME.fullmatch(str(name.value)) for name in certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)):
            raise ForgedError("name")
        return certificate
