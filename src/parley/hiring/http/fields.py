"""Types of single fields: what can be stored, and how it is written."""

import zoneinfo
from datetime import datetime
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, PlainSerializer

from parley.kit.clock import rfc3339

EMAIL_MAX = 254  # RFC 5321, section 4.5.3.1.3, less the brackets
TIMEZONE_MAX = 64
ID_MAX = 255
TOKEN_MAX = 512
INT32 = 2**31 - 1


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    return text


def _email(text: str) -> str:
    try:
        # `.test` and the like are fine: a private installation may well have such a domain.
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError("not an email address") from error
    return found.normalized


def _timezone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("not an IANA time zone, such as Europe/Vienna") from error
    return name


Text = Annotated[str, AfterValidator(_storable)]
Email = Annotated[Text, Field(max_length=EMAIL_MAX), AfterValidator(_email)]
Timezone = Annotated[Text, Field(max_length=TIMEZONE_MAX), AfterValidator(_timezone)]
Id = Annotated[Text, Field(max_length=ID_MAX)]
Instant = Annotated[datetime, PlainSerializer(rfc3339, return_type=str, when_used="json")]
Whole = Annotated[int, Field(strict=True, ge=0, le=INT32)]
Flag = Annotated[bool, Field(strict=True)]
