"""Writing past suggestions: many at once, without messages, without clocks for what is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huying.congress.actions import keep_session
from huying.congress.models import Session
from huying.core import clock, ledger, search
from huying.core.models import Town
from huying.core.permissions import Actor, system_actor
from huying.handling.models import Case, CoHandler, Opinion, Reply
from huying.handling.suggestions.origin import ORDINARY
from huying.handling.suggestions.past_roll import session_keys, term_key
from huying.imports.actions import CHUNK
from huying.imports.kinds import Writer
from huying.imports.models import ImportBatch
from huying.rulebook import queries as rulebook
from huying.rulebook.clock import Due
from huying.suggestions.examining import KIND
from huying.suggestions.models import CoSigner, Suggestion, digest_of
from huying.suggestions.states import CoSignState
from huying.town.models import Deputy, Term

CASE_STATES = {"closed": "closed", "answered": "replied", "with_units": "handling"}
HELP = "suggestion.cohandler_opinion"


class PastWriter(Writer):
    """Suggestions, co-signers, cases, replies, opinions, events, search; first what they stand on."""

    def __init__(self, town: Town, by: Actor, batch: ImportBatch) -> None:
        super().__init__(town, by, batch)
        self.terms = {one.number: one for one in Term.objects.filter(town=town)}
        self.sessions = {
            (one.term.number, one.number): one
            for one in Session.objects.filter(town=town).select_related("term")
        }
        self.entered: dict[tuple[int, str], int] = {}
        self.dues: dict[tuple[str, dt.date], Due] = {}
        self.made: dict[str, list[int]] = {"terms": [], "sessions": [], "deputies": []}

    def chunk(self, rows: list[dict[str, Any]]) -> None:
        """Write so many rows."""
        for row in rows:
            self._stand_on(row)
        suggestions = [self._suggestion(row) for row in rows]
        Suggestion.objects.bulk_create(suggestions, batch_size=CHUNK)
        pairs = list(zip(rows, suggestions, strict=True))
        signers = [one for row, of in pairs for one in self._signers(row, of)]
        CoSigner.objects.bulk_create(signers, batch_size=CHUNK)
        self._handling([(row, of) for row, of in pairs if row["units"]])
        search.put_many(KIND, [(of.pk, self.town.pk, _words(row)) for row, of in pairs])
        ledger.record_many([self._event(row, of) for row, of in pairs])
        if self.batch.made != self.made:
            self.batch.made = {key: list(ids) for key, ids in self.made.items()}
            self.batch.save(update_fields=["made"])

    def _stand_on(self, row: dict[str, Any]) -> None:
        """Enter the term, the session and the deputies that a row needs and the lists lack."""
        term, number = row["place"]["term"], row["place"]["session"]
        if term not in self.terms:
            starts = dt.date.fromisoformat(self.batch.answers[term_key(term)])
            made = Term.objects.create(town=self.town, number=term, starts=starts)
            self.terms[term] = made
            self.made["terms"].append(made.pk)
        if number is not None and (term, number) not in self.sessions:
            days = [self.batch.answers[key] for key in session_keys(term, number)]
            opens, closes = map(dt.date.fromisoformat, days)
            session = keep_session(
                term=self.terms[term], number=number, opens=opens, closes=closes,
                by=system_actor(self.town.pk),
            )  # fmt: skip
            self.sessions[term, number] = session
            self.made["sessions"].append(session.pk)
        for person in (row["lead"], *row["cosigners"]):
            if person[0] is None:
                person[0] = self._deputy(term, person[1])

    def _deputy(self, term: int, name: str) -> int:
        key = (term, name)
        if key not in self.entered:
            taken = Deputy.objects.filter(term=self.terms[term]).count()
            while Deputy.objects.filter(term=self.terms[term], card_no=_card(taken)).exists():
                taken += 1
            deputy = Deputy.objects.create(
                town=self.town, term=self.terms[term], name=name, card_no=_card(taken), active=False
            )
            self.entered[key] = deputy.pk
            self.made["deputies"].append(deputy.pk)
        return self.entered[key]

    def _suggestion(self, row: dict[str, Any]) -> Suggestion:
        place, at, now = row["place"], _moment(row["at"]), self.batch.created_at
        number = place["session"]
        replied = _moment(row["replied"])
        texts = (row["title"], row["grounds"], row["proposal"])
        hidden = "" if self.batch.answers.get("public") else str(_("往年导入，公开前待核对"))
        return Suggestion(
            town=self.town, state=row["state"], state_since=replied or at,
            term=self.terms[place["term"]],
            session=self.sessions[place["term"], number] if number is not None else None,
            series=row["series"], number=row["code"], lead_id=row["lead"][0],
            title=texts[0], grounds=texts[1], proposal=texts[2], digest=digest_of(*texts),
            category=row["category"], created_at=now, saved_at=now, filed_at=at, accepted_at=at,
            private_reason=hidden, answerer=row["units"][0][1] if row["units"] else "",
            answer_due=self._due(row, ORDINARY).date if self._owes(row) else None,
            outcome=row["outcome"], answered_at=replied, result=row["grade"],
            batch=self.batch, provenance=row["provenance"],
        )  # fmt: skip

    def _signers(self, row: dict[str, Any], of: Suggestion) -> list[CoSigner]:
        return [
            CoSigner(
                town=self.town, suggestion=of, deputy_id=pk, state=CoSignState.CONFIRMED,
                invited_at=of.filed_at, decided_at=of.filed_at, digest=of.digest,
            )
            for pk, _name in row["cosigners"]
        ]  # fmt: skip

    def _handling(self, pairs: list[tuple[dict[str, Any], Suggestion]]) -> None:
        cases = [self._case(row, of) for row, of in pairs]
        Case.objects.bulk_create(cases, batch_size=CHUNK)
        worked = [(row, of, case) for (row, of), case in zip(pairs, cases, strict=True)]
        CoHandler.objects.bulk_create(
            [one for row, _of, case in worked for one in self._helpers(row, case)],
            batch_size=CHUNK,
        )
        Reply.objects.bulk_create(
            [
                Reply(
                    town=self.town, case=case, unit_id=case.lead_id, round=1, text=row["reply"],
                    outcome=row["outcome"], signed_at=_moment(row["replied"]),
                )
                for row, _of, case in worked
                if row["replied"]
            ],
            batch_size=CHUNK,
        )  # fmt: skip
        Opinion.objects.bulk_create(
            [
                Opinion(
                    town=self.town, case=case, deputy_id=of.lead_id, round=1, leads=True,
                    result=row["grade"], word=row["word"], entered_by_id=self.by.account_id,
                    at=_moment(row["replied"]),
                )
                for row, of, case in worked
                if row["grade"]
            ],
            batch_size=CHUNK,
        )  # fmt: skip

    def _case(self, row: dict[str, Any], of: Suggestion) -> Case:
        case = Case(
            town=self.town, state=CASE_STATES[row["state"]], state_since=of.state_since,
            origin_kind=KIND, origin_id=of.pk, title=of.title, lead_id=row["units"][0][0],
            opened_at=_moment(row["assigned"]) or of.accepted_at, assigned_at=_moment(row["assigned"]),
        )  # fmt: skip
        if self._owes(row):
            due = self._due(row, ORDINARY)
            case.due_rule, case.due_start = ORDINARY, dt.date.fromisoformat(row["assigned"])
            case.due, case.due_basis = due.date, due.to_json()
        return case

    def _helpers(self, row: dict[str, Any], case: Case) -> list[CoHandler]:
        """Co-handlers; of what is over, nothing is owed any more."""
        replied = _moment(row["replied"])
        found = []
        for pk, _name in row["units"][1:]:
            helper = CoHandler(town=self.town, case=case, unit_id=pk, given_at=replied)
            if replied is not None:
                helper.due = dt.date.fromisoformat(row["replied"])
            else:
                due = self._due(row, HELP)
                helper.due, helper.due_basis = due.date, due.to_json()
            found.append(helper)
        return found

    @staticmethod
    def _owes(row: dict[str, Any]) -> bool:
        """Whether a reply is owed and it is known since when."""
        return row["state"] == "with_units" and row["assigned"] is not None

    def _due(self, row: dict[str, Any], key: str) -> Due:
        """By when it is owed, counted as for any other; a ledger without the day of assignment: from today."""
        rule = rulebook.rule(self.town, key)
        start = dt.date.fromisoformat(row["assigned"] or clock.today().isoformat())
        session = self.sessions.get((row["place"]["term"], row["place"]["session"]))
        if rule.counts_from == "session_close" and session is not None and session.closes:
            start = session.closes
        if (key, start) not in self.dues:
            self.dues[key, start] = rulebook.due(self.town, key, start)
        return self.dues[key, start]

    def _event(self, row: dict[str, Any], of: Suggestion) -> Any:
        said = {key: value for key, value in row.items() if value and key not in ("notes", "state")}
        said |= {
            "lead": row["lead"][1], "cosigners": [name for _pk, name in row["cosigners"]],
            "units": [name for _pk, name in row["units"]], "batch": self.batch.pk,
        }  # fmt: skip
        return ledger.prepare(
            town_id=self.town.pk, kind=KIND, verb="import", subject_id=of.pk, by=self.by,
            after=of.state, body=said, public=True,
        )  # fmt: skip


def _card(taken: int) -> str:
    # Nobody knows their cards any more; the sign keeps them apart from real ones.
    return f"补{taken + 1}"


def _moment(day: str | None) -> dt.datetime | None:
    if not day:
        return None
    return timezone.make_aware(dt.datetime.fromisoformat(day))


def _words(row: dict[str, Any]) -> str:
    names = [row["lead"][1], *(name for _pk, name in row["cosigners"])]
    return " ".join((row["title"], row["grounds"], row["proposal"], *names))
