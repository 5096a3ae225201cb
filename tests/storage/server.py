"""Objects as the Storage API keeps them: metadata in the database as whoever asks, under the policies there; the bytes here."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

import httpx
import psycopg
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

SCHEMA = Path(__file__).with_name("schema.sql")
POLICIES = Path(__file__).parents[2] / "sql" / "messaging" / "storage_policies.sql"


class RefusalError(Exception):
    """An answer as the API refuses: 400 for most, and in the body the status that it means."""

    def __init__(self, meant: int, error: str, message: str) -> None:
        """Keep what is answered."""
        super().__init__(f"{meant} {error}: {message}")
        self.body = {"statusCode": str(meant), "error": error, "message": message}


@dataclass
class Storage:
    """One project's Storage.  *lose* answers are swallowed after the deed, as by a broken line."""

    stack: Stack
    url: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    signed: dict[str, tuple[str, float]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lose: int = 0

    def caller(self, headers: dict[str, str]) -> dict[str, str] | None:
        """Return the claims of who asks, as Auth knows them; None for the service role."""
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if bearer == self.stack.supabase_secret_key:
            return None
        told = httpx.get(f"{self.stack.supabase_url}/auth/v1/user", headers={"apikey": headers.get("apikey", ""), "Authorization": f"Bearer {bearer}"})
        if told.status_code != 200:
            raise RefusalError(403, "Unauthorized", "invalid JWT")
        return {"sub": told.json()["id"], "role": "authenticated", "email": told.json()["email"]}

    @contextmanager
    def database(self, claims: dict[str, str] | None) -> Iterator[psycopg.Connection]:
        """Open a transaction as the caller."""
        with psycopg.connect(self.stack.database_url) as connection:
            if claims:
                connection.execute("select set_config('request.jwt.claims', %s, true), set_config('role', 'authenticated', true)", [json.dumps(claims)])
            yield connection

    def upload(self, headers: dict[str, str], bucket: str, path: str, body: bytes) -> dict[str, Any]:
        """POST /object/<bucket>/<path>."""
        claims = self.caller(headers)
        with self.database(None) as owner:
            limits = owner.execute("select file_size_limit, allowed_mime_types from storage.buckets where id = %s", [bucket]).fetchone()
        if limits is None:
            raise RefusalError(404, "Bucket not found", "Bucket not found")
        if len(body) > limits[0]:
            raise RefusalError(413, "Payload too large", "The object exceeded the maximum allowed size")
        if headers.get("content-type") not in limits[1]:
            raise RefusalError(415, "invalid_mime_type", f"mime type {headers.get('content-type')} is not supported")
        metadata = {"size": len(body), "mimetype": headers["content-type"], "cacheControl": headers.get("cache-control"), "contentLength": len(body)}
        sub = claims["sub"] if claims else None
        try:
            with self.database(claims) as caller:
                statement = "insert into storage.objects (bucket_id, name, owner, owner_id, metadata) values (%s, %s, %s, %s, %s)"
                caller.execute(statement, [bucket, path, sub, sub, Jsonb(metadata)])
        except psycopg.errors.InsufficientPrivilege as error:
            raise RefusalError(403, "Unauthorized", "new row violates row-level security policy") from error
        except psycopg.errors.UniqueViolation as error:
            raise RefusalError(409, "Duplicate", "The resource already exists") from error
        self.objects[path] = body
        return {"Id": str(uuid4()), "Key": f"{bucket}/{path}"}

    def sign(self, headers: dict[str, str], bucket: str, path: str, body: bytes) -> dict[str, Any]:
        """POST /object/sign/<bucket>/<path>."""
        with self.database(self.caller(headers)) as caller:
            found = caller.execute("select from storage.objects where bucket_id = %s and name = %s", [bucket, path]).fetchone()
        if found is None:
            raise RefusalError(404, "not_found", "Object not found")
        token = uuid4().hex
        self.signed[token] = (path, time.time() + json.loads(body)["expiresIn"])
        return {"signedURL": f"/object/sign/{bucket}/{path}?token={token}"}

    def remove(self, headers: dict[str, str], bucket: str, body: bytes) -> list[dict[str, str]]:
        """DELETE /object/<bucket>: as the API, through its own tables, under the policies of who asks."""
        paths = json.loads(body)["prefixes"]
        with self.database(self.caller(headers)) as caller:
            caller.execute("select set_config('storage.can_delete', 'true', true)")
            gone = caller.execute("delete from storage.objects where bucket_id = %s and name = any (%s) returning name", [bucket, paths]).fetchall()
        for (path,) in gone:
            self.objects.pop(path, None)
        return [{"name": path} for (path,) in gone]

    def answer(self, command: str, address: str, headers: dict[str, str], body: bytes) -> object:
        """Answer what is asked with a key or a token."""
        match command, address.removeprefix("/storage/v1/").split("/", 3):
            case "POST", ["object", "sign", bucket, path]:
                return self.sign(headers, bucket, path, body)
            case "POST", ["object", bucket, *parts]:
                return self.upload(headers, bucket, "/".join(parts), body)
            case "DELETE", ["object", bucket]:
                return self.remove(headers, bucket, body)
        raise RefusalError(404, "not_found", "no such route")

    def download(self, address: str) -> tuple[bytes, str]:
        """GET /object/sign/<bucket>/<path>?token=…&download=<name>."""
        split = urlsplit(address)
        path, query = split.path.removeprefix("/storage/v1/object/sign/conversations/"), parse_qs(split.query)
        signed, until = self.signed.get(query.get("token", [""])[0], ("", 0.0))
        if signed != path or time.time() > until or path not in self.objects:
            raise RefusalError(400, "InvalidJWT", "jwt expired")
        return self.objects[path], f"attachment; filename*=UTF-8''{quote(query.get('download', ['file'])[0])}"


@contextmanager
def serving(stack: Stack) -> Iterator[Storage]:
    """Give the stack's database the tables and our policies, and serve the API on a free port; afterwards both are gone."""
    storage = Storage(stack)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            storage.asked.append(f"{self.command} {self.path}")
            status, said, more = 200, b"", {"Content-Type": "application/json"}
            try:
                if self.command == "OPTIONS":
                    more = {"Access-Control-Allow-Headers": self.headers.get("Access-Control-Request-Headers", ""), "Access-Control-Allow-Methods": "*"}
                elif self.command == "GET":
                    said, disposition = storage.download(self.path)
                    more = {"Content-Type": "application/octet-stream", "Content-Disposition": disposition}
                else:
                    said = json.dumps(storage.answer(self.command, self.path, headers, body)).encode()
            except RefusalError as refusal:
                status, said = 400, json.dumps(refusal.body).encode()
            if storage.lose and self.command == "POST":
                storage.lose -= 1
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**more, "Content-Length": str(len(said)), "Access-Control-Allow-Origin": "*"}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_DELETE = do_OPTIONS = _answer  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    storage.url = f"http://127.0.0.1:{server.server_port}/storage/v1"
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        owner.execute("drop schema if exists storage cascade")
        owner.execute(SCHEMA.read_text())
        owner.execute(POLICIES.read_text())
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield storage
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            owner.execute("drop schema storage cascade")
