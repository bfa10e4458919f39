"""A name for a group that a person reads at a glance: the title that says most of what the others say."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from huying.analysis.topics.messages import Message

LONGEST = 30
_OPENING = re.compile(
    r"^(?:(?:再次|第.次|紧急|强烈|恳请|请求|请问|请|关于|有关|对于|投诉|举报|反映|反应|咨询|询问|质疑|建议|希望|要求|呼吁|求助)[：:，,]?)+"
)
_CLOSING = re.compile(
    r"(?:的?(?:有关|相关|一些|几个|若干)?(?:问题|建议|疑问|投诉|咨询|情况|请求|事宜))?[。！？!?，,、…\s]*$"
)
_SENTENCE = re.compile(r"[。！？!?；;\n]")


def name(messages: Sequence[Message]) -> str:
    """The name, at most LONGEST characters; '' where there is no word at all.

    Where titles are missing the first sentence stands for them. Ties go to the shorter, then to the smaller key.
    """
    told = {one.key: short(one.title or _first_sentence(one.text)) for one in messages}
    said_by = Counter(pair for text in told.values() for pair in set(_pairs(text)))

    def worth(key: int) -> tuple[float, int, int]:
        pairs = set(_pairs(told[key]))
        # What several say counts, spread over how much is said: neither "noise" alone nor a whole paragraph wins.
        shared = sum(said_by[pair] - 1 for pair in pairs)
        return (-shared / math.sqrt(len(pairs) + 1), len(told[key]), key)

    best = min((key for key in told if told[key]), key=worth, default=None)
    return told[best] if best is not None else ""


def short(title: str) -> str:
    """A title without "I want to complain about" before and "problem" after, cut to LONGEST."""
    bare = _OPENING.sub("", " ".join(title.split()))
    bare = _CLOSING.sub("", bare) or title.strip()
    return bare if len(bare) <= LONGEST else bare[: LONGEST - 1] + "…"


def _first_sentence(text: str) -> str:
    return next((part.strip() for part in _SENTENCE.split(text) if part.strip()), "")


def _pairs(text: str) -> list[str]:
    return [a + b for a, b in zip(text, text[1:], strict=False)]
