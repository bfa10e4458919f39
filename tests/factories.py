"""Small builders for tests: a town with villages, points and units, people in every role, voices on their way."""

from __future__ import annotations

import io
import itertools
from typing import Any

from PIL import Image

from huying.core.models import Town
from huying.core.permissions import Actor, Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import actions as handling
from huying.handling import replies
from huying.handling.models import Case
from huying.town import actions as town_actions
from huying.town.models import Account, Deputy, Division, Point, Term, Unit
from huying.town.queries import actor_for
from huying.voices import actions as voices
from huying.voices import triage
from huying.voices.actions import Said
from huying.voices.models import Matter, Voice

_numbers = itertools.count(1)
PASSWORD = "correct-horse-7-battery"


def make_picture(size: tuple[int, int] = (40, 30), colour: str = "teal") -> io.BytesIO:
    """A small JPEG, ready to be read."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    out.seek(0)
    return out


def make_town(slug: str = "gaodu", code: str = "140525107", name: str = "高都镇") -> Town:
    """A town with two villages, the station, a point in each village and three units."""
    town = town_actions.open_town(code=code, slug=slug, name=name, county_name="泽州县")
    with in_town(town):
        nanshe = Division.objects.create(town=town, code=f"{code}203", name="南社村")
        renzhuang = Division.objects.create(town=town, code=f"{code}206", name="任庄村")
        Point.objects.create(town=town, kind="station", key="station", name="中心联络站")
        Point.objects.create(town=town, key="nanshe", name="南社村联络点", division=nanshe)
        Point.objects.create(town=town, key="renzhuang", name="任庄村联络点", division=renzhuang)
        Unit.objects.create(town=town, key="water", name="水利站", categories=["water"])
        Unit.objects.create(town=town, key="transport", name="交通管理站", categories=["roads"])
        Unit.objects.create(town=town, key="social", name="社会事务办公室", categories=["welfare"])
        term = Term.objects.create(town=town, number=18, starts="2026-05-01")
        Deputy.objects.create(town=town, term=term, name="王𠮷祥", card_no="001", division=nanshe)
    return town


def make_account(town: Town, role: str, *, unit: str = "water", point: str = "nanshe") -> Account:
    """An account that holds `role`; clerks and heads in `unit`, keepers at `point`."""
    by = system_actor(town.pk)
    with in_town(town):
        account = town_actions.open_account(
            username=f"{role}{next(_numbers)}", name=f"{Role(role).label}", password=PASSWORD,
            by=by, town=town,
        )  # fmt: skip
        town_actions.grant_role(
            account=account, role=role, by=by, town=town,
            unit=Unit.objects.get(key=unit) if role in (Role.CLERK, Role.HEAD) else None,
            point=Point.objects.get(key=point) if role == Role.KEEPER else None,
            deputy=Deputy.objects.first() if role == Role.DEPUTY else None,
        )  # fmt: skip
    return account


def make_actor(town: Town, role: str, **where: Any) -> Actor:
    """The actor of a fresh account with `role`."""
    return actor_for(make_account(town, role, **where), town)


def make_voice(town: Town, text: str = "村口的水管漏水好几天了", **said: Any) -> Voice:
    """A voice from a resident of 南社村; call it inside the town's scope."""
    said.setdefault("division", Division.objects.get(name="南社村"))
    return voices.say(town=town, by=system_actor(town.pk), said=Said(text=text, **said))


def make_public_matter(town: Town, title: str = "村口水管漏水", **said: Any) -> Matter:
    """A classified, published matter with one voice."""
    matter = make_voice(town, **said).matter
    by = system_actor(town.pk)
    triage.classify(
        matter=matter, by=by, category="water.leak", urgency="ordinary", division=matter.division
    )
    triage.word_publicly(
        matter=matter, by=by, title=title, summary=f"{title}，群众盼望尽快修好。", publish=True
    )
    return matter


def make_case(town: Town, *, unit: str = "water", state: str = "handling", **said: Any) -> Case:
    """A case of a published matter at `unit`, brought to `state`."""
    by = system_actor(town.pk)
    case = handling.route_to_town(matter=make_public_matter(town, **said), by=by)
    if state == "at_office":
        return case
    handling.assign(case=case, by=by, lead=Unit.objects.get(key=unit))
    if state == "assigned":
        return case
    handling.accept(case=case, by=by)
    if state == "handling":
        return case
    replies.draft(case=case, by=by, text="水管已换新。", outcome="resolved", promises=[])
    if state == "signing":
        return case
    replies.sign(case=case, by=by)
    return case
