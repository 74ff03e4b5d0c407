"""Real servers on this machine that take messages: an HTTP gateway and a mail server, which can also behave badly.

A gateway behaves as it was told, once for each request, and well after that: a number is the status it answers, "hang"
that it never answers, "drop" that it takes the message and hangs up, "away" a redirection, "drip head" and "drip body" that
its answer comes a byte at a time and never ends.
"""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs

CHARACTERS_OF_ONE_SMS = 70  # UCS-2
HANG_SECONDS = 3.0
DRIP_SECONDS, DRIPS = 0.1, 40


@dataclass
class Taken:
    """One request: its headers in lower case, and its body."""

    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """The body read as JSON or as a form."""
        if self.headers["content-type"].startswith("application/json"):
            return dict(json.loads(self.body))
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Gateway:
    """What reached it, and how it answers next. It knows a message again by its key, as a provider does."""

    url: str = ""
    taken: list[Taken] = field(default_factory=list)
    behaves: list[int | str] = field(default_factory=list)

    @property
    def delivered(self) -> list[str]:
        """The keys of the messages that a phone would have shown, each once."""
        return list(dict.fromkeys(one.headers["idempotency-key"] for one in self.taken))


def drip(out: BinaryIO, begin: bytes) -> None:
    """Say `begin`, and then a byte at a time until the other side has gone."""
    try:
        out.write(begin)
        for _ in range(DRIPS):
            time.sleep(DRIP_SECONDS)
            out.write(b"x")
    except OSError:
        return


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        gateway = cast(Any, self.server).gateway
        body = self.rfile.read(int(self.headers["Content-Length"]))
        how = gateway.behaves.pop(0) if gateway.behaves else 200
        gateway.taken.append(Taken({name.lower(): value for name, value in self.headers.items()}, body))
        if how == "hang":
            time.sleep(HANG_SECONDS)
        if how in ("hang", "drop"):
            self.close_connection = True
            return
        if str(how).startswith("drip"):
            self.close_connection = True
            drip(cast(BinaryIO, self.wfile), b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if how == "drip body" else b"X-Slow: "))
            return
        answer = json.dumps({"id": f"G-{len(gateway.taken)}"}).encode()
        self.send_response(302 if how == "away" else int(how))
        if how == "away":
            self.send_header("Location", gateway.url + "/elsewhere")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name in http.server)
        """Say nothing."""


@contextmanager
def running_gateway() -> Iterator[Gateway]:
    """A gateway on a free port, ended with the block."""
    gateway = Gateway()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    cast(Any, server).gateway = gateway
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}/sms"
    with _served(server):
        yield gateway


@dataclass
class Post:
    """What a mail server took, and the answers with which it refuses: by command, until they are used up. One that
    `greets_slowly` never comes to the end of its greeting.
    """

    url: str = ""
    mails: list[str] = field(default_factory=list)
    refuses: dict[str, list[str]] = field(default_factory=dict)
    greets_slowly: bool = False


class _MailHandler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        post = cast(Any, self.server).post
        if post.greets_slowly:
            drip(cast(BinaryIO, self.wfile), b"220 ")
            return
        self._say("220 synthetic")
        while line := self.rfile.readline().decode():
            word = line.split(":")[0].split()[0].upper() if line.strip() else ""
            refusals = post.refuses.get(word, [])
            if refusals:
                self._say(refusals.pop(0))
            elif word == "DATA":
                self._say("354 go on")
                self._take(post)
                if post.refuses.get("END"):
                    self._say(post.refuses["END"].pop(0))
                    continue
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 good")

    def _take(self, post: Post) -> None:
        lines: list[str] = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line)
        post.mails.append("".join(lines))

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running_post() -> Iterator[Post]:
    """A mail server on a free port, ended with the block."""
    post = Post()
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _MailHandler)
    server.daemon_threads = True
    cast(Any, server).post = post
    post.url = f"smtp://127.0.0.1:{server.server_address[1]}"
    with _served(server):
        yield post


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
