"""Every URL × role × town. The table is written out here, not read from the registry that it checks."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from huying.core import clock
from huying.core.files import keep_photo
from huying.core.models import Event
from huying.core.permissions import Actor, Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import judging
from huying.handling.models import Recheck
from huying.handling.suggestions import meetings
from huying.listening.models import Topic
from huying.suggestions.models import Suggestion
from huying.voices import actions, triage
from tests.consultations.making import make_consultation, say
from tests.factories import (
    make_account,
    make_case,
    make_picture,
    make_public_matter,
    make_suggestion,
    make_town,
    make_voice,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

R = Role
EVERYBODY = {*Role, None}
SIGNED_IN = set(Role)
CASES = {R.CLERK, R.HEAD, R.OFFICE, R.LEADER, R.STAFF, R.PRESIDIUM}
PAPERS = CASES | {R.DEPUTY}
DESK = {R.STAFF}
SEE = {R.STAFF, R.PRESIDIUM}
ENTER = {R.KEEPER, R.DEPUTY, R.STAFF}
OUTBOX = {R.STAFF, R.ADMIN}

# URL name → who may open it; None is somebody who is not signed in.
WHO: dict[str, set] = {
    "root": EVERYBODY, "welcome": EVERYBODY, "card-enter": EVERYBODY, "style": EVERYBODY,
    "look": EVERYBODY, "go": SIGNED_IN, "desk": SIGNED_IN, "county-home": {R.COUNTY},
    "county-suggestions": {R.COUNTY},
    **dict.fromkeys(
        [
            "public-home", "public-say", "public-similar", "public-say-at", "public-track",
            "public-status", "public-voice", "public-voice-judge", "public-voice-tell",
            "public-voice-withdraw", "public-slip", "public-support", "public-support-judge",
            "public-register", "public-matter", "public-support-add", "public-thanks",
            "public-ledger", "public-heads", "public-notice", "public-file",
        ],
        EVERYBODY,
    ),
    "station-desk": {R.KEEPER, R.STAFF}, "station-find": {R.KEEPER, R.STAFF},
    "station-verdict": {R.KEEPER, R.STAFF}, "station-enter": ENTER, "station-slip": ENTER,
    "station-paper": ENTER,
    "station-poster": {R.KEEPER, R.STAFF, R.ADMIN}, "deputy-desk": {R.DEPUTY},
    **dict.fromkeys(
        [
            "deputy-suggestions", "deputy-asked", "deputy-waiting", "deputy-new", "deputy-pick",
            "deputy-write", "deputy-autosave", "deputy-cite", "deputy-cosigners", "deputy-sign",
            "deputy-file", "deputy-filed", "deputy-judge", "deputy-withdraw", "deputy-discard",
        ],
        {R.DEPUTY},
    ),
    **dict.fromkeys(["staff-queue", "staff-matter", "staff-history", "staff-presence", "staff-ends"], SEE),
    **dict.fromkeys(
        [
            "staff-twins", "staff-classify", "staff-wording", "staff-unpublish", "staff-step",
            "staff-merge", "staff-batch-twins", "staff-split", "staff-ask", "staff-voice-withdraw",
        ],
        DESK,
    ),
    "staff-contact": {R.STAFF, R.KEEPER}, "staff-file": {R.STAFF, R.PRESIDIUM, R.DEPUTY},
    "staff-again": {R.STAFF, R.KEEPER}, "staff-end": {R.STAFF, R.OFFICE},
    "staff-rechecks": SEE, "staff-recheck": SEE,
    "staff-messages": {R.STAFF, R.ADMIN, R.SYSTEM}, "staff-resend": OUTBOX, "staff-drop": OUTBOX,
    "office-desk": {R.OFFICE, R.LEADER}, "unit-desk": {R.CLERK, R.HEAD},
    "case": CASES, "case-act": CASES, "case-photo": CASES, "case-check": CASES,
    "suggestions": EVERYBODY, "suggestion": EVERYBODY, "suggestion-act": SIGNED_IN - {R.COUNTY},
    "suggestions-desk": SEE, "suggestion-enter": DESK, "suggestion-mend": DESK,
    "sessions": SIGNED_IN - {R.COUNTY},
    **dict.fromkeys(
        [
            "import-home", "import-template", "import-map", "import-preview", "import-errors",
            "import-drop", "import-batch", "import-undo",
        ],
        {R.STAFF, R.ADMIN},
    ),
    "admin-home": {R.ADMIN, R.SYSTEM}, "admin-list": {R.ADMIN}, "admin-template": {R.ADMIN},
    "admin-accounts": {R.ADMIN}, "admin-account": {R.ADMIN}, "admin-card": {R.ADMIN, R.STAFF},
    "admin-rules": SIGNED_IN, "admin-packs": SIGNED_IN, "admin-pack": SIGNED_IN,
    "admin-rule": {R.ADMIN}, "admin-calendar": {R.ADMIN, R.SYSTEM},
    "admin-direct": {R.ADMIN, R.OFFICE},
    **dict.fromkeys(
        ["meetings", "meeting-assigned", "meeting", "meeting-agenda", "meeting-screen", "meeting-follow"],
        {R.STAFF, R.PRESIDIUM, R.OFFICE, R.LEADER},
    ),
    **dict.fromkeys(
        [
            "meeting-prepare", "meeting-assign", "meeting-arrange", "meeting-add", "meeting-begin",
            "meeting-item", "meeting-off", "meeting-hold", "meeting-decide", "meeting-show",
            "meeting-rest", "meeting-close", "meeting-cancel",
        ],
        SEE,
    ),
    "topics": {R.STAFF, R.PRESIDIUM, R.LEADER}, "topic": {R.STAFF, R.PRESIDIUM, R.LEADER},
    "topic-act": DESK,
    "audit-home": {R.AUDITOR, R.SYSTEM}, "audit-erase": {R.AUDITOR},
    **dict.fromkeys(["vane", "vane-list", "vane-table", "vane-month"], EVERYBODY),
    "vane-paper": SIGNED_IN, "vane-tiles": {R.STAFF, R.ADMIN},
    **dict.fromkeys(
        ["consultations", "consultation", "consultation-answer", "consultation-table"], EVERYBODY
    ),
    "consultations-desk": SEE, "consultation-desk": SEE,
    **dict.fromkeys(
        ["consultation-new", "consultation-act", "consultation-statement", "consultation-remark"],
        DESK,
    ),
    "consultation-enter": ENTER, "consultation-sheets": {R.KEEPER, R.STAFF},
    "reports": EVERYBODY, "report-year": EVERYBODY, "report-ledger": SEE,
    "papers": PAPERS, "paper": PAPERS, "paper-scan": PAPERS, "paper-forms": SEE, "paper-report": SEE,
    "paper-meeting": {R.STAFF, R.PRESIDIUM, R.OFFICE, R.LEADER},
}  # fmt: skip
# Other people's URLs, and what stands for everybody before any town: signing in, health, language.
NOT_OURS = ("account_", "mfa_", "health")


def patterns(resolver=None, prefix=""):
    """Every (route, name, view) of the program."""
    for one in (resolver or get_resolver()).url_patterns:
        if hasattr(one, "url_patterns"):
            yield from patterns(one, prefix + str(one.pattern))
        else:
            yield prefix + str(one.pattern), one.name, one.callback


OURS = [(route, name, view) for route, name, view in patterns() if not name.startswith(NOT_OURS)]


def test_every_url_stands_in_the_table():
    assert {name for _route, name, _view in OURS} == set(WHO)


def test_every_page_names_its_permission():
    assert [name for _route, name, view in OURS if not getattr(view, "needs", "")] == []


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Two towns with everything in the first, and an account for each role in both."""
    from django.db import connection, transaction

    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            yield build()
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
            assert not connection.in_atomic_block


def build():
    one, other = make_town(), make_town(slug="beiliu", code="140525101", name="北留镇")
    people = {role: make_account(one, role) for role in Role}
    strangers = {
        role: make_account(other, role) for role in Role if role not in (R.COUNTY, R.SYSTEM)
    }
    with in_town(one):
        case = make_case(one, unit="water", state="replied")
        voice = make_voice(one)
        matter = make_public_matter(one, "另一处漏水")
        supporter = actions.support(
            town=one, matter=matter, by=Actor(kind="public", town_id=one.pk), client_key="a" * 32
        )
        merged = make_voice(one, "也漏水").matter
        merge = triage.merge(source=merged, target=matter, by=system_actor(one.pk))
        judged = case_voice(case)
        verdict = judging.judge(
            by=system_actor(one.pk), voice=judged, grade="satisfied", solved=True
        )
        recheck, _new = Recheck.objects.get_or_create(
            verdict=verdict, defaults={"town": one, "drawn_at": verdict.at}
        )
        stored = keep_photo(one, make_picture(), "a.jpg")
        voice.files.add(stored)
        make_suggestion(one)
        item = meetings.prepare(
            town=one, by=system_actor(one.pk), title="交办会", held_on=clock.today()
        ).items.get()
        event = Event.objects.latest("id")
        suggestion = make_suggestion(one)
        paper = make_suggestion(one, state="draft")
        Suggestion.objects.filter(pk=paper.pk).update(entered_by_id=people[R.STAFF].pk)
        draft = make_suggestion(one, state="draft")
        filed = make_suggestion(one, state="filed")
        answered = make_suggestion(one, state="answered")
        topic = Topic.objects.create(town=one)
        asked = make_consultation(one)
        say(asked, [1], remark="路灯也该修了")
        statement, remark = asked.statements.first(), asked.remarks.get()
    objects = {
        **dict.fromkeys(
            [
                "deputy-write", "deputy-autosave", "deputy-cite", "deputy-cosigners", "deputy-sign",
                "deputy-file", "deputy-discard",
            ],
            draft.pk,
        ),
        "deputy-filed": filed.pk, "deputy-withdraw": filed.pk, "deputy-judge": answered.pk,
        "public-matter": matter.pk, "public-support-add": matter.pk, "staff-split": merge.pk,
        "staff-ask": voice.pk, "staff-contact": voice.pk, "staff-voice-withdraw": voice.pk,
        "staff-recheck": recheck.pk, "case": case.pk, "case-act": case.pk,
        "case-check": case.pk,
        "station-verdict": voice.pk, "station-slip": voice.pk, "audit-erase": event.pk,
        "suggestion": suggestion.pk, "suggestion-act": suggestion.pk, "suggestion-mend": paper.pk,
        "topic": topic.pk, "topic-act": topic.pk,
        "papers": answered.pk, "paper": answered.pk, "paper-forms": answered.pk,
        "paper-meeting": item.meeting_id,
        **{name: asked.pk for name in WHO if name.startswith("consultation")},
        "consultation-statement": statement.pk,
        "consultation-remark": remark.pk,
        "admin-account": people[R.CLERK].pk, "admin-card": people[R.KEEPER].pk,
        **{name: item.meeting_id for name in WHO if name.startswith("meeting-") or name == "meeting"},
    }  # fmt: skip
    words = {
        "token": stored.token, "size": "thumb", "verb": "withdraw", "point": "nanshe", "key": "villages",
        "ticket": "x", "voice": voice.token, "item": item.pk, "supporter": supporter.token, "pk": voice.matter_id,
        "pack": "zhejiang", "year": 2026, "format": "pdf", "what": "minutes.pdf", "reply": 1,
        "ending": "csv", "month": 11,
    }  # fmt: skip
    return {"one": one, "other": other, "people": people, "strangers": strangers,
            "objects": objects, "words": words}  # fmt: skip


def case_voice(case):
    from huying.voices.models import Voice

    return Voice.objects.get(matter_id=case.origin_id)


def url_of(name, route, world, town):
    words = dict(world["words"])
    if name.startswith(("public-voice", "public-slip")):
        words["token"] = words["voice"]
    if name.startswith("public-support") and "token" in route:
        words["token"] = words["supporter"]
    if name == "vane-list":
        words["what"] = "people"
    if name == "admin-rule":
        words["key"] = "case.rehandle"
    words["pk"] = world["objects"].get(name, words["pk"])
    names = [part.split(">")[0].split(":")[-1] for part in route.split("<")[1:]]
    values = {key: words[key] for key in names if key != "town"}
    if "town" in names:
        values["town"] = town.slug
    return reverse(name, kwargs=values)


def kept_out(response):
    """Sent to sign in, or told that this is not for them."""
    return response.status_code == 403 or (
        response.status_code == 302 and "/accounts/login/" in response["Location"]
    )


@pytest.mark.parametrize("role", [*Role, None])
def test_each_url_opens_to_whom_the_table_says(world, client, role):
    if role is not None:
        client.force_login(world["people"][role], BACKEND)
    wrong = []
    for route, name, _view in OURS:
        response = client.get(url_of(name, route, world, world["one"]))
        assert response.status_code < 500, name
        if kept_out(response) == (role in WHO[name]):
            wrong.append((name, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", [role for role in Role if role not in (R.COUNTY, R.SYSTEM)])
def test_nobody_opens_the_desks_of_another_town(world, client, role):
    client.force_login(world["strangers"][role], BACKEND)
    opened = []
    for route, name, _view in OURS:
        if "<slug:town>" not in route or None in WHO[name]:
            continue
        for send in (client.get, client.post):
            if send(url_of(name, route, world, world["one"])).status_code != 403:
                opened.append(name)
    assert opened == []


@pytest.mark.parametrize("role", [role for role in Role if role not in (R.COUNTY, R.SYSTEM)])
def test_no_object_of_one_town_stands_under_another(world, client, role):
    client.force_login(world["strangers"][role], BACKEND)
    found = []
    for route, name, _view in OURS:
        if "<slug:town>" not in route or role not in WHO[name]:
            continue
        if "<int:pk>" in route or "<str:token>" in route or "<slug:token>" in route:
            response = client.get(url_of(name, route, world, world["other"]))
            if response.status_code not in (404, 405):
                found.append((name, response.status_code))
    assert found == []
