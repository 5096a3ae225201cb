"""What mail providers post: taken when genuine, once; refused when forged, old, broken or too large; asked for again when it cannot be kept."""

from __future__ import annotations

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from standardwebhooks import Webhook

from python_functions.app import create_app
from python_functions.config import Config, ConfigError
from python_functions.errors import BookingError
from webhooks.mail import blueprints

from .amazon import CERTIFICATE_PATH, HOST, TOPIC, Amazon, amazon_at_work, pair
from .mail_servers import free_port
from .test_config import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

OLD_SECRET = "whsec_" + b64encode(b"the secret of last year.").decode()
NEW_SECRET = "whsec_" + b64encode(b"the secret of this year.").decode()
LOGIN, TOKEN = "postmark:correct horse battery", "t0ken-of-the-webhook"
VARIABLES = {
    **COMPLETE,
    "RESEND_WEBHOOK_SECRET": f"{NEW_SECRET}, {OLD_SECRET}",
    "POSTMARK_WEBHOOK_LOGIN": f"{LOGIN},older:correct horse battery",
    "POSTMARK_WEBHOOK_TOKEN": TOKEN,
    "SES_WEBHOOK_TOPICS": TOPIC,
}
BOUNCE = {"type": "email.bounced", "created_at": "2026-11-21T12:00:00.000Z", "data": {"email_id": "r-1", "to": ["ben@client.example"]}}

pytestmark = pytest.mark.req("SC-1.8")


@dataclass
class Desk:
    """Keeps reports as the database does: each id once."""

    reports: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def note(self, *, provider: str, provider_event_id: str, payload: dict[str, Any]) -> dict[str, Any]:
        """See `DataApi.note_provider_event`."""
        new = (provider, provider_event_id) not in self.reports
        self.reports.setdefault((provider, provider_event_id), payload)
        return {"noted": new}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="module")
def amazon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Amazon]:
    folder: Path = tmp_path_factory.mktemp("amazon")
    with amazon_at_work(folder) as amazon:
        yield amazon


@pytest.fixture
def edge(desk: Desk, amazon: Amazon) -> FlaskClient:
    amazon.asked.clear()
    app = Flask(__name__)
    for routes in blueprints(Config.from_env(VARIABLES).mail_webhooks, note=desk.note, http=amazon.client()):
        app.register_blueprint(routes)
    return app.test_client()


def resend(edge: FlaskClient, body: str, *, secret: str = NEW_SECRET, late: timedelta = timedelta(), **changes: str) -> TestResponse:
    """Post *body* as Resend does; what comes *late* was signed so long ago."""
    at = datetime.now(UTC) - late
    headers = {"svix-id": "msg_1", "svix-timestamp": str(int(at.timestamp())), "svix-signature": Webhook(secret).sign("msg_1", at, body)}
    return edge.post("/webhooks/mail/resend", data=body, headers=headers | {name.replace("_", "-"): value for name, value in changes.items()})


def postmark(edge: FlaskClient, body: dict[str, Any] | str, *, login: str = LOGIN, token: str = TOKEN) -> TestResponse:
    """Post *body* as Postmark does."""
    headers = {"Authorization": f"Basic {b64encode(login.encode()).decode()}", "X-Bookfast-Webhook-Token": token}
    return edge.post("/webhooks/mail/postmark", data=body if isinstance(body, str) else json.dumps(body), headers=headers)


def ses(edge: FlaskClient, message: dict[str, Any]) -> TestResponse:
    """Post *message* as SNS does, which calls JSON plain text."""
    return edge.post("/webhooks/mail/ses", data=json.dumps(message), content_type="text/plain; charset=UTF-8")


def test_resend_is_believed_by_its_signature_under_the_old_and_the_new_secret(edge: FlaskClient, desk: Desk) -> None:
    body = json.dumps(BOUNCE | {"a_field_of_tomorrow": 1})
    assert [resend(edge, body, secret=secret).status_code for secret in (NEW_SECRET, OLD_SECRET)] == [204, 204]
    assert desk.reports == {("resend", "msg_1"): BOUNCE | {"a_field_of_tomorrow": 1}}


@pytest.mark.parametrize(
    "forgery",
    [
        {"secret": "whsec_" + b64encode(b"somebody else's secret!!").decode()},
        {"late": timedelta(minutes=6)},
        {"late": timedelta(minutes=-6)},
        {"svix_id": "msg_2"},
        {"svix_id": ""},
        {"svix_timestamp": "soon"},
        {"svix_signature": ""},
        {"svix_signature": "v1,%%%"},
        {"svix_signature": "v2,AAAA"},
    ],
)
def test_what_resend_did_not_sign_lately_is_refused(edge: FlaskClient, desk: Desk, forgery: dict[str, Any]) -> None:
    answer = resend(edge, json.dumps(BOUNCE), **forgery)
    assert (answer.status_code, answer.json["message"]) == (401, "signature_invalid")
    assert desk.reports == {}


def test_postmark_is_believed_by_login_and_token(edge: FlaskClient, desk: Desk) -> None:
    bounce = {"RecordType": "Bounce", "ID": 42, "Type": "HardBounce", "MessageID": "m", "Email": "ben@client.example"}
    delivery = {"RecordType": "Delivery", "MessageID": "m", "Recipient": "ben@client.example", "DeliveredAt": "2026-11-21T12:00:00Z"}
    answers = [postmark(edge, bounce), postmark(edge, bounce, login="older:correct horse battery")]
    answers += [postmark(edge, delivery), postmark(edge, delivery), postmark(edge, delivery | {"MessageID": "n"})]
    assert {answer.status_code for answer in answers} == {204}
    assert [provider for provider, _ in desk.reports] == ["postmark"] * 3, "sent again is known again"


@pytest.mark.parametrize(
    "wrong", [{"login": "postmark:guess"}, {"token": "guess"}, {"token": ""}, {"login": ""}, {"login": LOGIN.partition(":")[2]}, {"login": "é:é"}]
)
def test_who_does_not_know_both_secrets_is_not_postmark(edge: FlaskClient, desk: Desk, wrong: dict[str, str]) -> None:
    answer = postmark(edge, {"RecordType": "Bounce"}, **wrong)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Basic"
    assert desk.reports == {}


@pytest.mark.parametrize("version", ["1", "2"])
def test_ses_is_believed_by_the_signature_of_sns(edge: FlaskClient, desk: Desk, amazon: Amazon, version: str) -> None:
    said = {"notificationType": "Bounce", "mail": {"messageId": "s-1"}}
    message = amazon.message(version=version, Message=json.dumps(said), Subject="Amazon SES Email Event Notification")
    plain = amazon.message(version=version, Message="Successfully validated SNS topic for Amazon SES event publishing.")
    assert [ses(edge, each).status_code for each in (message, message, plain)] == [204] * 3
    assert desk.reports == {("ses", message["MessageId"]): said, ("ses", plain["MessageId"]): {"text": plain["Message"]}}
    assert amazon.asked == [CERTIFICATE_PATH], "the certificate is fetched once"


def test_a_hundred_messages_at_once_need_one_certificate(edge: FlaskClient, desk: Desk, amazon: Amazon) -> None:
    messages = [amazon.message() for _ in range(100)]
    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(lambda message: ses(edge.application.test_client(), message).status_code, messages))
    assert (statuses, len(desk.reports), amazon.asked) == ({204}, 100, [CERTIFICATE_PATH])


FORGERIES: dict[str, Callable[[Amazon], dict[str, Any]]] = {
    "another text than was signed": lambda amazon: amazon.message() | {"Message": '{"notificationType": "Complaint"}'},
    "a subject that was not signed": lambda amazon: amazon.message() | {"Subject": "x"},
    "another's key": lambda amazon: amazon.message(sign_with=pair("sns.amazonaws.com")),
    "another's topic": lambda amazon: amazon.message(TopicArn=TOPIC.replace("123456789012", "210987654321")),
    "no signature": lambda amazon: amazon.message() | {"Signature": ""},
    "a signature that is no base64": lambda amazon: amazon.message() | {"Signature": "%%%"},
    "version 1 called 2": lambda amazon: amazon.message() | {"SignatureVersion": "2"},
    "an unknown version": lambda amazon: amazon.message() | {"SignatureVersion": "3"},
    "an unknown type": lambda amazon: amazon.message() | {"Type": "Surprise"},
    "numbers for words": lambda amazon: amazon.message() | {"Message": 7},
    "two days old": lambda amazon: amazon.message(Timestamp=f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"),
    "of tomorrow": lambda amazon: amazon.message(Timestamp=f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"),
    "of no time": lambda amazon: amazon.message(Timestamp="soon"),
    "of a time without a zone": lambda amazon: amazon.message(Timestamp=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"),
    "nothing but a topic": lambda _: {"Type": "Notification", "TopicArn": TOPIC},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_sns_did_not_sign_lately_for_our_topic_is_refused(edge: FlaskClient, desk: Desk, amazon: Amazon, forgery: str) -> None:
    answer = ses(edge, FORGERIES[forgery](amazon))
    assert (answer.status_code, answer.json["message"]) == (401, "signature_invalid")
    assert desk.reports == {}


@pytest.mark.parametrize(
    "url",
    [
        f"http://{HOST}{CERTIFICATE_PATH}",
        f"https://evil.example{CERTIFICATE_PATH}",
        f"https://{HOST}.evil.example{CERTIFICATE_PATH}",
        f"https://{HOST}@evil.example{CERTIFICATE_PATH}",
        f"https://evil.example#@{HOST}{CERTIFICATE_PATH}",
        f"https://evil.example\\@{HOST}{CERTIFICATE_PATH}",
        f"https://{HOST}:8443{CERTIFICATE_PATH}",
        f"https://sns.us-east-1.amazonaws.com{CERTIFICATE_PATH}",
        f"https://s3.amazonaws.com/bucket{CERTIFICATE_PATH}",
        f"https://{HOST}/bucket/mine.pem",
        f"https://{HOST}{CERTIFICATE_PATH}?x=1",
        f"https://{HOST}/../SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "https://[::1",
        "",
    ],
)
def test_a_certificate_from_elsewhere_is_not_even_fetched(edge: FlaskClient, desk: Desk, amazon: Amazon, url: str) -> None:
    """Server-side request forgery: whoever posts names no host that we call."""
    assert ses(edge, amazon.message(SigningCertURL=url)).status_code == 401
    assert (amazon.asked, desk.reports) == ([], {})


@pytest.mark.parametrize(
    "odd", [lambda: pair("evil.example"), lambda: pair("sns.amazonaws.com", age=timedelta(days=31)), lambda: pair("sns.amazonaws.com", age=-timedelta(days=1))]
)
def test_a_certificate_of_another_name_or_time_is_worth_nothing(edge: FlaskClient, amazon: Amazon, odd: Callable[[], Any]) -> None:
    other = odd()
    path = CERTIFICATE_PATH.replace("0123", "4567")
    amazon.pages[path] = other.pem
    assert ses(edge, amazon.message(sign_with=other, SigningCertURL=f"https://{HOST}{path}")).status_code == 401


def test_who_makes_us_fetch_one_certificate_after_another_is_told_to_wait(edge: FlaskClient, amazon: Amazon) -> None:
    statuses = [ses(edge, amazon.message(SigningCertURL=f"https://{HOST}/SimpleNotificationService-{number:032x}.pem")).status_code for number in range(12)]
    assert (statuses, len(amazon.asked)) == ([401] * 10 + [503] * 2, 10)


def test_amazon_being_away_is_no_forgery(edge: FlaskClient, amazon: Amazon, desk: Desk) -> None:
    amazon.status = 500
    try:
        answer = ses(edge, amazon.message())
    finally:
        amazon.status = 200
    assert (answer.status_code, answer.headers["Retry-After"], desk.reports) == (503, "30", {})
    assert ses(edge, amazon.message()).status_code == 204


def test_a_server_that_only_says_it_is_amazon_is_not_asked_twice(desk: Desk, amazon: Amazon, tmp_path: Path) -> None:
    """Its TLS certificate is checked as for every https address: one of another CA is no Amazon."""
    with amazon_at_work(tmp_path) as impostor:
        impostor.trust = amazon.trust
        app = Flask(__name__)
        for routes in blueprints(Config.from_env(VARIABLES).mail_webhooks, note=desk.note, http=impostor.client()):
            app.register_blueprint(routes)
        assert ses(app.test_client(), impostor.message()).status_code == 503
        assert (impostor.asked, desk.reports) == ([], {})


def test_a_subscription_is_confirmed_at_amazon_only(edge: FlaskClient, amazon: Amazon, desk: Desk) -> None:
    assert ses(edge, amazon.message("SubscriptionConfirmation")).status_code == 204
    assert amazon.asked[1:] == [f"/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token={'2336412f37' * 4}"]
    for url in ("https://evil.example/?Action=ConfirmSubscription", f"https://{HOST}/?Action=DeleteTopic&TopicArn={TOPIC}", f"https://{HOST}/elsewhere"):
        assert ses(edge, amazon.message("SubscriptionConfirmation", SubscribeURL=url)).status_code == 401
    amazon.status = 500
    try:
        assert ses(edge, amazon.message("SubscriptionConfirmation")).status_code == 503, "SNS is to try again"
    finally:
        amazon.status = 200
    assert ses(edge, amazon.message("UnsubscribeConfirmation")).status_code == 204
    assert desk.reports == {}


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "7", "null", '{"a": NaN}', '{"a": 1e999}', "[" * 100_000, '{"a":' * 900 + "1" + "}" * 900, '{"a": ' + "9" * 5000 + "}"]
)
def test_a_body_that_is_no_object_is_refused(edge: FlaskClient, desk: Desk, body: str) -> None:
    answers = [resend(edge, body), postmark(edge, body), edge.post("/webhooks/mail/ses", data=body)]
    assert {answer.status_code for answer in answers[:2]} == {400}
    assert answers[2].status_code in {400, 401}
    assert desk.reports == {}


def test_what_postgres_cannot_keep_is_replaced(edge: FlaskClient, desk: Desk) -> None:
    assert resend(edge, r'{"a": "x\u0000y", "b": ["\ud800", "\ud83d\ude00"], "\u0000": 1}').status_code == 204
    assert desk.reports["resend", "msg_1"] == {"a": "x\ufffdy", "b": ["\ufffd", "\N{GRINNING FACE}"], "\ufffd": 1}


def test_bytes_that_are_no_text_are_refused(edge: FlaskClient) -> None:
    for provider in ("resend", "ses"):
        assert edge.post(f"/webhooks/mail/{provider}", data=b"\xff\xfe{}").status_code in {400, 401}


@pytest.mark.parametrize(("error", "status"), [(BookingError(403, "not_allowed"), 503), (BookingError(400, "invalid_argument"), 400)])
def test_a_refusal_of_the_database_is_told_as_what_it_is(amazon: Amazon, error: BookingError, status: int) -> None:
    """A wrong key of ours is no fault of the provider's: it is to send the report again."""

    def refuse(**_: object) -> dict[str, Any]:
        raise error

    app = Flask(__name__)
    for routes in blueprints(Config.from_env(VARIABLES).mail_webhooks, note=refuse, http=amazon.client()):
        app.register_blueprint(routes)
    assert resend(app.test_client(), json.dumps(BOUNCE)).status_code == status


def test_while_the_data_api_is_away_the_provider_is_asked_to_come_again() -> None:
    edge = create_app(Config.from_env({**VARIABLES, "SUPABASE_URL": f"http://127.0.0.1:{free_port()}"})).test_client()
    answer = resend(edge, json.dumps(BOUNCE))
    assert (answer.status_code, answer.json["message"], answer.headers["Retry-After"]) == (503, "unavailable", "30")
    assert postmark(edge, {"pad": "x" * 300_000}).status_code == 413


def test_the_old_address_leads_to_the_same_doors(edge: FlaskClient, desk: Desk, amazon: Amazon) -> None:
    old, body = "/api/hooks/email-status", json.dumps(BOUNCE)
    at = datetime.now(UTC)
    signed = {"svix-id": "msg_7", "svix-timestamp": str(int(at.timestamp())), "svix-signature": Webhook(NEW_SECRET).sign("msg_7", at, body)}
    login = {"Authorization": f"Basic {b64encode(LOGIN.encode()).decode()}", "X-Bookfast-Webhook-Token": TOKEN}
    sns, notification = {"x-amz-sns-message-type": "Notification"}, json.dumps(amazon.message())
    genuine = [edge.post(old, data=body, headers=signed), edge.post(old, data='{"ID": 7}', headers=login), edge.post(old, data=notification, headers=sns)]
    assert [answer.status_code for answer in genuine] == [204, 204, 204]
    assert {provider for provider, _ in desk.reports} == {"resend", "postmark", "ses"}
    kept = dict(desk.reports)
    # Nothing at all, what one provider sends at another's door, and each one forged.
    for headers in (
        {}, login | {"X-Bookfast-Webhook-Token": "t0ken-of-somebody"}, {"Authorization": login["Authorization"]}, sns,
        signed | {"svix-id": "msg_8"}, {"svix-id": "x"}, login | {"svix-id": "msg_9"},
    ):  # fmt: skip
        answer = edge.post(old, data=json.dumps({"Type": "Notification", "type": "email.bounced"}), headers=headers)
        assert (answer.status_code, answer.json["message"]) == (401, "signature_invalid"), headers
    assert edge.post(old, data="[]", headers=login).status_code == 400
    assert desk.reports == kept


def test_a_provider_without_secrets_has_no_route() -> None:
    edge = create_app(Config.from_env(COMPLETE)).test_client()
    assert edge.post("/api/hooks/email-status", json=BOUNCE).status_code == 404
    only = create_app(Config.from_env(COMPLETE | {"RESEND_WEBHOOK_SECRET": NEW_SECRET})).test_client()
    assert only.post("/api/hooks/email-status", json=BOUNCE, headers={"X-Bookfast-Webhook-Token": TOKEN}).status_code == 401
    assert {edge.post(f"/webhooks/mail/{provider}").status_code for provider in ("resend", "postmark", "ses")} == {404}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RESEND_WEBHOOK_SECRET", "re_key"),
        ("RESEND_WEBHOOK_SECRET", f"{NEW_SECRET},"),
        ("POSTMARK_WEBHOOK_LOGIN", "postmark:short"),
        ("POSTMARK_WEBHOOK_LOGIN", "no-password-at-all"),
        ("POSTMARK_WEBHOOK_TOKEN", "short"),
        ("POSTMARK_WEBHOOK_TOKEN", ""),
        ("POSTMARK_WEBHOOK_LOGIN", ""),
        ("SES_WEBHOOK_TOPICS", "bookfast-mail"),
        ("SES_WEBHOOK_TOPICS", TOPIC.replace("sns", "sqs")),
    ],
)
def test_a_secret_of_no_form_is_named_once(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Config.from_env({**VARIABLES, name: value})
    assert str(refused.value).count("\n") == 0
    assert str(refused.value).startswith(name)
    assert "correct horse" not in str(refused.value)
