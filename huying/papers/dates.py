"""Dates as papers write them: Arabic digits without leading noughts (GB/T 9704-2012 §7.3.5.4)."""

from __future__ import annotations

import datetime as dt

BLANK = "\u3000\u3000年\u3000月\u3000日"
"""To be filled in by hand."""


def said(date: dt.date | None) -> str:
    """“2026年11月25日”, or room to write it where there is none yet."""
    return f"{date.year}年{date.month}月{date.day}日" if date else BLANK


def said_or(date: dt.date | None, otherwise: str = "") -> str:
    """“2026年11月25日”, or `otherwise`."""
    return said(date) if date else otherwise
