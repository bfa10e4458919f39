"""Co-signing (联名): asked, read, confirmed by the co-signer themselves, for one text only."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.permissions import Actor, require
from huying.core.transitions import advance
from huying.notices.people import tell_deputies
from huying.suggestions.models import CoSigner, Suggestion
from huying.suggestions.states import CoSignState
from huying.town.models import Deputy


def holding(suggestion: Suggestion) -> QuerySet[CoSigner]:
    """Those whose confirmation holds for the text as it stands."""
    return suggestion.cosigners.filter(
        state=CoSignState.CONFIRMED, digest=F("suggestion__digest")
    ).select_related("deputy")


def unsettled(suggestion: Suggestion) -> QuerySet[CoSigner]:
    """Those who are asked and have not answered for the text as it stands."""
    asked = suggestion.cosigners.filter(state__in=(CoSignState.INVITED, CoSignState.CONFIRMED))
    return asked.exclude(pk__in=holding(suggestion).values("pk")).select_related("deputy")


@transaction.atomic
def invite(
    *, suggestion: Suggestion, deputies: list[Deputy], by: Actor, version: int | None = None
) -> None:
    """Ask deputies of the same term to co-sign; one who declined or left may be asked again."""
    if not suggestion.title.strip() or not suggestion.proposal.strip():
        raise HuyingError(
            _("请先写好标题和具体建议，再请人联名：联名要看着文本确认。"), field="deputies"
        )
    for deputy in deputies:
        if deputy.pk == suggestion.lead_id:
            raise HuyingError(_("领衔代表不用再联名。"), field="deputies")
        if deputy.term_id != suggestion.term_id or not deputy.active:
            raise HuyingError(_("%(name)s不是本届在任代表。") % {"name": deputy}, field="deputies")
    event = advance(
        suggestion, "invite", by=by, version=version,
        facts={"deputies": [deputy.name for deputy in deputies]},
    )  # fmt: skip
    for deputy in deputies:
        signer, new = CoSigner.objects.get_or_create(
            suggestion=suggestion, deputy=deputy,
            defaults={"town_id": suggestion.town_id, "invited_at": event.at},
        )  # fmt: skip
        if not new and signer.state in (CoSignState.DECLINED, CoSignState.LEFT):
            CoSigner.objects.filter(pk=signer.pk).update(
                state=CoSignState.INVITED, invited_at=event.at, decided_at=None, note=""
            )
    tell_deputies(
        suggestion.town_id, [deputy.pk for deputy in deputies], "cosign_asked",
        key=f"cosign:{suggestion.pk}:{event.pk}", path=f"suggestions/{suggestion.pk}/",
        title=suggestion.title, lead=suggestion.lead.name,
    )  # fmt: skip


@transaction.atomic
def uninvite(*, signer: CoSigner, by: Actor) -> None:
    """Ask somebody no longer who has not confirmed."""
    # After the suggestion, which whoever confirms locks first.
    advance(signer.suggestion, "uninvite", by=by, facts={"deputy": signer.deputy.name})
    if not CoSigner.objects.filter(pk=signer.pk).exclude(state=CoSignState.CONFIRMED).delete()[0]:
        raise HuyingError(_("已经确认的联名人，要由本人书面退出。"))


@transaction.atomic
def ask_again(*, suggestion: Suggestion, by: Actor) -> int:
    """Tell those who confirmed an earlier text what has changed. Returns how many were told."""
    waiting = [one for one in unsettled(suggestion) if one.state == CoSignState.CONFIRMED]
    require(by, "suggestions.write", suggestion)
    tell_deputies(
        suggestion.town_id, [one.deputy_id for one in waiting], "cosign_changed",
        key=f"cosign-changed:{suggestion.pk}:{suggestion.digest[:16]}",
        path=f"suggestions/{suggestion.pk}/", title=suggestion.title, lead=suggestion.lead.name,
    )  # fmt: skip
    return len(waiting)


def read(*, suggestion: Suggestion, by: Actor) -> None:
    """Note that a deputy who was asked has opened it; the first time only."""
    CoSigner.objects.filter(
        suggestion=suggestion, deputy_id=by.deputy_id, read_at__isnull=True
    ).update(read_at=clock.now())


@transaction.atomic
def confirm(
    *, signer: CoSigner, by: Actor, digest: str, via_lead: bool = False, on_paper: bool = False
) -> None:
    """Co-sign the text with this digest: by the deputy's own hand, or taken down from signed paper.

    Raises HuyingError where the text has changed since it was read.
    """
    suggestion = Suggestion.objects.select_for_update(of=("self",)).get(pk=signer.suggestion_id)
    _own(signer, by)
    if suggestion.digest != digest:
        raise HuyingError(_("文本刚刚又改过了，请看过新的文本再确认。"), code="text_changed")
    event = advance(
        suggestion, "confirm", by=by,
        facts={"deputy": signer.deputy.name, "digest": digest, "on_paper": on_paper},
    )  # fmt: skip
    CoSigner.objects.filter(pk=signer.pk).update(
        state=CoSignState.CONFIRMED, decided_at=event.at, digest=digest, via_lead=via_lead,
        on_paper=on_paper, seen=_text_of(suggestion),
    )  # fmt: skip


@transaction.atomic
def decline(*, signer: CoSigner, by: Actor, note: str = "") -> None:
    """Not co-sign, or take a confirmation back before it is filed."""
    _own(signer, by)
    event = advance(
        signer.suggestion, "decline", by=by, facts={"deputy": signer.deputy.name, "note": note}
    )
    CoSigner.objects.filter(pk=signer.pk).update(
        state=CoSignState.DECLINED, decided_at=event.at, note=note
    )


@transaction.atomic
def leave(*, signer: CoSigner, by: Actor, reason: str) -> None:
    """A co-signer's written withdrawal: their name goes, the suggestion goes on."""
    _own(signer, by)
    if signer.state != CoSignState.CONFIRMED:
        raise HuyingError(_("没有确认过联名，不用退出。"))
    event = advance(
        signer.suggestion, "leave", by=by,
        facts={"deputy": signer.deputy.name, "reason": reason},
    )  # fmt: skip
    CoSigner.objects.filter(pk=signer.pk).update(
        state=CoSignState.LEFT, decided_at=event.at, note=reason[:200]
    )


def _own(signer: CoSigner, by: Actor) -> None:
    # The staff may write for a paper; a deputy only for themselves.
    if by.kind != "system" and by.deputy_id != signer.deputy_id and "staff" not in by.roles:
        raise HuyingError(_("联名要由代表本人确认。"))


def _text_of(suggestion: Suggestion) -> dict[str, str]:
    return {name: getattr(suggestion, name) for name in ("title", "grounds", "proposal")}
