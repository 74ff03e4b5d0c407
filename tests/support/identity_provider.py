"""A small identity provider on this machine (OpenID Connect by code), which can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "claims", "the secret of the client"


@dataclass
class Provider:
    """What the provider knows: its key, who is signed in there, and what it will say wrong."""

    issuer: str = ""
    subject: str = "staff-0001"
    now: int = 0
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}, private=True))
    signing_key: RSAKey | None = None
    changed: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    redirects_to: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def authorize(self, address: str) -> tuple[str, dict[str, str]]:
        """What a browser is sent back with, once its user has signed in here."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return asked["redirect_uri"], {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer to a code, which is good once, for who can show the verifier and the secret."""
        self.asked.append(form)
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": self.subject, "nonce": asked["nonce"], "iat": self.now,
            "exp": self.now + 300, **self.changed,
        }  # fmt: skip
        header = {"alg": self.algorithm, "kid": "one"}
        made = {name: value for name, value in claims.items() if value is not None}
        return 200, {"id_token": jwt.encode(header, made, self.signing_key or self.key), "token_type": "Bearer"}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self._say(200, {
                    "issuer": provider.issuer,
                    "authorization_endpoint": f"{provider.issuer}/authorize",
                    "token_endpoint": f"{provider.issuer}/token",
                    "jwks_uri": f"{provider.issuer}/keys",
                })  # fmt: skip
            elif self.path == "/keys":
                self._say(200, {"keys": [provider.key.as_dict(private=False)]})
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            if provider.redirects_to:
                self.send_response(307)
                self.send_header("location", provider.redirects_to)
                self.end_headers()
                return
            self._say(*provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _say(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Nothing: a test reads no log of it."""

    return Handler


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider that runs while the block does."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def query(values: dict[str, str]) -> str:
    """Values as the query of an address."""
    return urlencode(values)
