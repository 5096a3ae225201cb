"""Daily (https://docs.daily.co/reference/rest-api): private rooms that expire, and meeting tokens."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

import httpx

from python_functions.video.errors import VideoError
from webhooks.outbound.attempt import retry_after

SECONDS = 10


class Daily:
    """The rooms of one account, which is one domain at Daily."""

    def __init__(self, api_key: str, *, base_url: str, seconds: float = SECONDS) -> None:
        """Ask *base_url*; each request may take *seconds*.  Sends nothing yet."""
        self._http = httpx.Client(base_url=base_url, timeout=seconds, headers={"Authorization": f"Bearer {api_key}"}, follow_redirects=False)

    def make(self, name: str, *, opens_at: datetime, closes_at: datetime) -> str:
        """
        See `VideoService`.

        Daily answers 400 both for a name that is taken and for what it does not understand; so a refused room is changed by its name,
        and only where there is none was the request itself refused.
        """
        properties = {
            "nbf": int(opens_at.timestamp()),
            "exp": int(closes_at.timestamp()),
            "eject_at_room_exp": True,
            "enable_prejoin_ui": True,
            # Nobody stands at the door of a room: whoever may come in has a token.
            "enable_knocking": False,
        }
        answer = self._ask("POST", "/rooms", {"name": name, "privacy": "private", "properties": properties})
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            answer = self._ask("POST", f"/rooms/{name}", {"privacy": "private", "properties": properties})
            if answer.status_code == HTTPStatus.NOT_FOUND:
                raise VideoError("Daily refuses to make such a room.", retryable=False)
        room = self._taken(answer)
        url = room.get("url")
        if not isinstance(url, str) or not url.startswith("https://"):
            raise VideoError("Daily made a room and did not say where it is.")
        return url

    def remove(self, name: str) -> None:
        """See `VideoService`."""
        answer = self._ask("DELETE", f"/rooms/{name}")
        if answer.status_code != HTTPStatus.NOT_FOUND:
            self._taken(answer)

    def token(self, name: str, *, closes_at: datetime, party: str, is_owner: bool) -> str:
        """See `VideoService`."""
        properties = {
            "room_name": name,
            "exp": int(closes_at.timestamp()),
            "eject_at_token_exp": True,
            "is_owner": is_owner,
            "user_id": party,
        }
        token = self._taken(self._ask("POST", "/meeting-tokens", {"properties": properties})).get("token")
        if not isinstance(token, str):
            raise VideoError("Daily gave no token.")
        return token

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        try:
            return self._http.request(method, path, json=body)
        except httpx.TimeoutException as error:
            raise VideoError("Daily did not answer in time.") from error
        except httpx.HTTPError as error:
            raise VideoError(f"Daily could not be reached: {type(error).__name__}.") from error

    @staticmethod
    def _taken(answer: httpx.Response) -> dict[str, Any]:
        """Return what Daily answered, or raise what it means."""
        status = answer.status_code
        if status == HTTPStatus.OK:
            try:
                said = answer.json()
            except ValueError:
                said = None
            if isinstance(said, dict):
                return said
            raise VideoError("Daily's answer is no JSON object.")
        wait = retry_after(answer.headers.get("retry-after", ""))
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise VideoError(f"Daily answered {status}.", retry_after=wait)
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise VideoError(f"Daily answered {status}: check DAILY_API_KEY.", retryable=False)
        raise VideoError(f"Daily answered {status}.", retryable=False)
