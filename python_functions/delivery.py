"""Delivering one message: mint its link, compose, send, and tell the database how it went."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog

from python_functions import tokens
from python_functions.data_api import DataApi
from python_functions.errors import BookingError, DataApiUnavailable, NotFound
from python_functions.logs import where
from python_functions.mail.compose import Composer, UnusableAddressError
from python_functions.mail.events import Event, EventNotUnderstoodError, InvitationPayload, SeriesPayload, WaitlistPayload
from python_functions.mail.letters import UnknownTopicError
from python_functions.metrics.worker import WorkerMetrics
from python_functions.senders.sender import MailDelayedError, MailRefusedError, Sender

PAUSE_BETWEEN_REPORTS = 0.5

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: delivered with a *receipt*, or not, with an *error* and whether another attempt makes sense."""

    receipt: str | None = None
    error: str = ""
    retryable: bool = False


@dataclass(frozen=True)
class Delivery:
    """The way of one message out of the house."""

    api: DataApi
    composer: Composer
    sender: Sender
    metrics: WorkerMetrics = field(default_factory=WorkerMetrics)

    def deliver(self, row: dict[str, Any], *, lease_ends: float) -> None:
        """
        Carry out one row of `claim_events`, whose lease lasts until *lease_ends* (`time.monotonic`).

        Whatever happens to the message is told to the database.  When the Data API goes away before the message is sent,
        nothing is: the lease ends and the event is due again.  When it goes away afterwards the report is repeated until
        the lease ends; what then remains untold is sent once more, with the same Message-ID.
        Raises `DataApiUnavailable` in both cases.
        """
        started = time.monotonic()
        outcome = self._attempt(row)
        self.metrics.attempted(seconds=time.monotonic() - started)
        answer = self._report(row["event_id"], outcome, lease_ends=lease_ends)
        status = answer["status"]
        self.metrics.ended(row["topic"], status=status, seconds_since_commit=answer.get("seconds"))
        log.info(
            "message",
            event_id=row["event_id"],
            topic=row["topic"],
            recipient=row["recipient"],
            attempt=row["attempt"],
            status=status,
            error=outcome.error or None,
            milliseconds=round((time.monotonic() - started) * 1000),
        )

    def _attempt(self, row: dict[str, Any]) -> Outcome:
        try:
            event = Event.from_row(row)
            token = self._mint_token(event)
            message = self.composer.compose(event, token=token, unsubscribe=self._mint_unsubscribe_token(event), sent_at=datetime.now(UTC))
            return Outcome(receipt=self.sender.send(message))
        except DataApiUnavailable:
            raise
        except (EventNotUnderstoodError, UnknownTopicError, UnusableAddressError, MailRefusedError) as error:
            return Outcome(error=str(error))
        except MailDelayedError as error:
            return Outcome(error=str(error), retryable=True)
        except NotFound as error:
            return Outcome(error=f"Nothing to send any more: {error.name}.")
        except BookingError as error:
            return Outcome(error=f"The Data API refused the link's token: {error.name}.", retryable=True)
        except Exception as error:  # noqa: BLE001 - one message that we cannot write must not stop the others
            return Outcome(error=f"The message could not be written: {where(error)}.", retryable=True)

    def _mint_token(self, event: Event) -> str | None:
        """
        Return a new registered token when the recipient's mail carries a link, else None.

        Every attempt has its own: the database keeps only hashes, so an earlier token cannot be repeated, and it stays
        valid, since the mail with it may have arrived.
        """
        payload = event.payload
        token = tokens.mint()
        token_hash = tokens.fingerprint(token)
        if isinstance(payload, InvitationPayload):
            invitation = payload.invitation
            self.api.register_invitation_token(str(invitation.invitation_id), token_hash=token_hash, expires_at=invitation.expires_at)
            return token
        if isinstance(payload, WaitlistPayload):
            self.api.register_waitlist_token(str(payload.waitlist.entry_id), token_hash=token_hash, expires_at=payload.token_expires_at)
            return token
        if event.recipient != "client" or payload.token_expires_at is None:
            return None
        booking_id = payload.linked_booking_id if isinstance(payload, SeriesPayload) else payload.booking.booking_id
        self.api.register_booking_token(str(booking_id), token_hash=token_hash, expires_at=payload.token_expires_at)
        return token

    def _mint_unsubscribe_token(self, event: Event) -> str | None:
        """Return a new registered token when the recipient may switch such mail off, else None."""
        if event.unsubscribe is None:
            return None
        token = tokens.mint()
        self.api.register_unsubscribe_token(str(event.event_id), token_hash=tokens.fingerprint(token))
        return token

    def _report(self, event_id: str, outcome: Outcome, *, lease_ends: float) -> dict[str, Any]:
        while True:
            try:
                if outcome.receipt is not None:
                    answer = self.api.mark_delivered(event_id, receipt=outcome.receipt)
                else:
                    answer = self.api.mark_failed(event_id, error=outcome.error, retryable=outcome.retryable)
            except DataApiUnavailable:
                if time.monotonic() + PAUSE_BETWEEN_REPORTS > lease_ends:
                    raise
                time.sleep(PAUSE_BETWEEN_REPORTS)
            else:
                return answer
