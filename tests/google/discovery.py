"""The published discovery document of Calendar v3: which methods there are, and whether a request or an answer is as it says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import googleapiclient

DOCUMENT = Path(googleapiclient.__file__).with_name("discovery_cache") / "documents" / "calendar.v3.json"
PREFIX = "/calendar/v3/"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
INT32 = 2**31


@dataclass(frozen=True)
class Method:
    """One method of the API, such as calendar.events.insert."""

    method_id: str
    verb: str
    path: str
    parameters: dict[str, dict[str, Any]]
    request: str | None
    response: str | None
    scopes: frozenset[str]

    def match(self, path: str) -> dict[str, str] | None:
        """Return the path's parameters where *path* (below the prefix, still quoted) is this method's."""
        ours, theirs = self.path.split("/"), path.split("/")
        if len(ours) != len(theirs):
            return None
        found = {}
        for our, their in zip(ours, theirs, strict=True):
            if our.startswith("{"):
                found[our.strip("{+}")] = unquote(their)
            elif our != their:
                return None
        return found if all(found.values()) else None


@cache
def document() -> dict[str, Any]:
    """The discovery document."""
    return json.loads(DOCUMENT.read_text())


@cache
def methods() -> tuple[Method, ...]:
    """Every method; those without parameters in their paths first, since they are meant where both fit."""
    found = [
        Method(
            each["id"],
            each["httpMethod"],
            each["path"],
            {**document()["parameters"], **each.get("parameters", {})},
            each.get("request", {}).get("$ref"),
            each.get("response", {}).get("$ref"),
            frozenset(each.get("scopes", ())),
        )
        for resource in document()["resources"].values()
        for each in resource["methods"].values()
    ]
    return tuple(sorted(found, key=lambda method: method.path.count("{")))


def find(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """Return the method that *verb* and *path* (with the prefix) mean, and the path's parameters."""
    below = path.removeprefix(PREFIX)
    for method in methods():
        if below != path and method.verb == verb and (found := method.match(below)) is not None:
            return method, found
    return None


def wrong_query(method: Method, query: dict[str, list[str]]) -> str | None:
    """Say what is wrong with the query's parameters, None where nothing is."""
    for name, values in query.items():
        known = method.parameters.get(name)
        if known is None or known["location"] != "query":
            return f"{method.method_id} knows no parameter {name}"
        if len(values) > 1 and not known.get("repeated"):
            return f"{name} may stand once"
        for value in values:
            if wrong := _wrong_text(known, value):
                return f"{name}: {wrong}"
    missing = [name for name, known in method.parameters.items() if known.get("required") and known["location"] == "query" and name not in query]
    return f"{missing[0]} is required" if missing else None


def wrong_body(method: Method, body: object) -> str | None:
    """Say what is wrong with a request's body, None where nothing is."""
    if method.request is None:
        return None if body is None else f"{method.method_id} takes no body"
    return wrong(method.request, body, asked_of=method.method_id)


def wrong_answer(method: Method, body: object) -> str | None:
    """Say what is wrong with the answer of a 2xx, None where nothing is."""
    if method.response is None:
        return None if body is None else f"{method.method_id} answers nothing"
    return wrong(method.response, body)


def wrong(name: str, value: object, *, asked_of: str | None = None) -> str | None:
    """Say what keeps *value* from being a *name* of the document's schemas; what the method *asked_of* requires is asked for, too."""
    return _wrong({"$ref": name}, value, name, asked_of)


def _wrong(schema: dict[str, Any], value: object, at: str, asked_of: str | None) -> str | None:  # noqa: PLR0911 - one type after the other
    schema = document()["schemas"][schema["$ref"]] if "$ref" in schema else schema
    match schema.get("type"):
        case "object" if isinstance(value, dict):
            return _wrong_object(schema, value, at, asked_of)
        case "array" if isinstance(value, list):
            found = (_wrong(schema["items"], each, f"{at}[{number}]", asked_of) for number, each in enumerate(value))
            return next((each for each in found if each), None)
        case "string" if isinstance(value, str):
            return f"{at}: {refused}" if (refused := _wrong_text(schema, value)) else None
        case "boolean" if isinstance(value, bool):
            return None
        case "integer" if isinstance(value, int) and not isinstance(value, bool):
            return None if -INT32 <= value < INT32 else f"{at} is no int32"
        case "number" if isinstance(value, int | float) and not isinstance(value, bool):
            return None
        case "any":
            return None
    return f"{at} should be of type {schema.get('type')}"


def _wrong_object(schema: dict[str, Any], value: dict[str, object], at: str, asked_of: str | None) -> str | None:
    known, others = schema.get("properties", {}), schema.get("additionalProperties")
    for name, property_ in known.items():
        if asked_of in property_.get("annotations", {}).get("required", ()) and name not in value:
            return f"{at}.{name} is required"
    for name, each in value.items():
        if name not in known and others is None:
            return f"{at} has no {name}"
        if refused := _wrong(known.get(name, others), each, f"{at}.{name}", asked_of):
            return refused
    return None


def _wrong_text(schema: dict[str, Any], value: str) -> str | None:  # noqa: PLR0911 - one kind of text after the other
    if "enum" in schema and value not in schema["enum"]:
        return f"{value!r} is none of {schema['enum']}"
    match schema.get("type"), schema.get("format"):
        case "boolean", _:
            return None if value in {"true", "false"} else f"{value!r} is neither true nor false"
        case "integer", _:
            if not re.fullmatch(r"-?\d{1,10}", value):
                return f"{value!r} is no integer"
            low, high = int(schema.get("minimum", -INT32)), int(schema.get("maximum", INT32 - 1))
            return None if low <= int(value) <= high else f"{value} is not between {low} and {high}"
        case "string", "int64" | "uint64":
            return None if re.fullmatch(r"-?\d{1,19}", value) else f"{value!r} is no int64"
        case "string", "date-time":
            return None if RFC3339.fullmatch(value) and _reads(datetime.fromisoformat, value) else f"{value!r} is no date-time of RFC 3339"
        case "string", "date":
            return None if re.fullmatch(r"\d{4}-\d\d-\d\d", value) and _reads(date.fromisoformat, value) else f"{value!r} is no date"
    return None


def _reads(parse: Any, value: str) -> bool:  # noqa: ANN401 - either of two parsers
    try:
        parse(value)
    except ValueError:
        return False
    return True
