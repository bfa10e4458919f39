"""The rows of suggestions, from what each went through; written in bulk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bench import suggestion_texts as texts
from bench.generate_suggestions import unit_for
from bench.suggestion_lives import TAKEN, Life, Rows
from bench.suggestion_work import Handling, at


class Writer(Handling):
    """Writes a town's suggestions, a list of lives at a time. made: how many so far."""

    def write(self, lives: list[Life]) -> None:
        """These suggestions, with everything that hangs on them."""
        from django.db import transaction

        rows = Rows()
        for life in lives:
            self.suggestion(rows, life)
        with transaction.atomic():
            save(self.town, rows)
        self.made += len(lives)

    def suggestion(self, rows: Rows, life: Life) -> None:
        """One of them."""
        from huying.suggestions.models import Suggestion, digest_of

        rng = self.rng
        term, _sessions, deputies = next(
            one for one in reversed(self.place.terms) if one[0].starts <= life.day
        )
        division = rng.choice(self.place.divisions)
        category, title, grounds, proposal = texts.text(
            rng, division.name, self.made + len(rows.suggestions)
        )
        lead = self.lead(life, deputies)
        filed = life.filed
        one = Suggestion(
            town=self.town, state=life.state, term=term, session=life.session, lead=lead,
            kind="bill" if life.state == "on_agenda" else "suggestion", title=title,
            grounds=grounds, proposal=proposal, digest=digest_of(title, grounds, proposal),
            category=category, division=division, wide=rng.random() < 0.05,
            created_at=at((filed or life.day) - dt.timedelta(days=5)), saved_at=at(filed or life.day),
            filed_at=filed and at(filed), state_since=at(life.day),
        )  # fmt: skip
        rows.suggestions.append(one)
        self.signers(rows, one, life, deputies)
        if rng.random() < 0.2 and life.state in TAKEN:
            self.citation(rows, one, life)
        if life.state in TAKEN:
            self.taken(rows, one, life)

    def lead(self, life: Life, deputies: list[Any]) -> Any:
        """The deputy who has an account leads the first of each kind in the last year."""
        kind = (life.state, life.case)
        if not life.last_year or kind in self.led:
            return self.rng.choice(deputies)
        self.led.add(kind)
        return deputies[0]

    def signers(self, rows: Rows, one: Any, life: Life, deputies: list[Any]) -> None:
        from huying.suggestions.models import CoSigner

        count = self.rng.choice((0, 0, 1, 2, 3, 4))
        asked = self.rng.sample(deputies, count)
        # The deputy who has an account has something on every list.
        often = life.state in ("draft", "sent_back") or (life.last_year and self.rng.random() < 0.2)
        if often and deputies[0] not in asked:
            asked.append(deputies[0])
        for deputy in asked:
            if deputy is one.lead:
                continue
            waits = life.state == "draft"
            rows.links.append(
                CoSigner(
                    town=self.town, suggestion=one, deputy=deputy, invited_at=one.created_at,
                    state="invited" if waits else "confirmed", digest="" if waits else one.digest,
                    read_at=one.saved_at, decided_at=None if waits else one.saved_at,
                    seen={} if waits else {"title": one.title},
                )
            )  # fmt: skip

    def citation(self, rows: Rows, one: Any, life: Life) -> None:
        """A matter of a resident that it takes up."""
        from huying.core import codes
        from huying.suggestions.models import Citation
        from huying.voices.models import Matter, Voice

        done = life.state in ("answered", "closed")
        matter = Matter(
            town=self.town, title=one.title[2:-3], summary=one.grounds, category=one.category,
            state=("answered" if done else "with_town" if life.case else "for_suggestion"),
            division=one.division, public=True, published_at=one.created_at, triage_due=life.day,
            first_said_at=one.created_at, state_since=one.created_at,
            grades={"satisfied": 1, "solved": 1} if done else {}, answer="已经办好。" if done else "",
            answered_at=at(life.day) if done else None,
        )  # fmt: skip
        rows.matters.append(matter)
        rows.voices.append(
            Voice(
                town=self.town, matter=matter, code=codes.new_code(), token=codes.new_token(),
                text=one.grounds, redacted=one.grounds, division=one.division, channel="qr",
                said_at=one.created_at,
            )
        )  # fmt: skip
        rows.links.append(
            Citation(town=self.town, suggestion=one, matter=matter, carried=bool(life.case))
        )

    def taken(self, rows: Rows, one: Any, life: Life) -> None:
        """Accepted: its number, and what its units did."""
        from huying.suggestions.clock import BETWEEN, IN_SESSION

        term = f"t{one.term.number}"
        within = f"s{one.session.number}" if one.session else f"b{life.day.year}"
        one.series = term + within
        one.number = self.numbers[one.series] = self.numbers.get(one.series, 0) + 1
        one.accepted_at = at(life.day)
        rows.found.append((one, f"{one.title} {one.grounds} {one.proposal} {one.lead.name}"))
        self.tell(rows, life, "suggestion", "file", one, one.filed_at, "draft", "filed", {})
        self.tell(
            rows, life, "suggestion", "accept", one, one.accepted_at, "filed", "accepted",
            {"number": one.number, "title": one.title, "category": one.category},
        )  # fmt: skip
        if not life.case:
            start = one.session.closes if one.session else life.filed
            due = self.due(IN_SESSION if one.session else BETWEEN, start)
            one.assign_due, one.assign_due_basis = due.date, due.to_json()
            return
        separately = self.rng.random() < 0.07
        lead = unit_for(self.place, one.category)
        others = [unit for unit in self.place.units if unit is not lead]
        units = [lead, self.rng.choice(others)] if separately else [lead]
        for part, unit in enumerate(units):
            self.case(rows, one, life, part, unit)
        one.answerer = "、".join(unit.name for unit in units)
        if one.answered_at:
            self.tell(
                rows, life, "suggestion", "reply", one, one.answered_at, "with_units", "answered",
                {"answerer": one.answerer, "outcome": one.outcome},
            )  # fmt: skip
        if life.state == "closed":
            closed = one.answered_at + dt.timedelta(days=10)
            self.tell(rows, life, "suggestion", "close", one, closed, "answered", "closed", {})


def save(town: Any, rows: Rows) -> None:
    """Write them, each table before those that point at it."""
    from huying.core import ledger, search
    from huying.core.permissions import system_actor
    from huying.handling.models import Case, CoHandler, Commitment, Consultation, Opinion, Reply
    from huying.suggestions.models import Citation, CoSigner, Suggestion
    from huying.voices.models import Matter, Voice

    Suggestion.objects.bulk_create(rows.suggestions)
    Matter.objects.bulk_create(rows.matters)
    Voice.objects.bulk_create(rows.voices)
    for case, one in rows.cases:
        case.origin_id = one.pk
    Case.objects.bulk_create([case for case, _one in rows.cases])
    Reply.objects.bulk_create(rows.replies)
    for model in (CoSigner, Citation, CoHandler, Consultation, Commitment, Opinion):
        model.objects.bulk_create(
            [one for one in (*rows.links, *rows.parts) if isinstance(one, model)]
        )
    by = system_actor(town.pk)
    ledger.record_many(
        [
            ledger.prepare(
                town_id=town.pk, kind=kind, verb=verb, subject_id=thing.pk, by=by, before=before,
                after=after, body=body, public=True, at=moment,
            )
            for kind, verb, thing, moment, before, after, body in sorted(
                rows.acts, key=lambda act: act[3]
            )
        ]
    )  # fmt: skip
    search.put_many("suggestion", [(one.pk, town.pk, words) for one, words in rows.found])
