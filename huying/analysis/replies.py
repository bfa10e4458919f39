"""Replies that a unit's head should look at twice: beside the question, copied, or promising without a day.

Each finding says what was seen. It points, it never refuses: a person decides. What "speaks to the question"
looks like is learnt from questions that this town has answered (`answers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from huying.analysis.facts import find_dates
from huying.analysis.grams import pairs_of

# A reply that shares this much of its wording with one to another question was copied from it: two replies
# written apart share the salutation and the thanks, which are cut off before, and some terms.
COPIED = 0.8
# Shorter ones ("已修好。") are alike by chance.
LEAST_WORDS = 30

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_POLITE = re.compile(
    r"您好|你好|来信收悉|留言(?:已)?收悉|感谢(?:您|你)|谢谢(?:您|你)|特此(?:回复|答复)|(?:答复|回复)如下|如(?:您|你)?(?:还)?有(?:疑问|问题|其他)"
    r"|欢迎(?:您|你)|祝(?:您|你)|敬请谅解"
)
_SALUTATION = re.compile(r"^[^。！？\n]{0,24}?(?:您好|你好)[：:，,！!。]?")
# What is put off to later …
_LATER = re.compile(
    r"(?:我们|我镇|我办|我局|我所|我站|本镇|村委会?|镇政府|下一步|后续|今后|接下来)[^，,。]{0,12}(?:将|会|要|继续)"
    r"|(?:将|拟|准备|打算|计划)(?:会|要|于|在|对|把|继续|尽快|尽早|进一步|适时|逐步|及时|加快|积极|向|争取|安排|列入|组织|协调|进行|开展|修|建|装|换|改|派|增|联合|督促)"
    r"|尽快|尽早|近期|早日|抓紧|适时|择机|条件成熟|资金到位后|待[^，,。]{2,20}(?:后|时)[，,再]?|争取(?!了|到了)|列入(?:了)?[^，,。]{0,8}计划"
)
# … and what already happened, or what is asked of the reader, although it sounds like it.
_DONE = re.compile(
    r"已(?:经)?(?!责成|要求|督促|安排|通知|联系|列入|协调|上报|申请)[^，,。]{0,16}(?:完|好|毕|结束|恢复|到位|解决|整改|处理|修复|安装|更换|清理|拨付|发放)|(?:请|建议|希望)(?:您|你|广大)"
)


@dataclass(frozen=True)
class Earlier:
    """A reply given before, to something else. key: the caller's own."""

    key: int
    text: str


@dataclass(frozen=True)
class Copy:
    """The earlier reply that a new one repeats, and how much of the new one stands in it, 0 to 1."""

    key: int
    share: float


def copy_of(reply: str, earlier: Iterable[Earlier]) -> Copy | None:
    """The earlier reply to another question that this one repeats most; None where it is its own words."""
    words = _wording(reply)
    if len(words) < LEAST_WORDS:
        return None
    best: Copy | None = None
    for one in earlier:
        share = len(words & _wording(one.text)) / len(words)
        if share >= COPIED and (best is None or share > best.share):
            best = Copy(one.key, round(share, 3))
    return best


def undated_promises(reply: str) -> list[str]:
    """The sentences that put something off to later and name no day, month or number of days, in order."""
    found = []
    for match in _SENTENCE.finditer(reply):
        sentence = match[0].strip()
        if _POLITE.search(sentence) or not _LATER.search(sentence) or find_dates(sentence):
            continue
        if not _LATER.search(_DONE.sub("", sentence)) or _DONE.match(sentence):
            continue
        found.append(sentence)
    return found


def _wording(reply: str) -> set[str]:
    """Three characters in a row, without the polite sentences around the answer."""
    own = "".join(
        m[0] for m in _SENTENCE.finditer(_SALUTATION.sub("", reply)) if not _POLITE.search(m[0])
    )
    pairs = pairs_of(own)
    return {a + b[-1:] for a, b in zip(pairs, pairs[1:], strict=False)}
