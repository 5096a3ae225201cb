"""What mail providers report of our mails: verified, kept as it came, answered at once.  The database works it out later."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
from flask import Blueprint

from python_functions.mail_webhooks import MailWebhooks
from webhooks.mail import email_status, postmark, resend, ses
from webhooks.mail.certificates import Certificates

# Amazon's certificates and confirmations; SNS waits 15 s for our answer.
AMAZON_TIMEOUT = 5


def blueprints(settings: MailWebhooks, *, note: Callable[..., dict[str, Any]], http: httpx.Client | None = None) -> Iterator[Blueprint]:
    """
    Give the routes POST /webhooks/mail/resend, /postmark and /ses: those whose secrets *settings* have, and no other.

    Where there is one, there is the address of earlier set-ups, too, which leads to all of them.
    *note* keeps a report (`DataApi.note_provider_event`).  *http* fetches Amazon's certificates.  Each route answers 204
    for what is genuine, new or not; 400 `invalid_argument` for a body that is no JSON object; 401 `signature_invalid` for
    what is forged or too old; 503 `unavailable` while it cannot be kept, so that the provider sends it again.
    """
    providers = {"resend": settings.resend, "postmark": settings.postmark, "ses": settings.ses_topics}
    if any(providers.values()):
        yield email_status.blueprint({name for name, secrets in providers.items() if secrets})
    if settings.resend:
        yield resend.blueprint(settings.resend, note=note)
    if settings.postmark:
        yield postmark.blueprint(settings.postmark, note=note)
    if settings.ses_topics:
        http = http or httpx.Client(timeout=AMAZON_TIMEOUT, follow_redirects=False)
        yield ses.blueprint(settings.ses_topics, note=note, certificates=Certificates(http), http=http)
