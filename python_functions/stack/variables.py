"""The one set of environment variables by which every part of Bookfast knows its stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_functions.stack.keys import Keys
    from python_functions.stack.settings import Settings

# What `make env` prints: enough for a client, a script or a test.
PUBLIC = (
    "SUPABASE_URL",
    "SUPABASE_PUBLISHABLE_KEY",
    "SUPABASE_SECRET_KEY",
    "DATABASE_URL",
    "EDGE_URL",
    "WEB_URL",
    "MAIL_URL",
)


# Our application at the stack's own Google, which knows no other.
GOOGLE_CLIENT = {"GOOGLE_CLIENT_ID": "bookfast.apps.googleusercontent.test", "GOOGLE_CLIENT_SECRET": "GOCSPX-only-for-tests"}


def database_url(settings: Settings, password: str, *, role: str = "postgres", database: str = "postgres") -> str:
    """The address of a database of the stack's server, for *role*.  The embedded server speaks no TLS."""
    return f"postgresql://{role}:{password}@127.0.0.1:{settings.ports['postgres']}/{database}?sslmode=disable"


def stack_variables(settings: Settings, keys: Keys) -> dict[str, str]:
    """All variables that edge, worker, smoke, seeds and tests read; the first seven are `PUBLIC`."""
    return {
        "SUPABASE_URL": settings.url("api"),
        "SUPABASE_PUBLISHABLE_KEY": keys.publishable,
        "SUPABASE_SECRET_KEY": keys.secret,
        "DATABASE_URL": database_url(settings, keys.postgres_password),
        "EDGE_URL": settings.url("edge"),
        "WEB_URL": settings.url("web"),
        "MAIL_URL": settings.url("mail"),
        "SMTP_URL": f"smtp://127.0.0.1:{settings.ports['smtp']}",
        "MAIL_FROM": settings.mail_from,
        "WEBHOOK_SECRET": keys.webhook_secret,
        "ENVELOPE_MASTER_KEYS": keys.master_keys,
        "WORKER_WAKE_ADDRESS": f"127.0.0.1:{settings.ports['wake']}",
        "WORKER_METRICS_ADDRESS": f"127.0.0.1:{settings.ports['metrics']}",
        "LOG_LEVEL": settings.log_level,
        **(settings.google or _own_google(settings)),
        # Where a person looks at the calendars of that Google, where the stack runs it.
        **({"CALENDARS_URL": settings.url("google")} if settings.with_google else {}),
    }


def _own_google(settings: Settings) -> dict[str, str]:
    root = settings.url("google")
    addresses = {"GOOGLE_API_URL": root, "GOOGLE_AUTH_URL": f"{root}/o/oauth2/v2/auth", "GOOGLE_TOKEN_URL": f"{root}/token"}
    return {**GOOGLE_CLIENT, **addresses}
