"""What Google's refusals mean for us ("Resolve errors" in its guide to Calendar v3)."""

from http import HTTPStatus

from googleapiclient.errors import HttpError

from python_functions.calendars.backoff import seconds_of
from python_functions.calendars.errors import AuthorizationLost, CalendarError, CalendarGone, Refused, SyncTokenExpired, Throttled, Unreachable

ENOUGH = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded", "calendarUsageLimitsExceeded"}
TOO_FEW_SCOPES = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientScopes"}
# The operator's to mend, and no reason to give anything up: the API is switched off, or its project is.
OURS = {"accessNotConfigured", "SERVICE_DISABLED", "projectSuspended"}
STALE = {"fullSyncRequired", "updatedMinTooLongAgo"}


def reason_of(error: HttpError) -> str:
    """Return the word by which Google says why; an empty one where it says none."""
    details = error.error_details if isinstance(error.error_details, list) else []
    return next((str(detail["reason"]) for detail in details if isinstance(detail, dict) and detail.get("reason")), "")


def meaning(error: HttpError) -> CalendarError:
    """Return what *error* means.  Its text is the status and the reason's word: Google's sentences may repeat what was sent."""
    status, reason = int(error.status_code), reason_of(error)
    said = f"{status} {reason}".rstrip()
    after = seconds_of(error.resp.get("retry-after"))
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.FORBIDDEN and reason in ENOUGH):
        return Throttled(f"Google has enough of us for now: {said}.", retry_after=after)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT or reason in OURS:
        return Unreachable(f"Google has trouble: {said}.", retry_after=after)
    if (status == HTTPStatus.UNAUTHORIZED and not reason.startswith("push.")) or (status == HTTPStatus.FORBIDDEN and reason in TOO_FEW_SCOPES):
        return AuthorizationLost(f"Google does not let us into this account any more: {said}.")
    if status == HTTPStatus.GONE and reason in STALE:
        return SyncTokenExpired(f"Google has forgotten since when: {said}.")
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return CalendarGone(f"Google has no such calendar: {said}.")
    return Refused(f"Google refused: {said}.")
