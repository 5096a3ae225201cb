"""The edge's HTTP side: health for whoever runs it, and webhooks."""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from types import TracebackType

import structlog
import waitress
from flask import Blueprint, Flask, request
from werkzeug.exceptions import HTTPException

from python_functions import calendar_feed, logs, notes_routes, unsubscribe, wake
from python_functions.calendars import routes as calendar_routes
from python_functions.config import Config, ConfigError
from python_functions.data_api import DataApi
from python_functions.envelope.data_keys import DataKeys
from python_functions.errors import BookingError
from python_functions.logs import where
from python_functions.metrics import page as metrics_page
from python_functions.notes import Notes
from python_functions.rest import routes as rest_routes
from python_functions.senders.choose import sender_for
from python_functions.senders.sender import MailError
from python_functions.video import routes as video_routes
from python_functions.video.daily import Daily
from webhooks import daily, database, google, mail

READY_TIMEOUT = 2
PATIENT_TIMEOUT = 5
LARGEST_BODY = 256 * 1024

# By name: started with -m this module is called __main__.
log = structlog.get_logger("python_functions.app")


class Edge(Flask):
    """A Flask whose accidents are logged by their route and place: addresses of ours carry tokens, and errors quote what people wrote."""

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        """Log *exc_info* without the address that was asked for and without its text."""
        problem = where(exc_info[1]) if exc_info[1] is not None else "unknown"
        log.error("request failed", method=request.method, route=str(request.url_rule), problem=problem)


def create_app(config: Config) -> Flask:
    """
    Return the WSGI application.  Building it opens no connection.

    GET /healthz: 200 while the process can answer.  GET /readyz: 200 when Data API and mail provider answer within two
    seconds each, else 503 with the reason beside each.  GET /metrics: see `metrics.page`.
    POST /webhooks/database/wake: see `webhooks.database`.
    /unsubscribe/<token>: see `python_functions.unsubscribe`.  GET /calendar/<token>.ics: see `python_functions.calendar_feed`.
    GET and POST /notes: see `python_functions.notes_routes`.  /api/calendar/… and POST /api/auth/google/callback: see `python_functions.calendars.routes`.
    POST /webhooks/mail/resend, /postmark, /ses where they are configured, and /api/hooks/email-status: see `webhooks.mail`.
    POST /api/google/webhook: see `webhooks.google`.
    /api/practice-room/…, /api/slots…: see `python_functions.rest`.
    POST /api/video: see `python_functions.video.routes`.  POST /webhooks/daily where it is configured: see `webhooks.daily`.
    Errors have the Data API's shape: {code, message, details, hint}.
    """
    app = Edge(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key, timeout=READY_TIMEOUT)
    sender = sender_for(config.mail_provider, timeout=READY_TIMEOUT)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> tuple[dict[str, str], int]:
        checks = {"data_api": _check(api.ping), "mail": _check(sender.check)}
        return checks, 200 if set(checks.values()) == {"ok"} else 503

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> tuple[dict[str, str], int]:
        status = error.code or 500
        return {"code": str(status), "message": error.name.lower().replace(" ", "_"), "details": error.description or "", "hint": ""}, status

    app.register_blueprint(database.blueprint(config.webhook_secret, wake=lambda: _wake(config)))
    for routes in mail.blueprints(config.mail_webhooks, note=api.note_provider_event):
        app.register_blueprint(routes)
    app.register_blueprint(google.blueprint(partial(api.call, "note_calendar_push"), wake=lambda: _wake(config)))
    app.register_blueprint(metrics_page.blueprint(api, worker=config.worker_metrics_address, token=config.metrics_token))
    patient = DataApi.connect(config.supabase_url, key=config.supabase_secret_key, timeout=PATIENT_TIMEOUT)
    app.register_blueprint(unsubscribe.blueprint(unsubscribe=patient.unsubscribe_by_token, web_url=config.web_url))
    app.register_blueprint(calendar_feed.blueprint(patient.read_calendar_feed, web_url=config.web_url))
    app.register_blueprint(notes_routes.blueprint(_notes(config, patient), web_url=config.web_url))
    connecting = calendar_routes.connecting_of(config, patient, timeout=PATIENT_TIMEOUT)
    app.register_blueprint(calendar_routes.blueprint(connecting, web_url=config.web_url))
    app.register_blueprint(rest_routes.blueprint(_callers(config), web_url=config.web_url))
    if config.daily.webhook_secrets:
        app.register_blueprint(daily.blueprint(config.daily.webhook_secrets, note=partial(api.call, "note_video_event")))
    app.register_blueprint(_video(config, patient))
    return app


def _check(probe: Callable[[], None]) -> str:
    try:
        probe()
    except (BookingError, MailError) as error:
        return str(error)
    return "ok"


def _callers(config: Config) -> Callable[[str], DataApi] | None:
    if config.supabase_publishable_key is None:
        return None
    return DataApi.callers(config.supabase_url, key=config.supabase_publishable_key, timeout=PATIENT_TIMEOUT)


def _notes(config: Config, own: DataApi) -> Notes | None:
    as_caller = _callers(config)
    return Notes(as_caller, DataKeys(own, config.master_keys)) if config.master_keys is not None and as_caller is not None else None


def _video(config: Config, own: DataApi) -> Blueprint:
    account = config.daily
    return video_routes.blueprint(
        _callers(config),
        own=own,
        service=Daily(account.api_key, base_url=account.base_url, seconds=PATIENT_TIMEOUT) if account.api_key else None,
        web_url=config.web_url,
    )


def _wake(config: Config) -> None:
    try:
        wake.ring(config.worker_wake_address)
    except OSError as error:
        # The worker polls, so a lost knock costs a second, not a mail.
        log.warning("worker not woken", address=str(config.worker_wake_address), problem=error.strerror or type(error).__name__)


def main() -> int:
    """Serve until SIGTERM or SIGINT.  Returns the exit code: 2 when the configuration or the port cannot be used."""
    try:
        config = Config.from_env(os.environ)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logs.set_up(config.log_level)
    listen = config.edge_listen
    try:
        server = waitress.create_server(create_app(config), host=listen.host, port=listen.port, threads=4, ident=None)
    except OSError as error:
        sys.stderr.write(f"The edge cannot listen on {listen}: {error.strerror}. Stop what uses that port, or set EDGE_LISTEN.\n")
        return 2
    for stop_signal in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop_signal, lambda *_: sys.exit(0))
    log.info("edge started", address=str(listen))
    server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
