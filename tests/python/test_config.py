"""One configuration, read once, that refuses by variable name with a sentence."""

import logging

import pytest

from python_functions.calendars.google_app import GoogleApp
from python_functions.config import Config, ConfigError, Endpoint, MailFolder, MailProvider, PostmarkAccount, ResendAccount, SesAccount

COMPLETE = {
    "SUPABASE_URL": "http://127.0.0.1:54321/",
    "SUPABASE_SECRET_KEY": "sb_secret_x",
    "EDGE_URL": "http://127.0.0.1:54330",
    "WEB_URL": "http://127.0.0.1:54340",
    "SMTP_URL": "smtp://127.0.0.1:54325",
    "WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}


def test_a_complete_environment_is_understood() -> None:
    config = Config.from_env(COMPLETE)
    assert config.supabase_url == "http://127.0.0.1:54321"
    assert config.edge_listen == Endpoint("127.0.0.1", 54330)
    assert config.mail_provider.tls == "never"
    assert str(config.mail_from) == "Bookfast <bookings@bookfast.example>"
    assert config.log_level == logging.INFO


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(ConfigError, match=rf"^{name} is not set: it should be .+\.$"):
        Config.from_env({**COMPLETE, name: " "})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SUPABASE_URL", "postgres://127.0.0.1"),
        ("WORKER_WAKE_ADDRESS", "54331"),
        ("WORKER_WAKE_ADDRESS", "localhost:99999999"),
        ("SMTP_URL", "http://mail"),
        ("SMTP_URL", "smtp://mail:25?tls=perhaps"),
        ("MAIL_PROVIDER", "pigeon"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "Bookfast <bookings@>"),
        ("WEBHOOK_SECRET", "whsec_short"),
        ("WEBHOOK_SECRET", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("WEBHOOK_NETWORKS", "10.0.0.0/99"),
        ("WEBHOOK_NETWORKS", "10.0.0.1/8"),
        ("WEBHOOK_PORTS", "0"),
        ("WEBHOOK_PORTS", "443,8443"),
        ("WORKER_LEASE_SECONDS", "0"),
        ("WORKER_POLL_SECONDS", "soon"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name} cannot be used: it should be "):
        Config.from_env({**COMPLETE, name: value})


@pytest.mark.parametrize(
    ("variables", "listen"),
    [
        ({"EDGE_URL": "https://edge.example"}, "127.0.0.1:54330"),
        ({"EDGE_URL": "https://edge.example:8443"}, "127.0.0.1:54330"),
        ({"EDGE_URL": "http://localhost:8080"}, "localhost:8080"),
        ({"EDGE_LISTEN": "0.0.0.0:8080"}, "0.0.0.0:8080"),
        ({"EDGE_LISTEN": "[::1]:8080"}, "[::1]:8080"),
    ],
)
def test_the_edge_listens_on_this_machine_unless_told(variables: dict[str, str], listen: str) -> None:
    assert str(Config.from_env({**COMPLETE, **variables}).edge_listen) == listen


def test_all_complaints_come_at_once() -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_env({})
    assert [line.split()[0] for line in str(refusal.value).splitlines()] == [
        "SUPABASE_URL",
        "SUPABASE_SECRET_KEY",
        "EDGE_URL",
        "WEB_URL",
        "SMTP_URL",
        "WEBHOOK_SECRET",
    ]


@pytest.mark.parametrize(
    ("url", "tls"),
    [
        ("smtp://127.0.0.1:25", "never"),
        ("smtp://localhost:25", "never"),
        ("smtp://us:p%40ss@mail.example:587", "starttls"),
        ("smtp://mail:25?tls=never", "never"),
        ("smtps://mail.example", "implicit"),
    ],
)
def test_mail_leaves_this_machine_under_tls_only(url: str, tls: str) -> None:
    """Encrypted in transit, unless someone writes down that a network is trusted."""
    smtp = Config.from_env({**COMPLETE, "SMTP_URL": url}).mail_provider
    assert smtp.tls == tls
    assert smtp.password in {None, "p@ss"}


@pytest.mark.parametrize(
    ("variables", "provider"),
    [
        ({"MAIL_PROVIDER": "resend", "RESEND_API_KEY": "re_x"}, ResendAccount("re_x", "https://api.resend.com")),
        ({"MAIL_PROVIDER": "postmark", "POSTMARK_SERVER_TOKEN": "pm-x"}, PostmarkAccount("pm-x", "https://api.postmarkapp.com")),
        ({"MAIL_PROVIDER": "ses"}, SesAccount("ca-central-1", None)),
        ({"MAIL_PROVIDER": "folder", "MAIL_FOLDER": "/tmp"}, MailFolder("/tmp")),  # noqa: S108 - only looked at
    ],
)
def test_each_mail_provider_needs_its_own_variables_only(variables: dict[str, str], provider: MailProvider) -> None:
    assert Config.from_env({**COMPLETE, "SMTP_URL": "", **variables}).mail_provider == provider


@pytest.mark.parametrize(
    ("chosen", "name"), [("resend", "RESEND_API_KEY"), ("postmark", "POSTMARK_SERVER_TOKEN"), ("folder", "MAIL_FOLDER"), ("smtp", "SMTP_URL")]
)
def test_a_mail_provider_without_its_variable_is_named(chosen: str, name: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name} (is not set|cannot be used): it should be "):
        Config.from_env({**COMPLETE, "SMTP_URL": "", "MAIL_PROVIDER": chosen})


def test_google_is_there_with_both_of_its_words_only() -> None:
    assert Config.from_env({**COMPLETE, "GOOGLE_CLIENT_SECRET": "s"}).google is None
    assert [Config.from_env({**COMPLETE, **look}).calendar_look_seconds for look in ({}, {"CALENDAR_LOOK_SECONDS": "900"})] == [60, 900]
    app = Config.from_env({**COMPLETE, "GOOGLE_CLIENT_ID": "c", "GOOGLE_CLIENT_SECRET": "s"}).google
    assert app == GoogleApp(client_id="c", client_secret="s")  # noqa: S106 - opens nothing
    assert "'s'" not in repr(app)
    assert (app.endpoint, app.revoke_url) == ("https://www.googleapis.com/calendar/v3/", "https://oauth2.googleapis.com/revoke")
    with pytest.raises(ConfigError, match=r"^GOOGLE_CLIENT_SECRET is not set"):
        Config.from_env({**COMPLETE, "GOOGLE_CLIENT_ID": "c"})


def test_webhooks_go_nowhere_private_unless_it_is_said() -> None:
    """Empty is not everything: no network of ours, and port 443."""
    config = Config.from_env(COMPLETE | {"WEBHOOK_NETWORKS": "", "WEBHOOK_PORTS": ""})
    assert (config.webhook_networks, config.webhook_ports) == ((), frozenset({443}))
    config = Config.from_env(COMPLETE | {"WEBHOOK_NETWORKS": "10.20.0.0/16 fd00:20::/32", "WEBHOOK_PORTS": "443 8443"})
    assert ([str(network) for network in config.webhook_networks], config.webhook_ports) == (["10.20.0.0/16", "fd00:20::/32"], frozenset({443, 8443}))
