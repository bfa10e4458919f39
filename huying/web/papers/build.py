"""From what is stored to official papers: each function gives one paper, filled in as far as the record goes.

Official papers are Chinese whatever language the reader has chosen.
"""

from __future__ import annotations

from django.utils import translation

from huying import papers
from huying.core import clock
from huying.core.numerals import chinese
from huying.handling import clock as case_clock
from huying.handling.models import Case, CoHandler, Consultation, Meeting, Opinion, Reply, Request
from huying.handling.models import Commitment as Promise
from huying.handling.states import ItemState
from huying.handling.suggestions.origin import cases_of
from huying.papers.blocks import Paper
from huying.papers.dates import said
from huying.rulebook import queries as rulebook
from huying.suggestions.cosigning import holding
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy, Unit
from huying.voices import categories

GRADES = {"satisfied": "满意", "mostly_satisfied": "基本满意", "dissatisfied": "不满意", "": ""}
KEPT = {"satisfied": "已落实", "mostly_satisfied": "部分落实", "dissatisfied": "未落实", "": ""}
BASIS = {"matters": "联系群众", "visit": "走访", "study": "视察、调研", "blank": ""}
HOW = {
    "visit": "登门拜访", "meeting": "座谈", "phone": "电话", "online": "网络视频",
    "in_session": "会议期间当面",
}  # fmt: skip


def _where(suggestion: Suggestion) -> str:
    if suggestion.session is not None:
        return suggestion.session.title
    return f"第{chinese(suggestion.term.number)}届人民代表大会闭会期间"


def _code(suggestion: Suggestion) -> str:
    return f"第{suggestion.number}号" if suggestion.number is not None else ""


def _about(suggestion: Suggestion) -> papers.Suggestion:
    names = [suggestion.lead.name, *(one.deputy.name for one in holding(suggestion))]
    return papers.Suggestion(_where(suggestion), _code(suggestion), suggestion.title, names)


def _presidium(suggestion: Suggestion) -> str:
    return f"{suggestion.town.name}人民代表大会主席团"


def _unit(unit: Unit | None, *, code: str = "", signer: str = "") -> papers.Unit:
    if unit is None:
        return papers.Unit("")
    return papers.Unit(unit.name, code=code, signer=signer, phone=unit.phone)


def form(suggestion: Suggestion) -> Paper:
    """The suggestion itself (代表建议表)."""
    lead = suggestion.lead
    with translation.override("zh-hans"):
        category = categories.label(suggestion.category)
    signers = [
        papers.CoSigner(
            one.deputy.name, one.deputy.card_no, one.decided_at and clock.day_of(one.decided_at)
        )
        for one in holding(suggestion)
    ]
    basis = "　".join(filter(None, [BASIS[suggestion.basis], suggestion.basis_note]))
    return papers.SuggestionForm(
        town=suggestion.town.name, session=_where(suggestion), title=suggestion.title,
        lead=lead.name, grounds=suggestion.grounds, proposal=suggestion.proposal,
        number=_code(suggestion), category=category, deputy_card=lead.card_no,
        delegation=lead.group, basis=basis, public=not suggestion.private_reason,
        filed=suggestion.filed_at and clock.day_of(suggestion.filed_at), cosigners=signers,
    ).paper()  # fmt: skip


def assignment(suggestion: Suggestion) -> Paper:
    """The letter that hands it to its units (交办单), with the dates that they have."""
    cases = list(cases_of(suggestion).select_related("lead", "town"))
    helpers = list(
        CoHandler.objects.filter(case__in=cases, round=1).select_related("unit").order_by("id")
    )
    separate = len(cases) > 1
    units = [
        papers.AssignedUnit(case.lead.name, "分办" if separate else "主办")
        for case in cases
        if case.lead
    ]
    units += [papers.AssignedUnit(one.unit.name, "会办") for one in helpers]
    first = cases[0]
    day = clock.day_of(first.assigned_at) if first.assigned_at else clock.today()
    return papers.AssignmentLetter(
        issuer=papers.Unit(_presidium(suggestion), phone=suggestion.town.phone),
        suggestion=_about(suggestion), units=units, date=day,
        contact_by=case_clock.due_by_rule(first, "suggestion.contact", day).date,
        opinion_by=min((one.due for one in helpers), default=None), reply_by=first.due,
        requirements=first.instruction,
    ).paper()  # fmt: skip


def refusal(suggestion: Suggestion, case: Case) -> Paper | None:
    """A unit's refusal in writing (退办申请); None where none was asked."""
    asked = case.requests.filter(kind=Request.Kind.REFUSE).select_related("unit").last()
    if asked is None:
        return None
    return papers.RefusalApplication(
        unit=_unit(asked.unit), to=_presidium(suggestion), suggestion=_about(suggestion),
        assigned=case.assigned_at and clock.day_of(case.assigned_at), reasons=asked.reason,
        date=clock.day_of(asked.asked_at), duty="；".join(asked.unit.duties[:3]),
    ).paper()  # fmt: skip


def extension(suggestion: Suggestion, case: Case) -> Paper | None:
    """A unit's request for more time (延期申请); None where none was asked."""
    asked = case.requests.filter(kind=Request.Kind.EXTEND).select_related("unit").last()
    if asked is None or case.due is None:
        return None
    wished = case.due
    if asked.state == Request.State.ASKED:
        wished = rulebook.calendar().add_workdays(case.due, asked.value or 0)
    return papers.ExtensionApplication(
        unit=_unit(asked.unit), to=_presidium(suggestion), suggestion=_about(suggestion),
        due=case.due if wished != case.due else None, wished=wished, reasons=asked.reason,
        date=clock.day_of(asked.asked_at),
    ).paper()  # fmt: skip


def opinion(suggestion: Suggestion, helper: CoHandler) -> Paper:
    """A co-handler's opinion for the lead (会办意见)."""
    case = helper.case
    return papers.CoHandlerOpinion(
        unit=_unit(helper.unit), lead=case.lead.name if case.lead else "",
        suggestion=_about(suggestion), opinion=helper.opinion,
        date=helper.given_at and clock.day_of(helper.given_at), copies=_presidium(suggestion),
    ).paper()  # fmt: skip


def consultation(suggestion: Suggestion, talked: Consultation) -> Paper:
    """The record of a talk with the deputy (面商记录)."""
    deputy = talked.answered_by or suggestion.lead
    return papers.ConsultationRecord(
        suggestion=_about(suggestion), unit=talked.unit.name, deputy=deputy.name,
        held=talked.held_on, place=talked.where, way=HOW[talked.how], present=talked.people,
        said_by_unit=talked.said, said_by_deputy=talked.deputy_note,
    ).paper()  # fmt: skip


def reply(suggestion: Suggestion, given: Reply) -> Paper:
    """The reply letter (答复函), with the town's letter for its result; its copies as the pack says."""
    helpers = given.case.cohandlers.filter(round=given.round).select_related("unit")
    promises = [
        f"{one.text}（{said(one.due)}前）" for one in given.commitments.order_by("due", "id")
    ]
    sections = [papers.Section("承诺事项", "\n".join(promises))] if promises else []
    copies = [_presidium(suggestion)]
    if rulebook.choice(suggestion.town, "suggestion.copies") == "congress_and_office":
        copies.append(f"{suggestion.town.name}人民政府办公室")
    return papers.ReplyLetter(
        unit=_unit(given.unit, code=given.code, signer=given.signer),
        suggestion=_about(suggestion), text=given.text, date=clock.day_of(given.signed_at),
        mark=rulebook.scheme(suggestion.town).letter(given.outcome), sections=sections,
        cohandled=[one.unit.name for one in helpers], round=given.round, copies="，".join(copies),
    ).paper()  # fmt: skip


def on_the_spot(suggestion: Suggestion, given: Reply) -> Paper:
    """What was answered face to face in session, for the deputy's signature (当面答复记录)."""
    return papers.OnTheSpotReply(
        suggestion=_about(suggestion), unit=given.unit.name, answerer=given.signer,
        deputy=suggestion.lead.name, held=clock.day_of(given.signed_at), reply=given.text,
        place="会场",
    ).paper()  # fmt: skip


def feedback(suggestion: Suggestion, given: Reply, deputy: Deputy) -> Paper:
    """A deputy's form on a reply (征询意见表), filled in as far as it was returned."""
    opinion = Opinion.objects.filter(
        case=given.case, deputy=deputy, round=given.round, about=Opinion.About.REPLY
    ).first()
    return papers.FeedbackForm(
        town=suggestion.town.name, suggestion=_about(suggestion), units=[given.unit.name],
        replied=clock.day_of(given.signed_at), attitude=GRADES[opinion.attitude if opinion else ""],
        result=GRADES[opinion.result if opinion else ""], words=opinion.word if opinion else "",
        signed=opinion and clock.day_of(opinion.at), due=given.feedback_due, round=given.round,
    ).paper()  # fmt: skip


def receipt(suggestion: Suggestion, given: Reply) -> Paper | None:
    """What became of a reply's promises (承诺事项落实回执); None where it promised nothing."""
    promises = list(given.commitments.order_by("due", "id"))
    if not promises:
        return None
    opinion = Opinion.objects.filter(
        case=given.case, round=given.round, about=Opinion.About.COMMITMENT, leads=True
    ).first()
    return papers.CommitmentReceipt(
        suggestion=_about(suggestion), unit=given.unit.name,
        commitments=[_promise(one) for one in promises],
        reported=max((clock.day_of(one.kept_at) for one in promises if one.kept_at), default=None),
        replied=clock.day_of(given.signed_at), verdict=KEPT[opinion.result if opinion else ""],
        words=opinion.word if opinion else "", signed=opinion and clock.day_of(opinion.at),
    ).paper()  # fmt: skip


def _promise(one: Promise) -> papers.Commitment:
    return papers.Commitment(
        one.text, one.due, one.shown, one.kept_at and clock.day_of(one.kept_at)
    )


def minutes(meeting: Meeting) -> Paper:
    """The minutes of an assignment meeting (交办会纪要)."""
    units = Unit.objects.in_bulk()
    items = []
    listed = meeting.items.filter(state=ItemState.AGREED)
    for one in listed.select_related("suggestion__lead", "suggestion__session__term", "lead"):
        others = "、".join(units[pk].name for pk in one.others)
        items.append(
            papers.AssignedItem(
                _code(one.suggestion), one.suggestion.title, one.suggestion.lead.name,
                one.lead.name if one.lead else "", others, one.suggestion.answer_due,
            )
        )  # fmt: skip
    people = "、".join(line.strip() for line in meeting.present.splitlines() if line.strip())
    disputes = [
        f"{one.suggestion.code}：{one.dispute.rstrip('。')}；商定：{one.settlement.rstrip('。')}。"
        for one in listed.select_related("suggestion").exclude(dispute="")
    ]
    town = meeting.town.name
    session = meeting.session.title if meeting.session else "闭会期间"
    return papers.AssignmentMinutes(
        name=f"{town}人民代表大会主席团会议纪要", session=session, held=meeting.held_on,
        place=meeting.place or "会议室", chair=meeting.chair or f"{town}人大主席", items=items,
        decisions="\n".join(disputes), attended=people,
        issuer=f"{town}人民代表大会主席团", date=meeting.held_on,
    ).paper()  # fmt: skip
