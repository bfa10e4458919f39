"""Filing: every ground asked, what is sent is what was shown, what happens next; withdrawn in writing."""

import datetime as dt

import pytest

from huying.congress.actions import keep_session
from huying.core import clock
from huying.core.permissions import system_actor
from huying.rulebook import queries as rulebook
from huying.suggestions import cosigning, drafting
from huying.suggestions.drafting import Text
from huying.town.models import Term
from tests.factories import SUGGESTED, make_deputy, make_public_matter, make_suggestion
from tests.web.browser import page


@pytest.fixture
def draft(town, lead):
    return make_suggestion(town, state="draft", lead=lead.deputy)


def answers(town, **yes):
    return {
        f"ground_{one.key}": "yes" if one.key in yes else "no" for one in rulebook.grounds(town)
    }


def send(lead, draft, **more):
    draft.refresh_from_db()
    return lead.post(
        "deputy-file", draft.pk, **({"seen": draft.digest} | answers(lead.town) | more)
    )


def test_each_ground_is_a_question_and_none_is_answered_beforehand(town, lead, draft):
    response = lead.get("deputy-file", draft.pk)
    asked = [field.label for _ground, field, _way in response.context["rows"]]
    assert asked == [ground.asked for ground in rulebook.grounds(town)]
    assert "checked" not in page(response)
    refused = lead.post("deputy-file", draft.pk, seen=draft.digest)
    form = refused.context["form"]
    assert (refused.status_code, len(form.errors)) == (422, len(asked))


def test_a_yes_explains_the_right_way_and_keeps_everything(town, lead, draft):
    response = send(lead, draft, **answers(town, accusation=True))
    shown = page(response)
    assert response.status_code == 422
    assert "检举、控告请找纪委监委" in shown
    assert response.context["form"]["ground_own_affairs"].value() == "no"
    draft.refresh_from_db()
    assert (draft.state, draft.grounds) == ("draft", SUGGESTED.grounds)


def test_every_ground_of_every_pack_has_its_way():
    from huying.rulebook import packs
    from huying.web.deputy.channels import WAYS

    keys = {key for pack in packs.all_packs() for key in packs.grounds_under(pack)}
    assert keys - set(WAYS) == set()


def test_filed_once_by_two_taps_and_the_page_says_what_follows(town, lead, draft):
    matter = make_public_matter(town, title="路灯不亮")
    drafting.cite(suggestion=draft, matter=matter, by=lead.actor)
    before = page(lead.get("deputy-file", draft.pk))
    for word in (SUGGESTED.title, SUGGESTED.grounds, "路灯不亮", "镇人大主席团（闭会期间）"):
        assert word in before
    for _tap in range(2):
        assert send(lead, draft).url == lead.url("deputy-filed", draft.pk)
    draft.refresh_from_db()
    assert draft.state == "filed"
    shown = page(lead.get("deputy-filed", draft.pk))
    due = rulebook.due(town, "suggestion.assign", clock.today()).date
    assert f"{due.year}年{due.month}月{due.day}日前交办" in shown
    assert "从交办那天起3个月内" in shown


def test_filed_in_session_goes_to_the_congress(town, lead, draft):
    keep_session(
        term=Term.objects.get(), number=2, opens=clock.today(),
        closes=clock.today() + dt.timedelta(days=1), by=system_actor(town.pk),
    )  # fmt: skip
    assert "第十八届人民代表大会第二次会议" in page(lead.get("deputy-file", draft.pk))
    send(lead, draft)
    assert "交给了第十八届人民代表大会第二次会议" in page(lead.get("deputy-filed", draft.pk))


def test_what_was_shown_is_what_is_sent(lead, draft):
    seen = draft.digest
    changed = Text(SUGGESTED.title, SUGGESTED.grounds, "换一种办法。", "roads.lights")
    drafting.save(suggestion=draft, by=lead.actor, text=changed)
    response = send(lead, draft, seen=seen)
    shown = page(response)
    assert (response.status_code, "换一种办法。" in shown, "文字刚刚在别处改过" in shown) == (
        422, True, True,
    )  # fmt: skip
    assert response.context["form"]["seen"].value() == draft.digest
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_unconfirmed_are_waited_for_or_left_out(town, lead, draft):
    slow = make_deputy(town, "还没看的")
    cosigning.invite(suggestion=draft, deputies=[slow], by=lead.actor)
    refused = send(lead, draft)
    assert (refused.status_code, "还没看的" in page(refused)) == (422, True)
    assert list(refused.context["form"].errors) == ["without_unconfirmed"]
    assert send(lead, draft, without_unconfirmed="on").status_code == 302
    assert draft.cosigners.get().state == "declined"


def test_incomplete_draft_is_told_what_it_lacks(lead):
    draft = drafting.start(town=lead.town, lead=lead.deputy, by=lead.actor)
    shown = page(lead.get("deputy-file", draft.pk))
    assert "请写标题" in shown
    assert send(lead, draft).status_code == 422


def test_bill_counts_signatures_and_may_become_a_suggestion(town, lead, colleague):
    bill = make_suggestion(
        town, state="draft", lead=lead.deputy, signers=[colleague.deputy], kind="bill"
    )
    assert "现在连您一共2名，还不能提交" in page(lead.get("deputy-file", bill.pk))
    assert send(lead, bill).status_code == 422
    lead.post("deputy-file", bill.pk, act="as_suggestion")
    assert send(lead, bill).status_code == 302
    bill.refresh_from_db()
    assert (bill.kind, bill.state) == ("suggestion", "filed")


def test_withdrawn_in_writing_with_a_reason(town, lead):
    suggestion = make_suggestion(town, state="with_units", lead=lead.deputy)
    assert lead.get("deputy-withdraw", suggestion.pk).status_code == 200
    refused = lead.post("deputy-withdraw", suggestion.pk, word=" ")
    assert (refused.status_code, "请写明理由。" in page(refused)) == (422, True)
    assert lead.post("deputy-withdraw", suggestion.pk, word="已经解决").status_code == 302
    suggestion.refresh_from_db()
    assert suggestion.state == "withdrawn"


def test_nobody_files_or_withdraws_anothers(town, lead, colleague):
    suggestion = make_suggestion(town, state="filed", lead=lead.deputy, signers=[colleague.deputy])
    for name in ("deputy-file", "deputy-filed", "deputy-withdraw"):
        assert colleague.get(name, suggestion.pk).status_code == 404
