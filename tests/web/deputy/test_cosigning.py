"""Asked to co-sign, read, confirmed by one tap, asked again after a change, declined, left."""

import pytest

from huying.core.models import Message
from huying.core.permissions import system_actor
from huying.rulebook import changes
from huying.suggestions import cosigning, drafting
from huying.suggestions.drafting import Text
from huying.town.models import Account, Deputy
from tests.factories import SUGGESTED, make_deputy, make_suggestion
from tests.web.browser import page
from tests.web.deputy.people import another

CHANGED = Text(
    SUGGESTED.title, SUGGESTED.grounds, "一、更换坏灯，装太阳能灯。二、定人每月巡查一次。"
)


@pytest.fixture
def draft(town, lead):
    return make_suggestion(town, state="draft", lead=lead.deputy)


def invite(lead, draft, *people):
    return lead.post(
        "deputy-cosigners", draft.pk, act="invite", deputy=[one.deputy.pk for one in people]
    )


def signer_of(draft, who):
    return draft.cosigners.get(deputy=who.deputy)


def confirm(who, draft, **more):
    draft.refresh_from_db()
    return who.post("deputy-sign", draft.pk, act="confirm", **({"digest": draft.digest} | more))


def test_own_group_stands_first_and_names_are_found(town, lead, draft):
    for name, group in (("甲", "第二组"), ("乙", "第三组"), ("丙", "第二组")):
        Deputy.objects.filter(pk=make_deputy(town, name).pk).update(group=group)
    Deputy.objects.filter(pk=lead.deputy.pk).update(group="第三组")
    groups = lead.get("deputy-cosigners", draft.pk).context["groups"]
    assert [(name, [one.name for one in people]) for name, people in groups] == [
        ("第三组", ["乙"]), ("第二组", ["甲", "丙"]),
    ]  # fmt: skip
    ((_group, (found,)),) = lead.get("deputy-cosigners", draft.pk, q="甲").context["groups"]
    assert found.name == "甲"


def test_invited_twice_is_asked_once_and_can_be_let_go(lead, colleague, draft):
    for _tap in range(2):
        assert invite(lead, draft, colleague).status_code == 302
    assert signer_of(draft, colleague).state == "invited"
    assert invite(lead, draft).status_code == 422
    lead.post("deputy-cosigners", draft.pk, act="uninvite", signer=signer_of(draft, colleague).pk)
    assert draft.cosigners.count() == 0


def test_nobody_is_asked_before_there_is_a_text(lead, colleague):
    empty = drafting.start(town=lead.town, lead=lead.deputy, by=lead.actor)
    assert "先写好标题和具体建议" in page(lead.get("deputy-cosigners", empty.pk))
    assert invite(lead, empty, colleague).status_code == 422


def test_lead_sees_who_read_it_and_who_confirmed(lead, colleague, draft):
    invite(lead, draft, colleague)
    assert "还没有看" in page(lead.get("deputy-cosigners", draft.pk))
    assert "请我联名" in page(colleague.get("deputy-asked"))
    colleague.get("deputy-sign", draft.pk)
    assert "还没有看" not in page(lead.get("deputy-cosigners", draft.pk))
    for _tap in range(2):
        assert confirm(colleague, draft).status_code == 302
    one = signer_of(draft, colleague)
    assert (one.state, one.digest, one.via_lead) == ("confirmed", draft.digest, False)
    assert colleague.get("deputy-asked").context["rows"].rows == []


def test_reply_through_the_lead_is_a_choice_only_where_the_pack_knows_it(
    town, lead, colleague, draft
):
    invite(lead, draft, colleague)
    assert "答复可由领衔代表转交" not in page(colleague.get("deputy-sign", draft.pk))
    confirm(colleague, draft, via_lead="on")
    assert not signer_of(draft, colleague).via_lead
    changes.choose_pack(
        town=town, pack="shandong_township", reason="试用", by=system_actor(town.pk)
    )
    cosigning.decline(signer=signer_of(draft, colleague), by=colleague.actor)
    shown = page(colleague.get("deputy-sign", draft.pk))
    assert "答复可由领衔代表转交" in shown
    assert 'name="via_lead" id="id_via_lead" checked' not in shown
    confirm(colleague, draft, via_lead="on")
    assert signer_of(draft, colleague).via_lead


def test_changed_text_is_told_shown_and_confirmed_again(lead, colleague, draft):
    invite(lead, draft, colleague)
    confirm(colleague, draft)
    old = draft.digest
    drafting.save(suggestion=draft, by=lead.actor, text=CHANGED)
    shown = page(lead.get("deputy-cosigners", draft.pk))
    assert "文字改过，要再确认" in shown
    Account.objects.filter(pk=colleague.actor.account_id).update(email="li@town.example")
    lead.post("deputy-cosigners", draft.pk, act="ask")
    assert Message.objects.filter(template="cosign_changed").count() == 1
    (row,) = colleague.get("deputy-asked").context["rows"].rows
    assert row.again
    response = colleague.get("deputy-sign", draft.pk)
    ((name, pieces),) = response.context["changed"]
    assert [(one.kind, one.text) for one in pieces if one.kind != "same"] == [
        ("out", "和线路"), ("in", "，装太阳能灯"),
    ]  # fmt: skip
    assert "<del>和线路</del><ins>，装太阳能灯</ins>" in page(response)
    # The old page's button confirms nothing but what it showed.
    stale = confirm(colleague, draft, digest="0" * 64)
    assert (stale.status_code, "文本刚刚又改过了" in page(stale)) == (422, True)
    assert signer_of(draft, colleague).digest == old
    confirm(colleague, draft)
    assert [one.deputy for one in cosigning.holding(draft)] == [colleague.deputy]


def test_declined_with_a_word_and_changed_their_mind(lead, colleague, draft):
    invite(lead, draft, colleague)
    colleague.post("deputy-sign", draft.pk, act="decline", word="我那边不一样")
    assert "我那边不一样" in page(lead.get("deputy-cosigners", draft.pk))
    assert "改主意了，我联名" in page(colleague.get("deputy-sign", draft.pk))
    confirm(colleague, draft)
    assert signer_of(draft, colleague).state == "confirmed"


def test_left_in_writing_after_filing(town, lead, colleague):
    suggestion = make_suggestion(
        town, state="accepted", lead=lead.deputy, signers=[colleague.deputy]
    )
    refused = colleague.post("deputy-sign", suggestion.pk, act="leave", word="")
    assert (refused.status_code, "请写明理由。" in page(refused)) == (422, True)
    assert (
        colleague.post("deputy-sign", suggestion.pk, act="leave", word="情况变了").status_code
        == 302
    )
    assert signer_of(suggestion, colleague).state == "left"
    assert "您已经退出联名。" in page(colleague.get("deputy-sign", suggestion.pk))


def test_nobody_signs_who_was_not_asked(town, draft):
    stranger = another(town, "外人")
    assert stranger.get("deputy-sign", draft.pk).status_code == 404
    assert confirm(stranger, draft).status_code == 404


def test_bill_says_how_many_it_takes(town, lead, colleague):
    bill = make_suggestion(
        town, state="draft", lead=lead.deputy, signers=[colleague.deputy], kind="bill"
    )
    assert "议案要5名以上代表联名，现在连您一共2名。" in page(lead.get("deputy-cosigners", bill.pk))
