"""How the outbox stands, asked of the database whenever somebody looks."""

from collections.abc import Iterable

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from python_functions.data_api import DataApi
from python_functions.errors import BookingError


class OutboxCollector(Collector):
    """The queue's depth and age, and what ended within a day, over all workers and organizations."""

    def __init__(self, api: DataApi) -> None:
        """*api* has the secret key."""
        self._api = api

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: to be registered must not mean to ask the database."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Ask, and say whether there was an answer; without one there are no figures, rather than old ones."""
        try:
            figures = self._api.outbox_metrics()
        except BookingError:
            yield _up(0)
            return
        yield _up(1)
        depth = GaugeMetricFamily(
            "bookfast_outbox_messages",
            "Unfinished messages: due, leased to a worker, or later (quiet, or to be tried again).",
            labels=["topic", "state"],
        )
        for row in figures["waiting"]:
            depth.add_metric([row["topic"], row["state"]], row["messages"])
        yield depth
        ended = GaugeMetricFamily(
            "bookfast_outbox_ended_last_day", "Messages delivered, failed or dropped within the last 24 hours.", labels=["topic", "status"]
        )
        for row in figures["ended"]:
            ended.add_metric([row["topic"], row["status"]], row["messages"])
        yield ended
        yield GaugeMetricFamily("bookfast_outbox_oldest_seconds", "Age of the oldest unfinished message.", value=figures["oldest_seconds"])
        yield GaugeMetricFamily(
            "bookfast_outbox_oldest_due_seconds", "For how long the first of the messages that are due has been so.", value=figures["oldest_due_seconds"]
        )


def _up(value: int) -> Metric:
    return GaugeMetricFamily("bookfast_data_api_up", "Whether the Data API answered the edge just now.", value=value)
