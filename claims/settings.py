"""Settings, read from the environment once: where the data lies and which servers, if any, are used."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """Where a key lies: a PKCS#8 PEM `key` with its `certificate` (in the same file or its own), or both in one PKCS#12."""

    key: Path
    certificate: Path | None = None
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """The authority's own identity provider: its `issuer` address, what we are called there, and the claim of its tokens that
    names a person. An account signs in by it only where the two were linked beforehand."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    claim: str = "sub"
    label: str = "统一身份认证"


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """How staff sign in. `totp` says whether one-time codes are `required` or `optional` (empty: required in production).

    `cheap_hashes` makes passwords quick to check and quick to guess: for tests, which production refuses.
    """

    totp: str = ""
    cheap_hashes: bool = False
    oidc: OidcProvider | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_url`: SQLAlchemy URL. `var_dir`: letters, files and keys. `broker_url`: Celery's; `memory://` needs no server.

    `sms_url`, `sms_key`, `sms_form`, `sms_answers`: the SMS gateway, its key, whether it takes a form in place of JSON, and
    whether it hands on what people answer. `smtp_url`, `mail_from`: the mail server and our own address. Without them
    messages stay in the house. `allow_private_webhooks`: a platform's interface may lie in our own network.
    `sign_key`: what letters and seals are signed with; a demonstration without one makes its own. `heads_dir`: where the
    heads of the sealed ledger are written, best on another machine's disk; under `var_dir` where none is named.
    `sign_in`: how staff sign in to the portal.
    `data_keys`: the keys under which personal data is sealed, a list `id:base64,…` or the path of a file of such lines;
    those under `var_dir` where it is empty.
    `metrics_token`: what a monitor shows to read /metrics; without one only this machine reads it. `log_form`: `json` or
    `text`; empty: text where stderr is a terminal.
    """

    database_url: str
    var_dir: Path
    broker_url: str
    province: str
    sms_url: str = ""
    sms_key: str = field(default="", repr=False)
    sms_form: bool = False
    sms_answers: bool = False
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    allow_private_webhooks: bool = False
    sign_key: KeyFiles | None = None
    heads_dir: Path | None = None
    sign_in: SignInSettings = field(default_factory=SignInSettings)
    data_keys: str = field(default="", repr=False)
    metrics_token: str = field(default="", repr=False)
    log_form: str = ""


def read_settings() -> Settings:
    """Settings from `CLAIMS_*` variables; without any, everything lies under `var/` and no server is needed."""
    var_dir = Path(os.environ.get("CLAIMS_VAR_DIR", "var"))
    return Settings(
        database_url=os.environ.get("CLAIMS_DATABASE_URL", f"sqlite:///{var_dir / 'claims.sqlite'}"),
        var_dir=var_dir,
        broker_url=os.environ.get("CLAIMS_BROKER_URL", "memory://"),
        province=os.environ.get("CLAIMS_PROVINCE", "重庆"),
        sms_url=os.environ.get("CLAIMS_SMS_URL", ""),
        sms_key=os.environ.get("CLAIMS_SMS_KEY", ""),
        sms_form=os.environ.get("CLAIMS_SMS_FORMAT", "json") == "form",
        sms_answers=os.environ.get("CLAIMS_SMS_ANSWERS", "") == "1",
        smtp_url=os.environ.get("CLAIMS_SMTP_URL", ""),
        mail_from=os.environ.get("CLAIMS_MAIL_FROM", ""),
        allow_private_webhooks=os.environ.get("CLAIMS_WEBHOOK_ALLOW_PRIVATE", "") == "1",
        sign_key=_sign_key(),
        heads_dir=Path(heads) if (heads := os.environ.get("CLAIMS_HEADS_DIR", "")) else None,
        data_keys=os.environ.get("CLAIMS_DATA_KEYS", ""),
        metrics_token=os.environ.get("CLAIMS_METRICS_TOKEN", ""),
        log_form=os.environ.get("CLAIMS_LOG", ""),
        sign_in=SignInSettings(
            totp=os.environ.get("CLAIMS_TOTP", ""),
            cheap_hashes=os.environ.get("CLAIMS_PASSWORD_HASH", "") == "cheap",
            oidc=_oidc(),
        ),
    )


def _oidc() -> OidcProvider | None:
    issuer = os.environ.get("CLAIMS_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    return OidcProvider(
        issuer=issuer,
        client_id=os.environ.get("CLAIMS_OIDC_CLIENT_ID", ""),
        client_secret=os.environ.get("CLAIMS_OIDC_CLIENT_SECRET", ""),
        claim=os.environ.get("CLAIMS_OIDC_CLAIM", "sub"),
        label=os.environ.get("CLAIMS_OIDC_LABEL", "统一身份认证"),
    )


def _sign_key() -> KeyFiles | None:
    key = os.environ.get("CLAIMS_SIGN_KEY", "")
    certificate = os.environ.get("CLAIMS_SIGN_CERT", "")
    passphrase = os.environ.get("CLAIMS_SIGN_PASSPHRASE", "")
    return KeyFiles(Path(key), Path(certificate) if certificate else None, passphrase) if key else None
