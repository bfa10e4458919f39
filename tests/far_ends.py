"""Far ends of the network: a mail server and a text-message provider that can be told to misbehave."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """A real SMTP server on loopback. Its `mood` says what it does with the next mail.

    mood: "take"; "later" (451), "never" (550 to the receiver), "reject" (554 to the text), "die" (takes
    the mail, then drops the line before its answer). pause: seconds that it thinks before its answer.
    """

    def __init__(self) -> None:
        self.mood, self.pause = "take", 0.0
        self.taken: list[email.message.EmailMessage] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self._controller.start()
        self.port = self._controller.port

    def close(self) -> None:
        self._controller.stop(no_assert=True)

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        if self.mood == "never":
            return "550 5.1.1 no such mailbox"
        if self.mood == "later":
            return "451 4.7.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope) -> str:
        if self.mood == "reject":
            return "554 5.6.0 will not take this"
        await asyncio.sleep(self.pause)
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self.mood == "die":
            server.transport.abort()
            raise ConnectionResetError("the line dropped, as it was told to")
        return "250 queued"

    def count(self, key: str) -> int:
        """How often the message with this key was taken."""
        name = f"<{key.replace(':', '.')}@"
        return sum(mail["Message-ID"].startswith(name) for mail in self.taken)


class Provider:
    """A text-message provider's HTTP door; takes a key once. status: what it answers; die: not at all."""

    def __init__(self) -> None:
        self.status, self.die = 200, False
        self.asked: list[dict[str, Any]] = []
        outer = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(
                    body | {"idempotency": self.headers["Idempotency-Key"],
                            "token": self.headers["Authorization"]}
                )  # fmt: skip
                if outer.die:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self._server.server_port}/send"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def free_port() -> int:
    """A port on loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
