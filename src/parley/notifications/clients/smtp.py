"""A mail server, by aiosmtplib."""

import contextlib
import ssl
from email.message import EmailMessage

import aiosmtplib

from parley.kit.resilience import Breaker, CircuitOpen, guarded
from parley.notifications.domain import MailDeferred, MailRefused, sender_domain
from parley.notifications.ports import Smtp

PERMANENT = range(500, 600)  # RFC 5321, section 4.2.1


class SmtpTransport:
    """`ports.Transport` over SMTP (RFC 5321): a connection a letter, a deadline over all of it.

    A server that doesn't answer is left alone for a while; one that answers with a refusal is
    well. Only a refusal of the recipient or of the letter itself is final: what is said about
    us (sender, password, greeting) is a matter of configuration, which somebody may mend.
    """

    def __init__(self, smtp: Smtp, sender: str, breaker: Breaker | None = None) -> None:
        """Send as `sender` (an address)."""
        self._smtp, self._sender = smtp, sender
        self._breaker = breaker or Breaker("The mail server")
        self._tls = (
            None if smtp.security == "none" else ssl.create_default_context(cafile=smtp.ca_file)
        )

    async def send(self, mail_id: str, letter: EmailMessage) -> None:  # noqa: ARG002 - the port's
        """Hand the letter to the server.

        Raises:
            MailRefused: A 5xx for the recipient or the letter.
            MailDeferred: Any other answer but acceptance.
            DeadlineExceeded, CircuitOpen, OSError: No answer.
        """
        await guarded(
            lambda: self._converse(letter),
            breaker=self._breaker,
            deadline=self._smtp.deadline,
            attempts=1,  # the job's waits are the right ones
        )

    async def check(self) -> None:
        """Raise while the server is being left alone."""
        if self._breaker.state == "open":
            raise CircuitOpen("The mail server is not answering.")

    async def _converse(self, letter: EmailMessage) -> None:
        client = aiosmtplib.SMTP(
            hostname=self._smtp.host,
            port=self._smtp.port,
            username=self._smtp.user,
            password=self._smtp.password,
            use_tls=self._smtp.security == "tls",
            start_tls=self._smtp.security == "starttls",
            tls_context=self._tls,
            timeout=self._smtp.deadline,
            local_hostname=sender_domain(self._sender),  # else a blocking look-up of our name
        )
        to = letter["To"].addresses[0].addr_spec
        try:
            await client.connect()
            utf8 = not to.isascii()
            if utf8:
                await client.ehlo()
                if not client.supports_extension("smtputf8"):
                    raise MailRefused("smtputf8")  # RFC 6531, section 3.2
            # The bytes, because aiosmtplib would fold the headers its own way.
            options = ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []
            await client.sendmail(self._sender, [to], bytes(letter), mail_options=options)
            # It was taken; whether the goodbye is heard changes nothing.
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
        except aiosmtplib.SMTPRecipientsRefused as error:
            code = error.recipients[0].code
            raise (MailRefused if code in PERMANENT else MailDeferred)(str(code)) from error
        except aiosmtplib.SMTPDataError as error:
            code = error.code
            raise (MailRefused if code in PERMANENT else MailDeferred)(str(code)) from error
        except aiosmtplib.SMTPResponseException as error:  # some are an OSError too
            raise MailDeferred(str(error.code)) from error
        except (OSError, TimeoutError):
            raise  # no server to speak of
        except aiosmtplib.SMTPException as error:
            raise MailDeferred(type(error).__name__) from error
        finally:
            client.close()
