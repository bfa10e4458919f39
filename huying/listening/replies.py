"""What the unit's head should know of a reply before signing it. Points, never refuses."""

from __future__ import annotations

import logging
import shutil
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from huying.analysis.answers import ENOUGH_ANSWERED, Answers, unmentioned
from huying.analysis.facts import facts
from huying.analysis.replies import Earlier, copy_of, undated_promises
from huying.analysis.similar import similarity
from huying.core.models import Town
from huying.core.tenancy import in_town
from huying.handling.models import Case, Reply
from huying.handling.origins import Brief, origin_of

log = logging.getLogger(__name__)

# A unit's older replies are about rules that have changed since.
MOST_EARLIER = 300
# The newest answered questions say how the town speaks now; more make the learning slow and the score no better.
MOST_LEARNT = 3000
# Learnt again when a tenth has come in, and at the latest after this many days, so that erased words leave it.
MORE, OLDEST_DAYS = 0.1, 30
# Two cases as alike as this ask the same thing: they may well be answered in the same words.
SAME_QUESTION = 0.6


@dataclass(frozen=True)
class Doubt:
    """A sentence that says what was seen. kind: off (beside the question), copy, undated."""

    kind: str
    text: str


def doubts(case: Case, brief: Brief, text: str, *, promised: bool) -> list[Doubt]:
    """What to look at twice in `text` as the reply to `case`. promised: promises with their days stand beside it."""
    if not text.strip():
        return []
    found = [_beside(case.town, question_of(brief), text), _copied(case, brief, text)]
    if not promised:
        found.append(_undated(text))
    return [one for one in found if one]


def question_of(brief: Brief) -> str:
    """What was asked, its title on the first line."""
    return "\n".join(filter(None, [brief.title, brief.text, brief.proposal]))


def _beside(town: Town, question: str, text: str) -> Doubt | None:
    engine = answers_of(town)
    if engine.score(question, text) >= engine.threshold:
        return None
    names = [
        one.text for one in facts(question) if one.kind in ("village", "road", "estate", "unit")
    ]
    words = unmentioned(question, text, names)
    if words:
        said = _("答复可能没有回答所问的事：没有提到“%(words)s”。") % {"words": "”“".join(words)}
    else:
        said = _("答复可能没有回答所问的事：和反映的问题几乎没有相同的内容。")
    return Doubt("off", said)


def _copied(case: Case, brief: Brief, text: str) -> Doubt | None:
    earlier = Reply.objects.filter(unit=case.lead).exclude(case=case).order_by("-id")
    found = copy_of(
        text, (Earlier(*row) for row in earlier.values_list("pk", "text")[:MOST_EARLIER])
    )
    if found is None:
        return None
    other = Reply.objects.select_related("case").get(pk=found.key).case
    asked = question_of(origin_of(other).brief(other.origin_id))
    if similarity(question_of(brief), asked) >= SAME_QUESTION:
        return None
    return Doubt(
        "copy",
        _("答复有%(share)d%%的话和答复“%(title)s”时一样，请核对是不是写给这件事的。")
        % {"share": round(100 * found.share), "title": other.title},
    )


def _undated(text: str) -> Doubt | None:
    sentences = undated_promises(text)
    if not sentences:
        return None
    quoted = "”“".join(sentence.rstrip("。；;！!") for sentence in sentences[:2])
    return Doubt(
        "undated",
        _("说了以后要做，没有写到哪一天：“%(said)s”。请写明日期，或者填在“承诺事项”里。")
        % {"said": quoted},
    )


def answers_of(town: Town) -> Answers:
    """What was learnt from the town's answered questions; the bare wording before there are enough."""
    folder = _folder(town)
    try:
        return _loaded(folder, (folder / "answers.json").stat().st_mtime_ns)
    except (OSError, ValueError):
        return _bare()


@lru_cache(maxsize=4)
def _loaded(folder: Path, _written: int) -> Answers:
    return Answers.load(folder)


@lru_cache(maxsize=1)
def _bare() -> Answers:
    return Answers.learn([])


def _folder(town: Town) -> Path:
    return Path(settings.HUYING_DATA) / "answers" / str(town.pk)


def learn_answers() -> int:
    """The worker's duty: learn again in every town where enough has been answered since. Returns how many."""
    done = 0
    for town in Town.objects.order_by("id"):
        with in_town(town):
            done += learn(town)
    return done


def learn(town: Town) -> bool:
    """Learn from the town's newest replies where that is due. Returns whether it did."""
    answered = min(Reply.objects.count(), MOST_LEARNT)
    folder = _folder(town)
    if answered < ENOUGH_ANSWERED:
        shutil.rmtree(folder, ignore_errors=True)
        return False
    if not _due(town, answered):
        return False
    replies = Reply.objects.select_related("case").order_by("-id")[:MOST_LEARNT]
    pairs = [
        (question_of(origin_of(reply.case).brief(reply.case.origin_id)), reply.text)
        for reply in replies
    ]
    Answers.learn(pairs).save(folder)
    log.info("learnt what speaks to a question from %d replies of %s", len(pairs), town.slug)
    return True


def _due(town: Town, answered: int) -> bool:
    try:
        written = (_folder(town) / "answers.json").stat().st_mtime
    except OSError:
        return True
    old = time.time() - written > OLDEST_DAYS * 86400
    learnt = answers_of(town).learnt
    return old or answered - learnt >= MORE * learnt
