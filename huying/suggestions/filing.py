"""Filing: what the law will not accept is asked about before, and co-signers count by confirmation."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.congress.queries import in_session
from huying.core import clock
from huying.core.errors import HuyingError, Missing, Stale
from huying.core.permissions import Actor
from huying.core.transitions import advance
from huying.rulebook import queries as rulebook
from huying.suggestions.cosigning import holding, unsettled
from huying.suggestions.models import CoSigner, Kind, Suggestion
from huying.suggestions.states import CoSignState

WANTED = {
    "title": _("请写标题，例如“关于修复南社村路灯的建议”。"),
    "grounds": _("请写事由：情况怎样，为什么要办。"),
    "proposal": _("请写具体建议：希望怎么办。"),
}


@transaction.atomic
def file(
    *,
    suggestion: Suggestion,
    by: Actor,
    declared: list[str],
    without_unconfirmed: bool = False,
    seen: str | None = None,
    version: int | None = None,
) -> None:
    """Hand it in, to the congress in session or to the presidium between sessions (代表法 2025 §24, §36).

    declared: the pack's grounds for not accepting that the deputy has said do not hold; all of them
    are asked. without_unconfirmed: file without those who have not confirmed this text.
    seen: the digest of the text that was shown to be filed; Stale where it is another one by now.
    Raises Missing, HuyingError (code "unconfirmed"; or too few co-signers for a bill, 地方组织法 §22).
    """
    _bring_up_to_date(suggestion, seen)
    _complete(suggestion)
    grounds = _answered(suggestion, declared)
    waiting = unsettled(suggestion)
    if not without_unconfirmed:
        _all_confirmed(waiting)
    signers = [one.deputy.name for one in holding(suggestion)]
    session = suggestion.session or in_session(clock.today())
    if suggestion.kind == Kind.BILL:
        _enough_for_a_bill(suggestion, 1 + len(signers), in_sitting=session is not None)
    advance(
        suggestion, "file", by=by, version=version,
        changes={
            "filed_at": clock.now(), "session_id": session and session.pk, "declared": grounds,
        },
        facts={
            "title": suggestion.title, "grounds": suggestion.grounds,
            "proposal": suggestion.proposal, "cosigners": signers, "declared": grounds,
        },
    )  # fmt: skip
    CoSigner.objects.filter(pk__in=[one.pk for one in waiting]).update(
        state=CoSignState.DECLINED, decided_at=clock.now(), note=str(_("提交时还没有确认"))
    )


def _bring_up_to_date(suggestion: Suggestion, seen: str | None) -> None:
    # Locked, so that what is checked here is the very text that goes into the ledger.
    now = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if seen is not None and now.digest != seen:
        raise Stale(now)
    for name in (*WANTED, "digest"):
        setattr(suggestion, name, getattr(now, name))


def _complete(suggestion: Suggestion) -> None:
    for name, sentence in WANTED.items():
        if not getattr(suggestion, name).strip():
            raise Missing(sentence, field=name)


def _answered(suggestion: Suggestion, declared: list[str]) -> list[str]:
    """The pack's grounds, all of which were answered."""
    grounds = [ground.key for ground in rulebook.grounds(suggestion.town)]
    if set(grounds) - set(declared):
        raise HuyingError(_("请逐条回答：有一条不能确认的，就不能作为建议提出。"), field="declared")
    return grounds


def _all_confirmed(waiting: Iterable[CoSigner]) -> None:
    names = "、".join(one.deputy.name for one in waiting)
    if names:
        raise HuyingError(
            _("%(names)s还没有确认现在的文本。可以等一等，也可以不等他们先提交。") % {"names": names},
            code="unconfirmed", field="without_unconfirmed",
        )  # fmt: skip


def bill_needs(suggestion: Suggestion) -> int:
    """How many deputies a bill takes, its lead included."""
    return int(rulebook.value(suggestion.town, "bill.cosigners"))


def _enough_for_a_bill(suggestion: Suggestion, signed: int, *, in_sitting: bool) -> None:
    wanted = bill_needs(suggestion)
    if signed < wanted:
        raise HuyingError(
            _("议案要有%(wanted)s名以上代表联名，现在确认的连您一共%(signed)s名。")
            % {"wanted": wanted, "signed": signed},
            code="too_few", field="without_unconfirmed",
        )  # fmt: skip
    if not in_sitting:
        raise HuyingError(_("议案要在大会会议期间提出；现在是闭会期间，可以改作建议提出。"))
