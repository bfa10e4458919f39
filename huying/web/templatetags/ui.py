"""Tags and filters of the components: icons, badges, due dates, rates, codes."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, ClassVar

import segno
from django import template
from django.forms import BoundField, CheckboxInput
from django.template.base import Parser, Token
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from huying.core import clock
from huying.handling.models import Grade
from huying.web.states import badge

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A picture of the sprite; decoration only, so that the words beside it must say it."""
    return format_html(
        '<svg class="hy-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        static("huying/icons.svg"),
        name,
    )


@register.inclusion_tag("components/state.html")
def state(kind: str, value: str) -> dict[str, Any]:
    """The badge of a state: kind is the transition table's (matter, case, voice, …)."""
    label, tone = badge(kind, value)
    return {"label": label, "tone": tone}


@register.simple_tag
def due_words(
    date: dt.date, days: Any = None, done: Any = False, stopped: Any = False
) -> dict[str, str]:
    """Text, tone and icon of a due date. days: left, negative when late; by default calendar days."""
    shown = _day(date)
    if done:
        return {"text": gettext("期限%(date)s") % {"date": shown}, "tone": "done", "icon": "done"}
    if stopped:
        text = gettext("暂停计时，原期限%(date)s") % {"date": shown}
        return {"text": text, "tone": "waiting", "icon": "stopped"}
    left = (date - clock.today()).days if days in (None, "") else int(days)
    if left < 0:
        late = ngettext("已超%(n)s天（%(date)s）", "已超%(n)s天（%(date)s）", -left)
        text = late % {"n": -left, "date": shown}
        return {"text": text, "tone": "stopped", "icon": "warning"}
    if left == 0:
        return {"text": gettext("今天到期"), "tone": "warning", "icon": "clock"}
    ahead = ngettext("%(date)s前，还有%(n)s天", "%(date)s前，还有%(n)s天", left)
    text = ahead % {"n": left, "date": shown}
    return {"text": text, "tone": "warning" if left <= 2 else "moving", "icon": "clock"}


def _day(date: dt.date) -> str:
    form = "MONTH_DAY_FORMAT" if date.year == clock.today().year else "DATE_FORMAT"
    return date_format(date, form)


@register.simple_tag
def grades() -> list[tuple[str, Any]]:
    """The three legal grades with their words, best first."""
    return list(Grade.choices)


@register.filter
def grade_word(value: str) -> str:
    """满意 for satisfied, and so on."""
    return str(Grade(value).label)


@register.filter
def is_check(field: Any) -> bool:
    """Whether a bound field is a single tick box."""
    return isinstance(field, BoundField) and isinstance(field.field.widget, CheckboxInput)


@register.filter
def has_time(value: Any) -> bool:
    """Whether a moment carries a time of day (a bare date does not)."""
    return isinstance(value, dt.datetime)


@register.filter
def percent_of(numerator: int, denominator: int) -> str:
    """86 % of the whole, rounded to the nearest; never 100 % or 0 % unless exactly so."""
    share = round(100 * numerator / denominator)
    if numerator != denominator:
        share = min(share, 99)
    if numerator:
        share = max(share, 1)
    return f"{share}%"


@register.filter
def grouped(code: str) -> str:
    """A tracking code in groups of four, so that it can be read out."""
    plain = code.replace("-", "").replace(" ", "")
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


@register.filter
def html_lang(code: str) -> str:
    """zh-hans as browsers write it: zh-Hans."""
    return "zh-Hans" if code.lower().startswith("zh") else code


@register.simple_tag
def qr_svg(text: str) -> SafeString:
    """A QR code as SVG without styles, four modules of white around it."""
    picture = segno.make(str(text), error="m", micro=False)
    svg = picture.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass=None)
    label = gettext("二维码")
    named = svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    return mark_safe(named)  # noqa: S308 - drawn from modules; the text itself is not in it


@register.filter
def count_words(number: int) -> str:
    """3件 (3 matters)."""
    return ngettext("%(n)s件", "%(n)s件", number) % {"n": number}


class KeptNode(template.Node):
    """See `kept`."""

    made: ClassVar[dict[Any, SafeString]] = {}
    MOST = 4000

    def __init__(self, place: str, keys: list[Any], body: template.NodeList) -> None:
        self.place, self.keys, self.body = place, keys, body

    def render(self, context: template.Context) -> SafeString:
        told = tuple(key.resolve(context) for key in self.keys)
        key = (self.place, get_language(), clock.today(), told)
        html = self.made.get(key)
        if html is None:
            html = self.body.render(context)
            if len(self.made) >= self.MOST:
                self.made.clear()
            self.made[key] = html
        return html


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Make a part of a page once for the same keys, language and day: {% kept a b %}…{% endkept %}.

    The keys name everything that the part shows, by value: what is equal looks the same, so nothing
    kept is ever out of date. For rows of long lists.
    """
    keys = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    body = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(f"{parser.origin}:{token.lineno}", keys, body)
