"""Renders widgets without a template for each: the fields of a page cost most of it otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


class Renderer(DjangoTemplates):
    """Django's own, but for the widgets of `QUICK`, whose markup stays the same."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        quick = QUICK.get(template_name)
        if quick is not None:
            return quick(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    attributes = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        attributes["value"] = str(widget["value"])
    return format_html("<input{}>", _written(attributes | widget["attrs"]))


def _textarea(widget: dict[str, Any]) -> SafeString:
    attributes = _written({"name": widget["name"], **widget["attrs"]})
    # The line break that a browser drops, so that one which was typed first is not.
    return format_html("<textarea{}>\n{}</textarea>", attributes, widget["value"] or "")


def _select(widget: dict[str, Any]) -> SafeString:
    parts = []
    for group, options, _index in widget["optgroups"]:
        inner = "".join(_option(option) for option in options)
        if group:
            inner = f'<optgroup label="{conditional_escape(group)}">{inner}</optgroup>'
        parts.append(inner)
    attributes = _written({"name": widget["name"], **widget["attrs"]})
    return format_html("<select{}>{}</select>", attributes, mark_safe("".join(parts)))  # noqa: S308  escaped above


def _option(option: dict[str, Any]) -> str:
    attributes = _written({"value": str(option["value"]), **option["attrs"]})
    return f"<option{attributes}>{conditional_escape(option['label'])}</option>"


def _written(attributes: dict[str, Any]) -> SafeString:
    # As Django's template does, in order: False hides an attribute, True shows its name alone.
    parts = [
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    ]
    return mark_safe("".join(parts))  # noqa: S308  escaped above


_WIDGETS = "django/forms/widgets/"
QUICK: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    **{
        f"{_WIDGETS}{kind}.html": _input
        for kind in ("text", "number", "email", "tel", "password", "hidden", "date", "checkbox")
    },
    f"{_WIDGETS}textarea.html": _textarea,
    f"{_WIDGETS}select.html": _select,
}
