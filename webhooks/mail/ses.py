"""Amazon SES by way of SNS: notifications, and the confirmation of the subscription."""

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import structlog
from flask import Blueprint, Response, request

from webhooks.answers import Answer, unavailable
from webhooks.mail import sns
from webhooks.mail.certificates import AwayError, Certificates, ForgedError, genuine_host
from webhooks.mail.intake import BadBodyError, bad_body, forged, keep, read_object

log = structlog.get_logger(__name__)


def blueprint(topics: Collection[str], *, note: Callable[..., dict[str, Any]], certificates: Certificates, http: httpx.Client) -> Blueprint:
    """
    Return the route POST /webhooks/mail/ses for what SNS signs for one of *topics*.

    A subscription to such a topic is confirmed by calling the address that SNS gives, which *http* does only where that is
    an address of SNS.  The end of one is logged: an operator may not have meant it.
    """
    routes = Blueprint("ses_webhook", __name__)

    @routes.post("/webhooks/mail/ses")
    def report() -> Answer:
        try:
            message = read_object(request.get_data())
            region = sns.verify(message, topics=topics, certificates=certificates)
            match message["Type"]:
                case "Notification":
                    return keep(note, "ses", message["MessageId"], _content(message["Message"]))
                case "SubscriptionConfirmation":
                    _confirm(message, region=region, http=http)
                    log.info("sns subscription confirmed", topic=message["TopicArn"])
                case _:
                    log.warning("sns subscription ended", topic=message["TopicArn"])
        except BadBodyError:
            return bad_body()
        except ForgedError:
            return forged("Subscribe this address to a topic in SES_WEBHOOK_TOPICS; what SNS signs is taken, within a day.")
        except AwayError as error:
            log.warning("sns not reached", problem=str(error))
            return unavailable()
        return Response(status=204)

    return routes


def _content(message: str) -> dict[str, Any]:
    """Return what SES says in *message*; SNS may also carry a plain sentence, such as that publishing works."""
    try:
        return read_object(message)
    except BadBodyError:
        return {"text": message}


def _confirm(message: dict[str, Any], *, region: str, http: httpx.Client) -> None:
    url = message["SubscribeURL"]
    host, parts = genuine_host(url, region=region), urlsplit(url)
    asked = parse_qs(parts.query)
    if parts.path != "/" or asked.get("Action") != ["ConfirmSubscription"] or asked.get("TopicArn") != [message["TopicArn"]]:
        raise ForgedError("address")
    try:
        answer = http.get(f"https://{host}/?{parts.query}")
    except httpx.HTTPError as error:
        raise AwayError(type(error).__name__) from error
    if not answer.is_success:
        raise AwayError(f"answered {answer.status_code}")
