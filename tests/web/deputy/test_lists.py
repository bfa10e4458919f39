"""What waits for a deputy: one next step, counts in the navigation, lists that lead on."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.suggestions import cosigning, drafting
from tests.factories import SUGGESTED, make_suggestion


def step(who):
    return who.get("deputy-desk").context["step"]


def counts(who):
    nav = who.get("deputy-desk").context["chrome"]["nav"]
    return {str(entry["label"]): entry["count"] for entry in nav if entry["count"] is not None}


def test_nothing_waits_then_one_thing_after_the_other(town, lead, colleague):
    assert step(lead).url == lead.url("deputy-new")
    draft = make_suggestion(town, state="draft", lead=lead.deputy)
    assert step(lead).text == "有1件建议还没有写完。"
    make_suggestion(town, state="answered", lead=lead.deputy, text=SUGGESTED)
    assert step(lead).text == "有1件答复等您评价。"
    theirs = make_suggestion(town, state="draft", lead=colleague.deputy)
    cosigning.invite(suggestion=theirs, deputies=[lead.deputy], by=colleague.actor)
    assert (step(lead).text, step(lead).url) == (
        "有1件建议请您联名。", lead.url("deputy-asked"),
    )  # fmt: skip
    assert counts(lead) == {
        "我的建议": 1, "请我联名": 1, "待我评价、确认": 2,
    }  # fmt: skip
    assert [one.pk for one in lead.get("deputy-suggestions").context["rows"].rows] == [draft.pk]


def test_lists_by_tab_and_where_they_lead(town, lead, colleague):
    mine = make_suggestion(town, state="filed", lead=lead.deputy)
    theirs = make_suggestion(town, state="accepted", lead=colleague.deputy, signers=[lead.deputy])

    def shown(tab):
        return [one.pk for one in lead.get("deputy-suggestions", tab=tab).context["rows"].rows]

    assert (shown("writing"), shown("mine"), shown("cosigned"), shown("all")) == (
        [], [mine.pk], [theirs.pk], [theirs.pk],
    )  # fmt: skip


def test_account_without_a_seat_sees_empty_lists(town, lead):
    from huying.town.models import Holding

    make_suggestion(town, state="draft", lead=lead.deputy)
    Holding.objects.update(deputy=None)
    for name in ("deputy-suggestions", "deputy-asked"):
        assert lead.get(name).context["rows"].rows == []
    assert lead.post("deputy-new", kind="suggestion", basis="blank").status_code == 404


def test_lists_cost_the_same_at_one_row_and_at_many(town, lead):
    seen = []
    for many in (1, 5):
        for n in range(many):
            draft = drafting.start(
                town=town, lead=lead.deputy, by=lead.actor, basis="visit", basis_note=f"{many}{n}"
            )
            drafting.save(suggestion=draft, by=lead.actor, text=SUGGESTED)
        with CaptureQueriesContext(connection) as queries:
            lead.get("deputy-suggestions")
        seen.append(len(queries))
    assert seen[0] == seen[1]
    assert seen[0] <= 14
