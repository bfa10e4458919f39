"""What messages say. The first line of a template is the subject; none names a resident."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from huying.core.models import Message


def render(message: Message) -> tuple[str, str]:
    """Subject and text of a message."""
    said = render_to_string(
        f"notices/{message.template}.txt",
        {**message.context, "town": message.town, "link": link_of(message)},
    )
    subject, _blank, text = said.strip().partition("\n")
    return subject.strip(), text.strip()


def link_of(message: Message) -> str:
    """The secret link of whom the message is for; for people who sign in, the page that it is about."""
    if message.subject_kind == "account":
        return f"{settings.HUYING_PUBLIC_URL}/{message.town.slug}/{message.context['path']}"
    door = "s" if message.subject_kind == "support" else "v"
    return f"{settings.HUYING_PUBLIC_URL}/{message.town.slug}/{door}/{message.context['token']}/"
