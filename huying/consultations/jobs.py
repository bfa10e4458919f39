"""What the worker does for consultations: close those whose last day is over, count those that changed."""

from __future__ import annotations

from django.db.models import F, Q

from huying.consultations import asking
from huying.consultations.figures import count
from huying.consultations.models import Consultation
from huying.core import clock
from huying.core.models import Town
from huying.core.permissions import system_actor
from huying.core.tenancy import across_towns, in_town


def tend() -> int:
    """Close and count in every town. Returns how many were counted.

    Figures are made only when nobody can answer any more: two counts before and after one person came, whom a keeper
    saw, would say what that person said.
    """
    over = Q(state="open", closes_on__lt=clock.today())
    stale = Q(state="closed") & (Q(counted__isnull=True) | ~Q(counted=F("changes")))
    with across_towns():
        waiting = Consultation.objects.filter(over | stale).values_list("town_id", flat=True)
        towns = list(Town.objects.filter(pk__in=set(waiting)).order_by("id"))
    done = 0
    for town in towns:
        with in_town(town):
            for one in Consultation.objects.filter(over):
                asking.close(consultation=one, by=system_actor(town.pk))
            for one in Consultation.objects.select_related("town").filter(stale):
                recount(one)
                done += 1
    return done


def recount(consultation: Consultation) -> None:
    """Count anew and keep it, with the number of the change that it takes in."""
    upto = Consultation.objects.values_list("changes", flat=True).get(pk=consultation.pk)
    figures = count(consultation)
    Consultation.objects.filter(pk=consultation.pk).update(figures=figures, counted=upto)
