"""Signing in at the authority's own identity provider: OpenID Connect by code, with PKCE, nonce and state.

What belongs together is derived from one random token in a cookie of the browser that began: the state shows that the answer
comes back to that browser, the nonce that the token was made for this time, the verifier that the code is ours. Nothing is
stored. Authlib is asked for only here, and only when a provider is set up.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from claims.settings import OidcProvider

WAIT_SECONDS = 10
ANSWER_MAX_BYTES = 256 * 1024
LEEWAY_SECONDS = 60
ALGORITHMS = ("RS256", "ES256", "PS256")
LOCAL = ("127.0.0.1", "localhost", "::1")


class OidcFault(Exception):
    """The provider did not answer as it should, or its answer proves nothing; `code` says which, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the provider is asked what."""

    authorization: str
    token: str
    keys: str


class _Straight(HTTPRedirectHandler):
    """Nobody is followed elsewhere: our secret goes to the provider and to no other."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


_opener = build_opener(_Straight)


def derived(token: str, what: str) -> str:
    """State, nonce and verifier of a browser's token: 43 characters each, none of which tells another."""
    digest = hashlib.sha256(f"oidc {what}:{token}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def endpoints(provider: OidcProvider) -> Endpoints:
    """Where the provider says that it is asked. Raises OidcFault."""
    found = _read(Request(f"{provider.issuer}/.well-known/openid-configuration"))
    if found.get("issuer", "").rstrip("/") != provider.issuer:
        raise OidcFault("issuer_differs")
    named = [str(found.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(map(_is_safe, named)):
        raise OidcFault("endpoint_unsafe")
    return Endpoints(*named)


def authorization_address(provider: OidcProvider, token: str, redirect_uri: str) -> str:
    """Where the browser is sent to. Raises OidcFault."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid",
        "state": derived(token, "state"),
        "nonce": derived(token, "nonce"),
        "code_challenge": create_s256_code_challenge(derived(token, "verifier")),
        "code_challenge_method": "S256",
    }
    return f"{endpoints(provider).authorization}?{urlencode(asked)}"


def subject_of(provider: OidcProvider, token: str, code: str, redirect_uri: str, instant: datetime) -> str:
    """Who the provider says has signed in there, by the claim of the settings. Raises OidcFault."""
    places = endpoints(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "code_verifier": derived(token, "verifier"),
    }
    answer = _read(Request(places.token, urlencode(form).encode(), method="POST"))
    claims = _checked(provider, str(answer.get("id_token", "")), _read(Request(places.keys)), token, instant)
    subject = claims.get(provider.claim)
    if not isinstance(subject, str) or not subject:
        raise OidcFault("claim_missing")
    return subject


def _checked(
    provider: OidcProvider, id_token: str, keys: Mapping[str, Any], token: str, instant: datetime
) -> Mapping[str, Any]:
    """The claims of a token that the provider signed for us, now, and for this browser."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    wanted = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True, "value": derived(token, "nonce")},
    }
    try:
        proving = KeySet.import_key_set({"keys": keys["keys"]})
        decoded = jwt.decode(id_token, proving, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            decoded.claims, decoded.header, wanted, {"nonce": derived(token, "nonce"), "client_id": provider.client_id}
        )  # fmt: skip
        claims.validate(now=int(instant.timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise OidcFault("token_unproven") from fault
    return dict(claims)


def _read(request: Request) -> dict[str, Any]:
    """A JSON object from the provider."""
    if not _is_safe(request.full_url):
        raise OidcFault("endpoint_unsafe")
    request.add_header("Accept", "application/json")
    try:
        with _opener.open(request, timeout=WAIT_SECONDS) as answer:
            body = answer.read(ANSWER_MAX_BYTES + 1)
        found = json.loads(body) if len(body) <= ANSWER_MAX_BYTES else None
    except (URLError, HTTPException, OSError, ValueError) as fault:
        raise OidcFault("provider_unreachable") from fault
    if not isinstance(found, dict):
        raise OidcFault("answer_unreadable")
    return found


def _is_safe(address: str) -> bool:
    """https, or this very machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
