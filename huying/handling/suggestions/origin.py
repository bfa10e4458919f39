"""Suggestions as origins of cases: what a unit sees of one, and what its cases do to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huying.analysis import redaction
from huying.core import clock as the_clock
from huying.core.errors import HuyingError
from huying.core.permissions import Actor, system_actor
from huying.handling import clock
from huying.handling.models import Case, Reply
from huying.handling.origins import Brief
from huying.handling.states import OVER_STATES, OWING_STATES
from huying.notices.people import tell_deputies
from huying.rulebook import queries as rulebook
from huying.rulebook.clock import Due
from huying.rulebook.packs import Rule
from huying.suggestions import progress
from huying.suggestions.cosigning import holding
from huying.suggestions.examining import KIND, tell_authors
from huying.suggestions.models import Suggestion
from huying.voices.models import Voice

ORDINARY, WIDE, LONGEST = "suggestion.reply", "suggestion.reply_wide", "suggestion.reply_most"


def cases_of(suggestion: Suggestion) -> QuerySet[Case]:
    """The cases in which it is handled, one for each unit that replies."""
    return Case.objects.filter(origin_kind=KIND, origin_id=suggestion.pk).order_by("part", "id")


MODE = "suggestion.period_mode"


def reply_rule(suggestion: Suggestion, mode: str = "") -> str:
    """The rule whose period its reply has: wide or difficult ones another, where the pack goes by category.

    mode: the pack's way (see the choice suggestion.period_mode); '' as it stands in the town.
    """
    mode = mode or rulebook.choice(suggestion.town, MODE)
    return WIDE if suggestion.wide and mode in ("category", "both") else ORDINARY


def reply_due(suggestion: Suggestion, day: dt.date) -> Due:
    """By when it is to be answered if it is assigned on `day`, with the derivation."""
    rule = rulebook.rule(suggestion.town, reply_rule(suggestion))
    return rulebook.due_by(rule, rulebook.calendar(), _counted_from(suggestion, rule, day))


def _counted_from(suggestion: Suggestion, rule: Rule, day: dt.date) -> dt.date:
    """The close of the session, where the pack counts from it and it was filed there; else the act's day.

    One that was mended and filed again after the close counts from that filing.
    """
    session = suggestion.session
    if rule.counts_from != "session_close" or session is None or session.closes is None:
        return day
    filed = suggestion.filed_at
    return max(session.closes, the_clock.day_of(filed)) if filed else session.closes


class SuggestionOrigin:
    """See `origins.Origin`."""

    # No "assign": the presidium assigns it at a meeting, it does not wait at the town office.
    rules = {
        "accept": "case.accept", "refuse": "suggestion.refuse",
        "opinion": "suggestion.cohandler_opinion", "rehandle": "suggestion.rehandle",
        "contact": "suggestion.contact", "reassign": "suggestion.reassign",
        "redo": "suggestion.cohandler_redo",
    }  # fmt: skip

    def brief(self, origin_id: int) -> Brief:
        suggestion = Suggestion.objects.select_related("division", "lead", "session__term").get(
            pk=origin_id
        )
        # One look for all the matters that it takes up.
        voices = Voice.objects.filter(
            Q(matter__public=True) | Q(matter__citations__carried=True),
            matter__citations__suggestion=suggestion, state="received",
        ).exclude(redacted="")  # fmt: skip
        said = list(voices.order_by("matter_id", "id").values_list("redacted", flat=True))
        return Brief(
            title=suggestion.title,
            text=suggestion.grounds,
            place=str(suggestion.division or ""),
            category=suggestion.category,
            words=said,
            people=1,
            proposal=suggestion.proposal,
            number=suggestion.code,
            authors=[suggestion.lead.name, *(one.deputy.name for one in holding(suggestion))],
        )

    def reply_rule(self, case: Case, *, simple: bool) -> str:
        return reply_rule(self._suggestion(case))

    def rule_now(self, case: Case, rule: Callable[[str], Rule]) -> str:
        if case.due_rule not in (ORDINARY, WIDE):
            return case.due_rule
        return reply_rule(self._suggestion(case), rule(MODE).code)

    def counted_from(self, case: Case, rule: Rule, day: dt.date) -> dt.date:
        """See `_counted_from`."""
        return _counted_from(self._suggestion(case), rule, day)

    def longest(self, case: Case) -> dt.date | None:
        mode = rulebook.choice(case.town, MODE)
        if mode == "category" or case.due_rule != ORDINARY:
            raise HuyingError(
                _(
                    "按本地的规定，这个答复期限不能延长；确实涉及面广、办理难度大的，请人大办重新认定。"
                )
            )
        return clock.longest_by(case, LONGEST).date

    def before_reply(self, case: Case) -> None:
        """The unit must have contacted the deputy (代表法 2025 §51), in this round."""
        if not case.consultations.filter(round=case.round, unit=case.lead_id).exists():
            raise HuyingError(
                _("答复前要先同代表面商。请先登记面商：什么时候、和谁、谈了什么。"),
                code="not_consulted",
            )

    def assigned(self, case: Case, by: Actor) -> None:
        suggestion = self._suggestion(case)
        cases = list(cases_of(suggestion).exclude(state__in=OVER_STATES).select_related("lead"))
        progress.assigned(
            suggestion, by=_system(case), answerer="、".join(one.lead.name for one in cases if one.lead),
            due=max((one.due for one in cases if one.due), default=None),
        )  # fmt: skip

    def replied(self, case: Case, reply: Reply, by: Actor) -> None:
        suggestion = self._suggestion(case, lock=True)
        due = rulebook.due(case.town, "suggestion.feedback", the_clock.today())
        Reply.objects.filter(pk=reply.pk).update(
            feedback_due=due.date, feedback_due_basis=due.to_json()
        )
        reply.feedback_due, reply.feedback_due_basis = due.date, due.to_json()
        owing = cases_of(suggestion).filter(state__in=OWING_STATES).exists()
        progress.replied(
            suggestion, by=_system(case), answerer=reply.unit.name, outcome=reply.outcome,
            text=present_answer(suggestion), complete=not owing,
        )  # fmt: skip
        tell_deputies(
            case.town_id, reached(suggestion), "suggestion_replied",
            key=f"suggestion_replied:{reply.pk}", path=f"suggestions/{suggestion.pk}/",
            title=suggestion.title, unit=reply.unit.name,
        )  # fmt: skip

    def returned(self, case: Case, reason: str, by: Actor) -> None:
        raise NotImplementedError("a suggestion does not wait at the town office")

    def closed(self, case: Case, by: Actor) -> None:
        suggestion = self._suggestion(case, lock=True)
        working = cases_of(suggestion).exclude(state__in=OVER_STATES).exists()
        if suggestion.state == "answered" and not working:
            progress.closed(suggestion, by=_system(case))

    def ended(self, case: Case, reason: str, by: Actor) -> None:
        """The last case that ends takes it along; where another unit has replied, that is its answer."""
        suggestion = self._suggestion(case, lock=True)
        if suggestion.state not in ("with_units", "answered"):
            return
        others = list(cases_of(suggestion).exclude(state="ended"))
        if not others:
            progress.ended(suggestion, by=_system(case), reason=masked(reason))
            tell_authors(suggestion, "suggestion_ended")
        elif suggestion.state == "with_units" and all(
            one.state not in OWING_STATES for one in others
        ):
            progress.replied(
                suggestion, by=_system(case), answerer=suggestion.answerer, outcome=suggestion.outcome,
                text=present_answer(suggestion), complete=True,
            )  # fmt: skip
        if others and all(one.state in OVER_STATES for one in others):
            suggestion.refresh_from_db()
            if suggestion.state == "answered":
                progress.closed(suggestion, by=_system(case))

    def _suggestion(self, case: Case, *, lock: bool = False) -> Suggestion:
        # Locked, so that of two units that reply at once the later one sees the other's.
        rows = Suggestion.objects.select_related("session", "town")
        if lock:
            rows = rows.select_for_update(of=("self",))
        return rows.get(pk=case.origin_id)


def _system(case: Case) -> Actor:
    # Whoever acts on a case need not be one who may act on suggestions.
    return system_actor(case.town_id)


def reached(suggestion: Suggestion) -> list[int]:
    """Whom a reply is sent to: the lead, and each co-signer but those who agreed, where the pack allows it
    (suggestion.reply_to), that it comes through the lead."""
    signers = holding(suggestion)
    if rulebook.choice(suggestion.town, "suggestion.reply_to") == "lead_with_consent":
        signers = signers.filter(via_lead=False)
    return [suggestion.lead_id, *(one.deputy_id for one in signers)]


def present_answer(suggestion: Suggestion) -> str:
    """What the units replied last, in one text; phone and identity numbers are masked."""
    latest = [case.replies.last() for case in cases_of(suggestion)]
    replies = [reply for reply in latest if reply is not None]
    if len(replies) == 1:
        return masked(replies[0].text)
    return "\n\n".join(f"{reply.unit.name}：{masked(reply.text)}" for reply in replies)


def masked(text: str) -> str:
    """The text without contacts, for the public (代表法 2025 §51: published; contacts removed)."""
    numbers = [span for span in redaction.suggest(text) if span.kind != "name"]
    return redaction.apply(text, numbers)
