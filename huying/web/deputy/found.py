"""Which suggestion a deputy's page is about, and where a suggestion is opened."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from huying.suggestions.models import CoSigner, Suggestion
from huying.suggestions.queries import events_of, listing
from huying.suggestions.states import WRITING_STATES
from huying.town.models import Deputy


def own(request: HttpRequest, pk: int) -> Suggestion:
    """A suggestion that the deputy leads. Raises Http404."""
    found: Suggestion = get_object_or_404(listing(), pk=pk, lead=request.actor.deputy_id)
    found.town = request.town
    return found


def signed(request: HttpRequest, pk: int) -> tuple[Suggestion, CoSigner]:
    """A suggestion that the deputy is asked to co-sign, or has co-signed. Raises Http404."""
    signers = CoSigner.objects.filter(deputy=request.actor.deputy_id).select_related("deputy")
    signer: CoSigner = get_object_or_404(signers, suggestion=pk)
    found: Suggestion = get_object_or_404(listing(), pk=pk)
    if found.state == "discarded":
        raise Http404
    found.town = request.town
    signer.suggestion = found
    return found, signer


def deputy_of(request: HttpRequest) -> Deputy:
    """The deputy who asks. Raises Http404 for an account without a seat."""
    return get_object_or_404(Deputy.objects.select_related("division"), pk=request.actor.deputy_id)


def url(request: HttpRequest, name: str, *args: Any) -> str:
    """The address of a page of the town."""
    return reverse(name, args=[request.town.slug, *args])


def page_of(request: HttpRequest, suggestion: Suggestion) -> str:
    """Where a deputy opens a suggestion: to write or sign what is not filed yet, else its page; '' where none."""
    leads = suggestion.lead_id == request.actor.deputy_id
    if suggestion.state in WRITING_STATES:
        return url(request, "deputy-write" if leads else "deputy-sign", suggestion.pk)
    try:
        return url(request, "suggestion", suggestion.pk)
    except NoReverseMatch:
        return url(request, "deputy-filed", suggestion.pk) if leads else ""


def sent_back_for(suggestion: Suggestion) -> str:
    """Why it was sent back, '' where it was not. One query then."""
    if suggestion.state != "sent_back":
        return ""
    for event in events_of(suggestion):
        if event.verb == "send_back":
            content = getattr(event, "content", None)
            return content.body.get("reason", "") if content else ""
    return ""
