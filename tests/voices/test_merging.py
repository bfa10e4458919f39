"""Merging and splitting: whatever the order, nobody is lost, doubled or left unanswered."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from huying.core import ledger
from huying.core.errors import HuyingError, WrongState
from huying.core.models import Message
from huying.core.permissions import Actor, Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import judging
from huying.handling.models import Grade, Verdict
from huying.voices import actions, triage
from huying.voices.models import Matter, Merge, Support, Voice
from tests.factories import make_actor, make_public_matter, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def people(matter):
    return (
        set(matter.voices.values_list("pk", flat=True)),
        set(matter.supports.values_list("pk", flat=True)),
    )


def one_with_a_me_too(town, number):
    matter = make_public_matter(town, f"第{number}处漏水", reach=f"1990000{number:04d}")
    actions.support(
        town=town, matter=matter, by=Actor(kind="public", town_id=town.pk),
        client_key=f"{matter.pk}", reach=f"1990001{number:04d}",
    )  # fmt: skip
    return matter


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "answer", "judge"]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=12,
)
NOT = Grade.values.index(Grade.DISSATISFIED)
# Chance comes to these too seldom: judged, handled again and merged; judged and split off.
JUDGED_THEN_MERGED = [
    ("answer", 0, 0), ("judge", 0, NOT), ("answer", 1, 0), ("merge", 0, 1), ("judge", 0, 0),
]  # fmt: skip
JUDGED_THEN_SPLIT = [("answer", 1, 0), ("merge", 0, 1), ("judge", 0, 0), ("split", 0, 0)]


class World:
    """Three matters, and what was done and said."""

    def __init__(self, town):
        self.by = system_actor(town.pk)
        self.ids = [one_with_a_me_too(town, number).pk for number in range(3)]
        self.before = [people(matter) for matter in self.matters()]
        self.voices = [matter.voices.get().pk for matter in self.matters()]
        self.merges, self.said = [], {}

    def matters(self):
        return list(Matter.objects.filter(pk__in=self.ids).order_by("pk"))

    def merge(self, one, other):
        matters = self.matters()
        made = triage.merge(source=matters[one], target=matters[other], by=self.by)
        self.merges.append(made)

    def split(self, one, _other):
        if self.merges:
            triage.split(record=self.merges[one % len(self.merges)], by=self.by)

    def answer(self, one, _other):
        triage.answer_on_spot(matter=self.matters()[one], by=self.by, text="修好了。")

    def judge(self, one, other):
        voice = Voice.objects.select_related("matter").get(pk=self.voices[one])
        key, grade = (voice.pk, voice.matter_id, voice.matter.round), Grade.values[other % 3]
        judging.judge(by=self.by, voice=voice, grade=grade, solved=False)
        self.said[key] = grade

    def check_everybody_is_there(self):
        ours = self.matters()
        assert sum(matter.voice_count for matter in ours) == 3
        assert sum(matter.support_count for matter in ours) == 3
        for matter in ours:
            assert (matter.voice_count, matter.support_count) == tuple(map(len, people(matter)))
            assert (matter.state == "merged") == (matter.voice_count == 0)

    def check_everybody_is_told(self):
        posted = set(Message.objects.filter(template="answered").values_list("key", flat=True))
        for matter in self.matters():
            if matter.state not in ("answered", "closed"):
                continue
            came = Merge.objects.filter(target=matter, undone_at__isnull=True)
            ways = [f"merged:{pk}:" for pk in came.values_list("pk", flat=True)]
            ways += [
                key[: key.rindex(":") + 1] for key in posted if f"answered:{matter.pk}:" in key
            ]
            voices, supports = people(matter)
            for person in [f"v{pk}" for pk in voices] + [f"s{pk}" for pk in supports]:
                assert posted & {way + person for way in ways}

    def check_every_verdict_stands_where_it_was_given(self):
        rows = Verdict.objects.filter(matter__in=self.ids)
        assert {(v.voice_id, v.matter_id, v.round): v.grade for v in rows} == self.said
        for matter in self.matters():
            keys = [(pk, matter.pk, matter.round) for pk in people(matter)[0]]
            counts = Counter(self.said[key] for key in keys if key in self.said)
            assert matter.grades == (counts | Counter() and {**counts, "solved": 0})


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ACTS)
@example(JUDGED_THEN_MERGED)
@example(JUDGED_THEN_SPLIT)
def test_any_order_of_merges_and_splits_keeps_everybody(town, acts):
    world = World(town)
    for verb, one, other in acts:
        try:
            getattr(world, verb)(one, other)
        except HuyingError:
            continue
        world.check_everybody_is_there()
        world.check_everybody_is_told()
        world.check_every_verdict_stands_where_it_was_given()
    for record in Merge.objects.filter(source__in=world.ids, undone_at__isnull=True).order_by(
        "-id"
    ):
        triage.split(record=record, by=world.by)
    assert [people(matter) for matter in world.matters()] == world.before
    world.check_every_verdict_stands_where_it_was_given()
    ledger.seal_pending()
    assert ledger.verify(town).holds


def test_everybody_merged_is_answered_once(town):
    by = system_actor(town.pk)
    target, one, other = (one_with_a_me_too(town, number) for number in range(3))
    triage.merge(source=one, target=target, by=by)
    triage.merge(source=other, target=target, by=by)
    target.refresh_from_db()
    triage.answer_on_spot(matter=target, by=by, text="三处都修好了。")
    told = Message.objects.filter(template="answered")
    assert told.count() == Voice.objects.count() + Support.objects.count() == 6


def test_link_of_a_merged_voice_leads_to_where_it_stands(town):
    by = system_actor(town.pk)
    first, second, third = (one_with_a_me_too(town, number) for number in range(3))
    triage.merge(source=first, target=second, by=by)
    second.refresh_from_db()
    triage.merge(source=second, target=third, by=by)
    first.refresh_from_db()
    assert actions.standing(first) == third


def test_merge_into_itself_is_refused(town):
    matter = one_with_a_me_too(town, 0)
    with pytest.raises(HuyingError):
        triage.merge(
            source=matter, target=Matter.objects.get(pk=matter.pk), by=system_actor(town.pk)
        )


def answered(matter, by):
    triage.answer_on_spot(matter=matter, by=by, text="修好了。")


def closed(matter, by):
    answered(matter, by)
    judging.settle(matter)


def redirected(matter, by):
    triage.redirect(matter=matter, by=by, text="请到法庭立案。")


def thanked(matter, by):
    triage.pass_on_thanks(matter=matter, by=by, text="已转达。")


@pytest.mark.parametrize("finish", [answered, closed, redirected, thanked])
def test_who_comes_to_a_finished_matter_is_told_once_what_was_answered(town, finish):
    by = system_actor(town.pk)
    target, late = one_with_a_me_too(town, 0), one_with_a_me_too(town, 1)
    finish(target, by)
    (voices, supports) = people(late)
    before = set(Message.objects.values_list("key", flat=True))
    record = triage.merge(source=late, target=target, by=by)
    assert target.state == finish.__name__
    told = Message.objects.exclude(key__in=before)
    assert {(one.key, one.template) for one in told} == {
        (f"merged:{record.pk}:v{voices.pop()}", "answered"),
        (f"merged:{record.pk}:s{supports.pop()}", "answered"),
    }


def test_who_comes_to_an_ended_matter_is_told_its_reasons(town):
    by = make_actor(town, Role.STAFF)
    target, late = one_with_a_me_too(town, 0), one_with_a_me_too(town, 1)
    answered(target, by)
    judging.end_with_reasons(matter=target, by=by, reason="要等全县统一改造。")
    record = triage.merge(source=late, target=target, by=by)
    told = Message.objects.filter(key__startswith=f"merged:{record.pk}:")
    assert [(one.template, one.context["reason"]) for one in told] == [
        ("ended", "要等全县统一改造。"),
    ] * 2


def test_who_comes_to_an_open_matter_is_told_with_its_next_answer_alone(town):
    by = system_actor(town.pk)
    target, late = one_with_a_me_too(town, 0), one_with_a_me_too(town, 1)
    answered(target, by)
    judging.judge(by=by, voice=target.voices.get(), grade="dissatisfied", solved=False)
    target.refresh_from_db()
    voice = late.voices.get()
    triage.merge(source=late, target=target, by=by)
    assert not Message.objects.filter(subject_kind="voice", subject_id=voice.pk).exists()
    answered(target, by)
    told = Message.objects.filter(subject_kind="voice", subject_id=voice.pk)
    assert [one.template for one in told] == ["answered"]


def test_merge_into_a_withdrawn_matter_is_refused_with_a_way_on(town):
    by = system_actor(town.pk)
    target, late = one_with_a_me_too(town, 0), one_with_a_me_too(town, 1)
    stale = Matter.objects.get(pk=target.pk)
    triage.withdraw_matter(matter=target, by=by, reason="说错了")
    before = people(late)
    with pytest.raises(WrongState) as refused:
        triage.merge(source=late, target=stale, by=by)
    assert str(refused.value) == (
        f"第{target.pk}号已经撤回，不会再有答复，不能并进去。请并入别的事项，或单独办理。"
    )
    late.refresh_from_db()
    assert (late.state, people(late), Merge.objects.count()) == ("new", before, 0)


def test_split_after_an_answer_takes_back_exactly_who_came(town):
    by = system_actor(town.pk)
    target, late = one_with_a_me_too(town, 0), one_with_a_me_too(town, 1)
    before = people(target), people(late)
    answered(target, by)
    record = triage.merge(source=late, target=target, by=by)
    source = triage.split(record=record, by=by)
    assert (source.state, source.voice_count, source.support_count) == ("new", 1, 1)
    assert (people(target), people(source)) == before
    again = triage.merge(source=source, target=target, by=by)
    assert Message.objects.filter(key__startswith=f"merged:{again.pk}:").count() == 2
