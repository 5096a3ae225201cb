"""
Export, erase, hold, retain, and say who looked: `python -m python_functions.privacy COMMAND`.

Each command acts for a person, since each is recorded under a name: BOOKFAST_EMAIL, and BOOKFAST_PASSWORD or a prompt; or BOOKFAST_TOKEN,
an access token.
SUPABASE_URL and SUPABASE_PUBLISHABLE_KEY say where (`make env`); EDGE_URL opens notes in an export.  Ends with 0, 1 when it is
refused, 2 when something is missing.
"""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from python_functions.config import ConfigError, key, url, variable
from python_functions.errors import BookingError
from python_functions.privacy.readable import page

SECONDS = 60
# Why notes stay sealed however often one asks.
NOT_TO_BE_OPENED = {"notes_not_configured", "not_allowed", "not_found"}
NOTICE = """BREACH REPORT of {organization}, {from_time} to {to_time}{by}

Clients whose records were opened or changed: {count} (of {all})
{clients}
Lists (schedule, bookings, clients) are not logged.  Whoever could open them may have seen every client in them: count those too.

What a notice needs (PIPEDA, SOR/2018-64, ss. 2-3; Law 25 of Québec, s. 3.5 ff.; PHIPA, O. Reg. 329/04, s. 6.3; GDPR, art. 33-34)
  [ ] what happened and why, and the day or time in which it did: {from_time} to {to_time}
  [ ] which information: see “what” above; names, addresses and telephone numbers unless shown otherwise
  [ ] how many people: {count}, and those who could be seen in lists
  [ ] what was done to lower the risk: suspend the account, change keys, revoke links
  [ ] what people can do themselves, and whom to ask
  [ ] real risk of significant harm?  Then: the Commissioner (OPC, CAI, IPC) as soon as feasible (GDPR: within 72 hours);
      and the people, by the addresses above
  [ ] entered in the register of breaches, kept for 24 months (5 years in Québec)
"""


class Caller:
    """The Data API in a person's name."""

    def __init__(self, environ: Mapping[str, str], *, password: Callable[[str], str]) -> None:
        """Sign in.  Raises `ConfigError` and `BookingError`."""
        self._api = variable(environ, "SUPABASE_URL", url)
        self._key = variable(environ, "SUPABASE_PUBLISHABLE_KEY", key)
        self.edge = environ.get("EDGE_URL", "").strip().rstrip("/")
        self.token = environ.get("BOOKFAST_TOKEN", "").strip() or self._signed_in(environ, password)

    def _signed_in(self, environ: Mapping[str, str], password: Callable[[str], str]) -> str:
        email = variable(environ, "BOOKFAST_EMAIL", _said)
        secret = environ.get("BOOKFAST_PASSWORD") or password(f"Password of {email}: ")
        answer = httpx.post(
            f"{self._api}/auth/v1/token?grant_type=password", headers={"apikey": self._key}, json={"email": email, "password": secret}, timeout=SECONDS
        )
        if answer.is_error:
            raise BookingError(answer.status_code, "not_signed_in", f"{email} could not sign in.", "Check the address and the password.")
        return str(answer.json()["access_token"])

    def call(self, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - whatever the verb answers
        """Call a *verb*.  Raises `BookingError`."""
        headers = {"apikey": self._key, "Authorization": f"Bearer {self.token}", "Content-Profile": "api"}
        answer = httpx.post(f"{self._api}/rest/v1/rpc/{verb}", headers=headers, json=arguments, timeout=SECONDS)
        if answer.is_error:
            raise _refusal(answer)
        return answer.json()

    def notes(self, booking_id: str) -> list[dict[str, Any]]:
        """
        The notes on a booking, opened by the edge; none where it has no keys or the caller may read none.

        Raises `BookingError` when it fails otherwise: an export that lacks what another try would have is not everything.
        """
        answer = httpx.get(f"{self.edge}/notes?booking_id={quote(booking_id)}", headers={"Authorization": f"Bearer {self.token}"}, timeout=SECONDS)
        if answer.is_success:
            return list(answer.json()["notes"])
        refusal = _refusal(answer)
        if refusal.name not in NOT_TO_BE_OPENED:
            raise refusal
        return []


def _refusal(answer: httpx.Response) -> BookingError:
    try:
        return BookingError.from_answer(answer.json())
    except (ValueError, AttributeError):
        where = answer.request.url.copy_with(query=None)
        return BookingError(
            answer.status_code, "unavailable", f"{where} answered {answer.status_code}, and not as Bookfast does.", "Check the address, and try again."
        )


def main(words: list[str], environ: Mapping[str, str], *, password: Callable[[str], str] = getpass.getpass) -> int:
    """Carry out one command and print what came of it."""
    asked = _parser().parse_args(words)
    try:
        if asked.command == "render":
            return _hand_over(asked, json.loads(Path(asked.file).read_text()))
        return _carry_out(asked, Caller(environ, password=password))
    except (ConfigError, OSError, httpx.TransportError) as error:
        print(f"{error}", file=sys.stderr)
        return 2
    except BookingError as error:
        print(f"Refused ({error.name}): {error.detail}\nWhat to do: {error.hint}", file=sys.stderr)
        return 1


def _carry_out(asked: argparse.Namespace, caller: Caller) -> int:
    match asked.command:
        case "export":
            export = caller.call("export_client", client_id=asked.client_id)
            return _hand_over(asked, _with_notes(export, caller) if caller.edge else export)
        case "erase":
            if asked.confirm != asked.client_id:
                print("Erasure cannot be undone.  Say the client's id twice: --confirm CLIENT_ID.", file=sys.stderr)
                return 2
            _show(caller.call("erase_client", client_id=asked.client_id, reason=asked.reason))
        case "hold" | "lift":
            verb = {"hold": "place_legal_hold", "lift": "lift_legal_hold"}[asked.command]
            _show(caller.call(verb, client_id=asked.client_id, reason=asked.reason))
        case "retention":
            if asked.switch:
                _show(caller.call("set_retention", organization_id=asked.organization_id, switched_on=asked.switch == "on", keep_days=dict(asked.keep)))
            for row in caller.call("preview_retention", organization_id=asked.organization_id):
                print(f"{row['kind']:<12} kept {row['keep_days']:>5} days, due now: {row['due_rows']}, oldest: {row['oldest'] or 'none'}")
        case "disclosures":
            for row in caller.call("disclosures_of_client", client_id=asked.client_id):
                print(f"{row['at']}  {row['name'] or row['who']} ({row['role'] or '-'})  {row['what']}  {row['detail'] or ''}".rstrip())
        case _:
            arguments = {"organization_id": asked.organization_id, "from_time": asked.from_time, "to_time": asked.to_time, "actor": asked.actor}
            _breach(caller.call("breach_report", **arguments))
    return 0


def _with_notes(export: dict[str, Any], caller: Caller) -> dict[str, Any]:
    for one in export["organizations"]:
        noted = {note["booking_id"] for note in one["data"].get("notes", [])}
        said = {note["note_id"]: note["content"] for booking_id in sorted(noted) for note in caller.notes(booking_id)}
        for note in one["data"].get("notes", []):
            note["content"] = said.get(note["note_id"], "sealed: ask the practitioner")
            note.pop("sealed", None)
    return export


def _hand_over(asked: argparse.Namespace, export: dict[str, Any]) -> int:
    if asked.html:
        _write(Path(asked.html), page(export, language=asked.language))
        print(f"Written: {asked.html}")
    else:
        _show(export)
    return 0


def _breach(report: dict[str, Any]) -> None:
    clients = "".join(
        f"  {one['name']} <{one['email']}> {one['phone']} ({one['locale']}): {one['times']} times, {one['first_at']} to {one['last_at']};"
        f" what: {', '.join(one['what'])}; by {', '.join(one['actors'])}\n"
        for one in report["clients"]
    )
    by = f", by {report['actor_name'] or report['actor']}" if report["actor"] else ""
    named = {"organization": report["organization"]["name"], "count": len(report["clients"]), "all": report["clients_of_the_organization"]}
    print(NOTICE.format(from_time=report["from_time"], to_time=report["to_time"], by=by, clients=clients, **named))


def _show(answer: Any) -> None:  # noqa: ANN401 - JSON
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def _said(value: str) -> str:
    if not value:
        raise ValueError("the e-mail address of somebody with privacy:manage")
    return value


def _period(wish: str) -> tuple[str, int]:
    kind, _, days = wish.partition("=")
    if not kind or not days.isascii() or not days.isdigit():
        raise argparse.ArgumentTypeError(f"“{wish}” is not KIND=DAYS, such as messages=365")
    return kind, int(days)


def _write(file: Path, text: str) -> None:
    """Write what is somebody's alone to a *file* that nobody else may read, however the machine is set up."""
    with open(file, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        os.fchmod(out.fileno(), 0o600)
        out.write(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m python_functions.privacy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in {
        "export": "everything about a client, as JSON or --html FILE",
        "erase": "forget a client; bookings and figures stay",
        "hold": "let nothing of a client be erased",
        "lift": "end that",
        "disclosures": "who looked at what of a client",
    }.items():
        command = commands.add_parser(name, help=text)
        command.add_argument("client_id")
        if name in {"erase", "hold", "lift"}:
            command.add_argument("--reason", required=True)
        if name == "erase":
            command.add_argument("--confirm", default="", help="the client's id once more")
        if name == "export":
            _readable(command)
    render = commands.add_parser("render", help="a page for people of an export that lies in a file")
    render.add_argument("file")
    _readable(render)
    retention = commands.add_parser("retention", help="what would go by age; --switch on lets it go")
    retention.add_argument("organization_id")
    retention.add_argument("--switch", choices=["on", "off"])
    retention.add_argument("--keep", action="append", type=_period, default=[], metavar="KIND=DAYS")
    breach = commands.add_parser("breach", help="whose records were touched in a time, and what a notice needs")
    breach.add_argument("organization_id")
    breach.add_argument("from_time")
    breach.add_argument("to_time")
    breach.add_argument("--actor", help="user:<uuid> …; without it, all")
    return parser


def _readable(command: argparse.ArgumentParser) -> None:
    command.add_argument("--html", metavar="FILE", help="a page that needs nothing else, and prints well")
    command.add_argument("--language", choices=["en", "fr"], default="en")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
