"""kill -9 in the middle: of the worker while it sends, of the web server while it takes voices in.

Shared by the test (ten kills) and by bench/kills.py (two hundred).
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass

from tests.far_ends import MailServer
from tests.sites import Site, say_form

TOWN = """
from tests.factories import make_town
make_town()
"""
POSTS = """
import sys
from huying.core import outbox
from huying.core.models import Town
from huying.core.tenancy import in_town
from tests.factories import make_voice
town = Town.objects.get()
with in_town(town):
    voice = make_voice(town)
    for n in range({count}):
        outbox.post(town_id=town.pk, key=f"answered:{{n}}:v{{voice.pk}}", template="answered",
                    channel="mail", address="wang@example.cn",
                    context={{"token": voice.token, "code": voice.code}}, subject=("voice", voice.pk))
"""
# A worker that died holds its mark for minutes; here those minutes pass at once.
AGE = """
import datetime as dt
from huying.core.models import Message
from huying.core.tenancy import across_towns
with across_towns():
    for one in Message.objects.filter(state="sending"):
        Message.objects.filter(pk=one.pk).update(handed_at=one.handed_at - dt.timedelta(minutes=10))
"""
STATES = """
import json
from huying.core.models import Message
from huying.core.tenancy import across_towns
with across_towns():
    print(json.dumps(dict(Message.objects.values_list("key", "state"))))
"""
VOICES = """
import json
from huying.core.models import Event
from huying.core.tenancy import across_towns
from huying.voices.models import Matter, Voice
with across_towns():
    print(json.dumps({"keys": list(Voice.objects.exclude(client_key=None).values_list("client_key", flat=True)),
        "matters": Matter.objects.count(),
        "said": Event.objects.filter(kind="voice", verb="say").count()}))
"""


@dataclass
class Count:
    """What came of it. twice: that arrived more than once; lost: that nobody knows of any more."""

    things: int
    kills: int
    twice: int
    lost: int
    unknown: int = 0


def shell(site: Site, script: str) -> str:
    return site.must("shell", "-v0", "-c", script)


def prepared(site: Site) -> Site:
    """With its tables and a town."""
    site.must("prepare", "--empty")
    shell(site, TOWN)
    return site


def mail_settings(mail: MailServer) -> dict[str, str]:
    return {
        "HUYING_MAIL_GATEWAY": "smtp", "HUYING_SMTP_HOST": "127.0.0.1",
        "HUYING_SMTP_PORT": str(mail.port),
    }  # fmt: skip


def kill_the_worker(site: Site, mail: MailServer, kills: int, dice: random.Random) -> Count:
    """Let a worker send, kill it in the middle of a mail, start another; `kills` times."""
    each = 6
    shell(site, POSTS.format(count=kills * each))
    mail.pause = 0.05
    for _ in range(kills):
        before, wanted = len(mail.taken), dice.randrange(1, each)
        site.start("worker")
        _until(lambda b=before, w=wanted: len(mail.taken) >= b + w)
        time.sleep(dice.random() * 0.06)
        site.kill("worker")
    mail.pause = 0.0
    for _ in range(2):
        shell(site, AGE)
        site.start("worker")
        _until(
            lambda: not {"waiting", "sending"} & set(json.loads(shell(site, STATES)).values()), 60
        )
        site.kill("worker")
    states = json.loads(shell(site, STATES))
    arrived = {key: mail.count(key) for key in states}
    return Count(
        things=len(states), kills=kills,
        twice=sum(number > 1 for number in arrived.values()),
        # Sent and never there, or there in no state that says so.
        lost=sum(
            (state == "sent" and arrived[key] != 1) or state not in ("sent", "unknown")
            for key, state in states.items()
        ) + kills * each - len(states),
        unknown=sum(state == "unknown" for state in states.values()),
    )  # fmt: skip


def kill_the_web(site: Site, kills: int, dice: random.Random) -> Count:
    """Let voices come in on four lines, kill the server in the middle, send again what got no answer."""
    keys: list[str] = []
    for _ in range(kills):
        site.start("web")
        cookie, token = say_form(f"{site.url}/gaodu/say/")
        fresh = [uuid.uuid4().hex for _ in range(40)]
        keys += fresh
        lines = [
            threading.Thread(target=_say_all, args=(site, fresh[n::4], cookie, token))
            for n in range(4)
        ]
        for line in lines:
            line.start()
        time.sleep(0.05 + dice.random() * 0.4)
        site.kill("web")
        for line in lines:
            line.join()
    site.start("web")
    cookie, token = say_form(f"{site.url}/gaodu/say/")
    unanswered = [key for key in keys if not _say(site, key, cookie, token)]
    assert unanswered == []
    site.start("worker")
    _until(lambda: "还没有编号 0 笔" in site.run("verify_ledger").stdout, 60)
    site.kill()
    assert "全部对得上" in site.must("verify_ledger")
    found = json.loads(shell(site, VOICES))
    assert found["matters"] == found["said"] == len(found["keys"])
    return Count(
        things=len(keys), kills=kills, twice=len(found["keys"]) - len(set(found["keys"])),
        lost=len(set(keys) - set(found["keys"])),
    )  # fmt: skip


def _say_all(site: Site, keys: list[str], cookie: str, token: str) -> None:
    for key in keys:
        if not _say(site, key, cookie, token):
            return


def _say(site: Site, key: str, cookie: str, token: str) -> bool:
    """Send one voice; whether it was acknowledged."""
    said = {"csrfmiddlewaretoken": token, "client_key": key, "kind": "problem",
            "text": f"村口水管漏水好几天了。{key[:6]}"}  # fmt: skip
    head = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded",
            "Host": f"localhost:{site.port}", "Origin": site.url}  # fmt: skip
    try:
        link = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        link.request("POST", "/gaodu/say/", urllib.parse.urlencode(said), head)
        answer = link.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return False
    assert answer.status == 302, answer.status
    return True


def _until(done, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not come to an end"
        time.sleep(0.005)
