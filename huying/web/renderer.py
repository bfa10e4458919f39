"""Renders a select without a template for each option: a list of villages costs most of a page otherwise."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Django's own, but for selects, whose markup stays the same."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    parts = []
    for group, options, _index in widget["optgroups"]:
        inner = "".join(_option(option) for option in options)
        if group:
            inner = f'<optgroup label="{conditional_escape(group)}">{inner}</optgroup>'
        parts.append(inner)
    attributes = flatatt({"name": widget["name"], **_shown(widget["attrs"])})
    return format_html("<select{}>{}</select>", attributes, mark_safe("".join(parts)))  # noqa: S308  escaped above


def _option(option: dict[str, Any]) -> str:
    attributes = flatatt({"value": str(option["value"]), **_shown(option["attrs"])})
    return f"<option{attributes}>{conditional_escape(option['label'])}</option>"


def _shown(attributes: dict[str, Any]) -> dict[str, Any]:
    # As Django's template does: False hides an attribute, True shows its name alone.
    return {name: value for name, value in attributes.items() if value is not False}
