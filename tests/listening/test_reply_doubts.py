"""What the unit's head is told before signing."""

from __future__ import annotations

import os
import random

import pytest

from huying.analysis.answers import ENOUGH_ANSWERED
from huying.core.permissions import system_actor
from huying.core.tenancy import in_town
from huying.handling import replies
from huying.handling.models import Reply
from huying.handling.origins import origin_of
from huying.listening.replies import answers_of, doubts, learn
from tests.factories import make_case, make_town

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FIXED = "我站派人到现场查看，更换了阀门两个、水管十二米，当天晚上八点恢复供水，并对沿线其他阀门逐一做了检查。"


@pytest.fixture
def town(settings, tmp_path):
    # What another test's town has learnt lies in no folder of this one.
    settings.HUYING_DATA = tmp_path
    made = make_town()
    with in_town(made):
        yield made


def told(case, text, *, promised=False):
    brief = origin_of(case).brief(case.origin_id)
    return {one.kind: one.text for one in doubts(case, brief, text, promised=promised)}


def test_a_reply_to_the_question_with_its_day_is_not_pointed_at(town):
    case = make_case(town)
    assert told(case, "村口漏水的水管已经换新，请放心。") == {}
    assert told(case, "漏水的水管将于12月10日前换新。") == {}
    assert told(case, "  ") == {}


def test_a_reply_beside_the_question_says_what_is_missing(town):
    said = told(make_case(town), "养老金已经补发到卡上。")
    assert said == {"off": "答复可能没有回答所问的事：没有提到“村口”“水管”“漏水”。"}


def test_a_promise_without_a_day_is_quoted_unless_promises_stand_beside_it(town):
    case = make_case(town)
    text = "水管漏水已查看。下一步我们将尽快更换水管。"
    assert told(case, text) == {
        "undated": "说了以后要做，没有写到哪一天：“下一步我们将尽快更换水管”。请写明日期，或者填在“承诺事项”里。"
    }
    assert told(case, text, promised=True) == {}


def answered(town, text):
    case = make_case(town, text="村口水管漏水")
    by = system_actor(town.pk)
    replies.draft_and_sign(case=case, by=by, text=text, outcome="resolved", promises=[])
    return case


def test_a_copy_of_a_reply_to_something_else_is_named(town):
    answered(town, "您好！" + FIXED)
    same = make_case(town, title="村口水管漏水")
    assert told(same, FIXED) == {}
    other = make_case(town, title="大桥护栏断了半截，水管、阀门、供水都好")
    assert told(other, FIXED)["copy"] == (
        "答复有100%的话和答复“村口水管漏水”时一样，请核对是不是写给这件事的。"
    )


def many(town, count):
    """Signed replies without the way to them."""
    dice = random.Random(0)
    case = answered(town, FIXED)
    first = Reply.objects.get()
    texts = ["水管已换新，恢复供水", "漏点已焊好，水压正常", "管网检修完毕，供给稳定"]
    rows = [
        Reply(town=town, case=case, unit=first.unit, round=number, text=dice.choice(texts),
              outcome="resolved", signed_at=first.signed_at)
        for number in range(2, count + 1)
    ]  # fmt: skip
    Reply.objects.bulk_create(rows)


def test_a_town_learns_once_it_has_answered_enough_and_again_when_more_came(town):
    many(town, ENOUGH_ANSWERED - 1)
    assert not learn(town)
    assert answers_of(town).learnt == 0
    extra = Reply.objects.latest("id")
    extra.pk, extra.round = None, 5000
    extra.save()
    assert learn(town)
    assert answers_of(town).learnt == ENOUGH_ANSWERED
    assert not learn(town)
    Reply.objects.bulk_create(
        Reply(town=town, case=extra.case, unit=extra.unit, round=6000 + number, text="水管已修好",
              outcome="resolved", signed_at=extra.signed_at)
        for number in range(ENOUGH_ANSWERED // 10)
    )  # fmt: skip
    assert learn(town)


def test_it_is_learnt_again_after_a_month_so_that_erased_words_leave(town, settings):
    many(town, ENOUGH_ANSWERED)
    assert learn(town)
    written = settings.HUYING_DATA / "answers" / str(town.pk) / "answers.json"
    os.utime(written, (0, 0))
    assert learn(town)
