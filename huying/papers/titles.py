"""Long titles parted into lines of about the same length that keep words whole (GB/T 9704-2012 §7.3.1)."""

from __future__ import annotations

import itertools
import math
import re

from huying.papers.measures import TITLE_CHARACTERS, width

# A line may end after these, and should not begin with those.
_GOOD_ENDS = ("关于", "的", "对", "和", "与", "及", "届", "大会", "会议", "建议", "，", "、", "》")
_NO_STARTS = "的了和与及届次号、，。；：！？）》〉」』”’〕】…%％"
_NO_ENDS = "第（《〈「『“‘〔【"
_WHOLE = re.compile(
    r"第[〇零一二三四五六七八九十百千\d]+[号届次]|[A-Za-z0-9.〔〕-]+|\d+年|[（《“][^（《“）》”]{1,8}[）》”]"
)


def balanced(title: str, characters: int = TITLE_CHARACTERS) -> list[str]:
    """`title` in as few lines as hold it, `characters` wide at most, of like lengths."""
    result: list[str] = []
    for one in title.split("\n"):
        result += _parted(one.strip(), characters)
    return result or [""]


def _parted(text: str, characters: int) -> list[str]:
    count = math.ceil(width(text) / characters)
    if count <= 1:
        return [text]
    ends = list(itertools.accumulate(width(character) for character in text))
    inside = {at for found in _WHOLE.finditer(text) for at in range(found.start() + 1, found.end())}
    lines, start = [], 0
    while count > 1 and start < len(text):
        done = ends[start - 1] if start else 0.0
        goal = done + (ends[-1] - done) / count
        at = min(
            range(start + 1, len(text)),
            key=lambda at: _badness(text, at, ends[at - 1], goal, done + characters, inside),
            default=len(text),
        )
        lines.append(text[start:at].strip())
        start, count = at, count - 1
        count = max(count, math.ceil(width(text[start:]) / characters))
    return [*lines, text[start:].strip()] if start < len(text) else lines


def _badness(text: str, at: int, end: float, goal: float, most: float, inside: set[int]) -> float:
    """How bad a line's end before `text[at]` would be: off the goal, in a word, before a mark."""
    bad = abs(end - goal)
    if end > most:
        bad += 1000 * (end - most)
    if at in inside:
        bad += 12
    if text[at] in _NO_STARTS or text[at - 1] in _NO_ENDS:
        bad += 9
    if text[:at].endswith(_GOOD_ENDS):
        bad -= 3
    return bad
