"""One typed Settings, read from the environment (XUSHI_*), for both ways to run."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

KafkaSecurity = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]


class Settings(BaseSettings):
    """What can be set. Every field is described in docs/settings.md, which a test compares."""

    model_config = SettingsConfigDict(env_prefix="XUSHI_", env_ignore_empty=True, frozen=True)

    data_dir: Path = Field(Path("var/xushi"), description="Folder of the embedded databases, keys and outbox")
    intake_database: str = Field("", description="Database address of intake; empty: SQLite in the data folder")
    aggregator_database: str = Field("", description="Database address of the aggregator; empty: SQLite")
    alerts_database: str = Field("", description="Database address of alerts; empty: SQLite in the data folder")
    intake_database_password_file: Path | None = Field(None, description="File with the password for intake_database")
    aggregator_database_password_file: Path | None = Field(
        None, description="File with the password for aggregator_database"
    )
    alerts_database_password_file: Path | None = Field(None, description="File with the password for alerts_database")
    site_dir: Path | None = Field(
        None,
        description="Folder of everything that is the office's own; empty: site in the data folder, if it is there",
    )
    plan_folders: tuple[Path, ...] = Field((), description="Folders of further plans (JSON list), beside the shipped")
    holidays_file: Path | None = Field(
        None, description="The office's own list of days off and days worked (CSV); empty: as arranged, else as the law"
    )
    keys_file: Path | None = Field(None, description="File of API keys (hashed); empty: keys.json in the data folder")
    clock_file: Path | None = Field(
        None,
        description="File with a simulated instant that services go by, for simulated data only; empty: the present",
    )
    heads_dir: Path | None = Field(
        None, description="Folder for the daily heads of the chains; empty: heads in the data folder"
    )
    notes_dir: Path | None = Field(
        None,
        description="Folder where it is noted when a backup was made; empty: the data folder, if databases are there",
    )
    spool_dir: Path | None = Field(
        None, description="Folder for files on their way in; empty: incoming in the data folder"
    )
    outbox_dir: Path | None = Field(None, description="Folder for messages; empty: outbox in the data folder")
    kafka_servers: str = Field("", description="Kafka servers (host:port, comma between); empty: read stores directly")
    kafka_prefix: str = Field("xushi", description="First part of every topic's name in Kafka")
    kafka_partitions: int = Field(6, ge=1, description="Partitions of a topic; cannot be changed later")
    kafka_copies: int = Field(1, ge=-1, description="Copies Kafka keeps of a topic (3 in production; -1: its default)")
    kafka_security: KafkaSecurity = Field("PLAINTEXT", description="PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL")
    kafka_sasl_mechanism: str = Field("SCRAM-SHA-512", description="How to prove who we are where SASL is asked for")
    kafka_user: str = Field("", description="User that reads, where SASL is asked for; also the two others' default")
    kafka_password_file: Path | None = Field(None, description="File with that user's password")
    kafka_relay_user: str = Field("", description="User that copies stores into topics; empty: kafka_user")
    kafka_relay_password_file: Path | None = Field(None, description="File with the password of kafka_relay_user")
    kafka_admin_user: str = Field("", description="User that makes topics; empty: kafka_user")
    kafka_admin_password_file: Path | None = Field(None, description="File with the password of kafka_admin_user")
    kafka_ca_file: Path | None = Field(None, description="Certificates that Kafka's certificate is checked against")
    kafka_session_seconds: float = Field(10.0, ge=6, description="A reader silent this long loses its partitions")
    relay_poll_seconds: float = Field(0.02, gt=0, description="How often the relay looks for new events to copy")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8600, ge=0, le=65535, description="Port to listen on")
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="Networks (JSON list) of proxies whose X-Forwarded-For says who is asking"
    )
    public_url: str = Field("http://127.0.0.1:8600", description="Address under which people reach the pages")
    intake_url: str = Field(
        "", description="Where services apart from intake ask it who has signed in; empty: at public_url"
    )
    second_factor: Literal["required", "optional"] = Field(
        "required", description="Whether everybody has to have a second factor: a phone's code, or a passkey"
    )
    factor_key_file: Path | None = Field(
        None, description="Key that secrets of second factors are sealed with; empty: made beside the file of keys"
    )
    oidc_issuer: str = Field(
        "", max_length=200, description="Identity provider (OpenID Connect) to sign in at; empty: none"
    )
    oidc_profile_file: Path | None = Field(
        None, description="TOML file that describes a provider with plain OAuth2, instead of oidc_issuer"
    )
    oidc_client_id: str = Field("", description="What this system is called at the provider")
    oidc_client_secret_file: Path | None = Field(None, description="File with its secret there; empty: it has none")
    oidc_scopes: str = Field("openid profile", description="What is asked for at the provider (space between)")
    oidc_label: str = Field("统一身份认证", description="What the provider is called on the login page")
    oidc_claim: str = Field(
        "", description="Claim by which an account is found at the first sign-in; empty: only accounts that are linked"
    )
    oidc_claim_is: Literal["account", "telephone"] = Field(
        "account", description="What of an account that claim is held against"
    )
    oidc_grants_file: Path | None = Field(
        None, description="TOML file: which roles follow from which values of a claim; empty: roles are given here"
    )
    oidc_ca_file: Path | None = Field(
        None, description="PEM file of authorities that the provider is trusted by; empty: the system's"
    )
    security_months: int = Field(36, ge=6, description="Months that the security log is kept, besides the present one")
    open_board: bool = Field(
        True, description="Whether the board and what concerns no single unit are shown without signing in"
    )
    mail_domain: str = Field("xushi.example", description="Domain of Message-IDs and of the sender")
    mail_sender: str = Field("序时预警 <alerts@xushi.example>", description="From of every mail")
    smtp_host: str = Field("", description="Mail server; empty: messages are written to the outbox folder")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server")
    smtp_security: Literal["none", "starttls", "tls"] = Field(
        "starttls", description="Encryption, certificate verified: STARTTLS, TLS from the start (port 465), or none"
    )
    smtp_user: str = Field("", description="User at the mail server; empty: no login")
    smtp_password_file: Path | None = Field(None, description="File with the password of smtp_user")
    smtp_ca_file: Path | None = Field(None, description="PEM file of trusted authorities; empty: the system's")
    smtp_timeout_seconds: float = Field(30.0, gt=0, description="Longest wait for the mail server's next answer")
    robots_file: Path | None = Field(
        None, description="TOML file of group robots (name: key, secret); empty: no messages over IM"
    )
    wecom_url: str = Field("https://qyapi.weixin.qq.com", description="Address of 企业微信, or of a private one")
    dingtalk_url: str = Field("https://oapi.dingtalk.com", description="Address of 钉钉, or of a private one")
    feishu_url: str = Field("https://open.feishu.cn", description="Address of 飞书, or of a private one")
    robot_timeout_seconds: float = Field(10.0, gt=0, description="Longest wait for a robot service's answer")
    signing_certificate_file: Path | None = Field(
        None, description="Certificate that printed documents are signed with (.p12, .pfx, or PEM); empty: unsigned"
    )
    signing_key_file: Path | None = Field(None, description="PEM file of its key; empty: in the same file")
    signing_password_file: Path | None = Field(None, description="File with the password of that key; empty: none")
    ops_mail: str = Field(
        "", description="Addresses (comma between) that what Prometheus finds wrong is mailed to; empty: none"
    )
    ops_robots: str = Field(
        "", description="Group robots that are told of it, as wecom:name, dingtalk:name, feishu:name (comma between)"
    )
    oncall_key_file: Path | None = Field(
        None, description="File with the key that Alertmanager shows to xushi oncall; empty: none is asked for"
    )
    log_level: str = Field("INFO", description="Lowest level that is logged")
    max_body_bytes: int = Field(1_000_000, ge=1_000, description="Largest request body; beyond it 413")
    max_uploads: int = Field(16, ge=1, description="Files and bulk calls that are taken at once; beyond them 503")
    max_uploads_per_account: int = Field(4, ge=1, description="How many of them may be of one key or one link")
    work_seconds: float = Field(
        20.0, gt=0, description="Longest time for the work on one long body or file, waiting included; beyond it 503"
    )
    work_at_once: int = Field(2, ge=1, description="Long bodies and files that are worked on at once")
    max_connections: int = Field(800, ge=1, description="Most connections at once; beyond them 503")
    max_head_bytes: int = Field(32_768, ge=4_096, description="Largest address and header fields together; beyond 431")
    head_seconds: float = Field(10.0, gt=0, description="Longest time for the head of a request; beyond it 408")
    body_seconds: float = Field(
        30.0, gt=0, description="How far a request body may fall behind body_bytes_per_second; beyond it 408"
    )
    body_bytes_per_second: int = Field(1_000, ge=1, description="Least rate at which a request body has to come")
    poll_seconds: float = Field(1.0, gt=0, description="How often a reader looks for events of another process")
    batch_size: int = Field(1_000, ge=1, description="Most events a reader applies in one transaction")
    linger_seconds: float = Field(0.03, ge=0, description="How long a reader that waited lets events gather")
    sweep_seconds: float = Field(30.0, gt=0, description="How often due days and the rebuild check are looked at")

    def database_url(self, service: str) -> str:
        """The database address of ``service`` (intake, aggregator or alerts), with the password of its file.

        Raises:
            OSError: the password's file cannot be read.
        """
        configured: str = getattr(self, f"{service}_database")
        file: Path | None = getattr(self, f"{service}_database_password_file")
        if not configured:
            return f"sqlite:///{self.data_dir / service}.sqlite"
        if file is None:
            return configured
        password = file.read_text("utf-8").rstrip("\r\n")
        return sa.make_url(configured).set(password=password).render_as_string(hide_password=False)

    @property
    def intake_address(self) -> str:
        """Where intake is asked who has signed in."""
        return self.intake_url or self.public_url

    @property
    def embedded(self) -> bool:
        """Whether any of the databases is a file in the data folder."""
        return not (self.intake_database and self.aggregator_database and self.alerts_database)

    def embeds(self, part: str) -> bool:
        """Whether what a service (or ``relay``) writes is a file in the data folder."""
        return self.embedded if part == "relay" else not getattr(self, f"{part}_database")

    @property
    def backup_notes(self) -> Path | None:
        """Where a backup leaves its note; None where the databases are elsewhere, and nobody has said where."""
        return self.notes_dir or (self.data_dir if self.embedded else None)

    @property
    def keys_path(self) -> Path:
        return self.keys_file or self.data_dir / "keys.json"

    @property
    def all_have_second_factors(self) -> bool:
        """Whether everybody has to have a second factor; nobody has to where the time is a simulated one."""
        return self.second_factor == "required" and self.clock_file is None

    @property
    def factor_key_path(self) -> Path:
        return self.factor_key_file or self.keys_path.with_name("factors.key")

    @property
    def outbox_path(self) -> Path:
        return self.outbox_dir or self.data_dir / "outbox"

    @property
    def spool_path(self) -> Path:
        return self.spool_dir or self.data_dir / "incoming"

    @property
    def heads_path(self) -> Path:
        return self.heads_dir or self.data_dir / "heads"
