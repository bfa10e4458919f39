"""Staff's verbs on topics: name, pin, merge, split. What they decided the program does not undo."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import ledger
from huying.core.errors import HuyingError
from huying.core.permissions import Actor
from huying.core.transitions import advance
from huying.listening.models import Topic, TopicMember
from huying.listening.topic_figures import refresh


def rename(*, topic: Topic, by: Actor, name: str, version: int | None = None) -> None:
    """Give it a name that everybody may see; '' goes back to the program's."""
    changes = {"name": name.strip()}
    advance(topic, "name", by=by, version=version, changes=changes, facts=changes)


def pin(*, topic: Topic, by: Actor, pinned: bool, version: int | None = None) -> None:
    """Keep it at the top of every list, or no longer."""
    verb = "pin" if pinned else "unpin"
    advance(topic, verb, by=by, version=version, changes={"pinned": pinned})


@transaction.atomic
def merge(*, source: Topic, target: Topic, by: Actor, version: int | None = None) -> None:
    """Put all matters of `source` into `target`; splitting takes them out again."""
    if source.pk == target.pk:
        raise HuyingError(_("不能并入它自己。"))
    members = TopicMember.objects.filter(topic=source)
    moved = list(members.order_by("matter_id").values_list("matter_id", flat=True))
    advance(
        source, "merge", by=by, version=version,
        changes={"merged_into_id": target.pk, "pinned": False}, facts={"into": target.pk},
    )  # fmt: skip
    advance(target, "absorb", by=by, facts={"from": source.pk, "matters": moved})
    members.update(topic=target)
    refresh(target.town, [target])


@transaction.atomic
def split(
    *, topic: Topic, matter_ids: Iterable[int], by: Actor, version: int | None = None
) -> Topic:
    """Take these matters out into a topic of their own, which the program never joins to this one again.

    Raises HuyingError where none of them is in it, or nothing would be left.
    """
    members = TopicMember.objects.filter(topic=topic)
    chosen = sorted(
        members.filter(matter_id__in=list(matter_ids)).values_list("matter_id", flat=True)
    )
    if not chosen:
        raise HuyingError(_("请勾选要分出去的事项。"), field="matters")
    if len(chosen) == members.count():
        raise HuyingError(_("不能全部分出去，请至少留下一件。"), field="matters")
    advance(topic, "split", by=by, version=version, facts={"matters": chosen})
    apart = Topic.objects.create(town=topic.town)
    ledger.record(
        town_id=topic.town_id, kind="topic", verb="open", subject_id=apart.pk, by=by,
        after=apart.state, body={"from": topic.pk, "matters": chosen},
    )  # fmt: skip
    members.filter(matter_id__in=chosen).update(topic=apart)
    refresh(topic.town, [topic, apart])
    return apart
