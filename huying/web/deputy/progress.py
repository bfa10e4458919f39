"""Where a deputy stands on the way from the first word to a filed suggestion."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def steps(now: str) -> list[dict[str, Any]]:
    """The three steps, with `now` (write, cosign, file) as the present one."""
    names = {"write": _("写"), "cosign": _("请人联名"), "file": _("提交")}
    before = list(names).index(now)
    return [
        {"label": label, "state": "now" if key == now else "done" if at < before else "next"}
        for at, (key, label) in enumerate(names.items())
    ]
