"""Calls to a provider's HTTP API: one JSON request, and what its failure means for the message."""

from collections.abc import Callable
from typing import Any

import httpx

from python_functions.senders.parts import discreet
from python_functions.senders.sender import MailRefusedError, ProviderDownError

# Refusals (4xx) that may be about the message itself.  All others are about us: key, quota, address of the API.
ABOUT_THE_MESSAGE = {400, 413, 422}


class HttpApi:
    """A provider's API under *base_url*.  Safe to share between threads."""

    def __init__(self, provider: str, *, base_url: str, headers: dict[str, str], timeout: float) -> None:
        """*provider* is its name for people; every phase of a call may take *timeout* seconds.  Redirects are not followed."""
        self._provider = provider
        self._client = httpx.Client(base_url=base_url, headers={"Accept": "application/json", **headers}, timeout=timeout)

    def post(self, path: str, body: dict[str, Any], *, refused: Callable[[dict[str, Any]], bool], headers: dict[str, str] | None = None) -> dict[str, Any]:
        """
        Post *body* and return the answer of a 2xx.

        A 400, 413 or 422 whose answer *refused* takes as being about the message raises `MailRefusedError`; everything
        else that is no success, silence included, raises `ProviderDownError`.
        """
        return self._call("POST", path, refused=refused, json=body, headers=headers)

    def get(self, path: str) -> dict[str, Any]:
        """Return the answer to a question that costs nothing.  Raises `ProviderDownError`."""
        return self._call("GET", path, refused=lambda _: False)

    def _call(self, method: str, path: str, *, refused: Callable[[dict[str, Any]], bool], **request: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's own
        try:
            response = self._client.request(method, path, **request)
        except httpx.TimeoutException as error:
            raise ProviderDownError(f"{self._provider} did not answer in time.") from error
        except httpx.HTTPError as error:
            raise ProviderDownError(f"{self._provider} cannot be reached: {type(error).__name__}.") from error
        answer = _json(response)
        if response.is_success:
            return answer
        said = f"{response.status_code} {discreet(str(answer.get('message') or answer.get('Message') or response.reason_phrase))}"
        if response.status_code in ABOUT_THE_MESSAGE and refused(answer):
            raise MailRefusedError(f"{self._provider} refused the message: {said}.")
        raise ProviderAnswerError(f"{self._provider} took no message: {said}.", status=response.status_code, answer=answer)


class ProviderAnswerError(ProviderDownError):
    """The provider answered, and not with a success; *status* and *answer* say how."""

    def __init__(self, text: str, *, status: int, answer: dict[str, Any]) -> None:
        """Keep what a provider's own sender may know more about."""
        super().__init__(text)
        self.status = status
        self.answer = answer


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
