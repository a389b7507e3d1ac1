"""One typed Settings, read from the environment (XUSHI_*), for both ways to run."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set. Every field is described in docs/settings.md, which a test compares."""

    model_config = SettingsConfigDict(env_prefix="XUSHI_", frozen=True)

    data_dir: Path = Field(Path("var/xushi"), description="Folder of the embedded databases, keys and outbox")
    intake_database: str = Field("", description="Database address of intake; empty: SQLite in the data folder")
    aggregator_database: str = Field("", description="Database address of the aggregator; empty: SQLite")
    alerts_database: str = Field("", description="Database address of alerts; empty: SQLite in the data folder")
    plan_folders: tuple[Path, ...] = Field((), description="Folders of further plans (JSON list), beside the shipped")
    keys_file: Path | None = Field(None, description="File of API keys (hashed); empty: keys.json in the data folder")
    outbox_dir: Path | None = Field(None, description="Folder for messages; empty: outbox in the data folder")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8600, ge=0, le=65535, description="Port to listen on")
    public_url: str = Field("http://127.0.0.1:8600", description="Address under which people reach the pages")
    mail_domain: str = Field("xushi.example", description="Domain of Message-IDs and of the sender")
    mail_sender: str = Field("序时预警 <alerts@xushi.example>", description="From of every mail")
    log_level: str = Field("INFO", description="Lowest level that is logged")
    max_body_bytes: int = Field(1_000_000, ge=1_000, description="Largest request body; beyond it 413")
    poll_seconds: float = Field(0.2, gt=0, description="How often a reader looks for events of another process")
    batch_size: int = Field(1_000, ge=1, description="Most events a reader applies in one transaction")
    linger_seconds: float = Field(0.03, ge=0, description="How long a reader that waited lets events gather")
    sweep_seconds: float = Field(30.0, gt=0, description="How often due days and the rebuild check are looked at")

    def database_url(self, service: str) -> str:
        """The database address of ``service`` (intake, aggregator or alerts)."""
        configured: str = getattr(self, f"{service}_database")
        return configured or f"sqlite:///{self.data_dir / service}.sqlite"

    @property
    def keys_path(self) -> Path:
        return self.keys_file or self.data_dir / "keys.json"

    @property
    def outbox_path(self) -> Path:
        return self.outbox_dir or self.data_dir / "outbox"
