"""A town of any size: voices, matters, cases and their events, written in bulk.

python -m bench.generate 100000     into the database that the settings name
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time

import django

WORDS = {
    "water.leak": ("水管漏水", "主管道漏水", "水表井冒水"),
    "roads.surface": ("路面坑洼", "水泥路断裂", "桥头塌陷"),
    "roads.lights": ("路灯不亮", "路灯忽明忽暗"),
    "sanitation.garbage": ("垃圾没人清", "垃圾桶满了"),
    "farming.subsidy": ("补贴没到账", "良种补贴少发"),
    "health.clinic": ("卫生室关门", "没有大夫值班"),
    "education.school": ("教室暖气不热", "校门口堵车"),
}
WHERE = ("村东头", "村口", "老井旁", "学校门口", "戏台前", "桥头", "卫生室旁", "河滩")
MORE = ("好几天了没人管", "请尽快派人看看", "反映过两回了", "老人孩子出行不便", "天冷更麻烦")
STATES = ("new", "with_town", "answered", "closed", "closed", "closed", "redirected", "at_county")
BATCH = 5000


def main(count: int) -> None:
    """Fill the database and say how long it took."""
    django.setup()
    from huying.core.tenancy import in_town
    from huying.voices.models import Voice

    start = time.perf_counter()
    town = make_town()
    _codes.update(Voice._base_manager.values_list("code", flat=True))
    with in_town(town):
        for first in range(0, count, BATCH):
            fill(town, first, min(BATCH, count - first))
            done = first + min(BATCH, count - first)
            print(f"\r{done:,} voices, {time.perf_counter() - start:.0f} s", end="", flush=True)
    seal()
    print(f"\r{count:,} voices in {time.perf_counter() - start:.0f} s          ")


def make_town():
    """The town with its villages, units and an account for each desk; once."""
    from huying.core.models import Town
    from huying.core.permissions import Role
    from tests import factories

    town = Town.objects.filter(slug="bench").first()
    if town is None:
        town = factories.make_town(slug="bench", code="140525199", name="量测镇")
        for role in (Role.STAFF, Role.OFFICE, Role.CLERK):
            account = factories.make_account(town, role)
            account.username = f"bench-{role}"
            account.save()
    return town


_codes: set[str] = set()


def code_source(draw):
    """Codes that this run has not used yet: among so many, some are drawn twice."""
    while True:
        code = draw()
        if code not in _codes:
            _codes.add(code)
            yield code


def fill(town, first: int, count: int) -> None:
    """One batch."""
    from huying.core import codes, ledger, search
    from huying.core.permissions import system_actor
    from huying.handling.matters import KIND
    from huying.handling.models import Case
    from huying.rulebook import queries as rulebook
    from huying.town.models import Division, Unit
    from huying.voices.models import Matter, Voice

    rng = random.Random(first)
    by = system_actor(town.pk)
    divisions, units = list(Division.objects.all()), list(Unit.objects.all())
    now = dt.datetime.now(dt.UTC)
    due = rulebook.due(town, "case.reply_ordinary", now.date())
    matters = []
    for _each in range(count):
        category = rng.choice(list(WORDS))
        state = rng.choice(STATES)
        at = now - dt.timedelta(minutes=rng.randint(0, 60 * 24 * 700))
        division, unit = rng.choice(divisions), rng.choice(units)
        title = f"{rng.choice(WHERE)}{rng.choice(WORDS[category])}"
        answered = state in ("answered", "closed", "redirected")
        matters.append(
            Matter(
                town=town, state=state, title=title, summary=f"{division}{title}，{rng.choice(MORE)}。",
                category=category, division=division, public=rng.random() < 0.8, published_at=at,
                first_said_at=at, state_since=at, triage_due=at.date(),
                answerer="" if state == "new" else unit.name,
                answer="已经派人修好，请群众监督。" if answered else "",
                answered_at=at if answered else None,
                grades={"satisfied": 1, "solved": 1} if state == "closed" else {},
                answer_due=due.date if state == "with_town" else None,
                support_count=rng.randint(0, 20),
            )
        )  # fmt: skip
    Matter.objects.bulk_create(matters)
    drawn = code_source(codes.new_code)
    voices = [
        Voice(
            town=town, matter=m, code=next(drawn), token=codes.new_token(), text=m.summary,
            redacted=m.summary, division=m.division, channel="qr", said_at=m.first_said_at,
        )
        for m in matters
    ]  # fmt: skip
    Voice.objects.bulk_create(voices)
    Case.objects.bulk_create(
        Case(
            town=town, state="handling", origin_kind=KIND, origin_id=m.pk, title=m.title,
            lead=rng.choice(units), opened_at=m.first_said_at, due=due.date,
            due_basis=due.to_json(), due_rule="case.reply_ordinary", due_start=now.date(),
        )
        for m in matters
        if m.state == "with_town"
    )  # fmt: skip
    ledger.record_many(
        [
            ledger.prepare(
                town_id=town.pk, kind="matter", verb=verb, subject_id=m.pk, by=by, after=m.state,
                public=True, at=m.first_said_at,
            )
            for m in matters
            for verb in ("open", "publish")
        ]
    )  # fmt: skip
    search.put_many(
        "matter",
        [(m.pk, town.pk, f"{m.title} {m.summary} {m.answer}") for m in matters if m.public],
    )
    search.put_many("voice", [(v.pk, town.pk, f"{v.code} {v.text}") for v in voices])


def seal() -> None:
    """Number and link what was written, as the worker would."""
    from huying.core import ledger

    while ledger.seal_pending(10**6):
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]))
