"""Whose rules the town follows, on the page: side by side, previewed, picked with a reason; each rule in plain words."""

import datetime as dt

import pytest

from huying.core.permissions import Role
from huying.rulebook import changes, open_dates, packs
from huying.rulebook import queries as rulebook
from huying.rulebook.clock import Due
from huying.rulebook.models import PackChoice, RuleChoice
from huying.town.queries import actor_for
from tests.web.browser import Desk, page

CHONGQING = "chongqing_township"
WHY = {"reason": "县人大要求"}
UNREAD = "这一条还没有读到条文，先由镇里定。"
BOTH = (
    "两个规定都在：《代表法》（2025年修正）第五十一条是3个月，《重庆市乡镇人民代表大会工作条例》（2016年修正）"
    "第十六条是2个月。选用了重庆乡镇，就按更严的2个月办，两个规定都不违反。"
)


@pytest.fixture
def admin(town):
    return Desk(town, "admin")


def pick(admin, pack, **said):
    """Look at the pack's page, then press its button."""
    seen = admin.get("admin-pack", pack).context["seen"]
    return admin.post("admin-pack", pack, **{**WHY, "seen": seen, **said})


def english(desk, name, *args):
    return page(desk.client.get(desk.url(name, *args), headers={"accept-language": "en"}))


def test_packs_stand_side_by_side_with_what_each_would_move(admin):
    response = admin.get("admin-packs")
    shown = page(response)
    listed = [(row["pack"].name, row["moves"], row["here"]) for row in response.context["packs"]]
    assert listed == [(pack.name, 0, pack.name == "national") for pack in packs.choosable()]
    assert "选用不会动未到的期限" in shown
    for text in (
        "重庆乡镇",
        "第十六条 · 直接管乡镇",
        "第二十七条 · 乡镇参照",
        "照全国",
        "镇里的做法",
    ):
        assert text in shown
    assert len(response.context["rows"]) == 21
    assert {len(row["cells"]) for row in response.context["rows"]} == {9}


def test_pack_says_each_rule_and_where_it_is_from(admin):
    shown = page(admin.get("admin-pack", "shanxi"))
    assert UNREAD in shown
    assert "《代表法》（2025年修正）第五十一条" in shown
    assert "两个规定都在" not in shown
    assert BOTH in page(admin.get("admin-pack", CHONGQING))


@pytest.mark.parametrize("pack", ["no-such", "town_practice"])
def test_pack_that_cannot_be_picked_is_404(admin, pack):
    assert admin.get("admin-pack", pack).status_code == 404


def test_picking_asks_for_a_look_and_a_reason_then_follows(admin):
    assert admin.post("admin-pack", CHONGQING, **WHY).status_code == 200
    assert list(pick(admin, CHONGQING, reason=" ").context["form"].errors) == ["reason"]
    assert PackChoice.objects.count() == 0
    response = pick(admin, CHONGQING)
    assert response.url == admin.url("admin-packs")
    choice = PackChoice.objects.get()
    assert (choice.pack, choice.reason, choice.chosen_by_id) == (
        CHONGQING, "县人大要求", admin.account.pk,
    )  # fmt: skip
    assert rulebook.value(admin.town, "suggestion.reply") == 2
    shown = page(admin.client.get(response.url))
    assert "本镇现在照这一套" in shown
    assert "县人大要求" in shown
    assert "本镇办理代表建议照“重庆乡镇”的规定。" in page(admin.get("admin-rules"))
    assert 'name="seen"' not in page(admin.get("admin-pack", CHONGQING))


@pytest.fixture
def reply(town):
    """An open reply of a suggestion that was assigned on 20 March 2026; moved to where a pack puts it."""
    basis = [rulebook.due(town, "suggestion.reply", dt.date(2026, 3, 20)).to_json()]

    def provider(of):
        was, derive = Due.from_json(basis[-1]), open_dates.anew(basis[-1])
        move = lambda due: basis.append(due.to_json())  # noqa: E731
        yield open_dates.OpenDate("第12号建议", was.rule, was.date, was.provisional, derive, move)

    open_dates.register_open_dates("tests", provider)
    yield basis
    open_dates._providers.pop("tests")


def test_pack_page_shows_what_would_move_and_picking_moves_it(admin, reply):
    listed = page(admin.get("admin-packs"))
    assert listed.count("选用会动 1 个未到的期限") == 2
    shown = page(admin.get("admin-pack", CHONGQING))
    assert "会有 1 个未到的期限变动" in shown
    assert "第12号建议" in shown
    assert "2026年6月22日 → 2026年5月20日" in shown
    assert "第12号建议" not in page(Desk(admin.town, "staff").get("admin-pack", CHONGQING))
    response = pick(admin, CHONGQING)
    assert "已改，1个期限随着变了。" in page(admin.client.get(response.url))
    assert [one["date"] for one in reply] == ["2026-06-22", "2026-05-20"]


def test_pack_is_picked_on_what_was_seen(admin):
    response = admin.post("admin-pack", CHONGQING, **WHY, seen="x")
    assert response.context["form"].non_field_errors()
    assert PackChoice.objects.count() == 0


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN, Role.COUNTY, Role.SYSTEM}))
def test_others_read_the_packs_and_cannot_pick(town, role):
    person = Desk(town, role)
    seen = person.get("admin-pack", CHONGQING)
    assert "为什么选用这一套" not in page(seen)
    response = person.post("admin-pack", CHONGQING, **WHY, seen=seen.context["seen"])
    assert response.status_code == 403
    assert PackChoice.objects.count() == 0


def test_rule_says_source_level_binding_and_how_sure(admin):
    pick(admin, CHONGQING)
    shown = page(admin.get("admin-rule", "suggestion.reply"))
    for text in (
        BOTH, "2个月", "从交办起", "《重庆市乡镇人民代表大会工作条例》（2016年修正）第十六条",
        "省、直辖市的法规", "直接管乡镇", "这个条例就是为乡镇人大定的。", "读过法规全文",
        "2025年4月19日", "镇里只能定得更短",
    ):  # fmt: skip
        assert text in shown
    told = english(admin, "admin-rule", "suggestion.feedback")
    for text in (
        "20 working days", "from the reply", "Regulations of a province",
        "Townships follow it by reference", "art. 39", "the full text",
    ):  # fmt: skip
        assert text.lower() in told.lower(), text


def test_unread_rule_says_so_in_both_languages(admin):
    pick(admin, "shanxi")
    shown = page(admin.get("admin-rule", "suggestion.feedback"))
    assert UNREAD in shown
    assert "应当在山西省的代表建议办法" in shown
    assert UNREAD in page(admin.get("admin-rules"))
    assert "The article has not been read yet" in english(
        admin, "admin-rule", "suggestion.feedback"
    )


def test_choice_is_made_by_radio_buttons_after_a_look(admin):
    key = "suggestion.next_step"
    shown = page(admin.get("admin-rule", key))
    assert shown.count('type="radio"') == 4
    assert "提请主席团决定" in shown
    said = {"code": "meeting", "reason": "先坐下来谈"}
    seen = admin.post("admin-rule", key, **said)
    assert "会有 0 个未到的期限变动" in page(seen)
    assert RuleChoice.objects.count() == 0
    response = admin.post("admin-rule", key, **said, confirm="1", seen=seen.context["seen"])
    assert response.url == admin.url("admin-rules")
    assert rulebook.choice(admin.town, key) == "meeting"
    again = page(admin.get("admin-rule", key))
    assert "先坐下来谈" in again
    assert "召集代表和承办单位一起研究" in page(admin.get("admin-rules"))


def test_option_that_is_not_there_is_told_at_its_field(admin):
    response = admin.post("admin-rule", "suggestion.next_step", code="whim", reason="x")
    assert list(response.context["form"].errors) == ["code"]


def test_number_longer_than_the_law_is_told_at_its_field(admin):
    said = {"value": "4", "unit": "months", "reason": "人手少"}
    response = admin.post("admin-rule", "suggestion.reply", **said)
    assert response.context["form"].errors == {
        "value": ["这是法律法规直接给乡镇定的，镇里只能定得更短，单位不能变。"]
    }


def test_own_number_from_another_pack_is_pointed_out(admin):
    changes.choose_rule(
        town=admin.town, key="suggestion.refuse", value=4, unit="working_days", reason="快退快办",
        by=actor_for(admin.account, admin.town),
    )  # fmt: skip
    assert "现在照" not in page(admin.get("admin-rule", "suggestion.refuse"))
    listed = page(admin.get("admin-pack", CHONGQING))
    assert "镇里自己定的，选用后不变" in listed
    assert "快退快办" in listed
    pick(admin, CHONGQING)
    shown = page(admin.get("admin-rule", "suggestion.refuse"))
    assert "这个数是镇里照“全国”的时候定的，现在照“重庆乡镇”，请看看还合不合适。" in shown
