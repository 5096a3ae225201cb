"""An export as a page for people: one HTML file that needs nothing else, and prints well.  Pure: no I/O, no clock."""

from html import escape
from typing import Any, Literal

Language = Literal["en", "fr"]

TITLES: dict[Language, dict[str, str]] = {
    "en": {
        "page": "What {organization} knows of you",
        "made": "Made on {at}",
        "nothing": "Nothing.",
        "yes": "yes",
        "no": "no",
        "audit_log": "What was done",
        "booking_reminders": "Reminders",
        "booking_series": "Series of bookings",
        "booking_tokens": "Links in mails",
        "bookings": "Bookings",
        "client_assignments": "Who cared for you",
        "clients": "You",
        "consents": "Consents",
        "conversation_attachments": "Files that were sent",
        "conversation_messages": "What was written",
        "conversations": "Conversations",
        "disclosures": "Who looked",
        "intake_answers": "Your answers",
        "mail_addresses": "Addresses that mail did not reach",
        "notes": "Notes",
        "notification_preferences": "What you want to be told",
        "notifications": "What you were told in the app",
        "outbox_events": "Mails",
        "reviews": "Reviews",
        "waitlist_entries": "Wishes on the waitlist",
        "webhook_deliveries": "What other systems were told",
    },
    "fr": {
        "page": "Ce que {organization} sait de vous",
        "made": "Établi le {at}",
        "nothing": "Rien.",
        "yes": "oui",
        "no": "non",
        "audit_log": "Ce qui a été fait",
        "booking_reminders": "Rappels",
        "booking_series": "Séries de réservations",
        "booking_tokens": "Liens envoyés par courriel",
        "bookings": "Réservations",
        "client_assignments": "Qui vous a suivi",
        "clients": "Vous",
        "consents": "Consentements",
        "conversation_attachments": "Fichiers envoyés",
        "conversation_messages": "Ce qui a été écrit",
        "conversations": "Conversations",
        "disclosures": "Qui a consulté votre dossier",
        "intake_answers": "Vos réponses",
        "mail_addresses": "Adresses où les courriels n’arrivent pas",
        "notes": "Notes",
        "notification_preferences": "Ce que vous souhaitez recevoir",
        "notifications": "Avis reçus dans l’application",
        "outbox_events": "Courriels",
        "reviews": "Avis",
        "waitlist_entries": "Souhaits sur la liste d’attente",
        "webhook_deliveries": "Ce que d’autres systèmes ont appris",
    },
}
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2024;background:#fff}"
    "dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.1rem 1rem;margin:0 0 1rem;padding:.8rem 0;border-top:1px solid #ccc;break-inside:avoid}"
    "dt{color:#555}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}@media(max-width:30rem){dl{grid-template-columns:1fr}}"
)


def page(export: dict[str, Any], *, language: Language = "en") -> str:
    """The *export* (as `export_client` and `export_my_data` answer) in HTML; what somebody wrote is text there, never markup."""
    words = TITLES[language]
    parts = [_organization(one, words) for one in export["organizations"]]
    names = ", ".join(one["organization"]["name"] for one in export["organizations"]) or "Bookfast"
    title = escape(words["page"].format(organization=names))
    made = escape(words["made"].format(at=export["exported_at"]))
    return (
        f'<!doctype html><html lang="{language}-CA"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{STYLE}</style><h1>{title}</h1><p>{made}</p>{''.join(parts)}</html>"
    )


def _organization(one: dict[str, Any], words: dict[str, str]) -> str:
    # Who it is first; tables that have nothing, at the end of all, say so.
    tables = sorted(one["data"].items(), key=lambda item: (not item[1], item[0] != "clients", item[0]))
    return f"<h2>{escape(one['organization']['name'])}</h2>" + "".join(_table(name, rows, words) for name, rows in tables)


def _table(name: str, rows: list[dict[str, Any]], words: dict[str, str]) -> str:
    heading = f"<h3>{escape(words.get(name, name.replace('_', ' ')))}</h3>"
    return heading + ("".join(_row(row, words) for row in rows) or f"<p>{words['nothing']}</p>")


def _row(row: dict[str, Any], words: dict[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(key.replace('_', ' '))}</dt><dd>{_value(value, words)}</dd>" for key, value in row.items()) + "</dl>"


def _value(value: Any, words: dict[str, str]) -> str:  # noqa: ANN401 - JSON
    match value:
        case bool():
            return words["yes" if value else "no"]
        case dict():
            return _row(value, words)
        case list() if any(isinstance(one, dict | list) for one in value):
            return "".join(_value(one, words) for one in value)
        case list():
            return escape(", ".join(str(one) for one in value))
        case _:
            return escape(str(value))
