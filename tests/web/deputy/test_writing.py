"""Beginning and writing a draft: kept private, kept whatever happens, one thing each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.permissions import system_actor
from huying.suggestions import drafting, examining
from huying.suggestions.drafting import Text
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy, Division
from huying.voices import actions as voices
from huying.voices.models import Voice
from tests.factories import SUGGESTED, make_public_matter, make_suggestion
from tests.web.browser import page


def begun() -> Suggestion:
    return Suggestion.objects.latest("id")


def draft_of(lead, text=SUGGESTED, **more) -> Suggestion:
    suggestion = drafting.start(town=lead.town, lead=lead.deputy, by=lead.actor, **more)
    return drafting.save(suggestion=suggestion, by=lead.actor, text=text)


def redact(matter, words):
    Voice.objects.filter(matter=matter).update(redacted=words)


def test_begins_from_a_matter_with_one_tap_and_a_second_tap_begins_no_second(town, lead):
    matter = make_public_matter(town, title="村口路灯不亮")
    assert "就这件事写建议" in page(lead.get("deputy-desk"))
    ways = {lead.post("deputy-pick", matter=matter.pk).url for _tap in range(2)}
    assert ways == {lead.url("deputy-write", begun().pk)}
    assert (begun().lead, begun().basis, list(begun().matters.all())) == (
        lead.deputy, "matters", [matter],
    )  # fmt: skip


def test_several_matters_are_picked_and_none_is_said_at_once(town, lead):
    one, other = make_public_matter(town, title="甲"), make_public_matter(town, title="乙")
    refused = lead.post("deputy-pick")
    assert (refused.status_code, "请至少选一件。" in page(refused)) == (422, True)
    lead.post("deputy-pick", matter=[one.pk, other.pk], kind="bill")
    assert (begun().kind, set(begun().matters.all())) == ("bill", {one, other})


def test_picking_looks_through_the_towns_matters(town, lead):
    make_public_matter(town, title="村口路灯不亮")
    make_public_matter(town, title="桥头积水", division=Division.objects.get(name="任庄村"))

    def shown(**query):
        return [one.title for one in lead.get("deputy-pick", **query).context["rows"].rows]

    assert shown() == ["村口路灯不亮"]
    assert shown(tab="town") == ["桥头积水", "村口路灯不亮"]
    assert shown(tab="town", q="积水") == ["桥头积水"]


def test_matters_are_taken_up_and_let_go_while_writing(town, lead):
    one, other = make_public_matter(town, title="甲"), make_public_matter(town, title="乙")
    draft = draft_of(lead, matters=[one])
    assert list(lead.get("deputy-cite", draft.pk).context["rows"].rows) == [other]
    lead.post("deputy-cite", draft.pk, matter=other.pk, drop=one.pk)
    assert list(draft.matters.all()) == [other]


def test_matter_that_is_not_public_cannot_be_taken(town, lead):
    hidden = voices.say(
        town=town, by=system_actor(town.pk), said=voices.Said(text="没有公开的话")
    ).matter
    assert lead.post("deputy-pick", matter=hidden.pk).status_code == 422
    assert Suggestion.objects.count() == 0


@pytest.mark.parametrize(("basis", "note"), [("visit", "10月16日在南社村走访"), ("blank", "")])
def test_begins_from_a_visit_or_from_blank(lead, basis, note):
    response = lead.post("deputy-new", kind="suggestion", basis=basis, basis_note=note)
    assert response.url == lead.url("deputy-write", begun().pk)
    assert (begun().basis, begun().basis_note) == (basis, note)


def test_visit_asks_where_and_when(lead):
    response = lead.post("deputy-new", kind="suggestion", basis="visit")
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["basis_note"])
    assert Suggestion.objects.count() == 0


def test_deputy_of_another_term_is_told_why_not(lead):
    Deputy.objects.filter(pk=lead.deputy.pk).update(active=False)
    response = lead.post("deputy-new", kind="suggestion", basis="blank")
    assert "只有本届在任的代表可以提出建议。" in page(response)


def test_residents_public_words_stand_beside_and_never_in_the_form(town, lead):
    matter = make_public_matter(
        town, title="路灯不亮", text="我叫张三，路灯不亮", name="张三", reach="13900000001"
    )
    redact(matter, "我叫某某，路灯不亮")
    lead.post("deputy-pick", matter=matter.pk)
    response = lead.get("deputy-write", begun().pk)
    shown = page(response)
    assert "我叫某某，路灯不亮" in shown
    for secret in ("张三", "13900000001"):
        assert secret not in shown
    form = response.context["form"]
    assert [form[name].value() for name in ("title", "grounds", "proposal")] == ["", "", ""]


def test_words_of_a_matter_that_is_public_no_more_are_not_shown(town, lead):
    matter = make_public_matter(town, title="路灯不亮")
    redact(matter, "遮过的话")
    lead.post("deputy-pick", matter=matter.pk)
    type(matter).objects.filter(pk=matter.pk).update(public=False)
    shown = page(lead.get("deputy-write", begun().pk))
    assert "遮过的话" not in shown
    assert "这一件没有公开的内容。" in shown


def test_saved_by_its_button_half_written(lead):
    draft = draft_of(lead, Text("", "", ""))
    response = lead.write(draft, title="关于路灯的建议", grounds="灯不亮")
    assert response.url == lead.url("deputy-write", draft.pk)
    draft.refresh_from_db()
    assert (draft.title, draft.grounds, draft.proposal, draft.state) == (
        "关于路灯的建议", "灯不亮", "", "draft",
    )  # fmt: skip
    assert f"已保存 {draft.saved_at.astimezone():%H:%M}" in page(lead.get("deputy-write", draft.pk))


def test_what_is_too_long_is_said_at_its_field_and_nothing_typed_is_lost(lead):
    draft = draft_of(lead)
    response = lead.write(draft, title="长" * 81, grounds="新写的事由")
    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, ["title"])
    assert (form["title"].value(), form["grounds"].value()) == ("长" * 81, "新写的事由")


def test_next_step_says_what_is_missing_and_has_saved_the_rest(lead):
    draft = draft_of(lead)
    response = lead.write(draft, "next", proposal="", grounds="又改了")
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["proposal"])
    draft.refresh_from_db()
    assert draft.grounds == "又改了"
    assert response.context["form"]["seen"].value() == draft.digest
    assert lead.write(draft, "next", proposal="换灯").url == lead.url("deputy-cosigners", draft.pk)


def test_two_pages_on_one_draft_lose_neither_text(lead):
    draft = draft_of(lead)
    old = draft.digest
    lead.write(draft, grounds="电脑上写的")
    typed = {"title": draft.title, "grounds": "手机上写的", "proposal": draft.proposal}
    response = lead.post("deputy-write", draft.pk, act="save", seen=old, **typed)
    shown = page(response)
    assert (response.status_code, "电脑上写的" in shown, "手机上写的" in shown) == (409, True, True)
    draft.refresh_from_db()
    assert draft.grounds == "电脑上写的"
    # The other text was seen: now it may be written over.
    lead.post("deputy-write", draft.pk, act="save", seen=old, over=draft.digest, **typed)
    draft.refresh_from_db()
    assert draft.grounds == "手机上写的"


def autosave(lead, draft, seen, **typed):
    said = {"title": draft.title, "grounds": draft.grounds, "proposal": draft.proposal}
    return lead.post("deputy-autosave", draft.pk, seen=seen, **(said | typed))


def test_autosave_says_when_and_goes_on_from_its_own_text(lead):
    draft = draft_of(lead)
    response = autosave(lead, draft, draft.digest, grounds="一边写一边存")
    draft.refresh_from_db()
    assert response.status_code == 200
    assert f'data-seen="{draft.digest}"' in page(response)
    assert f'data-at="{draft.saved_at.astimezone():%H:%M}"' in page(response)
    # The answer was lost: the same text goes out once more, from the same start.
    assert autosave(lead, draft, "something else", grounds="一边写一边存").status_code == 200
    assert autosave(lead, draft, "something else", grounds="别的").status_code == 409


def test_autosave_of_what_is_filed_by_now_says_so(town, lead):
    suggestion = make_suggestion(town, state="filed", lead=lead.deputy)
    response = autosave(lead, suggestion, suggestion.digest, grounds="晚了")
    assert (response.status_code, "已经提交，不能再改" in page(response)) == (409, True)


def test_autosave_too_long_says_what_is_wrong(lead):
    draft = draft_of(lead)
    response = autosave(lead, draft, draft.digest, title="长" * 81)
    assert (response.status_code, "标题" in page(response)) == (422, True)


def test_category_is_offered_with_the_words_that_speak_for_it(lead):
    draft = draft_of(lead, Text(SUGGESTED.title, SUGGESTED.grounds, SUGGESTED.proposal))
    response = lead.get("deputy-write", draft.pk)
    guess = response.context["hints"].guess
    assert (guess.key, "路灯" in guess.words) == ("roads.lights", True)
    lead.write(draft, f"guess:{guess.key}")
    draft.refresh_from_db()
    assert draft.category == "roads.lights"
    assert lead.get("deputy-write", draft.pk).context["hints"].guess is None


TWO = Text(
    "关于修复路灯和增发养老金的建议", "路灯不亮；养老金太少。", "换灯；增发养老金。", "roads.lights"
)


def test_two_things_are_pointed_at_and_split_with_the_same_matters(town, lead):
    matter = make_public_matter(town)
    draft = draft_of(lead, TWO, matters=[matter])
    shown = page(lead.get("deputy-write", draft.pk))
    assert "像是说了两件事" in shown
    # It never blocks.
    assert lead.write(draft, "next").status_code == 302
    response = lead.write(draft, "split")
    second = begun()
    assert second != draft
    assert list(second.matters.all()) == [matter]
    assert response.url == f"{lead.url('deputy-write', second.pk)}?beside={draft.pk}"
    assert "养老金太少" in page(lead.client.get(response.url))
    # A second tap makes no third.
    assert lead.write(draft, "split").url == response.url


def test_alike_of_this_term_is_shown_with_its_answer(town, lead, colleague):
    other = make_suggestion(town, state="answered", lead=colleague.deputy)
    draft = draft_of(lead)
    (shown,) = lead.get("deputy-write", draft.pk).context["hints"].alike
    assert (shown, shown.reply.text) == (other, "路灯已全部换新。")


@pytest.mark.parametrize("state", ["draft", "filed"])
def test_what_others_have_not_had_accepted_is_not_shown_as_alike(town, lead, colleague, state):
    make_suggestion(town, state=state, lead=colleague.deputy)
    draft = draft_of(lead)
    assert lead.get("deputy-write", draft.pk).context["hints"].alike == []


def test_draft_is_nobody_elses(lead, colleague):
    draft = draft_of(lead)
    for name in ("write", "cosigners", "file", "discard", "cite"):
        assert colleague.get(f"deputy-{name}", draft.pk).status_code == 404
    assert colleague.post("deputy-autosave", draft.pk).status_code == 404


def test_sent_back_shows_why_and_can_be_written_on(town, lead):
    suggestion = make_suggestion(town, state="filed", lead=lead.deputy)
    examining.send_back(suggestion=suggestion, by=system_actor(town.pk), reason="请写清地点")
    assert "请写清地点" in page(lead.get("deputy-write", suggestion.pk))
    assert lead.write(suggestion, grounds="南社村主街").status_code == 302


def test_discard_asks_once_more(lead):
    draft = draft_of(lead)
    assert lead.get("deputy-discard", draft.pk).status_code == 200
    draft.refresh_from_db()
    assert draft.state == "draft"
    lead.post("deputy-discard", draft.pk)
    draft.refresh_from_db()
    assert draft.state == "discarded"
    assert lead.get("deputy-suggestions").context["rows"].rows == []


def test_writing_costs_the_same_however_many_matters_and_words(town, lead):
    counts = []
    for many in (1, 6):
        matters = [make_public_matter(town, title=f"第{n}件") for n in range(many)]
        draft = draft_of(lead, matters=matters)
        with CaptureQueriesContext(connection) as seen:
            lead.get("deputy-write", draft.pk)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 22
