"""Files of conversations that nobody is to have any more: asks Supabase Storage to delete what the database lists."""

from collections.abc import Callable

import httpx
import structlog

from python_functions.data_api import DataApi

BUCKET = "conversations"
AT_ONCE = 100
SECONDS = 20
# Longer than one request may take, so that two workers ask for the same only when one of them is gone.
LEASE_SECONDS = 60

log = structlog.get_logger(__name__)


class Storage:
    """The Storage of a Supabase project, under the key of the service role: only its API removes a file, a statement on its tables does not."""

    def __init__(self, url: str, *, key: str, seconds: float = SECONDS) -> None:
        """*url* ends in /storage/v1.  Sends nothing yet."""
        self._http = httpx.Client(base_url=url, timeout=seconds, headers={"apikey": key, "Authorization": f"Bearer {key}"}, follow_redirects=False)

    def delete(self, paths: list[str]) -> None:
        """Delete what there is of *paths*; what is not there is done.  Raises `httpx.HTTPError` when Storage does not say that it did."""
        self._http.request("DELETE", f"/object/{BUCKET}", json={"prefixes": paths}).raise_for_status()


def deletions(api: DataApi, storage: Storage) -> Callable[[], None]:
    """Return what deletes the files that the database lists until none is due."""

    def delete_attachments() -> None:
        while rows := api.call("claim_attachment_deletions", batch_size=AT_ONCE, lease_seconds=LEASE_SECONDS):
            paths = [row["path"] for row in rows]
            try:
                storage.delete(paths)
            except httpx.HTTPError as error:
                # Without the paths, which name an account.  They are due again when their leases end.
                problem = f"HTTP {error.response.status_code}" if isinstance(error, httpx.HTTPStatusError) else type(error).__name__
                log.warning("attachments not deleted", count=len(paths), attempt=max(row["attempt"] for row in rows), problem=problem)
                return
            api.call("mark_attachments_deleted", paths=paths)
            log.info("attachments deleted", count=len(paths))

    return delete_attachments
