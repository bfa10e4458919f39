"""The page of a matter: what it shows, what each form does, two people on one matter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.models import Event
from huying.core.permissions import Role
from huying.handling.models import Case
from huying.voices import triage
from huying.voices.models import Matter, Presence, Relay
from huying.voices.states import MATTER
from huying.web.staff.steps_table import STEPS
from tests.factories import make_account, make_actor, make_case, make_public_matter, make_voice


def classified(matter, **more):
    return {"version": matter.version, "category": "water.leak", "urgency": "urgent",
            "division": matter.division_id, "place": "", **more}  # fmt: skip


def worded(matter, **more):
    voice = matter.voices.get()
    return {"version": matter.version, "title": "村口水管漏水", "summary": "盼望修好。",
            f"redacted_{voice.pk}": voice.text, **more}  # fmt: skip


def test_page_shows_the_words_with_what_would_be_hidden(town, staff):
    matter = make_voice(
        town, "我叫张建国，电话19912345678，村口水管漏水", reach="19900000001"
    ).matter
    html = staff.get("staff-matter", matter.pk).content.decode()
    assert '<mark title="电话">19912345678' in html
    assert "19900000001" not in html
    assert "查看联系方式" in html


def test_page_is_worked_by_keys(town, staff):
    html = staff.get("staff-matter", make_voice(town).matter_id).content.decode()
    for key in ("1", "c", "u", "p", "g", "w", "r", "a", "m", "s", "e", "d", "x", "q"):
        assert f'data-key="{key}"' in html, key


def test_page_proposes_category_village_and_title(town, staff):
    matter = make_voice(town, "您好，任庄村的路灯坏了，晚上看不见。", division=None).matter
    context = staff.get("staff-matter", matter.pk).context
    assert context["proposed"].categories[0].key == "roads.lights"
    assert context["proposed"].division.name == "任庄村"
    assert context["proposed"].title == "任庄村的路灯坏了"


def test_page_takes_as_many_queries_for_three_voices_as_for_one(town, staff):
    target = make_public_matter(town)

    def queries_taken():
        with CaptureQueriesContext(connection) as done:
            assert staff.get("staff-matter", target.pk).status_code == 200
        return len(done)

    first = queries_taken()
    by = make_actor(town, Role.STAFF)
    for _n in range(2):
        triage.merge(source=make_voice(town).matter, target=target, by=by)
    assert queries_taken() == first
    assert first <= 13


def test_classify_saves_and_stays(town, staff):
    matter = make_voice(town).matter
    response = staff.post("staff-classify", matter.pk, **classified(matter))
    assert response.url == staff.url("staff-matter", matter.pk)
    matter.refresh_from_db()
    assert (matter.category, matter.urgency) == ("water.leak", "urgent")


def test_classify_takes_over_a_proposal_by_one_key(town, staff):
    matter = make_voice(town).matter
    staff.post("staff-classify", matter.pk, **classified(matter, category="", accept="water.leak"))
    matter.refresh_from_db()
    assert matter.category == "water.leak"


def test_classify_without_a_category_says_so(town, staff):
    matter = make_voice(town).matter
    response = staff.post("staff-classify", matter.pk, **classified(matter, category=""))
    assert response.status_code == 400
    assert list(response.context["classify_form"].errors) == ["category"]


def test_second_of_two_staff_sees_what_changed_and_keeps_what_they_typed(town, staff, desk_of):
    matter = make_voice(town).matter
    data = classified(matter, place="老槐树下")
    desk_of("staff").post(
        "staff-classify", matter.pk, **classified(matter, category="water.quality")
    )
    response = staff.post("staff-classify", matter.pk, **data)
    assert response.status_code == 409
    assert [line["what"] for line in response.context["stale"]] == ["归类"]
    assert 'value="老槐树下"' in response.content.decode()
    matter.refresh_from_db()
    assert matter.category == "water.quality"
    again = response.context["classify_form"].data.dict()
    assert staff.post("staff-classify", matter.pk, **again).status_code == 302
    matter.refresh_from_db()
    assert (matter.category, matter.place) == ("water.leak", "老槐树下")


def test_wording_publishes_the_words_as_decided(town, staff):
    matter = make_voice(town, "我是李秀英，水管漏水").matter
    voice = matter.voices.get()
    data = worded(matter, publish="1") | {f"redacted_{voice.pk}": "我是某某，水管漏水"}
    staff.post("staff-wording", matter.pk, **data)
    matter.refresh_from_db()
    voice.refresh_from_db()
    assert (matter.public, matter.title) == (True, "村口水管漏水")
    assert (voice.text, voice.redacted) == ("我是李秀英，水管漏水", "我是某某，水管漏水")


def test_wording_can_be_kept_private(town, staff):
    matter = make_voice(town).matter
    staff.post("staff-wording", matter.pk, **worded(matter))
    matter.refresh_from_db()
    assert (matter.public, matter.title) == (False, "村口水管漏水")


def test_wordings_stand_in_the_history(town, staff):
    matter = make_public_matter(town)
    staff.post("staff-wording", matter.pk, **worded(matter, title="改过的标题"))
    html = staff.get("staff-history", matter.pk).content.decode()
    assert "村口水管漏水" in html
    assert "改过的标题" in html


def test_unpublish_asks_why(town, staff):
    matter = make_public_matter(town)
    refused = staff.post("staff-unpublish", matter.pk, version=matter.version, text="")
    assert refused.status_code == 400
    staff.post("staff-unpublish", matter.pk, version=matter.version, text="涉及个人")
    matter.refresh_from_db()
    assert matter.public is False


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        ("answer_on_spot", "answered"), ("keep_for_suggestion", "for_suggestion"),
        ("escalate", "at_county"), ("redirect", "redirected"), ("withdraw", "withdrawn"),
        ("route_town", "with_town"),
    ],
)  # fmt: skip
def test_step_goes_on_to_the_next_matter(town, staff, verb, state):
    matter = make_public_matter(town)
    following = make_voice(town, "下一件").matter
    url = staff.url("staff-step", matter.pk, verb)
    response = staff.client.post(f"{url}?q=", {"version": matter.version, "text": "就这样办"})
    assert response.url == staff.url("staff-matter", following.pk)
    matter.refresh_from_db()
    assert matter.state == state
    page = staff.client.get(response.url)
    assert [str(m) for m in page.context["messages"]] == [f"村口水管漏水：{STEPS[verb].done}"]


def test_step_on_the_last_matter_goes_back_to_the_queue(town, staff):
    matter = make_voice(town).matter
    response = staff.post(
        "staff-step", matter.pk, "escalate", version=matter.version, text="县里管"
    )
    assert response.url == staff.url("staff-queue")


def test_step_keeps_the_filter(town, staff):
    matter = make_voice(town, "路灯坏了").matter
    make_voice(town, "自来水发黄")
    lit = make_voice(town, "路灯不亮").matter
    url = staff.url("staff-step", matter.pk, "escalate")
    response = staff.client.post(
        f"{url}?q=%E8%B7%AF%E7%81%AF", {"version": matter.version, "text": "县里管"}
    )
    assert response.url == staff.url("staff-matter", lit.pk) + "?q=%E8%B7%AF%E7%81%AF"


def test_redirect_sends_the_prepared_words(town, staff):
    matter = make_voice(town, "老板欠我工资").matter
    staff.post("staff-step", matter.pk, "redirect", version=matter.version, channel="labour")
    matter.refresh_from_db()
    assert matter.state == "redirected"
    assert "12333" in matter.answer


def test_route_to_town_carries_the_instruction(town, staff):
    matter = make_public_matter(town)
    staff.post("staff-step", matter.pk, "route_town", version=matter.version, text="三天内看现场")
    assert Case.objects.get().instruction == "三天内看现场"


def test_county_answer_is_entered(town, staff):
    matter = make_public_matter(town)
    triage.escalate(matter=matter, by=make_actor(town, Role.STAFF), reason="县里管")
    staff.post(
        "staff-step", matter.pk, "answer_from_county", version=matter.version, text="已列入计划"
    )
    matter.refresh_from_db()
    assert (matter.state, matter.answer, matter.answerer) == ("answered", "已列入计划", "泽州县")


@pytest.mark.parametrize("verb", ["keep_for_suggestion", "escalate"])
def test_kept_or_sent_up_can_be_taken_up_again(town, staff, verb):
    matter = make_public_matter(town)
    by = make_actor(town, Role.STAFF)
    getattr(triage, verb)(matter=matter, by=by, reason="先放一放")
    staff.post("staff-step", matter.pk, "take_up", version=matter.version, text="没有代表采用")
    matter.refresh_from_db()
    assert matter.state == "new"


def test_thanks_are_passed_on(town, staff):
    matter = make_voice(town, "谢谢水利站", kind="thanks").matter
    staff.post("staff-step", matter.pk, "pass_on_thanks", version=matter.version, text="已转达")
    matter.refresh_from_db()
    assert matter.state == "thanked"


def test_words_lose_marks_that_turn_the_reading_direction(town, staff):
    matter = make_voice(town).matter
    staff.post("staff-step", matter.pk, "answer_on_spot", version=0, text="修好了\u202e𠮷\u2066。")
    matter.refresh_from_db()
    assert matter.answer == "修好了𠮷。"


def test_unknown_step_is_not_found(town, staff):
    matter = make_voice(town).matter
    response = staff.post("staff-step", matter.pk, "absorb", version=0, text="x")
    assert response.status_code == 404


def test_every_verb_of_the_desk_is_reachable_from_a_page(town):
    forms = {"classify", "publish", "reword", "unpublish", "merge", "unmerge"}
    # What other moves and other desks cause: a matter's page has no button for them.
    caused = {"absorb", "release"}
    desk = {
        move.verb for move in MATTER.moves.values()
        if move.permission in ("matters.triage", "matters.publish", "matters.withdraw")
    }  # fmt: skip
    assert desk == forms | caused | set(STEPS)


def test_merge_and_split_through_the_page_lose_nobody(town, staff):
    target = make_public_matter(town)
    source = make_voice(town, "水管还在漏").matter
    voice = source.voices.get()
    staff.post("staff-merge", source.pk, version=source.version, into=target.pk)
    voice.refresh_from_db()
    assert voice.matter_id == target.pk
    page = staff.get("staff-matter", target.pk)
    (record,) = page.context["merges"]
    staff.post("staff-split", record.pk)
    voice.refresh_from_db()
    source.refresh_from_db()
    assert (voice.matter_id, source.state, source.voice_count) == (source.pk, "new", 1)


def test_merge_into_nothing_says_so(town, staff):
    matter = make_voice(town).matter
    response = staff.post("staff-merge", matter.pk, version=matter.version, into=999_999)
    assert response.status_code == 400
    assert response.context["form"].errors["into"] == ["本镇没有这个编号的事项，请核对。"]


def test_twins_are_offered_for_merging(town, staff):
    target = make_public_matter(town, text="村口水管漏水好几天了，路都淹了")
    matter = make_voice(town, "村口水管漏水，没人修").matter
    html = staff.get("staff-twins", matter.pk).content.decode()
    assert f'name="into" value="{target.pk}"' in html
    assert "同一个村" in html


def test_asking_back_shows_their_words_and_no_contact(town, staff):
    voice = make_voice(town, reach="19900000001")
    staff.post("staff-ask", voice.pk, text="是哪一根水管？")
    relay = Relay.objects.get()
    Relay.objects.create(town=town, voice=voice, from_staff=False, text="老槐树下那根", at=relay.at)
    html = staff.get("staff-matter", voice.matter_id).content.decode()
    assert "是哪一根水管？" in html
    assert "老槐树下那根" in html
    assert "19900000001" not in html


def test_contact_opens_with_a_reason_and_is_recorded(town, staff):
    voice = make_voice(town, name="张三", reach="19900000001")
    asked = staff.get("staff-contact", voice.pk).content.decode()
    assert "19900000001" not in asked
    refused = staff.post("staff-contact", voice.pk, why="")
    assert refused.status_code == 400
    assert not Event.objects.filter(verb="open_contact").exists()
    shown = staff.post("staff-contact", voice.pk, why="电话核实地点")
    assert "19900000001" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    event = Event.objects.get(verb="open_contact")
    assert event.content.body["why"] == "电话核实地点"
    assert event.actor_id == staff.account.pk


def test_presence_tells_who_else_has_it_open(town, staff, desk_of):
    matter = make_voice(town).matter
    other = desk_of("staff")
    first = other.post("staff-presence", matter.pk, version=matter.version)
    assert "正在看" not in first.content.decode()
    second = staff.post("staff-presence", matter.pk, version=matter.version)
    assert other.account.name in second.content.decode()
    assert Presence.objects.count() == 2


def test_presence_tells_that_the_matter_changed(town, staff):
    matter = make_voice(town).matter
    before = matter.version
    triage.escalate(matter=matter, by=make_actor(town, Role.STAFF), reason="县里管")
    html = staff.post("staff-presence", matter.pk, version=before).content.decode()
    assert "刚刚有了改动" in html


def test_presidium_reads_and_may_not_act(town, desk_of):
    presidium = desk_of("presidium")
    matter = make_public_matter(town)
    page = presidium.get("staff-matter", matter.pk)
    assert (page.status_code, page.context["moves"], page.context["steps"]) == (200, [], [])
    assert b"staff/m/%d/step" % matter.pk not in page.content
    response = presidium.post("staff-step", matter.pk, "escalate", version=matter.version, text="x")
    assert response.status_code == 403


def test_matter_of_another_town_is_not_found(town, staff):
    from huying.core.tenancy import in_town
    from tests.factories import make_town

    other = make_town("beiyi", "140525108", "北义城镇")
    with in_town(other):
        foreign = make_voice(other).matter
    assert staff.get("staff-matter", foreign.pk).status_code == 404


def test_history_shows_the_case_too(town, staff):
    case = make_case(town)
    html = staff.get("staff-history", case.origin_id).content.decode()
    assert "立为办件" in html
    assert Matter.objects.get(pk=case.origin_id).state == "with_town"


def test_role_without_the_desk_is_refused(town, desk_of):
    matter = make_voice(town).matter
    assert desk_of("clerk").get("staff-matter", matter.pk).status_code == 403
    assert make_account(town, "clerk").pk
