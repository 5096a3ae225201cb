"""The address at which earlier set-ups have mail providers report: the same doors, told apart by what each provider sends."""

from collections.abc import Collection

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from webhooks.mail.intake import forged
from webhooks.mail.postmark import TOKEN_HEADER


def blueprint(providers: Collection[str]) -> Blueprint:
    """
    Return the route POST /api/hooks/email-status, which hands a report to the route of the provider that it comes from by its own account.

    *providers* are those with routes; that route alone decides what is genuine.  What names none of them is 401 `signature_invalid`.
    """
    routes = Blueprint("email_status", __name__)

    @routes.post("/api/hooks/email-status")
    def report() -> ResponseReturnValue:
        provider = _provider()
        if provider not in providers:
            return forged("Report as one of the mail providers that are set up here does, with its signature.")
        return current_app.ensure_sync(current_app.view_functions[f"{provider}_webhook.report"])()

    return routes


def _provider() -> str | None:
    """Who reports, as the headers have it that only this provider sends."""
    if "svix-id" in request.headers or "webhook-id" in request.headers:
        return "resend"
    if TOKEN_HEADER in request.headers:
        return "postmark"
    return "ses" if "x-amz-sns-message-type" in request.headers else None
