"""The worker's part in files of conversations: what Storage did not delete stays on the list."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

from python_functions.attachments import Storage, deletions

if TYPE_CHECKING:
    from collections.abc import Iterator


class Listed:
    """What is to be deleted, as the Data API gives it out."""

    def __init__(self, *batches: list[str]) -> None:
        """Give out *batches*, one for each claim."""
        self.batches = list(batches)
        self.deleted: list[str] = []

    def call(self, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - as DataApi
        """Answer the two verbs."""
        if verb == "claim_attachment_deletions":
            return [{"path": path, "attempt": 1} for path in self.batches.pop(0)] if self.batches else []
        assert verb == "mark_attachments_deleted"
        self.deleted += arguments["paths"]
        return len(arguments["paths"])


@contextmanager
def answering(*statuses: int) -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """Serve *statuses* one after the other; what was asked is kept."""
    left, asked = list(statuses), []

    class Handler(BaseHTTPRequestHandler):
        def do_DELETE(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, self.headers["Authorization"], body))
            self.send_response(left.pop(0))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/storage/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_only_what_storage_deleted_is_forgotten() -> None:
    """Batch by batch with the service key, until Storage refuses or there is none; a refusal or no answer is left to the lease."""
    with answering(200, 503) as (url, asked):
        listed = Listed(["a", "b"], ["c"], ["d"])
        deletions(listed, Storage(url, key="secret"))()
    assert asked == [("/storage/v1/object/conversations", "Bearer secret", {"prefixes": paths}) for paths in (["a", "b"], ["c"])]
    assert listed.deleted == ["a", "b"]
    deletions(listed, Storage(url, key="secret"))()
    assert (listed.deleted, listed.batches) == (["a", "b"], [])
