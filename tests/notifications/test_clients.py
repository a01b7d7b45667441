"""The SMTP transport against a real server."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from parley.kit.clock import ManualClock
from parley.kit.db import Database
from parley.kit.errors import DeadlineExceeded
from parley.kit.resilience import Breaker, CircuitOpen
from parley.notifications.clients.smtp import SmtpTransport
from parley.notifications.domain import MailDeferred, MailRefused
from parley.notifications.ports import Settings, Smtp
from tests.notifications.conftest import LINK, House, build

SENDER = "jobs@parley.test"
TITLE = "Phỏng vấn vị trí Kỹ sư phần mềm cao cấp tại Thành phố Hồ Chí Minh"


@dataclass
class Mailbox:
    """Takes letters, or answers what it is told to."""

    rcpt: str = "250 OK"
    data: str = "250 OK"
    sender: str = "250 OK"
    taken: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.sender

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data.startswith("250"):
            self.taken.append(envelope)
            self.encrypted.append(session.ssl is not None)
        return self.data


Serve = Callable[..., Awaitable[Smtp]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start a server for a mailbox; how to reach it."""
    async with AsyncExitStack() as stack:

        async def start(
            mailbox: Mailbox, *, tls: ssl.SSLContext | None = None, **options: Any
        ) -> Smtp:
            loop = asyncio.get_running_loop()
            server = await loop.create_server(
                lambda: SMTP(mailbox, hostname="mail.test", loop=loop, **options),
                "127.0.0.1",
                0,
                ssl=tls,
            )
            await stack.enter_async_context(server)
            port = server.sockets[0].getsockname()[1]
            return Smtp("127.0.0.1", port, security="none", deadline=5)

        yield start


def letter(to: str = "cleo@example.com") -> EmailMessage:
    message = EmailMessage(policy.SMTP if to.isascii() else policy.SMTPUTF8)
    message["From"], message["To"], message["Subject"] = SENDER, to, "Your interview"
    message["Message-ID"] = "<m-1@parley.test>"
    message.set_content("Hello\n.\nit goes on after a lone dot\n")
    return message


async def test_a_letter_arrives_as_it_was_written(serve: Serve) -> None:
    mailbox = Mailbox()
    await SmtpTransport(await serve(mailbox), SENDER).send("m-1", letter())
    (envelope,) = mailbox.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, ["cleo@example.com"])
    content = envelope.content
    assert isinstance(content, bytes)
    assert b"Message-ID: <m-1@parley.test>" in content
    assert b"\r\n.\r\nit goes on" in content


@pytest.mark.parametrize(
    ("mailbox", "error"),
    [
        (Mailbox(rcpt="550 No such user"), MailRefused),
        (Mailbox(rcpt="553 Not allowed"), MailRefused),
        (Mailbox(data="554 Looks like spam"), MailRefused),
        (Mailbox(rcpt="450 Come back later"), MailDeferred),
        (Mailbox(data="452 Disk full"), MailDeferred),
        (Mailbox(sender="550 Who are you"), MailDeferred),
    ],
)
async def test_what_the_server_says_is_final_or_not(
    serve: Serve, mailbox: Mailbox, error: type[Exception]
) -> None:
    breaker = Breaker("mail", failures=1)
    transport = SmtpTransport(await serve(mailbox), SENDER, breaker)
    said = next(a for a in (mailbox.rcpt, mailbox.data, mailbox.sender) if not a.startswith("250"))
    with pytest.raises(error, match=f"^{said[:3]}$"):
        await transport.send("m-1", letter())
    assert breaker.state == "closed"  # it answered
    await transport.check()


async def test_beyond_ascii_where_the_server_cannot(serve: Serve) -> None:
    with pytest.raises(MailRefused):
        await SmtpTransport(await serve(Mailbox()), SENDER).send(
            "m-1", letter("jürgen@example.com")
        )
    mailbox = Mailbox()
    smtp = await serve(mailbox, enable_SMTPUTF8=True)
    await SmtpTransport(smtp, SENDER).send("m-1", letter("jürgen@example.com"))
    assert mailbox.taken[0].rcpt_tos == ["jürgen@example.com"]


@pytest.fixture
async def silence() -> AsyncIterator[tuple[Smtp, list[bytes]]]:
    """A server that accepts and never says a word."""
    heard: list[bytes] = []

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(b"connected")
        heard.append(await reader.read())
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield Smtp("127.0.0.1", port, security="none", deadline=0.2), heard


async def test_a_silent_server_is_given_up_at_the_deadline_and_left_alone(
    silence: tuple[Smtp, list[bytes]],
) -> None:
    smtp, heard = silence
    breaker = Breaker("mail", failures=2)
    transport = SmtpTransport(smtp, SENDER, breaker)
    for _ in range(2):
        with pytest.raises(DeadlineExceeded):
            await transport.send("m-1", letter())
    with pytest.raises(CircuitOpen):
        await transport.send("m-1", letter())
    with pytest.raises(CircuitOpen):
        await transport.check()
    assert heard.count(b"connected") == 2


async def test_no_server_at_all(silence: tuple[Smtp, list[bytes]]) -> None:
    smtp, _ = silence
    breaker = Breaker("mail", failures=1)
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    with pytest.raises(ConnectionError):
        await SmtpTransport(replace(smtp, port=port, deadline=5), SENDER, breaker).send(
            "m-1", letter()
        )
    assert breaker.state == "open"


@dataclass
class Certificates:
    ca_file: Path
    context: ssl.SSLContext


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """A certificate for 127.0.0.1 that vouches for itself."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    return Certificates(cert_file, context)


async def test_starttls_with_a_password(serve: Serve, certificates: Certificates) -> None:
    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and data == LoginPassword(b"jobs", b"pass")
        return AuthResult(success=right, handled=False)

    mailbox = Mailbox()
    plain = await serve(
        mailbox, tls_context=certificates.context, require_starttls=True,
        authenticator=authenticate, auth_required=True,
    )  # fmt: skip
    smtp = replace(
        plain, security="starttls", ca_file=certificates.ca_file, user="jobs", password="pass"
    )
    await SmtpTransport(smtp, SENDER).send("m-1", letter())
    assert mailbox.encrypted == [True]
    with pytest.raises(MailDeferred, match="535"):  # mended by an operator, not by the mail
        await SmtpTransport(replace(smtp, password="wrong"), SENDER).send("m-1", letter())


async def test_tls_from_the_first_byte(serve: Serve, certificates: Certificates) -> None:
    mailbox = Mailbox()
    smtp = replace(
        await serve(mailbox, tls=certificates.context),
        security="tls", ca_file=certificates.ca_file,
    )  # fmt: skip
    await SmtpTransport(smtp, SENDER).send("m-1", letter())
    assert len(mailbox.taken) == 1


async def test_a_strangers_certificate_is_not_trusted(
    serve: Serve, certificates: Certificates
) -> None:
    mailbox = Mailbox()
    smtp = replace(await serve(mailbox, tls_context=certificates.context), security="starttls")
    with pytest.raises(OSError, match="certificate"):
        await SmtpTransport(smtp, SENDER).send("m-1", letter())
    assert mailbox.taken == []


async def test_starttls_is_never_done_without(serve: Serve) -> None:
    mailbox = Mailbox()
    smtp = replace(await serve(mailbox), security="starttls")
    with pytest.raises(MailDeferred):
        await SmtpTransport(smtp, SENDER).send("m-1", letter())
    assert mailbox.taken == []


def test_a_password_never_travels_in_the_clear() -> None:
    with pytest.raises(ValueError, match="starttls"):
        Smtp("mail.test", user="jobs", password="pass", security="none")


async def delivered(
    db: Database, clock: ManualClock, settings: Settings, smtp: Smtp
) -> tuple[House, str]:
    house = await build(db, clock, replace(settings, smtp=smtp))
    await house.publish(house.invited(templateTitle=TITLE))
    await house.work()
    (mail,) = await house.mails()
    return house, mail["status"]


async def test_an_invitation_is_mailed_by_the_server(
    db: Database, clock: ManualClock, settings: Settings, serve: Serve
) -> None:
    mailbox = Mailbox()
    _, status = await delivered(db, clock, settings, await serve(mailbox))
    assert status == "sent"
    (envelope,) = mailbox.taken
    assert isinstance(envelope.content, bytes)
    read = message_from_bytes(envelope.content, policy=policy.default)
    assert read["Subject"] == f"Your interview: {TITLE}"
    text = read.get_body(("plain",))
    assert text is not None
    assert LINK in text.get_content()
    assert not settings.mails_dir.exists()  # in production the letter is kept nowhere


async def test_greylisting_is_survived(
    db: Database, clock: ManualClock, settings: Settings, serve: Serve
) -> None:
    mailbox = Mailbox(rcpt="450 Come back later")
    house, status = await delivered(db, clock, settings, await serve(mailbox))
    assert status == "queued"
    mailbox.rcpt = "250 OK"
    await house.make_due()
    await house.work()
    assert [m["status"] for m in await house.mails()] == ["sent"]
    assert len(mailbox.taken) == 1


async def test_an_unknown_recipient_is_a_visible_failure(
    db: Database, clock: ManualClock, settings: Settings, serve: Serve
) -> None:
    house, status = await delivered(
        db, clock, settings, await serve(Mailbox(rcpt="550 No such user cleo@example.com"))
    )
    assert status == "failed"
    assert [m["last_error"] for m in await house.mails()] == ["550"]
