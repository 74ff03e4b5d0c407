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
class Settings:
    """`database_url`: SQLAlchemy URL. `var_dir`: letters, files and keys. `broker_url`: Celery's; `memory://` needs no server.

    `sms_url`, `sms_key`, `sms_form`: the SMS gateway, its key, and whether it takes a form in place of JSON. `smtp_url`,
    `mail_from`: the mail server and our own address. Without them messages stay in the house. `allow_private_webhooks`:
    a platform's interface may lie in our own network.
    `sign_key`: what letters and seals are signed with; a demonstration without one makes its own. `heads_dir`: where the
    heads of the sealed ledger are written, best on another machine's disk; under `var_dir` where none is named.
    `data_keys`: the keys under which personal data is sealed, a list `id:base64,…` or the path of a file of such lines;
    those under `var_dir` where it is empty.
    """

    database_url: str
    var_dir: Path
    broker_url: str
    province: str
    sms_url: str = ""
    sms_key: str = field(default="", repr=False)
    sms_form: bool = False
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    allow_private_webhooks: bool = False
    sign_key: KeyFiles | None = None
    heads_dir: Path | None = None
    data_keys: str = field(default="", repr=False)


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
        smtp_url=os.environ.get("CLAIMS_SMTP_URL", ""),
        mail_from=os.environ.get("CLAIMS_MAIL_FROM", ""),
        allow_private_webhooks=os.environ.get("CLAIMS_WEBHOOK_ALLOW_PRIVATE", "") == "1",
        sign_key=_sign_key(),
        heads_dir=Path(heads) if (heads := os.environ.get("CLAIMS_HEADS_DIR", "")) else None,
        data_keys=os.environ.get("CLAIMS_DATA_KEYS", ""),
    )


def _sign_key() -> KeyFiles | None:
    key = os.environ.get("CLAIMS_SIGN_KEY", "")
    certificate = os.environ.get("CLAIMS_SIGN_CERT", "")
    passphrase = os.environ.get("CLAIMS_SIGN_PASSPHRASE", "")
    return KeyFiles(Path(key), Path(certificate) if certificate else None, passphrase) if key else None
