"""Bars as SVG that stands in the page: no script, no address elsewhere, black on white when printed."""

from __future__ import annotations

from collections.abc import Sequence

import pygal
from django.utils.safestring import SafeString, mark_safe
from pygal.style import Style

_FONT = (
    "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)
_STYLE = Style(
    background="transparent", plot_background="transparent", foreground="#1f2421", foreground_strong="#1f2421",
    foreground_subtle="#d9d2c4", colors=("#0f5c55",), font_family=_FONT, opacity="1", opacity_hover="1",
    label_font_size=13, major_label_font_size=13, value_font_size=12, value_colors=("#1f2421",),
)  # fmt: skip
WIDTH, BAR, FRAME, MOST = 760, 26, 50, 20


def bars(title: str, labels: Sequence[str], values: Sequence[int]) -> SafeString:
    """Bars lying one below the other, the first at the top; at most MOST, the table has the rest."""
    shown = list(zip(labels, values, strict=True))[:MOST][::-1]
    chart = pygal.HorizontalBar(**_config(FRAME + BAR * len(shown)), print_values=True)
    return _drawn(chart, title, shown)


def columns(title: str, labels: Sequence[str], values: Sequence[int]) -> SafeString:
    """Columns side by side, as time goes."""
    chart = pygal.Bar(**_config(260), x_label_rotation=45 if len(labels) > 12 else 0)
    return _drawn(chart, title, list(zip(labels, values, strict=True)))


def _config(height: int) -> dict[str, object]:
    return {
        "width": WIDTH, "height": height, "style": _STYLE, "js": (), "show_legend": False, "margin": 4,
        "disable_xml_declaration": True, "no_prefix": False, "include_x_axis": True, "spacing": 4,
        "value_formatter": lambda value: f"{value:,.0f}", "explicit_size": False,
        "print_values_position": "top", "truncate_label": -1, "max_scale": 6,
    }  # fmt: skip


def _drawn(
    chart: pygal.graph.graph.Graph, title: str, shown: Sequence[tuple[str, int]]
) -> SafeString:
    chart.x_labels = [label for label, _value in shown]
    chart.add(title, [value for _label, value in shown])
    # Our own numbers and labels, which pygal escapes.
    return mark_safe(chart.render(is_unicode=True))  # noqa: S308
