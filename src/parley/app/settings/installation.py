"""The settings of every context, made from the environment and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from parley import __version__
from parley.app.settings import Environment, SettingError, database_settings, engines
from parley.app.settings.certificate import self_signed
from parley.gateway.ports import Settings as GatewaySettings
from parley.hiring.ports import Settings as HiringSettings
from parley.identity.ports import Settings as IdentitySettings
from parley.identity.service.accounts import DEMO_ACCOUNTS
from parley.interviewer.ports import Settings as InterviewerSettings
from parley.interviews.ports import Settings as InterviewsSettings
from parley.media.domain.takes import Limits
from parley.media.ports import Settings as MediaSettings
from parley.notifications.ports import Settings as NotificationsSettings
from parley.notifications.ports import Smtp
from parley.scoring.ports import Settings as ScoringSettings
from parley.speech.ports import Settings as SpeechSettings

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
WEB_ROOT = Path(__file__).resolve().parents[4] / "web" / "dist"


@dataclass(frozen=True, slots=True)
class Inactive:
    """A server that is configured, but whose adapter is not built into this version.

    Attributes:
        name: The variable.
        note: What stands in its place.
    """

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything one process needs to know.

    Attributes:
        data_dir: Files of this installation.
        public_url: Its own address, without a trailing slash.
        allowed_hosts: Names the Host header may have.
        trusted_proxies: Addresses whose X-Forwarded-For is believed.
        max_body_bytes, max_upload_patch_bytes: Of a request.
        log_level: debug, info, warning or error.
        database: External PostgreSQL (asyncpg's arguments), or None for the embedded one.
        tls_certificate, tls_key: Files, when this process serves https itself.
        grpc_port: Of all gRPC services; None for the default one or the next free one.
        remotes: Where contexts answer that other processes serve, `host:port` by name.
        service_token: What this process shows them.
        inactive: What is configured without effect.
    """

    data_dir: Path
    public_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    max_body_bytes: int
    max_upload_patch_bytes: int
    log_level: str
    database: Mapping[str, Any] | None
    tls_certificate: str | None
    tls_key: str | None
    grpc_port: int | None
    remotes: Mapping[str, str]
    service_token: str | None
    inactive: tuple[Inactive, ...]
    gateway: GatewaySettings
    identity: IdentitySettings
    hiring: HiringSettings
    media: MediaSettings
    speech: SpeechSettings
    scoring: ScoringSettings
    interviews: InterviewsSettings
    interviewer: InterviewerSettings
    notifications: NotificationsSettings


@dataclass(frozen=True, slots=True)
class Place:
    """What the command line says about where a process runs.

    Attributes:
        data_dir: Files of this installation.
        url: The address that people use when PARLEY_PUBLIC_URL doesn't say another.
        demo: Whether the demo workspace is shown.
        grpc_port: As asked for on the command line.
        tls: Whether the process serves https itself; without certificate and key, self-signed.
    """

    data_dir: Path
    url: str = "http://127.0.0.1:8000"
    demo: bool = False
    grpc_port: int | None = None
    tls: bool = False
    tls_certificate: Path | None = None
    tls_key: Path | None = None


ADAPTERS = (
    ("KAFKA_BROKERS", "events go through PostgreSQL"),
    ("REDIS_HOST", "rate limits are counted in this process's memory"),
    ("LOKI_HOST", "logs go to standard error as JSON lines"),
    ("CONSUL_HTTP_ADDR", "services find each other by the PARLEY_*_GRPC variables"),
    ("RABBITMQ_URL", "jobs go through PostgreSQL"),
)


def load(env: Environment, place: Place) -> Settings:
    """Make all settings.

    Raises:
        SettingError: A variable can't be used; the sentence names it.
    """
    public_url = env.text("PARLEY_PUBLIC_URL", place.url).rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError(
            "PARLEY_PUBLIC_URL must be an address such as https://parley.example.com."
        )
    frontend = env.text("FRONTEND_URL", public_url).rstrip("/")
    level = env.text("LOG_LEVEL", "info").lower()
    if level not in {"debug", "info", "warning", "warn", "error"}:
        raise SettingError("LOG_LEVEL must be debug, info, warning or error.")
    certificate, key = place.tls_certificate, place.tls_key
    if place.tls and certificate is None:
        certificate, key = self_signed(place.data_dir / "tls", parts.hostname)
    demo_emails = frozenset(email for email, _, _ in DEMO_ACCOUNTS if place.demo)
    origins = frozenset({origin(frontend), *env.words("PARLEY_ALLOWED_ORIGINS")})
    return Settings(
        data_dir=place.data_dir,
        public_url=public_url,
        allowed_hosts=(*LOOPBACK, parts.hostname, *env.words("PARLEY_ALLOWED_HOSTS")),
        trusted_proxies=env.words("PARLEY_TRUSTED_PROXIES"),
        max_body_bytes=env.number("PARLEY_MAX_BODY_BYTES", 1_000_000, least=1000),
        max_upload_patch_bytes=env.number("PARLEY_MAX_PATCH_BYTES", 64_000_000, least=100_000),
        log_level="warning" if level == "warn" else level,
        database=database_settings(env),
        tls_certificate=str(certificate) if certificate else None,
        tls_key=str(key) if key else None,
        grpc_port=place.grpc_port,
        remotes={
            name: where
            for name in ("identity", "interviews", "media", "speech")
            if (where := env.optional(f"PARLEY_{name.upper()}_GRPC"))
        },
        service_token=env.optional("PARLEY_SERVICE_TOKEN"),
        inactive=tuple(Inactive(n, note) for n, note in ADAPTERS if env.optional(n)),
        gateway=_gateway(env, place),
        identity=_identity(env, place, origins),
        hiring=HiringSettings(
            frontend_url=frontend,
            default_expiry_days=env.number("INVITATION_DEFAULT_EXPIRY_DAYS", 7, least=1, most=365),
            demo_emails=demo_emails,
            voice_limit_seconds=engines.voice_limit(env),
        ),
        media=_media(env),
        speech=engines.speech(env),
        scoring=engines.scoring(env),
        interviews=engines.interviews(env, demo_emails),
        interviewer=engines.interviewer(env, origins),
        notifications=_notifications(env, place),
    )


def origin(url: str) -> str:
    """Scheme, host and port of an address, as the Origin header has them (RFC 6454)."""
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc}"


def _registration_open(env: Environment) -> bool:
    return env.switch("PARLEY_REGISTRATION", default=True)


def _gateway(env: Environment, place: Place) -> GatewaySettings:
    accounts = ((email, role.value) for email, _, role in DEMO_ACCOUNTS)
    return GatewaySettings(
        version=__version__,
        demo=place.demo,
        demo_accounts=tuple(accounts) if place.demo else (),
        registration_open=_registration_open(env),
        pages=WEB_ROOT,
    )


def _identity(env: Environment, place: Place, origins: frozenset[str]) -> IdentitySettings:
    return IdentitySettings(
        keys_dir=place.data_dir / "keys",
        registration_open=_registration_open(env),
        allowed_origins=origins,
    )


def _media(env: Environment) -> MediaSettings:
    return MediaSettings(
        limits=Limits(
            cap_seconds=env.number("PARLEY_MEDIA_MAX_SECONDS", 3600, least=10),
            upload_bytes=env.number("PARLEY_MEDIA_MAX_BYTES", 2 * 1024**3, least=1_000_000),
        ),
        disk_floor_bytes=env.number("PARLEY_DISK_FLOOR_BYTES", 256 * 1024**2),
    )


def _notifications(env: Environment, place: Place) -> NotificationsSettings:
    return NotificationsSettings(
        mails_dir=place.data_dir / "mails",
        smtp=_smtp(env),
        sender=env.text("PARLEY_MAIL_FROM", "parley@localhost"),
        sender_name=env.text("PARLEY_MAIL_FROM_NAME", "Parley"),
        demo=place.demo,
    )


def _smtp(env: Environment) -> Smtp | None:
    host = env.optional("PARLEY_SMTP_HOST")
    if host is None:
        return None
    security = env.text("PARLEY_SMTP_SECURITY", "starttls")
    if security not in {"starttls", "tls", "none"}:
        raise SettingError("PARLEY_SMTP_SECURITY must be starttls, tls or none.")
    try:
        return Smtp(
            host=host,
            port=env.number("PARLEY_SMTP_PORT", 587, least=1, most=65535),
            user=env.optional("PARLEY_SMTP_USER"),
            password=env.optional("PARLEY_SMTP_PASSWORD"),
            security=cast("Literal['starttls', 'tls', 'none']", security),
        )
    except ValueError as error:
        raise SettingError(f"PARLEY_SMTP_SECURITY: {error}") from error
