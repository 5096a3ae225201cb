"""How the few pages of our Google look: plain, readable on a phone, in light and dark."""

from html import escape

STYLE = (
    ":root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "input,button{font:inherit;padding:.5rem .8rem;margin:.2rem 0;max-width:100%;box-sizing:border-box}form{margin:.5rem 0}li{margin:.8rem 0}"
)


def page(title: str, body: str) -> str:
    """Return a whole page; *body* is HTML."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en">{head}<h1>{escape(title)}</h1>{body}'
