"""A running site: a data folder and database of its own, the real web server and worker, as bin/run starts them."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.far_ends import free_port

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "correct-horse-7-battery"


class Site:
    """One town office's machine. Commands run on it, it is started and killed; `url` is where it serves."""

    def __init__(self, data: Path, database: str = "", **settings: str) -> None:
        self.port = free_port()
        self.data = data
        self.url = f"http://localhost:{self.port}"
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HUYING_")}
        data.mkdir(parents=True, exist_ok=True)
        self.env = kept | {
            "HUYING_DEMO": "1", "HUYING_DATA": str(data), "HUYING_DATABASE_URL": database,
            "HUYING_PUBLIC_URL": self.url, "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "huying.config.settings", **settings,
        }  # fmt: skip
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, *words: str, told: str = "") -> subprocess.CompletedProcess[str]:
        """One of bin/huying's commands."""
        return subprocess.run([sys.executable, "-m", "django", *words], env=self.env, cwd=ROOT,
                              input=told, capture_output=True, text=True)  # fmt: skip

    def must(self, *words: str, told: str = "") -> str:
        """The same, that has to succeed; gives what it printed."""
        done = self.run(*words, told=told)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *names: str) -> None:
        """Start "web", "worker", or both; returns when the web server answers."""
        words = {
            "web": [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi",
                    "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1",
                    "--blocking-threads", "2", "--backlog", "1024", "--no-ws",
                    "--log-level", "warning", "huying.config.wsgi:application"],
            "worker": [sys.executable, "-m", "django", "work"],
        }  # fmt: skip
        for name in names or ("web", "worker"):
            with (self.data / f"{name}.log").open("ab") as log:
                # A group of its own, so that a kill reaches the server's children, too.
                self.running[name] = subprocess.Popen(
                    words[name], env=self.env, cwd=ROOT, stdout=log, stderr=log,
                    start_new_session=True,
                )  # fmt: skip
        if "web" in self.running:
            self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                link.request("GET", "/health/")
                link.getresponse().read()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.data / "web.log").read_text("utf-8"))

    def kill(self, *names: str, how: int = signal.SIGKILL) -> None:
        """End processes with all their children, at once and without a chance to say goodbye."""
        for name in names or tuple(self.running):
            process = self.running.pop(name)
            os.killpg(process.pid, how)
            process.wait()


def say_form(url: str) -> tuple[str, str]:
    """The cookie and the token that a form of the say page at `url` carries."""
    with urllib.request.urlopen(url) as answer:
        cookie, html = answer.headers["Set-Cookie"].split(";")[0], answer.read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert found is not None
    return cookie, found.group(1)
