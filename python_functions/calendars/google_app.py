"""Our application at Google: who we are there, what we ask people for, and where Google is."""

from dataclasses import dataclass, field
from urllib.parse import urljoin

# What people are asked to allow (SC-2.1), and no more: our own calendars and their events; the names of the others, to choose from; when those are busy.
# No title, guest or place of anybody's own events can be read with these.
SCOPES = (
    "https://www.googleapis.com/auth/calendar.app.created",
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
    "https://www.googleapis.com/auth/calendar.freebusy",
)


@dataclass(frozen=True, kw_only=True)
class GoogleApp:
    """The OAuth client of a Google Cloud project.  The addresses are Google's, unless a test or the demo has a Google of its own."""

    client_id: str
    client_secret: str = field(repr=False)
    api_url: str = "https://www.googleapis.com"
    auth_url: str = "https://accounts.google.com/o/oauth2/v2/auth"
    token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address

    @property
    def revoke_url(self) -> str:
        """Where a grant is given back: beside the tokens."""
        return urljoin(self.token_url, "revoke")

    @property
    def endpoint(self) -> str:
        """The root of Calendar v3."""
        return f"{self.api_url.rstrip('/')}/calendar/v3/"
