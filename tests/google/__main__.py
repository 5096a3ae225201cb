"""`python -m tests.google --port 54341 --account ada@example.test`: a Google for the demo; says with which variables the stack uses it."""

from __future__ import annotations

import argparse
import threading

from tests.google.server import REDIRECTS, serving


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.google", description=__doc__)
    parser.add_argument("--port", type=int, default=54341)
    parser.add_argument("--account", action="append", metavar="ADDRESS", help="an account; the last one is signed in (ada@example.test)")
    parser.add_argument("--redirect", action="append", metavar="URL", default=list(REDIRECTS), help="where the web app takes people back")
    parser.add_argument("--ask", action="store_true", help="show a page of consent instead of allowing everything")
    asked = parser.parse_args()
    with serving(asked.port, redirects=tuple(asked.redirect), strict=False) as google:
        for account in asked.account or ["ada@example.test"]:
            google.person(account)
        google.oauth.answer = "ask" if asked.ask else "allow"
        print(f"Calendars are at {google.url}; an edge and a worker find them by:", *(f"{name}={value}" for name, value in google.variables.items()), sep="\n")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
