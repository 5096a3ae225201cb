"""Messages of Amazon SNS, and whether they are genuine (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html)."""

import binascii
from base64 import b64decode
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from python_functions.mail_webhooks import TOPIC_ARN
from webhooks.mail.certificates import Certificates, ForgedError

_CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
# What is signed, in this order; Subject only where there is one.
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": _CONFIRMATION,
    "UnsubscribeConfirmation": _CONFIRMATION,
}
# Version 1 is SHA-1 and still what a topic signs with unless it is told otherwise.
HASHES = {"1": SHA1(), "2": SHA256()}  # noqa: S303 - SNS's own choice
# SNS repeats a message for hours with its first time; what comes later was recorded.  Within it a repetition is known by its id.
OLDEST = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=5)


def verify(message: dict[str, Any], *, topics: Collection[str], certificates: Certificates) -> str:
    """
    Return the region of a *message* that SNS signed, lately, for one of *topics*.

    Anybody can have SNS sign messages of a topic of their own: so the topic is checked first, and a stranger makes us
    fetch nothing.  Raises `ForgedError` and, while the certificate cannot be had, `AwayError`.
    """
    fields = SIGNED.get(str(message.get("Type")))
    if fields is None or message.get("TopicArn") not in topics:
        raise ForgedError("topic")
    if not all(isinstance(message.get(name, ""), str) for name in (*fields, "Signature", "SignatureVersion", "SigningCertURL")):
        raise ForgedError("form")
    _check_age(message.get("Timestamp", ""))
    algorithm = HASHES.get(message.get("SignatureVersion", ""))
    found = TOPIC_ARN.fullmatch(message["TopicArn"])
    if algorithm is None or found is None:
        raise ForgedError("version")
    key = certificates.key_at(message.get("SigningCertURL", ""), region=found["region"])
    try:
        key.verify(b64decode(message.get("Signature", ""), validate=True), string_to_sign(message), PKCS1v15(), algorithm)
    except (InvalidSignature, binascii.Error) as error:
        raise ForgedError("signature") from error
    return found["region"]


def string_to_sign(message: dict[str, Any]) -> bytes:
    """Return what SNS signs of *message*: each field's name and value on lines of their own."""
    return "".join(f"{name}\n{message[name]}\n" for name in SIGNED[message["Type"]] if name in message).encode("utf-8", "surrogatepass")


def _check_age(timestamp: str) -> None:
    try:
        age = datetime.now(UTC) - datetime.fromisoformat(timestamp)
    except (ValueError, TypeError) as error:
        raise ForgedError("time") from error
    if not -CLOCKS_DIFFER <= age <= OLDEST:
        raise ForgedError("time")
