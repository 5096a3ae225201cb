"""Whether the keys are a project's own: not the demo's, not a local stack's, not one for two purposes."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from python_functions.deploy.finding import Finding

SECRETS = ("SUPABASE_SECRET_KEY", "SUPABASE_PUBLISHABLE_KEY", "WEBHOOK_SECRET", "ENVELOPE_MASTER_KEYS")
LEAST_LENGTH = 32
# What the Supabase CLI and its documentation hand to everybody.
EVERYBODYS = ("super-secret-jwt-token-with-at-least-32-characters-long", "sb_publishable_ACJWlzQHlZjBrEguHvfOxg", "sb_secret_N7UND0UgjKTVK-Uodkm0Hg")


def secret_findings(environ: Mapping[str, str], root: Path) -> list[Finding]:
    """Look at the keys in *environ* beside those of local stacks, whose homes lie in *root*.  No key is ever printed."""
    local = set(_of_local_stacks(root))
    found = [_judged(name, environ.get(name, "").strip(), local) for name in SECRETS]
    said = [value for name in SECRETS if (value := environ.get(name, "").strip())]
    twice = len(said) - len(set(said))
    remedy = "Give each purpose a key of its own."
    return [*found, Finding(about="no key serves two purposes", fact="none does", fault=f"{twice} are the same" if twice else None, remedy=remedy)]


def _judged(name: str, value: str, local: set[str]) -> Finding:
    claims = _claims(value)
    issuer, role = claims.get("iss"), claims.get("role")
    fault = None
    if not value:
        fault = "it is not set"
    elif issuer == "supabase-demo" or any(value.startswith(word) for word in EVERYBODYS):
        fault = "it is the demo's, which everybody has"
    elif value in local:
        fault = "it is a local stack's"
    elif name == "SUPABASE_PUBLISHABLE_KEY" and (role == "service_role" or value.startswith("sb_secret_")):
        fault = "it is a secret key: every browser would be handed everything"
    elif name == "SUPABASE_SECRET_KEY" and (role == "anon" or value.startswith("sb_publishable_")):
        fault = "it is the publishable key"
    elif name != "SUPABASE_PUBLISHABLE_KEY" and len(value) < LEAST_LENGTH:
        fault = f"it has fewer than {LEAST_LENGTH} characters"
    remedy = f"Make a new one in the project's settings, and set {name} where edge and worker run, nowhere else."
    return Finding(about=f"{name} is the project's own", fact=f"{len(value)} characters", fault=fault, remedy=remedy)


def _claims(value: str) -> dict[str, Any]:
    """What a JWT says, unverified; nothing of what is none."""
    try:
        body = value.split(".")[1]
        claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _of_local_stacks(root: Path) -> Iterator[str]:
    for file in root.glob(".bookfast*/**/keys.json"):
        yield from (str(value) for value in json.loads(file.read_text()).values())
