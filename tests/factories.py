"""Small builders for tests: a town with villages, points and units, people in every role, voices on their way."""

from __future__ import annotations

import io
import itertools
from typing import Any

from PIL import Image

from huying.core import clock
from huying.core.models import Town
from huying.core.permissions import Actor, Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import actions as handling
from huying.handling import replies
from huying.handling.models import Case
from huying.handling.suggestions import consulting
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.handling.suggestions.consulting import Talk
from huying.rulebook import queries as rulebook
from huying.suggestions import cosigning, drafting, examining, filing
from huying.suggestions.drafting import Text
from huying.suggestions.models import Suggestion
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


def make_deputy(town: Town, name: str = "李䶮") -> Deputy:
    """A deputy of the present term."""
    return Deputy.objects.create(
        town=town, term=Term.objects.get(number=18), name=name, card_no=f"9{next(_numbers):03d}"
    )


def make_deputy_actor(town: Town, deputy: Deputy) -> Actor:
    """The actor of a fresh account of this deputy."""
    by = system_actor(town.pk)
    account = town_actions.open_account(
        username=f"deputy{next(_numbers)}", name=deputy.name, password=PASSWORD, by=by, town=town
    )
    town_actions.grant_role(account=account, role=Role.DEPUTY, by=by, town=town, deputy=deputy)
    return actor_for(account, town)


SUGGESTED = Text(
    title="关于修复南社村路灯的建议",
    grounds="南社村主街二十盏路灯有十一盏不亮，晚上老人出门摔过两次。",
    proposal="一、更换坏灯和线路。二、定人每月巡查一次。",
    category="roads.lights",
)


def make_suggestion(
    town: Town,
    *,
    state: str = "accepted",
    text: Text = SUGGESTED,
    lead: Deputy | None = None,
    signers: list[Deputy] | None = None,
    unit: str = "water",
    **more: Any,
) -> Suggestion:
    """A suggestion brought to `state`: draft, filed, accepted, with_units (handling) or answered."""
    by = system_actor(town.pk)
    suggestion = drafting.start(
        town=town, lead=lead or Deputy.objects.order_by("id")[0], by=by, **more
    )
    drafting.save(suggestion=suggestion, by=by, text=text)
    if signers:
        cosigning.invite(suggestion=suggestion, deputies=signers, by=by)
        for signer in suggestion.cosigners.all():
            cosigning.confirm(signer=signer, by=by, digest=suggestion.digest)
    if state == "draft":
        return suggestion
    declared = [ground.key for ground in rulebook.grounds(town)]
    filing.file(suggestion=suggestion, by=by, declared=declared)
    if state == "filed":
        return suggestion
    examining.accept(suggestion=suggestion, by=by)
    if state == "accepted":
        return suggestion
    (case,) = assign_all([Plan(suggestion, Unit.objects.get(key=unit))], by=by)
    handling.accept(case=case, by=by)
    suggestion.refresh_from_db()
    if state == "with_units":
        return suggestion
    consult(case)
    replies.draft(case=case, by=by, text="路灯已全部换新。", outcome="resolved", promises=[])
    replies.sign(case=case, by=by)
    suggestion.refresh_from_db()
    return suggestion


def consult(case: Case, by: Actor | None = None) -> None:
    """Record a talk with the deputy, as the law wants it before a reply."""
    talk = Talk(
        how="visit", held_on=clock.today(), people="站长、技术员", said="看了现场，商定了办法。"
    )
    consulting.consult(case=case, by=by or system_actor(case.town_id), talk=talk)
