"""What a worker does for webhooks: claim deliveries, attempt each once, tell the database how it went."""

import time
from dataclasses import dataclass
from typing import Any

import structlog

from python_functions.data_api import DataApi
from python_functions.errors import DataApiUnavailable, NotFound
from python_functions.lease import Lease
from webhooks.outbound.attempt import Attempts, Verdict
from webhooks.outbound.metrics import WebhookMetrics

PAUSE_BETWEEN_REPORTS = 0.5
MOST_IN_HAND = 16

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class WebhookErrands:
    """The way of webhooks out of the house: the errands of a `rounds.Worker` of their own, beside the one for mail."""

    api: DataApi
    attempts: Attempts
    metrics: WebhookMetrics

    def claim(self, worker: str, *, at_most: int, lease_seconds: float) -> list[dict[str, Any]]:
        """Have up to *at_most* deliveries that are due."""
        rows = self.api.call("claim_webhook_deliveries", worker=worker, batch_size=at_most, lease_seconds=int(lease_seconds))
        return [{**row, "event_id": row["delivery_id"]} for row in rows]

    def renew(self, worker: str, event_ids: list[str], *, lease_seconds: float) -> list[str]:
        """Keep deliveries for longer; returns those that are still the worker's."""
        return self.api.call("renew_webhook_leases", worker=worker, delivery_ids=event_ids, lease_seconds=int(lease_seconds))

    def give_back(self, worker: str, event_ids: list[str]) -> None:
        """Let others have deliveries of which nothing was sent."""
        self.api.call("return_webhook_deliveries", worker=worker, delivery_ids=event_ids)

    def welcome(self) -> int:
        """As many as there is room for: which endpoint rests is the database's to know."""
        return MOST_IN_HAND

    def resting_seconds(self) -> float:
        """Never all of them."""
        return 0

    def release(self) -> None:
        """Nothing is kept open between deliveries."""

    def carry_out(self, row: dict[str, Any], *, lease: Lease) -> None:
        """
        Attempt one row of `claim_webhook_deliveries`, which is ours while *lease* holds.

        When the Data API goes away meanwhile the report is repeated until the lease ends; what then remains untold is sent
        once more, with the same id.  Raises `DataApiUnavailable`.
        """
        if not lease.holds():
            log.warning("webhook left to its lease", delivery_id=row["delivery_id"])
            return
        verdict = self.attempts.make(row["delivery_id"], url=row["url"], secrets=row["secrets"], payload=row["payload"])
        status = self._report(row["delivery_id"], verdict, lease=lease)
        self.metrics.attempted(row["event_type"], status=status, seconds=verdict.duration_ms / 1000)
        log.info(
            "webhook",
            delivery_id=row["delivery_id"],
            endpoint_id=row["endpoint_id"],
            event_type=row["event_type"],
            attempt=row["attempt"],
            status=status,
            response_status=verdict.response_status,
            error=verdict.error or None,
            milliseconds=verdict.duration_ms,
        )

    def _report(self, delivery_id: str, verdict: Verdict, *, lease: Lease) -> str:
        """Return what the database made of the attempt."""
        told: dict[str, Any] = {"delivery_id": delivery_id, "response_status": verdict.response_status, "duration_ms": verdict.duration_ms}
        while True:
            try:
                if verdict.error:
                    more = {"error": verdict.error, "retry_after_seconds": verdict.retry_after_seconds}
                    return self.api.call("mark_webhook_failed", **told, **more)["status"]
                return self.api.call("mark_webhook_delivered", **told)["status"]
            except NotFound:
                return "deleted"
            except DataApiUnavailable:
                if lease.remaining() < PAUSE_BETWEEN_REPORTS:
                    raise
                time.sleep(PAUSE_BETWEEN_REPORTS)
