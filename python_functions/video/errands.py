"""What a worker does for video rooms: claim those that are not yet as they should be, ask the provider once, tell the database how it went."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import structlog

from python_functions.errands import Errands, Queue, Row
from python_functions.lease import Lease
from python_functions.video.errors import VideoError
from python_functions.video.metrics import VideoMetrics
from python_functions.video.service import VideoService

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class VideoErrands(Errands):
    """Rooms at the provider, made and removed.  *service* is None where no account is configured: then every room fails, and people are told."""

    queue: ClassVar = Queue(thing="video room", id_column="video_room_id", claim="claim_video_rooms", renew="renew_video_rooms", give_back="return_video_rooms")
    most_in_hand: ClassVar = 8

    service: VideoService | None
    metrics: VideoMetrics

    def carry_out(self, row: Row, *, lease: Lease) -> None:
        """Make or remove one room of `claim_video_rooms`: asked once more, it leads to the same room."""
        started = time.monotonic()
        error, url = None, None
        try:
            url = self._ask(row)
        except VideoError as problem:
            error = problem
        seconds = time.monotonic() - started
        outcome = self._report(row, url=url, error=error, lease=lease)
        self.metrics.asked("make" if row["wanted"] else "remove", outcome=outcome, seconds=seconds)
        log.info(
            "video room",
            video_room_id=row["video_room_id"],
            wanted=row["wanted"],
            attempt=row["attempt"],
            outcome=outcome,
            error=str(error) if error else None,
            milliseconds=round(seconds * 1000),
        )

    def _ask(self, row: Row) -> str | None:
        if self.service is None:
            raise VideoError("Daily is not configured on this installation: DAILY_API_KEY is missing.", retryable=False)
        if not row["wanted"]:
            self.service.remove(row["name"])
            return None
        opens_at, closes_at = (datetime.fromisoformat(row[name]) for name in ("opens_at", "closes_at"))
        return self.service.make(row["name"], opens_at=opens_at, closes_at=closes_at)

    def _report(self, row: Row, *, url: str | None, error: VideoError | None, lease: Lease) -> str:
        """Return what the database made of it."""
        if error:
            verb, how = "mark_video_room_failed", {"error": str(error), "retryable": error.retryable, "retry_after_seconds": error.retry_after}
        else:
            verb, how = "mark_video_room_done", {"wanted": row["wanted"], "url": url}
        answer = self.report(verb, lease=lease, video_room_id=row["video_room_id"], revision=row["revision"], **how)
        if answer is None:
            return "forgotten"
        return "failed" if error else answer
