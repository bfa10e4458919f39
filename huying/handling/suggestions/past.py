"""Suggestions of past years, as a kind of thing that tables bring in: from the ledger that every town has.

They come as they were: numbered, answered, judged, closed. Nobody is told, and no clock starts for what is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, ProtectedError, QuerySet
from django.utils.translation import gettext_lazy

from huying.congress.models import Session
from huying.core import ledger, search
from huying.core.models import Town
from huying.core.permissions import Actor
from huying.handling.models import Case, CoHandler, Opinion, Reply
from huying.handling.suggestions.past_columns import COLUMNS
from huying.handling.suggestions.past_rows import Past, PastReader
from huying.handling.suggestions.past_writing import PastWriter
from huying.imports.kinds import Kind
from huying.imports.models import ImportBatch
from huying.suggestions.examining import KIND
from huying.suggestions.models import CoSigner, Suggestion
from huying.town.models import Deputy, Term


class PastSuggestions(Kind):
    """See `Kind`."""

    key = "suggestions"
    label = gettext_lazy("往年建议")
    permission = "suggestions.import"
    columns = COLUMNS
    mark = b"suggestions"
    too_late = gettext_lazy("过了可以撤销的时间，这一批已经是正式的台账。")

    def reader(
        self, town: Town, headers: Sequence[str], mapping: Mapping[str, str],
        answers: Mapping[str, str],
    ) -> PastReader:  # fmt: skip
        return PastReader(town, headers, mapping, answers)

    def pack(self, good: Past) -> dict[str, Any]:
        packed = asdict(good) | {"state": good.state}
        packed["place"]["starts"] = None
        for key in ("at", "assigned", "replied"):
            packed[key] = packed[key] and packed[key].isoformat()
        return packed

    def writer(self, town: Town, by: Actor, batch: ImportBatch) -> PastWriter:
        return PastWriter(town, by, batch)

    def left_of(self, batch: ImportBatch) -> QuerySet[Suggestion]:
        found = Suggestion.objects.filter(batch=batch)
        return found.select_related("lead", "term", "session__term")

    def untouched(self, batch: ImportBatch) -> QuerySet[Suggestion]:
        # Every verb raises a version: what is at 0 was only imported.
        worked = Case.objects.filter(origin_kind=KIND, origin_id=OuterRef("pk"), version__gt=0)
        return self.left_of(batch).filter(~Exists(worked), version=0)

    def take_back(self, things: list[Suggestion], by: Actor) -> int:
        """Deleted, not marked: their numbers are free again. The ledger keeps that they were here."""
        ids = [one.pk for one in things]
        try:
            with transaction.atomic():
                return _delete(ids, by)
        except ProtectedError:
            # Something hangs on one of them by now, a meeting or a matter: that one stays.
            return sum(self.take_back([one], by) for one in things) if len(things) > 1 else 0

    def tidy(self, batch: ImportBatch) -> None:
        """Take back the deputies, sessions and terms that were entered for it, unless they serve by now."""
        made = batch.made
        deputies = Deputy.objects.filter(pk__in=made.get("deputies", ()), active=False)
        _drop(deputies)
        _drop(Session.objects.filter(pk__in=made.get("sessions", ())))
        _drop(Term.objects.filter(pk__in=made.get("terms", ())))

    def told(self, thing: Suggestion) -> str:
        return f"{thing.code}《{thing.title}》：{thing.get_state_display()}"


def _delete(ids: list[int], by: Actor) -> int:
    """Delete what is still untouched of these, with all that came with it. Raises ProtectedError."""
    of = list(Suggestion.objects.select_for_update(of=("self",)).filter(pk__in=ids, version=0))
    found = [one.pk for one in of]
    cases = Case.objects.filter(origin_kind=KIND, origin_id__in=found)
    for model in (Opinion, Reply, CoHandler):
        model.objects.filter(case__in=cases).delete()
    cases.delete()
    CoSigner.objects.filter(suggestion__in=found).delete()
    Suggestion.objects.filter(pk__in=found).delete()
    for pk in found:
        search.drop(KIND, pk)
    ledger.record_many(
        [
            ledger.prepare(
                town_id=one.town_id, kind=KIND, verb="undo_import", subject_id=one.pk, by=by,
                before=one.state, body={"title": one.title, "number": one.number},
            )
            for one in of
        ]
    )  # fmt: skip
    return len(found)


def _drop(things: QuerySet[Model]) -> None:
    for one in things:
        try:
            with transaction.atomic():
                one.delete()
        except ProtectedError:
            continue


PAST = PastSuggestions()
