"""Delivering one message: mint its link, compose, send, and tell the database how it went."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

import structlog

from python_functions import tokens
from python_functions.errands import Errands, Queue, Row
from python_functions.errors import BookingError, DataApiUnavailable, NotFound
from python_functions.lease import Lease
from python_functions.logs import where, without_people
from python_functions.mail.compose import Composer, UnusableAddressError
from python_functions.mail.events import ClientPayload, Event, EventNotUnderstoodError, InvitationPayload, SeriesPayload, WaitlistPayload
from python_functions.mail.letter import UnknownTopicError
from python_functions.metrics.worker import WorkerMetrics
from python_functions.senders.breaker import GuardedSender
from python_functions.senders.sender import MailDelayedError, MailRefusedError

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: delivered with a *receipt*, or not, with an *error* and whether another attempt makes sense."""

    receipt: str | None = None
    error: str = ""
    retryable: bool = False


@dataclass(frozen=True)
class Delivery(Errands):
    """The way of messages out of the house."""

    queue: ClassVar = Queue(thing="message", id_column="event_id", claim="claim_events", renew="renew_leases", give_back="return_events")

    composer: Composer
    sender: GuardedSender
    metrics: WorkerMetrics = field(default_factory=WorkerMetrics)

    def welcome(self) -> int:
        """How many messages may be in hand, as the mail provider stands."""
        return self.sender.welcome()

    def resting_seconds(self) -> float:
        """For how long the mail provider is to be left alone."""
        return self.sender.resting_seconds()

    def release(self) -> None:
        """Nothing is due: close what was kept open for the next message."""
        self.sender.release()

    def leave(self, row: Row) -> None:
        """Count it also: what is often left is carried out too slowly."""
        super().leave(row)
        self.metrics.left_to_lease()

    def carry_out(self, row: Row, *, lease: Lease) -> None:
        """
        Deliver one row of `claim_events`, which is ours while *lease* holds.

        Whatever happens to the message is told to the database.  When the Data API goes away before the message is sent,
        nothing is: the lease ends and the event is due again.  When it goes away afterwards the report is repeated until
        the lease ends; what then remains untold is sent once more, with the same Message-ID.
        Raises `DataApiUnavailable` in both cases.
        """
        started = time.monotonic()
        outcome = self._attempt(row, lease)
        # What was sent is told in any case; a failure is not, when somebody else has the message by now: it would be taken for theirs.
        if outcome is None or (outcome.receipt is None and not lease.holds()):
            self.leave(row)
            return
        self.metrics.attempted(seconds=time.monotonic() - started)
        answer = self._report(row["event_id"], outcome, lease=lease)
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

    def _attempt(self, row: Row, lease: Lease) -> Outcome | None:
        """Send the message, unless so much time has passed (a machine that slept) that it is not ours any more."""
        try:
            event = Event.from_row(row)
            token = self._mint_token(event)
            message = self.composer.compose(event, token=token, unsubscribe=self._mint_unsubscribe_token(event), sent_at=datetime.now(UTC))
            return Outcome(receipt=self.sender.send(message)) if lease.holds() else None
        except DataApiUnavailable:
            raise
        except (EventNotUnderstoodError, UnknownTopicError, UnusableAddressError, MailRefusedError) as error:
            return Outcome(error=without_people(str(error), row["payload"]))
        except MailDelayedError as error:
            return Outcome(error=without_people(str(error), row["payload"]), retryable=True)
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
        if isinstance(payload, ClientPayload):
            return None
        token = tokens.mint()
        token_hash = tokens.fingerprint(token)
        if isinstance(payload, InvitationPayload):
            invitation = payload.invitation
            self.api.register_invitation_token(str(invitation.invitation_id), token_hash=token_hash, expires_at=invitation.expires_at)
            return token
        if isinstance(payload, WaitlistPayload):
            if payload.token_expires_at is None:
                return None
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

    def _report(self, event_id: str, outcome: Outcome, *, lease: Lease) -> Row:
        if outcome.receipt is not None:
            verb, how = "mark_delivered", {"receipt": outcome.receipt}
        else:
            verb, how = "mark_failed", {"error": outcome.error, "retryable": outcome.retryable}
        return self.report(verb, lease=lease, event_id=event_id, **how) or {"status": "deleted"}
