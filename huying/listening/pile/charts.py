"""Bars as SVG that stands in the page: no script, nothing from elsewhere, and it prints."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

import pygal
from django.utils.safestring import SafeString, mark_safe
from pygal.style import Style

_FONT = (
    "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)
_STYLE = Style(
    background="transparent", plot_background="transparent", foreground="#1f2421", foreground_strong="#1f2421",
    foreground_subtle="#d9d2c4", colors=("#0f5c55",), font_family=_FONT, opacity="1", opacity_hover="1",
    label_font_size=14, major_label_font_size=14, value_font_size=13, value_colors=("#1f2421",),
)  # fmt: skip
WIDTH, BAR, FRAME, MOST = 800, 26, 40, 20
# pygal reckons 0.6 of the size for each character; a Chinese one is as wide as it is high.
_WIDER = 0.4 * 14
_COLUMN_LABELS = 12


def bars(title: str, labels: Sequence[str], values: Sequence[int]) -> SafeString:
    """Bars lying one below the other, the first at the top; at most MOST, the table has the rest."""
    shown = list(zip(labels, values, strict=True))[:MOST][::-1]
    left = 8 + int(_WIDER * max((_wide(label) for label, _value in shown), default=0))
    chart = pygal.HorizontalBar(
        **_config(FRAME + BAR * len(shown)), margin_left=left, margin_right=30, print_values=True,
        show_x_labels=True, show_y_guides=False, range=(0, max(values, default=0) * 1.08),
    )  # fmt: skip
    chart.x_labels = [label for label, _value in shown]
    return _drawn(chart, title, [value for _label, value in shown])


def columns(title: str, labels: Sequence[str], values: Sequence[int]) -> SafeString:
    """Columns side by side, as time goes; of many, every n-th is named."""
    chart = pygal.Bar(**_config(260), show_minor_x_labels=False, include_x_axis=True)
    chart.x_labels = labels
    chart.x_labels_major = labels[:: len(labels) // _COLUMN_LABELS + 1]
    return _drawn(chart, title, values)


def _wide(label: str) -> int:
    return sum(unicodedata.east_asian_width(char) in "WF" for char in label)


def _config(height: int) -> dict[str, Any]:
    return {
        "width": WIDTH, "height": height, "style": _STYLE, "js": (), "show_legend": False, "margin": 6,
        "disable_xml_declaration": True, "explicit_size": False, "spacing": 4, "truncate_label": -1,
        "value_formatter": lambda value: f"{value:,.0f}", "print_values_position": "top", "max_scale": 6,
    }  # fmt: skip


def _drawn(chart: Any, title: str, values: Sequence[int]) -> SafeString:
    chart.add(title, values)
    chart.add_xml_filter(_without_scripts)
    # Our own labels and numbers, which pygal escapes.
    return mark_safe(chart.render(is_unicode=True))  # noqa: S308


def _without_scripts(root: Element) -> Element:
    for parent in list(root.iter()):
        for child in [one for one in parent if str(one.tag).rpartition("}")[2] == "script"]:
            parent.remove(child)
    return root
