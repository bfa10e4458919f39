"""Gateways: how a message leaves, and what is known of it when the hand-off breaks.

A gateway either hands the message over, or says by its exception how much is known. It must not guess: where
the far end's answer was lost, that is `Lost`, and the message is not sent again unasked.
"""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.error
import urllib.request
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import ClassVar, Protocol

import apprise
from django.conf import settings


class NotHanded(Exception):
    """Surely not handed over; it may be tried again."""


class Refused(Exception):
    """The far end will never take it (no such address)."""


class Lost(Exception):
    """It may or may not have been handed over: the answer was lost."""


class Gateway(Protocol):
    """deduplicates: the far end knows the key and takes a message once, however often it is sent."""

    deduplicates: bool

    def send(self, *, to: str, subject: str, text: str, key: str) -> None:
        """Hand over one message. Raises NotHanded, Refused or Lost."""


class Mail:
    """Mail by SMTP. Which step broke decides what is known, so the steps are taken one by one."""

    deduplicates: ClassVar[bool] = False

    def send(self, *, to: str, subject: str, text: str, key: str) -> None:
        try:
            message = self._written(to, subject, text, key)
        except ValueError as error:
            raise Refused(str(error)) from error
        try:
            smtp = self._open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotHanded(str(error)) from error
        try:
            self._hand_over(smtp, to, message)
        finally:
            smtp.close()

    def _written(self, to: str, subject: str, text: str, key: str) -> bytes:
        """The letter as it goes out. Raises ValueError for an address that mail does not know."""
        to.encode("ascii")
        message = EmailMessage()
        message["From"], message["To"] = settings.HUYING_MAIL_FROM, to
        message["Subject"], message["Date"] = subject, formatdate(localtime=True)
        host = settings.HUYING_MAIL_FROM.rpartition("@")[2].strip(">")
        message["Message-ID"] = f"<{key.replace(':', '.')}@{host}>"
        message.set_content(text)
        return message.as_bytes()

    def _open(self) -> smtplib.SMTP:
        host, port = settings.HUYING_SMTP_HOST, settings.HUYING_SMTP_PORT
        if settings.HUYING_SMTP_TLS == "ssl":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=30, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(host, port, timeout=30)
            if settings.HUYING_SMTP_TLS == "starttls":
                smtp.starttls(context=ssl.create_default_context())
        if settings.HUYING_SMTP_USER:
            smtp.login(settings.HUYING_SMTP_USER, settings.HUYING_SMTP_PASSWORD)
        smtp.ehlo_or_helo_if_needed()
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, to: str, message: bytes) -> None:
        try:
            _accepted(*smtp.mail(settings.HUYING_MAIL_FROM))
            _accepted(*smtp.rcpt(to))
        except (OSError, smtplib.SMTPException) as error:
            raise NotHanded(str(error)) from error
        try:
            code, answer = smtp.data(message)
        except smtplib.SMTPDataError as error:
            code, answer = error.smtp_code, error.smtp_error
        except (OSError, smtplib.SMTPException) as error:
            raise Lost(str(error)) from error
        _accepted(code, answer)


def _accepted(code: int, answer: bytes | str) -> None:
    text = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    if code >= 500:
        raise Refused(text)
    if code >= 400:
        raise NotHanded(text)


class Http:
    """A text-message provider's HTTP door: JSON {key, to, text}, the key as Idempotency-Key, too.

    The town's provider (or a small adapter before it) takes a key once; then a lost answer may be asked again.
    """

    deduplicates: ClassVar[bool] = True

    def send(self, *, to: str, subject: str, text: str, key: str) -> None:
        request = urllib.request.Request(  # noqa: S310  the address is the operator's own setting
            settings.HUYING_SMS_URL,
            data=json.dumps({"key": key, "to": to, "text": text}).encode(),
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": key,
                "Authorization": f"Bearer {settings.HUYING_SMS_TOKEN}",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30):  # noqa: S310
                return
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429:
                raise Refused(f"{error.code} {error.reason}") from error
            raise NotHanded(f"{error.code} {error.reason}") from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, ConnectionRefusedError):
                raise NotHanded(str(error.reason)) from error
            raise Lost(str(error.reason)) from error
        except OSError as error:
            raise Lost(str(error)) from error


class Apprise:
    """Any of apprise's services (WeCom, DingTalk, Feishu, SMS providers, …); `{to}` stands in the address.

    apprise says only yes or no, so a no is a lost answer: it may have arrived.
    """

    deduplicates: ClassVar[bool] = False

    def send(self, *, to: str, subject: str, text: str, key: str) -> None:
        service = apprise.Apprise()
        if not service.add(settings.HUYING_APPRISE_URL.format(to=to)):
            raise Refused("HUYING_APPRISE_URL")
        if not service.notify(title=subject, body=text):
            raise Lost("apprise")


class Folder:
    """Demo only: messages lie as text files in the data folder, for anyone to read."""

    deduplicates: ClassVar[bool] = True

    def send(self, *, to: str, subject: str, text: str, key: str) -> None:
        folder = Path(settings.HUYING_DATA) / "outbox"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{key.replace(':', '.')}.txt").write_text(f"{to}\n{subject}\n\n{text}\n")


GATEWAYS: dict[str, type[Gateway]] = {
    "smtp": Mail, "http": Http, "apprise": Apprise, "folder": Folder,
}  # fmt: skip


def gateway_for(channel: str) -> Gateway | None:
    """The gateway that the settings name for a channel (mail, sms), or None."""
    name = {"mail": settings.HUYING_MAIL_GATEWAY, "sms": settings.HUYING_SMS_GATEWAY}.get(channel)
    return GATEWAYS[name]() if name in GATEWAYS else None
