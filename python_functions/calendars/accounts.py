"""Accounts at calendar providers: what opens them, sealed and unsealed, and the calendar service that it opens."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any, Literal

import structlog

from python_functions.calendars.caldav_http import REQUEST_SECONDS
from python_functions.calendars.caldav_service import CalDavAccount, CalDavService
from python_functions.calendars.errors import Unreachable
from python_functions.calendars.google import GoogleProvider
from python_functions.calendars.service import CalendarService
from python_functions.config import Config
from python_functions.data_api import DataApi
from python_functions.envelope.data_keys import DataKey, DataKeys
from python_functions.envelope.sealing import Place, seal, unseal
from webhooks.outbound.reach import Reach

Provider = Literal["google", "caldav"]

log = structlog.get_logger(__name__)


class Accounts:
    """
    Opens members' accounts.  Safe to share between threads: one is enough for a process.

    Methods raise `EnvelopeError`s where a key is missing, and a `BookingError` where the Data API does not give one.
    """

    def __init__(self, api: DataApi, keys: DataKeys, *, google: GoogleProvider | None, reach: Reach, seconds: float = REQUEST_SECONDS) -> None:
        """*api* has the service role's rights; *google* is None where it is not set up; CalDAV servers are within *reach*, and may take *seconds*."""
        self._api, self._keys, self._google, self._reach, self._seconds = api, keys, google, reach, seconds

    @property
    def google(self) -> GoogleProvider | None:
        """Google for our application, where it is set up."""
        return self._google

    def open(self, row: Mapping[str, Any]) -> CalendarService:
        """
        Return the service of a connection's *row*, as a claimed task has it: {connection_id, organization_id, user_id, provider, sealed, data_key_id}.

        Asks nobody yet.  A refresh token that Google exchanges for another is kept.  Raises `Unreachable` where Google is not set up.
        """
        key = self._keys.of(row["organization_id"], row["data_key_id"])
        place = place_of(row["organization_id"], row["user_id"], row["provider"])
        credentials = json.loads(unseal(key.key, b64decode(row["sealed"]), place=place))
        return self.service(row["provider"], credentials, row=row, rotated=self._keeper(row))

    def service(
        self, provider: Provider, credentials: Mapping[str, str], *, row: Mapping[str, Any] | None = None, rotated: Callable[[str], None] | None = None
    ) -> CalendarService:
        """Return the service that bare *credentials* open; *row* is their connection, and *rotated* keeps a new refresh token."""
        if provider == "caldav":
            account = CalDavAccount(url=credentials["url"], username=credentials["username"], password=credentials["password"])
            return CalDavService(account, reach=self._reach, time_zone=(row or {}).get("time_zone") or "UTC", seconds=self._seconds)
        if self._google is None:
            raise Unreachable("Google is not set up on this server.")
        return self._google.open(credentials["refresh_token"], rotated=rotated)

    def seal(self, organization_id: str, user_id: str, provider: Provider, credentials: Mapping[str, str]) -> tuple[str, str]:
        """Return the data key's id and the *credentials* sealed by it (base64), which open for this member and provider only."""
        key: DataKey = self._keys.current(organization_id)
        sealed = seal(key.key, json.dumps(dict(credentials)).encode(), place=place_of(organization_id, user_id, provider))
        return key.key_id, b64encode(sealed).decode()

    def _keeper(self, row: Mapping[str, Any]) -> Callable[[str], None]:
        """Return what keeps a new refresh token in the place of the one that *row* has, and each further one in the place of the last."""
        kept = row["sealed"]

        def keep(refresh_token: str) -> None:
            nonlocal kept
            key_id, sealed = self.seal(row["organization_id"], row["user_id"], row["provider"], {"refresh_token": refresh_token})
            ours = {"connection_id": row["connection_id"], "key_id": key_id, "sealed": sealed}
            if self._api.call("keep_calendar_credentials", **ours, instead_of=kept)["kept"]:
                kept = sealed
            else:
                # Another worker was first, or the owner connected anew: what is there is good, and the next task comes with it.
                log.info("credentials left as they are by now", connection_id=row["connection_id"])

        return keep


def accounts_of(config: Config, api: DataApi, *, google: GoogleProvider | None = None, seconds: float = REQUEST_SECONDS) -> Accounts | None:
    """Return what opens accounts as *config* says, or None where no master key is configured.  *google* takes the place of the one that would be made."""
    if config.master_keys is None:
        return None
    if google is None and config.google is not None:
        google = GoogleProvider(config.google)
    return Accounts(api, DataKeys(api, config.master_keys), google=google, reach=Reach(config.webhook_networks, config.webhook_ports), seconds=seconds)


def place_of(organization_id: str, user_id: str, provider: str) -> Place:
    """Return what credentials are bound to: moved to another member's row, they stay shut."""
    return {"purpose": "calendar connection", "organization_id": organization_id, "user_id": user_id, "provider": provider}
