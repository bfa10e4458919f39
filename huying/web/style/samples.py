"""What the style page shows: invented, and the same every day but for the dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.web.states import KINDS, TONES


class SampleForm(forms.Form):
    """One field of every sort."""

    text = forms.CharField(
        label=_("您想说什么"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("在哪里、什么时候、怎么了。说大白话就行。"),
    )
    village = forms.ChoiceField(
        label=_("哪个村"), choices=[("", _("请选择")), ("1", "大兴村"), ("2", "善获村")]
    )
    phone = forms.CharField(
        label=_("手机号"), required=False, help_text=_("只用来告诉您结果，不公开。")
    )
    kind = forms.ChoiceField(
        label=_("哪一类"), widget=forms.RadioSelect,
        choices=[("problem", _("反映问题")), ("idea", _("出主意"))],
    )  # fmt: skip
    agree = forms.BooleanField(
        label=_("同意把我的姓名告诉承办单位"), required=False,
        help_text=_("不勾也照样办理。"),
    )  # fmt: skip
    photos = forms.FileField(label=_("照片"), required=False, help_text=_("最多6张。"))
    clip = forms.FileField(label=_("语音"), required=False, help_text=_("最长2分钟。"))


class SampleFilter(forms.Form):
    """A filter bar."""

    q = forms.CharField(label=_("找什么"), required=False)
    place = forms.ChoiceField(label=_("地方"), required=False, choices=[("", _("全镇"))])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部"))])


def samples() -> dict[str, Any]:
    """The context of the style page."""
    today = clock.today()
    wrong = SampleForm(
        {"wrong-text": "村口的灯不亮了", "wrong-phone": "135", "wrong-kind": "problem"},
        prefix="wrong",
    )
    wrong.add_error("phone", _("手机号应是11位数字。"))
    return {
        "states": [(kind, list(TONES[kind])) for kind in KINDS],
        "form": SampleForm(),
        "wrong": wrong,
        "filters": SampleFilter(prefix="f"),
        "words": "水龙头三天没水了，家里有老人。\n谁管管？",
        "today": today,
        "soon": today + dt.timedelta(days=9),
        "late": today - dt.timedelta(days=4),
        "colours": (
            "paper", "sheet", "sunk", "ink", "soft", "pine", "brick", "amber", "slate", "plum", "leaf",
        ),
        "now": clock.now(),
        **_lists(),
    }  # fmt: skip


def _lists() -> dict[str, Any]:
    now = clock.now()
    return {
        "events": [
            {"at": now - dt.timedelta(days=6), "what": _("收到"), "note": "扫码，善获村联络点"},
            {"at": now - dt.timedelta(days=5), "what": _("交办"), "who": "水利站", "tone": "moving"},
            {"at": now - dt.timedelta(days=3), "what": _("申请延期"), "tone": "warning"},
            {"at": now - dt.timedelta(days=2), "what": _("申请退办"), "tone": "stopped"},
            {"at": now.date(), "what": _("答复"), "who": "水利站", "tone": "done"},
        ],
        "steps": [
            {"label": _("已收到"), "state": "done", "note": "11月16日"},
            {"label": _("办理中"), "state": "now", "note": "水利站"},
            {"label": _("答复"), "state": "next"},
            {"label": _("您来评价"), "state": "next"},
        ],
        "hints": [
            {"key": "j", "label": _("下一件")}, {"key": "k", "label": _("上一件")},
            {"key": "Enter", "label": _("打开")}, {"key": "?", "label": _("所有快捷键")},
        ],
        "tabs": [
            {"label": _("待梳理"), "url": "#tabs", "current": True, "count": 12},
            {"label": _("办理中"), "url": "#tabs", "count": 30},
            {"label": _("已办结"), "url": "#tabs"},
        ],
        "entries": [
            {"label": _("梳理台"), "url": "#nav", "icon": "inbox", "count": 12, "current": True},
            {"label": _("公开台账"), "url": "#nav", "icon": "ledger", "count": None},
            {"label": _("发出的消息"), "url": "#nav", "icon": "mail", "count": 2},
        ],
        "files": [
            {"url": "#files", "kind": "file", "alt": "答复函.pdf", "size": 48211},
            {"url": "#files", "kind": "clip", "alt": _("语音")},
        ],
        "names": ["王芳"],
    }  # fmt: skip
