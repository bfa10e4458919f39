"""The deputy's word: on the talk, on the reply, on what was promised; lead and co-signer told apart."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core import clock
from huying.core.permissions import system_actor
from huying.handling import judging, replies
from huying.handling.models import Consultation, Opinion
from huying.handling.replies import Promise
from huying.handling.suggestions.origin import cases_of
from huying.voices.models import Voice
from tests.factories import consult, make_public_matter, make_suggestion
from tests.web.browser import page
from tests.web.deputy.people import another


@pytest.fixture
def answered(town, lead, colleague):
    return make_suggestion(town, state="answered", lead=lead.deputy, signers=[colleague.deputy])


def case_of(suggestion):
    return cases_of(suggestion).get()


def give(who, suggestion, attitude="satisfied", result="satisfied", word="", **more):
    case = case_of(suggestion)
    said = {"attitude": attitude, "result": result, "word": word}
    return who.post(
        "deputy-judge", suggestion.pk, act="opinion", case=case.pk,
        **({"round": case.round} | {f"opinion{case.pk}-{k}": v for k, v in said.items()} | more),
    )  # fmt: skip


def states(suggestion):
    suggestion.refresh_from_db()
    return suggestion.state, case_of(suggestion).state


def test_the_reply_stands_in_view_and_waits_for_both(lead, colleague, answered):
    for who in (lead, colleague):
        assert [one.pk for one in who.get("deputy-waiting").context["judge"]] == [answered.pk]
    shown = page(lead.get("deputy-judge", answered.pk))
    assert "路灯已全部换新。" in shown
    assert "您是领衔代表" in shown
    assert "由领衔代表的意见决定是否重新办理；您的意见一并公开" in page(
        colleague.get("deputy-judge", answered.pk)
    )


def test_satisfied_lead_closes_it(lead, answered):
    assert give(lead, answered).status_code == 302
    assert states(answered) == ("closed", "closed")
    assert lead.get("deputy-waiting").context["judge"] == []


def test_dissatisfied_needs_a_word_and_is_handled_again_once_for_two_taps(lead, answered):
    refused = give(lead, answered, result="dissatisfied")
    form = refused.context["parts"][0].opinion_form
    assert (refused.status_code, list(form.errors)) == (422, ["word"])
    assert form["attitude"].value() == "satisfied"
    for _tap in range(2):
        again = give(lead, answered, result="dissatisfied", word="还有三盏不亮", round=1)
        assert again.status_code == 302
    assert states(answered) == ("with_units", "handling")
    assert case_of(answered).round == 2


def test_co_signers_word_stands_beside_and_decides_nothing(colleague, answered):
    give(colleague, answered, result="dissatisfied", word="我们村没修")
    assert states(answered) == ("answered", "replied")
    assert [(one.leads, one.word) for one in Opinion.objects.all()] == [(False, "我们村没修")]


def test_grade_must_be_chosen(lead, answered):
    response = give(lead, answered, attitude="", result="")
    form = response.context["parts"][0].opinion_form
    assert sorted(form.errors) == ["attitude", "result"]


def test_reply_that_nobody_may_judge_now_says_so(lead, answered):
    give(lead, answered, result="dissatisfied", word="没修好")
    response = give(lead, answered, word="别的话")
    assert (response.status_code, "现在没有可以评价的答复。" in page(response)) == (422, True)


def test_talk_is_confirmed_or_disputed_with_a_word(lead, colleague, answered):
    talk = Consultation.objects.get()
    assert [one.pk for one in lead.get("deputy-waiting").context["confirm"]] == [answered.pk]
    refused = lead.post("deputy-judge", answered.pk, act="talk", talk=talk.pk, so="no")
    assert (refused.status_code, "请写一句：哪里不符。" in page(refused)) == (422, True)
    for _tap in range(2):
        said = lead.post(
            "deputy-judge", answered.pk, act="talk", talk=talk.pk, so="no",
            **{f"talk{talk.pk}-word": "没有来过"},
        )  # fmt: skip
        assert said.status_code == 302
    talk.refresh_from_db()
    assert (talk.confirmed, talk.deputy_note, talk.answered_by) == (False, "没有来过", lead.deputy)
    late = colleague.post("deputy-judge", answered.pk, act="talk", talk=talk.pk, so="yes")
    assert "这次面商已经有代表答复过了。" in page(late)


def test_kept_promise_asks_for_its_receipt(town, lead):
    suggestion = make_suggestion(town, state="with_units", lead=lead.deputy)
    case, by = case_of(suggestion), system_actor(town.pk)
    consult(case)
    due = clock.today() + dt.timedelta(days=30)
    replies.draft(
        case=case, by=by, text="下月换完。", outcome="in_progress",
        promises=[Promise("换完其余的灯", due)],
    )  # fmt: skip
    replies.sign(case=case, by=by)
    shown = page(lead.get("deputy-judge", suggestion.pk))
    assert "换完其余的灯" in shown
    assert "承诺事项落实回执" not in shown
    give(lead, suggestion, result="mostly_satisfied")
    assert states(suggestion)[1] == "promised"
    replies.keep_promise(commitment=case.commitments.get(), by=by, text="全部换完")
    assert "承诺事项落实回执" in page(lead.get("deputy-judge", suggestion.pk))
    lead.post(
        "deputy-judge", suggestion.pk, act="receipt", case=case.pk, round=1,
        **{f"receipt{case.pk}-result": "satisfied"},
    )  # fmt: skip
    assert Opinion.objects.get(about="commitment").result == "satisfied"


def test_residents_verdict_stands_beside(town, lead):
    matter = make_public_matter(town, title="路灯不亮")
    suggestion = make_suggestion(town, state="answered", lead=lead.deputy, matters=[matter])
    type(matter).objects.filter(pk=matter.pk).update(state="answered")
    judging.judge(
        by=system_actor(town.pk), voice=Voice.objects.get(), grade="satisfied", solved=True
    )
    shown = page(lead.get("deputy-judge", suggestion.pk))
    assert "1人说解决了" in shown


def test_nobody_else_judges(town, answered):
    assert another(town, "外人").get("deputy-judge", answered.pk).status_code == 404


def test_judging_costs_the_same_however_many_signed(town, lead):
    counts = []
    for many in (1, 4):
        signers = [another(town, f"代表{many}{n}").deputy for n in range(many)]
        one = make_suggestion(town, state="answered", lead=lead.deputy, signers=signers)
        with CaptureQueriesContext(connection) as seen:
            lead.get("deputy-judge", one.pk)
        counts.append(len(seen))
    assert counts[0] == counts[1]
