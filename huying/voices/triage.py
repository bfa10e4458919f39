"""The triage desk's verbs: classify, publish, answer on the spot, route, merge and split again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock, search
from huying.core.errors import HuyingError, WrongState
from huying.core.permissions import Actor
from huying.core.transitions import advance
from huying.town.models import Division
from huying.voices.actions import tell, tell_everyone
from huying.voices.categories import all_categories
from huying.voices.clock import start_triage
from huying.voices.counts import recounted
from huying.voices.models import Matter, Merge, Support, Urgency, Voice
from huying.voices.queries import end_reason
from huying.voices.states import FINISHED_STATES


def classify(
    *,
    matter: Matter,
    by: Actor,
    category: str,
    urgency: str,
    division: Division | None,
    place: str = "",
    version: int | None = None,
) -> None:
    """Say what a matter is about, how urgent it is and where."""
    if category not in all_categories():
        raise HuyingError(_("请选择类别。"), field="category")
    if urgency not in Urgency.values:
        raise HuyingError(_("请选择缓急。"), field="urgency")
    changes = {
        "category": category, "urgency": urgency, "division_id": division and division.pk,
        "place": place,
    }  # fmt: skip
    advance(matter, "classify", by=by, version=version, changes=changes, facts=changes)
    index(matter)


@transaction.atomic
def word_publicly(
    *,
    matter: Matter,
    by: Actor,
    title: str,
    summary: str,
    redacted: dict[int, str] | None = None,
    photos: dict[int, bool] | None = None,
    publish: bool,
    version: int | None = None,
) -> None:
    """Set what may be shown: title, summary, and each voice's words without personal details.

    redacted: voice id → its text as it may be shown ('' keeps it back). photos: voice id → whether
    its photos may be shown. publish: put it on the public register, too; taking it off again is
    `unpublish`. Every wording stays in the ledger.
    """
    facts: dict[str, Any] = {"title": title, "summary": summary}
    changes: dict[str, Any] = {"title": title, "summary": summary}
    verb = "publish" if publish and not matter.public else "reword"
    if verb == "publish":
        changes |= {"public": True, "published_at": matter.published_at or clock.now()}
    advance(matter, verb, by=by, version=version, changes=changes, facts=facts)
    redacted, photos = redacted or {}, photos or {}
    for voice in matter.voices.filter(pk__in={*redacted, *photos}):
        wanted = {
            "redacted": redacted.get(voice.pk, voice.redacted),
            "photos_public": photos.get(voice.pk, voice.photos_public),
        }
        fresh = {name: value for name, value in wanted.items() if value != getattr(voice, name)}
        if fresh:
            advance(voice, "redact", by=by, changes=fresh, facts=fresh)
    index(matter)


def unpublish(*, matter: Matter, by: Actor, reason: str, version: int | None = None) -> None:
    """Take a matter off the public register; those behind it still see it at their links."""
    advance(
        matter, "unpublish", by=by, version=version, changes={"public": False},
        facts={"reason": reason},
    )  # fmt: skip
    index(matter)


@transaction.atomic
def answer_on_spot(*, matter: Matter, by: Actor, text: str, version: int | None = None) -> None:
    """Answer at once, without a unit; everybody behind it is told and may judge."""
    answer(matter, "answer_on_spot", by=by, text=text, answerer=str(_("人大办")), version=version)


@transaction.atomic
def redirect(*, matter: Matter, by: Actor, text: str, version: int | None = None) -> None:
    """Say which channel is the right one, why, and where it is (a lawsuit, a petition, …)."""
    answer(matter, "redirect", by=by, text=text, answerer=str(_("人大办")), version=version)


@transaction.atomic
def pass_on_thanks(*, matter: Matter, by: Actor, text: str, version: int | None = None) -> None:
    """Hand thanks to whom they are meant for."""
    answer(matter, "pass_on_thanks", by=by, text=text, answerer="", version=version)


def answer(
    matter: Matter,
    verb: str,
    *,
    by: Actor,
    text: str,
    answerer: str,
    outcome: str = "",
    version: int | None = None,
) -> None:
    """Put an answer onto the matter by `verb` and tell everybody behind it."""
    now = clock.now()
    changes = {
        "answer": text, "answered_at": now, "answerer": answerer, "outcome": outcome,
        "answer_due": None,
    }  # fmt: skip
    advance(
        matter, verb, by=by, version=version, changes=changes,
        facts={"text": text, "outcome": outcome, "answerer": answerer},
    )  # fmt: skip
    tell_everyone(matter, "answered", key=f"answered:{matter.pk}:{matter.version}")
    index(matter)


def keep_for_suggestion(
    *, matter: Matter, by: Actor, reason: str, version: int | None = None
) -> None:
    """Keep it for a deputy, who may write a suggestion of their own from it."""
    advance(matter, "keep_for_suggestion", by=by, version=version, facts={"reason": reason})


def escalate(*, matter: Matter, by: Actor, reason: str, version: int | None = None) -> None:
    """Hand it up to the county; it stays open here until an answer is entered."""
    advance(matter, "escalate", by=by, version=version, facts={"reason": reason})


@transaction.atomic
def answer_from_county(*, matter: Matter, by: Actor, text: str, version: int | None = None) -> None:
    """Enter what the county answered; everybody behind the matter is told and may judge."""
    answerer = matter.town.county_name or str(_("县里"))
    answer(matter, "answer_from_county", by=by, text=text, answerer=answerer, version=version)


@transaction.atomic
def take_up(*, matter: Matter, by: Actor, reason: str, version: int | None = None) -> None:
    """Take back what was kept for a suggestion or sent up, to find it another way; a fresh clock."""
    advance(
        matter, "take_up", by=by, version=version, facts={"reason": reason},
        changes=start_triage(matter.town, clock.today()),
    )  # fmt: skip


def take_back(*, matter: Matter, by: Actor, reason: str) -> None:
    """What the town handed back, or no suggestion carries any more, is looked at anew; a fresh clock."""
    advance(
        matter, "return_to_triage", by=by, facts={"reason": reason},
        changes={"answerer": "", "answer_due": None, **start_triage(matter.town, clock.today())},
    )  # fmt: skip


@transaction.atomic
def withdraw_matter(*, matter: Matter, by: Actor, reason: str, version: int | None = None) -> None:
    """Close a matter without an answer (said by mistake, empty, abuse), with the reason."""
    advance(matter, "withdraw", by=by, version=version, facts={"reason": reason})
    tell_everyone(
        matter, "withdrawn", key=f"withdrawn:{matter.pk}:{matter.version}",
        context={"reason": reason},
    )  # fmt: skip


@transaction.atomic
def merge(*, source: Matter, target: Matter, by: Actor, version: int | None = None) -> Merge:
    """Merge a new matter into another one; its voices and "me too"s move and are answered there.

    Where the others were told of an answer already, who comes is told of it at once.
    """
    if source.pk == target.pk:
        raise HuyingError(_("不能并入它自己。"))
    _lock(source, target)
    target.refresh_from_db()
    if target.state == "withdrawn":
        raise WrongState(
            _("第%(n)s号已经撤回，不会再有答复，不能并进去。请并入别的事项，或单独办理。")
            % {"n": target.pk}
        )
    voice_ids = list(source.voices.values_list("pk", flat=True))
    support_ids = list(source.supports.values_list("pk", flat=True))
    advance(
        source, "merge", by=by, version=version, changes={"merged_into_id": target.pk},
        facts={"into": target.pk},
    )  # fmt: skip
    record = Merge.objects.create(
        town_id=source.town_id, source=source, target=target, voice_ids=voice_ids,
        support_ids=support_ids,
    )  # fmt: skip
    _move_people(voice_ids, support_ids, target)
    advance(
        target, "absorb", by=by, changes=recounted(target),
        facts={"from": source.pk, "voices": voice_ids, "supports": support_ids},
    )  # fmt: skip
    Matter.objects.filter(pk=source.pk).update(**recounted(source))
    _tell_who_came(record)
    index(source)
    index(target)
    return record


@transaction.atomic
def split(*, record: Merge, by: Actor) -> Matter:
    """Undo a merge: exactly the people who came with it go back. Returns the matter split off."""
    record = Merge.objects.select_for_update().get(pk=record.pk)
    if record.undone_at is not None:
        raise HuyingError(_("这一次合并已经分开过了。"))
    source, target = record.source, record.target
    _lock(source, target)
    if source.merged_into_id != target.pk:
        raise HuyingError(_("请先分开后来的合并。"))
    # Whatever its age, it is looked at anew from today.
    changes = {"merged_into_id": None, **start_triage(source.town, clock.today())}
    advance(source, "unmerge", by=by, changes=changes, facts={"from": target.pk})
    _move_people(record.voice_ids, record.support_ids, source)
    Matter.objects.filter(pk=source.pk).update(**recounted(source))
    source.refresh_from_db()
    advance(target, "release", by=by, changes=recounted(target), facts={"matter": source.pk})
    record.undone_at = clock.now()
    record.save(update_fields=["undone_at"])
    index(source)
    index(target)
    return source


def _lock(one: Matter, other: Matter) -> None:
    # In the order of their ids, so that two merges cannot wait for each other.
    rows = Matter.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _tell_who_came(record: Merge) -> None:
    matter = record.target
    if matter.state not in ("answered", *FINISHED_STATES):
        return
    reason = end_reason(matter)
    tell(
        Voice.objects.filter(pk__in=record.voice_ids),
        Support.objects.filter(pk__in=record.support_ids),
        "ended" if reason else "answered",
        key=f"merged:{record.pk}",
        context={"reason": reason} if reason else None,
    )


def _move_people(voice_ids: list[int], support_ids: list[int], to: Matter) -> None:
    Voice.objects.filter(pk__in=voice_ids).update(matter=to)
    Support.objects.filter(pk__in=support_ids).update(matter=to)


def index(matter: Matter) -> None:
    """Bring the register's search up to date with a matter: only what is public can be found."""
    if not matter.public or matter.state == "merged":
        search.drop("matter", matter.pk)
        return
    text = f"{matter.title} {matter.summary} {matter.place} {matter.answer}"
    search.put("matter", matter.pk, matter.town_id, text)
