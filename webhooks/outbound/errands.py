"""What a worker does for webhooks: claim deliveries, attempt each once, tell the database how it went."""

from dataclasses import dataclass
from typing import ClassVar

import structlog

from python_functions.errands import Errands, Queue, Row
from python_functions.lease import Lease
from webhooks.outbound.attempt import Attempts, Verdict
from webhooks.outbound.metrics import WebhookMetrics

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class WebhookErrands(Errands):
    """The way of webhooks out of the house.  Which endpoint rests is the database's to know."""

    queue: ClassVar = Queue(
        thing="webhook",
        id_column="delivery_id",
        claim="claim_webhook_deliveries",
        renew="renew_webhook_leases",
        give_back="return_webhook_deliveries",
    )

    attempts: Attempts
    metrics: WebhookMetrics

    def carry_out(self, row: Row, *, lease: Lease) -> None:
        """Attempt one row of `claim_webhook_deliveries`: sent once more, it has the same id."""
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
        if verdict.error:
            verb, how = "mark_webhook_failed", {"error": verdict.error, "retry_after_seconds": verdict.retry_after_seconds}
        else:
            verb, how = "mark_webhook_delivered", {}
        told = {"delivery_id": delivery_id, "response_status": verdict.response_status, "duration_ms": verdict.duration_ms}
        answer = self.report(verb, lease=lease, **told, **how)
        return "deleted" if answer is None else answer["status"]
