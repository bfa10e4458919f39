"""A matter's public words, where cases bear its title: both change together, or neither."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from huying.handling.matters import KIND as MATTER
from huying.handling.models import Case
from huying.voices import triage
from huying.voices.models import Matter


@transaction.atomic
def word_publicly(*, matter: Matter, **words: Any) -> None:
    """Word a matter (see `triage.word_publicly`), and rename its cases, open and closed.

    A name that was taken out of the title is nowhere on the units' pages any more.
    """
    triage.word_publicly(matter=matter, **words)
    Case.objects.filter(origin_kind=MATTER, origin_id=matter.pk).update(title=matter.title)
