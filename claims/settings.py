"""Settings, read from the environment once: where the data lies and which servers, if any, are used."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_url`: SQLAlchemy URL. `var_dir`: letters, files and keys. `broker_url`: Celery's; `memory://` needs no server."""

    database_url: str
    var_dir: Path
    broker_url: str
    province: str


def read_settings() -> Settings:
    """Settings from `CLAIMS_*` variables; without any, everything lies under `var/` and no server is needed."""
    var_dir = Path(os.environ.get("CLAIMS_VAR_DIR", "var"))
    return Settings(
        database_url=os.environ.get("CLAIMS_DATABASE_URL", f"sqlite:///{var_dir / 'claims.sqlite'}"),
        var_dir=var_dir,
        broker_url=os.environ.get("CLAIMS_BROKER_URL", "memory://"),
        province=os.environ.get("CLAIMS_PROVINCE", "重庆"),
    )
