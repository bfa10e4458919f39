"""The town's index of twins: kept in step with the ledger, asked by the pages, never in the way."""

import pytest

from huying.core import ledger
from huying.core.models import Event
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.imports.models import ImportBatch
from huying.listening import twin_index, twin_queries
from huying.town.models import Division
from huying.voices import actions, queries, triage
from huying.voices.models import Merge, Voice
from tests.factories import make_actor, make_public_matter, make_town, make_voice
from tests.web.browser import Desk

pytestmark = pytest.mark.django_db
LAMP = (
    "我们凤凰庄北面三岔口的路灯已经坏了半个多月，晚上老人孩子出门看不见路，希望尽快派人来修一修。"
)
LAMP_TOO = (
    "我门凤凰庄北面三岔口的路灯己经坏了半个多月了，晚上老人孩子出门看不见，希望尽快派人来修。"
)
LAMP_ELSEWHERE = LAMP.replace("凤凰庄", "石磨村")


@pytest.fixture
def staff(town):
    return Desk(town, "staff")


def keep_in_step():
    while ledger.seal_pending() + twin_index.keep_in_step():
        pass


def keys(town):
    with twin_index.reading(town) as index:
        return index.keys()


def make_many(count, **said):
    """Newer matters enough to fill every pool that is compared without an index."""
    voices = [
        make_voice(Voice.objects.first().town, f"{n}号井盖丢了要补上", **said) for n in range(count)
    ]
    return [voice.matter for voice in voices]


def test_what_was_said_is_found(town):
    first = make_voice(town, LAMP).matter
    make_voice(town, LAMP_ELSEWHERE)
    keep_in_step()
    asked = make_voice(town, LAMP).matter
    found = twin_queries.twins(asked)
    assert (found[0].matter, found[0].worded_alike, found[0].same_place) == (first, True, True)
    assert [one.matter.pk for one in found if one.worded_alike] == [first.pk]


def test_an_old_one_beyond_the_pools_is_found(town, monkeypatch):
    monkeypatch.setattr(queries, "POOL", 3)
    first = make_voice(town, LAMP).matter
    make_many(4)
    keep_in_step()
    asked = make_voice(town, LAMP_TOO).matter
    assert first not in [one.matter for one in queries.twins(asked, LAMP_TOO)]
    assert twin_queries.twins(asked)[0].matter == first


def test_without_an_index_pages_have_what_they_had(town):
    make_voice(town, LAMP)
    asked = make_voice(town, LAMP_TOO).matter
    before = queries.twins(asked, LAMP_TOO)
    assert [(one.matter, one.score) for one in twin_queries.twins(asked)] == [
        (one.matter, one.score) for one in before
    ]
    twin_index.path(town).parent.mkdir()
    twin_index.path(town).write_bytes(b"no database at all" * 400)
    assert len(twin_queries.twins(asked)) == len(before)
    keep_in_step()
    assert keys(town) == list(Voice.objects.order_by("pk").values_list("pk", flat=True))


def test_merged_voices_lead_to_where_they_went(town):
    source, target = (
        make_voice(town, LAMP).matter,
        make_voice(town, "凤凰庄北口一片漆黑没有灯").matter,
    )
    keep_in_step()
    staff = make_actor(town, Role.STAFF)
    record = triage.merge(source=source, target=target, by=staff)
    asked = make_voice(town, LAMP_TOO).matter
    assert [one.matter for one in twin_queries.twins(asked) if one.worded_alike] == [target]
    triage.split(record=record, by=staff)
    assert [one.matter for one in twin_queries.twins(asked) if one.worded_alike] == [source]


def test_withdrawn_and_erased_words_leave(town):
    withdrawn, erased, stays = (make_voice(town, LAMP) for _n in range(3))
    keep_in_step()
    assert keys(town) == [withdrawn.pk, erased.pk, stays.pk]
    actions.withdraw_voice(voice=withdrawn, by=make_actor(town, Role.STAFF), reason="重复")
    said = Event.objects.get(kind="voice", verb="say", subject_id=erased.pk)
    ledger.erase(event=said, reason="依法删除", by=make_actor(town, Role.AUDITOR))
    keep_in_step()
    assert keys(town) == [stays.pk]
    twin_index.forget(town)
    keep_in_step()
    assert keys(town) == [stays.pk]


def test_each_town_has_its_own(town):
    make_voice(town, LAMP)
    other = make_town("other", "140525199", "别处镇")
    keep_in_step()
    with in_town(other):
        assert keys(other) == []
    assert len(keys(town)) == 1


def test_an_index_of_another_ledger_is_built_anew(town):
    voice = make_voice(town, LAMP)
    keep_in_step()
    Event.objects.filter(seq=2).update(link="0" * 64)
    Event.objects.filter(seq=1).update(link="1" * 64)
    assert twin_index.keep_in_step() == 0
    keep_in_step()
    assert keys(town) == [voice.pk]


def test_me_too_offers_open_public_matters_only(town, django_assert_max_num_queries):
    public = make_public_matter(town, "三岔口路灯不亮", text=LAMP)
    make_voice(town, LAMP)
    keep_in_step()
    nanshe = Division.objects.get(name="南社村")
    with django_assert_max_num_queries(4):
        found = twin_queries.similar_public(town, LAMP_TOO, nanshe)
    assert [(one.matter, one.worded_alike) for one in found] == [(public, True)]
    other = Division.objects.exclude(pk=nanshe.pk).first()
    assert [one.worded_alike for one in twin_queries.similar_public(town, LAMP_TOO, other)] in (
        [],
        [False],
    )


def import_voices(town, *texts):
    batch = ImportBatch.objects.create(
        town=town, kind="voices", filename="热线.csv", rows=len(texts)
    )
    voices = [make_voice(town, text) for text in texts]
    Voice.objects.filter(pk__in=[voice.pk for voice in voices]).update(batch=batch)
    return batch, [voice.matter for voice in voices]


def test_a_pile_is_grouped_around_what_is_there_already(town):
    known = make_voice(town, LAMP).matter
    batch, matters = import_voices(
        town, LAMP_TOO, "村口水管漏水三天了没人修满街是水", LAMP, LAMP_ELSEWHERE
    )
    keep_in_step()
    groups, more = twin_queries.groups_of(batch)
    assert [(group.into, group.matters) for group in groups] == [(known, [matters[0], matters[2]])]
    assert more == 0


def test_a_long_pile_is_grouped_part_by_part(town, monkeypatch):
    monkeypatch.setattr(twin_queries, "GROUPED", 2)
    batch, matters = import_voices(town, LAMP, "村口水管漏水三天了没人修满街是水", LAMP_TOO)
    keep_in_step()
    groups, more = twin_queries.groups_of(batch)
    assert groups == []
    assert more == matters[1].voices.get().pk
    groups, more = twin_queries.groups_of(batch, more)
    assert [(group.into, group.matters) for group in groups] == [(matters[0], [matters[2]])]
    assert more == 0


def test_staff_merge_a_group_with_one_button(staff, town):
    batch, matters = import_voices(town, LAMP, LAMP_TOO, LAMP)
    strange = make_voice(town, LAMP_ELSEWHERE).matter
    keep_in_step()
    page = staff.get("staff-batch-twins", batch.pk).content.decode()
    assert f"并入第{matters[0].pk}号" in page
    chosen = [matters[1].pk, matters[2].pk, strange.pk]
    staff.post("staff-batch-twins", batch.pk, into=matters[0].pk, matter=chosen)
    merged = Merge.objects.order_by("pk").values_list("source_id", "target_id")
    assert list(merged) == [(matters[1].pk, matters[0].pk), (matters[2].pk, matters[0].pk)]
    assert "没有找到说同一件事的" in staff.get("staff-batch-twins", batch.pk).content.decode()
    triage.split(record=Merge.objects.first(), by=system_actor(town.pk))
    assert twin_queries.groups_of(batch)[0][0].matters == [matters[1]]


def test_nothing_ticked_or_already_gone_changes_nothing(staff, town):
    batch, matters = import_voices(town, LAMP, LAMP_TOO, LAMP)
    keep_in_step()
    staff.post("staff-batch-twins", batch.pk, into=matters[0].pk)
    triage.merge(source=matters[1], target=matters[2], by=system_actor(town.pk))
    gone = [matters[2].pk, matters[1].pk]
    staff.post("staff-batch-twins", batch.pk, into=matters[0].pk, matter=gone)
    assert list(Merge.objects.order_by("pk").values_list("source_id", "target_id")) == [
        (matters[1].pk, matters[2].pk), (matters[2].pk, matters[0].pk),
    ]  # fmt: skip
