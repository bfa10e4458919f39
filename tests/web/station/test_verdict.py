"""Reading the answer to a person, and taking down what they make of it."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from huying.core.models import Event
from huying.core.permissions import Actor, Role, system_actor
from huying.core.transitions import advance
from huying.handling import judging
from huying.handling.models import Verdict
from huying.rulebook import queries as rulebook
from huying.town.models import Deputy, Point
from huying.voices import triage
from huying.voices.models import Matter, Merge, Voice
from tests.factories import make_case, make_voice
from tests.web.browser import Desk, page

JUDGED = {"grade": "mostly_satisfied", "solved": "no", "word": "等入冬再看"}


@pytest.fixture
def keeper(town):
    return Desk(town, "keeper")


@pytest.fixture
def answered(town):
    """A voice of the keeper's point whose matter was answered."""
    make_case(town, state="replied", text="水管漏水淌到我家院里", point=point("nanshe"))
    return Voice.objects.get()


def point(key):
    return Point.objects.get(key=key)


def to_read(keeper) -> list[int]:
    return [voice.pk for voice in keeper.get("station-desk").context["to_read"]]


def test_answer_waits_at_the_desk_to_be_read_out(keeper, answered):
    assert to_read(keeper) == [answered.pk]
    shown = page(keeper.get("station-desk"))
    assert "有答复了，请念给他听" in shown
    assert keeper.url("station-verdict", answered.pk) in shown


def test_answer_goes_by_itself_to_whom_left_a_number(town, keeper):
    make_case(town, state="replied", point=point("nanshe"), reach="13900000001")
    assert to_read(keeper) == []


def test_answer_of_another_point_does_not_wait_here(town, keeper):
    make_case(town, state="replied", point=point("renzhuang"))
    assert to_read(keeper) == []
    voice = Voice.objects.get()
    assert voice.text not in page(keeper.get("station-desk"))
    assert keeper.get("station-verdict", voice.pk).status_code == 404
    assert keeper.post("station-verdict", voice.pk, **JUDGED).status_code == 404
    assert Verdict.objects.count() == 0


def test_page_reads_what_was_said_and_what_was_answered(keeper, answered):
    shown = page(keeper.get("station-verdict", answered.pk))
    assert answered.text in shown
    assert "水管已换新。" in shown
    assert 'id="judge"' in shown


def test_verdict_is_taken_down_and_marked_as_such(keeper, answered):
    response = keeper.post("station-verdict", answered.pk, **JUDGED)
    assert response.url == keeper.url("station-desk")
    verdict = Verdict.objects.get()
    assert (verdict.voice, verdict.grade, verdict.solved, verdict.word) == (
        answered, "mostly_satisfied", False, "等入冬再看",
    )  # fmt: skip
    assert (verdict.by, verdict.taken_by_id) == ("keeper", keeper.account.pk)
    assert verdict.get_by_display() == "联络员代录"
    event = Event.objects.get(verb="judge")
    assert (event.actor_id, event.content.body["grade"]) == (
        keeper.account.pk, "mostly_satisfied",
    )  # fmt: skip
    assert "他的评价记下了，注明是您代录的。" in page(keeper.client.get(response.url))
    assert to_read(keeper) == []


def test_dissatisfied_starts_the_next_round(keeper, answered):
    keeper.post("station-verdict", answered.pk, grade="dissatisfied", solved="no")
    matter = Matter.objects.get()
    assert (matter.round, matter.state) == (2, "with_town")


def test_verdict_may_be_changed_in_its_round(keeper, answered):
    Voice.objects.update(state="received")
    keeper.post("station-verdict", answered.pk, **JUDGED)
    keeper.post("station-verdict", answered.pk, **(JUDGED | {"grade": "satisfied"}))
    assert [v.grade for v in Verdict.objects.all()] == ["satisfied"]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("grade", "", "请选一个：满意、基本满意、不满意。"),
        ("solved", "", "请选：解决了，还是没解决。"),
    ],
)
def test_bad_verdict_keeps_the_word(keeper, answered, field, typed, sentence):
    response = keeper.post("station-verdict", answered.pk, **(JUDGED | {field: typed}))
    assert response.context["judge"].errors == {field: [sentence]}
    assert sentence in page(response)
    assert response.context["judge"]["word"].value() == JUDGED["word"]
    assert JUDGED["word"] in page(response)
    assert Verdict.objects.count() == 0


def test_nothing_to_judge_before_an_answer(town, keeper):
    voice = make_voice(town, point=point("nanshe"))
    shown = page(keeper.get("station-verdict", voice.pk))
    assert "还没有答复。有了答复会出现在工作台上。" in shown
    assert 'id="judge"' not in shown
    keeper.post("station-verdict", voice.pk, **JUDGED)
    assert Verdict.objects.count() == 0


def test_withdrawn_voice_is_not_read_out(town, keeper, answered):
    from huying.voices.actions import withdraw_voice

    withdraw_voice(voice=answered, by=system_actor(town.pk), reason="本人要求")
    assert to_read(keeper) == []
    assert keeper.get("station-verdict", answered.pk).status_code == 404


def test_voice_of_a_merged_matter_reads_the_answer_of_where_it_stands(town, keeper, answered):
    late = make_voice(town, "我家门口也淌水", point=point("nanshe"))
    by = system_actor(town.pk)
    triage.merge(source=late.matter, target=answered.matter, by=by)
    assert "水管已换新。" in page(keeper.get("station-verdict", late.pk))


def late_voice(town, target, **said):
    late = make_voice(town, "我家门口也淌水", point=point("nanshe"), **said)
    triage.merge(source=late.matter, target=target, by=system_actor(town.pk))
    return late


def test_who_judged_another_answer_waits_to_hear_this_one(town, keeper, answered):
    own = make_voice(town, "我家门口也淌水", point=point("nanshe"))
    by = system_actor(town.pk)
    triage.answer_on_spot(matter=own.matter, by=by, text="看过了。")
    judging.judge(by=by, voice=own, grade="dissatisfied", solved=False)
    own.refresh_from_db()
    triage.merge(source=own.matter, target=answered.matter, by=by)
    assert to_read(keeper) == [answered.pk, own.pk]
    assert "您的评价（可以改）" not in page(keeper.get("station-verdict", own.pk))


def test_who_comes_to_a_closed_matter_hears_its_answer_and_judges(town, keeper, answered):
    own = system_actor(town.pk)
    judging.judge(by=own, voice=answered, grade="satisfied", solved=True)
    answered.matter.refresh_from_db()
    assert answered.matter.state == "closed"
    late = late_voice(town, answered.matter)
    late_voice(town, answered.matter, reach="13900000001")
    assert to_read(keeper) == [late.pk]
    keeper.post("station-verdict", late.pk, **JUDGED)
    assert to_read(keeper) == []


def test_who_comes_to_a_redirected_matter_hears_the_channel(town, keeper):
    target = make_voice(town, point=point("nanshe")).matter
    triage.redirect(matter=target, by=system_actor(town.pk), text="请到法庭立案。")
    assert to_read(keeper) == []
    late = late_voice(town, target)
    assert to_read(keeper) == [late.pk]
    shown = page(keeper.get("station-verdict", late.pk))
    assert "请到法庭立案。" in shown
    assert "还没有答复" not in shown


def test_who_comes_to_an_ended_matter_hears_its_reasons(town, keeper, answered):
    by = system_actor(town.pk)
    advance(answered.matter, "end", by=by, facts={"reason": "要等全县统一改造。"})
    late = late_voice(town, answered.matter)
    assert to_read(keeper) == [late.pk]
    assert "要等全县统一改造。" in page(keeper.get("station-verdict", late.pk))


def test_who_came_late_is_waited_for_as_long_as_one_may_judge(town, keeper, answered):
    judging.judge(by=system_actor(town.pk), voice=answered, grade="satisfied", solved=True)
    late_voice(town, answered.matter)
    days = int(rulebook.value(town, "rating.window_days"))
    Merge.objects.update(merged_at=F("merged_at") - dt.timedelta(days=days + 1))
    Matter.objects.update(answered_at=F("answered_at") - dt.timedelta(days=days + 2))
    assert to_read(keeper) == []


def test_what_the_speaker_judged_by_link_is_shown_as_done(town, keeper, answered):
    own = Actor(kind="resident", town_id=town.pk, voice_id=answered.pk)
    judging.judge(by=own, voice=answered, grade="satisfied", solved=False)
    assert to_read(keeper) == []
    assert "您的评价（可以改）" in page(keeper.get("station-verdict", answered.pk))


def test_desk_stays_within_its_queries(town, keeper):
    for number in range(30):
        make_voice(town, f"第{number}件", point=point("nanshe"))
    with CaptureQueriesContext(connection) as seen:
        response = keeper.get("station-desk")
    assert len(seen) <= 12
    assert len(response.context["rows"].rows) == 25


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.KEEPER, Role.STAFF}))
def test_other_roles_have_no_station_desk(town, role):
    person = Desk(town, role)
    for name in ("station-desk", "station-find"):
        assert person.get(name).status_code == 403


def test_poster_holds_the_public_address_of_its_point(town, keeper):
    nanshe = point("nanshe")
    nanshe.address, nanshe.reception = "村委会一楼", "每月15日上午"
    nanshe.save()
    deputy = Deputy.objects.get()
    deputy.points.add(nanshe)
    response = keeper.get("station-poster", "nanshe")
    (row,) = response.context["rows"]
    assert row["url"] == f"https://town.example{keeper.url('public-say-at', 'nanshe')}"
    assert Desk(town).client.get(keeper.url("public-say-at", "nanshe")).status_code == 200
    shown = page(response)
    assert shown.count('class="hy-qr"') == 1
    for text in ("南社村联络点", "村委会一楼", "每月15日上午", "王𠮷祥"):
        assert text in shown


def test_poster_can_be_read_by_a_phone(town, keeper):
    # The drawing is segno's own of exactly this text; a decoder is no dependency of ours.
    import segno

    response = keeper.get("station-poster", "nanshe")
    text = f"https://town.example{keeper.url('public-say-at', 'nanshe')}"
    for error in "LMQH":
        path = segno.make(text, error=error, micro=False).svg_inline(omitsize=True)
        drawn = path.split(' d="')[1].split('"')[0]
        if drawn in page(response):
            break
    else:
        pytest.fail("the poster's QR code holds another text")


def test_all_posters_are_printed_at_once(town, keeper):
    Point.objects.filter(key="renzhuang").update(active=False)
    rows = keeper.get("station-poster", "all").context["rows"]
    assert [row["point"].key for row in rows] == ["station", "nanshe"]


def test_poster_of_no_point_is_404(town, keeper):
    assert keeper.get("station-poster", "nowhere").status_code == 404
