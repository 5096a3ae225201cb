"""What a worker does for video rooms: claim those that are not yet as they should be, ask the provider once, tell the database how it went."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from python_functions.data_api import DataApi
from python_functions.errors import DataApiUnavailable, NotFound
from python_functions.lease import Lease
from python_functions.video.errors import VideoError
from python_functions.video.metrics import VideoMetrics
from python_functions.video.service import VideoService

PAUSE_BETWEEN_REPORTS = 0.5
MOST_IN_HAND = 8

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class VideoErrands:
    """The errands of a `rounds.Worker` of their own.  *service* is None where no account is configured: then every room fails, and people are told."""

    api: DataApi
    service: VideoService | None
    metrics: VideoMetrics

    def claim(self, worker: str, *, at_most: int, lease_seconds: float) -> list[dict[str, Any]]:
        """Have up to *at_most* rooms that are due."""
        rows = self.api.call("claim_video_rooms", worker=worker, batch_size=at_most, lease_seconds=int(lease_seconds))
        return [{**row, "event_id": row["video_room_id"]} for row in rows]

    def renew(self, worker: str, event_ids: list[str], *, lease_seconds: float) -> list[str]:
        """Keep rooms for longer; returns those that are still the worker's."""
        return self.api.call("renew_video_rooms", worker=worker, video_room_ids=event_ids, lease_seconds=int(lease_seconds))

    def give_back(self, worker: str, event_ids: list[str]) -> None:
        """Let others have rooms for which nothing was asked."""
        self.api.call("return_video_rooms", worker=worker, video_room_ids=event_ids)

    def welcome(self) -> int:
        """As many as there is room for."""
        return MOST_IN_HAND

    def resting_seconds(self) -> float:
        """Never: each room waits for itself."""
        return 0

    def release(self) -> None:
        """Nothing is kept open that would have to be closed."""

    def carry_out(self, row: dict[str, Any], *, lease: Lease) -> None:
        """
        Make or remove one room of `claim_video_rooms`, which is ours while *lease* holds.

        When the Data API goes away meanwhile the report is repeated until the lease ends; what then remains untold is asked once
        more, and leads to the same room.  Raises `DataApiUnavailable`.
        """
        if not lease.holds():
            log.warning("video room left to its lease", video_room_id=row["video_room_id"])
            return
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

    def _ask(self, row: dict[str, Any]) -> str | None:
        if self.service is None:
            raise VideoError("Daily is not configured on this installation: DAILY_API_KEY is missing.", retryable=False)
        if not row["wanted"]:
            self.service.remove(row["name"])
            return None
        opens_at, closes_at = (datetime.fromisoformat(row[name]) for name in ("opens_at", "closes_at"))
        return self.service.make(row["name"], opens_at=opens_at, closes_at=closes_at)

    def _report(self, row: dict[str, Any], *, url: str | None, error: VideoError | None, lease: Lease) -> str:
        """Return what the database made of it."""
        told = {"video_room_id": row["video_room_id"], "revision": row["revision"]}
        while True:
            try:
                if error:
                    more = {"error": str(error), "retryable": error.retryable, "retry_after_seconds": error.retry_after}
                    self.api.call("mark_video_room_failed", **told, **more)
                    return "failed"
                return self.api.call("mark_video_room_done", **told, wanted=row["wanted"], url=url)
            except NotFound:
                return "forgotten"
            except DataApiUnavailable:
                if lease.remaining() < PAUSE_BETWEEN_REPORTS:
                    raise
                time.sleep(PAUSE_BETWEEN_REPORTS)
