"""Notes between a caller who may read them and a database that must not: sealed on the way in, opened on the way out."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from python_functions.data_api import DataApi
from python_functions.envelope.data_keys import DataKeys
from python_functions.envelope.errors import CannotUnsealError, UnknownDataKeyError
from python_functions.envelope.sealing import Place, content_tag, seal, unseal
from python_functions.errors import ChangedMeanwhile, NotFound

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Draft:
    """What somebody writes: *version* is the one it follows, 0 for a new note."""

    booking_id: str
    note_id: str
    version: int
    visibility: str
    addendum_to: str | None
    content: str
    idempotency_key: str | None


class Notes:
    """
    Notes in the name of their readers and writers: whether they may is for the Data API to say, under their own token.

    Methods raise the `BookingError` of the Data API's answer, and `EnvelopeError`s when keys are missing.
    """

    def __init__(self, as_caller: Callable[[str], DataApi], keys: DataKeys) -> None:
        """*as_caller* makes a Data API of an access token; *keys* are looked up with the edge's own rights."""
        self._as_caller, self._keys = as_caller, keys

    def read(self, token: str, booking_id: str, *, note_id: str | None = None) -> list[dict[str, Any]]:
        """
        Return the notes on a booking, or one of them, as {note_id, version, visibility, content}; each reading is in the audit log.

        content is null for one whose ciphertext was altered or moved: the others are readable all the same.
        """
        found = self._as_caller(token).call("read_notes", booking_id=booking_id, note_id=note_id)
        return [self._opened(found["organization_id"], booking_id, note) for note in found["notes"]]

    def save(self, token: str, draft: Draft) -> dict[str, Any]:
        """
        Save the next version of a draft; returns {note_id, version, updated_at}.

        Raises `ChangedMeanwhile` when it does not follow the last one; the hint then has that one, with its content.
        """
        api = self._as_caller(token)
        booking = next(iter(api.rows("bookings", columns="organization_id", booking_id=draft.booking_id)), None)
        if booking is None:
            raise NotFound(404, "not_found", "No such booking that you may see.", "Check which account you are signed in with.")
        organization_id = booking["organization_id"]
        key = self._keys.current(organization_id)
        place = place_of(organization_id, draft.booking_id, draft.note_id, draft.version + 1, draft.visibility, draft.addendum_to)
        content = draft.content.encode()
        try:
            return api.call(
                "save_note",
                booking_id=draft.booking_id,
                note_id=draft.note_id,
                key_id=key.key_id,
                sealed=b64encode(seal(key.key, content, place=place)).decode(),
                content_tag=content_tag(key.key, content, place=place),
                visibility=draft.visibility,
                expected_version=draft.version,
                addendum_to=draft.addendum_to,
                idempotency_key=draft.idempotency_key,
            )
        except ChangedMeanwhile as error:
            newest = self.read(token, draft.booking_id, note_id=draft.note_id)
            raise ChangedMeanwhile(error.status, error.name, error.detail, json.dumps(newest[0]) if newest else error.hint) from error

    def _opened(self, organization_id: str, booking_id: str, note: dict[str, Any]) -> dict[str, Any]:
        place = place_of(organization_id, booking_id, note["note_id"], note["version"], note["visibility"], note["addendum_to"])
        content = None
        try:
            key = self._keys.of(organization_id, note["key_id"])
            content = unseal(key.key, b64decode(note["sealed"]), place=place).decode()
        except (CannotUnsealError, UnknownDataKeyError) as error:
            log.error("note cannot be opened", note_id=note["note_id"], booking_id=booking_id, problem=str(error))  # noqa: TRY400 - no traceback near contents
        return {"note_id": note["note_id"], "version": note["version"], "visibility": note["visibility"], "content": content}


def place_of(organization_id: str, booking_id: str, note_id: str, version: int, visibility: str, addendum_to: str | None) -> Place:  # noqa: PLR0913, PLR0917 - all of it
    """
    Return what a note's ciphertext is bound to.

    Whoever reaches the table can show none as another note, no older version as the newest, no private one as shared.
    """
    return {
        "purpose": "note",
        "organization_id": organization_id,
        "booking_id": booking_id,
        "note_id": note_id,
        "version": version,
        "visibility": visibility,
        "addendum_to": addendum_to,
    }
