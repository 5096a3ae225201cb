"""What a worker does for calendars: claim tasks, carry each out at its provider, tell the database how it went."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import structlog

from python_functions.calendars.errors import AuthorizationLost, CalendarError, CalendarGone, Throttled, Unreachable
from python_functions.calendars.metrics import CalendarMetrics
from python_functions.calendars.service import CalendarService
from python_functions.errands import Errands, Queue, Row
from python_functions.errors import BookingError
from python_functions.lease import Lease
from python_functions.logs import where

UNKNOWN_AGAIN_SECONDS = 600
# What is kept of a failure, and shown to the calendar's owner in their language: one word of ours.
WORDS: tuple[tuple[type[CalendarError], str], ...] = ((Throttled, "throttled"), (Unreachable, "unreachable"), (CalendarError, "refused"))

log = structlog.get_logger(__name__)

OpenAccount = Callable[[Row], CalendarService]
# Carries one kind of task out at an account; what it returns goes to `mark_calendar_task_done`, but for again_seconds as its result.
Handler = Callable[[CalendarService, Row], Row | None]


@dataclass(frozen=True)
class CalendarErrands(Errands):
    """The way of bookings into people's own calendars and back.  Which connection rests is the database's to know."""

    queue: ClassVar = Queue(
        thing="calendar task", id_column="task_id", claim="claim_calendar_tasks", renew="renew_calendar_tasks", give_back="return_calendar_tasks"
    )

    open_account: OpenAccount
    handlers: Mapping[str, Handler]
    metrics: CalendarMetrics

    def claim(self, worker: str, *, at_most: int, lease_seconds: float) -> list[Row]:
        """Have up to *at_most* tasks that are due, one of each connection."""
        rows = super().claim(worker, at_most=at_most, lease_seconds=lease_seconds)
        # Who reports names the worker, so that nobody reports for another.
        return [{**row, "leased_by": worker} for row in rows]

    def carry_out(self, row: Row, *, lease: Lease) -> None:
        """Carry out one row of `claim_calendar_tasks`: what is written once more is the same event."""
        started = time.monotonic()
        verb, told = self._attempt(row)
        # Nothing where the connection, or our lease, has ended meanwhile.
        answer = self.report(verb, lease=lease, **told) or {"status": "deleted"}
        status = answer["status"]
        if verb == "mark_calendar_revoked" and status == "connected":
            # Connected anew meanwhile, or another worker has exchanged what opens it: by that it is tried at once.
            self.give_back(row["leased_by"], [row["task_id"]])
        self.metrics.attempted(row["kind"], status=status, seconds=time.monotonic() - started)
        if verb == "mark_calendar_task_done" and row["kind"] == "put_event" and answer.get("seconds") is not None:
            self.metrics.written(answer["seconds"])
        log.info(
            "calendar task",
            task_id=row["task_id"],
            connection_id=row["connection_id"],
            kind=row["kind"],
            provider=row["provider"],
            attempt=row["attempt"],
            status=status,
            error=told.get("error"),
            milliseconds=round((time.monotonic() - started) * 1000),
        )

    def _attempt(self, row: Row) -> tuple[str, Row]:
        """Return the verb that tells how it went, and its arguments."""
        ours = {"task_id": row["task_id"], "worker": row["leased_by"]}
        try:
            result = self.handlers.get(row["kind"], _later)(self.open_account(row), row) or {}
        except AuthorizationLost:
            return "mark_calendar_revoked", {"connection_id": row["connection_id"], "sealed": row["sealed"]}
        except CalendarGone:
            if row["calendar_id"]:
                return "mark_calendar_gone", {**ours, "calendar_id": row["calendar_id"]}
            return "mark_calendar_task_failed", {**ours, "error": "refused", "retryable": True}
        except CalendarError as error:
            word = next(word for kind, word in WORDS if isinstance(error, kind))
            after = getattr(error, "retry_after", None)
            log.warning("calendar task failed", task_id=row["task_id"], error=word, detail=str(error))
            retry = {"retryable": isinstance(error, Unreachable), "retry_after_seconds": None if after is None else int(after) + 1}
            return "mark_calendar_task_failed", {**ours, "error": word, **retry}
        except BookingError:
            raise
        except Exception as error:  # noqa: BLE001 - a defect, or an answer that nobody foresaw: the other tasks go on, and this one is tried again
            log.error("calendar task broke off", task_id=row["task_id"], kind=row["kind"], problem=where(error))  # noqa: TRY400 - it may quote people
            return "mark_calendar_task_failed", {**ours, "error": "internal", "retryable": True}
        again = result.pop("again_seconds", None)
        return "mark_calendar_task_done", {**ours, "result": result or None, "again_seconds": again}


def _later(_service: CalendarService, _row: Row) -> Row:
    """Leave to another worker what this one does not know: the database has gone ahead of it."""
    return {"again_seconds": UNKNOWN_AGAIN_SECONDS}
