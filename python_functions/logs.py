"""Logs as one JSON object a line on standard output; what is logged names ids and kinds, never people."""

import logging
import re
import sys
from collections.abc import Iterator

import structlog
from structlog.tracebacks import ExceptionDictTransformer

# The words of a payload under which something of a person stands.
PERSONAL = {"name", "display_name", "email", "address", "phone", "note", "cancel_reason"}


def set_up(level: int) -> None:
    """
    Send our events, and whatever libraries have to say from WARNING on, to standard output as JSON lines.

    Tracebacks come without the values of variables, which may be personal data.
    """
    shared = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # It quotes answers of calendar servers, and what they say is people's.
    logging.getLogger("caldav").setLevel(logging.CRITICAL)
    for ours in ("python_functions", "webhooks"):
        logging.getLogger(ours).setLevel(level)


def where(error: BaseException) -> str:
    """Return type and place of *error* without its text, which may quote somebody's data: KeyError at letters.py:42."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


def without_people(text: str, payload: object) -> str:
    """Return what somebody said about a message without the names and addresses that are in its *payload*: servers like to quote them."""
    words = sorted({word for word in _personal(payload) if word}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, words)), "(name)", text, flags=re.IGNORECASE) if words else text


def _personal(payload: object) -> Iterator[str]:
    if isinstance(payload, list):
        for each in payload:
            yield from _personal(each)
    if isinstance(payload, dict):
        for key, value in payload.items():
            if key in PERSONAL and isinstance(value, str):
                # Also as a server has it that puts everything on one line.
                yield from {value.strip(), " ".join(value.split())}
            else:
                yield from _personal(value)
