"""Connecting and disconnecting members' calendars, in their own name: the database decides who may, the provider whether it lets us in."""

import hashlib
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog

from python_functions.calendars.accounts import Accounts, Provider
from python_functions.calendars.errors import AuthorizationLost, CalendarError, CalendarGone, OutOfReach, Refused, Unreachable
from python_functions.calendars.oauth import ConsentIncomplete, GoogleConsent, Grant, States
from python_functions.calendars.service import CalendarService
from python_functions.data_api import DataApi
from python_functions.envelope.data_keys import DataKeys
from python_functions.envelope.errors import EnvelopeError
from python_functions.envelope.sealing import Place, seal, unseal
from python_functions.errors import BookingError, DataApiUnavailable, NotFound, TokenInvalid

log = structlog.get_logger(__name__)

VERIFIER_BYTES = 64
AGAIN = "Connect the calendar once more."


@dataclass(frozen=True)
class Connecting:
    """
    What the routes below /api/calendar do.  Methods take the caller's access *token*, and raise `BookingError`s and `EnvelopeError`s.

    *own* has the service role's rights: for keys, and to write down what a provider has granted to whoever came back.
    """

    as_caller: Callable[[str], DataApi]
    own: DataApi
    keys: DataKeys
    states: States
    accounts: Accounts
    consent: GoogleConsent | None

    def begin_google(self, token: str, organization_id: str) -> str:
        """Return the address at which the caller lets us into their Google calendar."""
        caller = self.as_caller(token)
        consent = self._consent()
        state, verifier = self.states.new(), secrets.token_urlsafe(VERIFIER_BYTES)
        self._begin(caller, organization_id, "google", state, verifier)
        return consent.address(state=state, verifier=verifier)

    def finish_google(self, token: str, *, state: str, code: str | None) -> dict[str, Any]:
        """Connect the calendar of the caller, who is back from Google with *code*, or without one when they refused."""
        consent = self._consent()
        taken = self._take(self.as_caller(token), state)
        if code is None:
            raise BookingError(403, "not_allowed", "Google says that you did not allow it, so nothing was connected.", AGAIN)
        grant = self._exchange(consent, taken, code, state)
        credentials = {"refresh_token": grant.refresh_token}
        account = self._own_address("google", credentials)
        return self._complete(taken, account, credentials, grant.scopes)

    def connect_caldav(self, token: str, organization_id: str, credentials: dict[str, str]) -> dict[str, Any]:
        """Connect an account at a CalDAV server, which is asked at once."""
        caller, state = self.as_caller(token), self.states.new()
        self._begin(caller, organization_id, "caldav", state, None)
        taken = self._take(caller, state)
        self._own_address("caldav", credentials)
        # The same name at another server is another account.
        return self._complete(taken, f"{credentials['username']} ({urlsplit(credentials['url']).hostname})", credentials, [])

    def end(self, token: str, connection_id: str) -> dict[str, Any]:
        """Disconnect the caller's calendar, whatever the provider says; `revoked` tells whether it took note (None: there was nothing to tell)."""
        ended = self.as_caller(token).call("end_calendar_connection", connection_id=connection_id)
        return {**ended, "revoked": self._take_leave(connection_id)}

    def _begin(self, caller: DataApi, organization_id: str, provider: Provider, state: str, verifier: str | None) -> None:
        # Keys are made with rights of our own: not before the caller is known to belong there.
        if not caller.rows("calendar_access", columns="organization_id", organization_id=organization_id):
            raise NotFound(404, "not_found", "No organization that you work in.", "Check which account you are signed in with.")
        sealed: dict[str, str] = {}
        if verifier is not None:
            key = self.keys.current(organization_id)
            bytes_of_it = seal(key.key, verifier.encode(), place=_place(organization_id, state))
            sealed = {"key_id": key.key_id, "sealed": b64encode(bytes_of_it).decode()}
        caller.call("begin_calendar_connection", organization_id=organization_id, provider=provider, state_hash=_hash(state), **sealed)

    def _take(self, caller: DataApi, state: str) -> dict[str, Any]:
        if not self.states.are_ours(state):
            raise TokenInvalid(403, "token_invalid", "This answer belongs to no attempt of yours to connect a calendar, or was used before.", AGAIN)
        return caller.call("take_calendar_attempt", state_hash=_hash(state))

    def _exchange(self, consent: GoogleConsent, taken: Mapping[str, Any], code: str, state: str) -> Grant:
        if taken["provider"] != "google":
            raise TokenInvalid(403, "token_invalid", "This answer belongs to another attempt.", AGAIN)
        key = self.keys.of(taken["organization_id"], taken["key_id"])
        verifier = unseal(key.key, b64decode(taken["sealed"]), place=_place(taken["organization_id"], state)).decode()
        try:
            return consent.exchange(code, verifier=verifier)
        except Unreachable as error:
            log.warning("google does not answer", problem=str(error))
            self.own.call("return_calendar_attempt", attempt_id=taken["attempt_id"])
            hint = "Try again in a minute: nothing is lost, and you need not allow it again."
            raise BookingError(503, "calendar_unreachable", "Google does not answer at the moment.", hint) from error
        except AuthorizationLost as error:
            log.warning("google takes no such code", problem=str(error))
            raise TokenInvalid(403, "token_invalid", "Google does not know this answer, or it was used before.", AGAIN) from error
        except ConsentIncomplete as error:
            sentence = (
                "Google does not let us in for longer than an hour."
                if error.missing == ("offline",)
                else "Not everything was allowed that keeping your calendar takes, so nothing was connected."
            )
            raise BookingError(403, "not_allowed", sentence, "Connect the calendar once more, and leave every box ticked.") from error

    def _own_address(self, provider: Provider, credentials: dict[str, str]) -> str:
        """Return the name of the account's primary calendar, which at Google is its address; asking proves that we are let in, and may change *credentials*."""
        try:
            calendars = self.accounts.service(provider, credentials, rotated=lambda token: credentials.update(refresh_token=token)).calendars()
        except OutOfReach as error:
            log.warning("calendar is out of reach", provider=provider, problem=str(error))
            hint = "Check the address: it begins with https://, and leads to a server on the public internet."
            raise BookingError(400, "invalid_argument", "No calendar can be reached at this address.", hint) from error
        except Unreachable as error:
            log.warning("calendar does not answer", provider=provider, problem=str(error))
            raise BookingError(503, "calendar_unreachable", "The calendar does not answer at the moment.", "Connect it once more in a minute.") from error
        except AuthorizationLost as error:
            raise BookingError(403, "not_allowed", "The calendar does not accept this account.", "Check user name and password.") from error
        except (CalendarGone, Refused) as error:
            raise BookingError(400, "invalid_argument", f"There is no calendar account at this address. {error}", "Check the address.") from error
        return next((each.calendar_id for each in calendars if each.primary), provider)

    def _complete(self, taken: Mapping[str, Any], account: str, credentials: Mapping[str, str], scopes: list[str]) -> dict[str, Any]:
        key_id, sealed = self.accounts.seal(taken["organization_id"], taken["user_id"], taken["provider"], credentials)
        arguments = {"attempt_id": taken["attempt_id"], "account": account, "key_id": key_id, "sealed": sealed, "scopes": scopes}
        try:
            connection = self.own.call("complete_calendar_connection", **arguments)
        except DataApiUnavailable:
            # The answer may have been lost on the way; the verb is safe to repeat, and what Google gave is given once.
            connection = self.own.call("complete_calendar_connection", **arguments)
        replaced = connection.pop("replaced")
        if replaced is not None:
            self._take_leave(replaced)
        return connection

    def _take_leave(self, connection_id: str) -> bool | None:
        try:
            row = self.own.call("take_ended_credentials", connection_id=connection_id)
            if row is None:
                return None
            account = self.accounts.open(row)
            self._stop_channels(account, connection_id)
            if row["shared"]:
                # Google would end what the same person allowed us elsewhere, too.
                return None
            account.revoke()
        except (CalendarError, EnvelopeError, BookingError) as error:
            log.warning("calendar was not told that it is disconnected", connection_id=connection_id, problem=str(error))
            return False
        return True

    def _stop_channels(self, account: CalendarService, connection_id: str) -> None:
        """Let pushes end.  Where they do not, they end by themselves, and nobody listens to them any more."""
        try:
            for channel in self.own.call("take_ended_channels", connection_id=connection_id):
                account.stop(channel["channel_id"], channel["resource_id"])
        except (CalendarError, BookingError) as error:
            log.warning("pushes were not stopped", connection_id=connection_id, problem=str(error))

    def _consent(self) -> GoogleConsent:
        if self.consent is None:
            raise BookingError(503, "calendars_not_configured", "Google is not set up on this server.", "Whoever runs Bookfast has to set GOOGLE_CLIENT_ID.")
        return self.consent


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _place(organization_id: str, state: str) -> Place:
    return {"purpose": "calendar attempt", "organization_id": organization_id, "state": _hash(state)}
