"""Papers to take away, whose they are, and the signed ones that come back."""

import io
import zipfile

import docx
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huying import papers
from huying.core import clock
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import replies, requests
from huying.handling.actions import accept, give_opinion
from huying.handling.models import SignedPaper
from huying.handling.replies import Promise
from huying.handling.suggestions import meetings
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.town.models import Unit
from huying.web.papers.views import ready_papers
from tests.factories import consult, make_deputy, make_suggestion, make_town
from tests.web.browser import Desk, page

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def everything(town):
    """A suggestion of which there is every paper."""
    by = system_actor(town.pk)
    suggestion = make_suggestion(town, signers=[make_deputy(town)])
    helper = Unit.objects.get(key="transport")
    (case,) = assign_all([Plan(suggestion, Unit.objects.get(key="water"), [helper])], by=by)
    requests.refuse(case=case, by=by, reason="路灯不归水利站管")
    requests.insist(case=case, by=by, reason="仍由水利站办理")
    accept(case=case, by=by)
    give_opinion(case=case, unit=helper, by=by, text="同意。")
    consult(case)
    promise = Promise("换灯", clock.today())
    replies.draft(case=case, by=by, text="已列入计划。", outcome="planned", promises=[promise])
    replies.sign(case=case, by=by, code="高政复〔2026〕3号")
    suggestion.refresh_from_db()
    return suggestion


def test_every_paper_that_is_ready_is_a_file_that_opens(town):
    suggestion = everything(town)
    staff = Desk(town, Role.STAFF)
    listed = ready_papers(suggestion)
    assert [one.kind.value for one in listed] == [
        "form", "assignment", "refusal", "opinion", "consultation", "reply", "feedback", "receipt",
    ]  # fmt: skip
    for one in listed:
        pdf = staff.get("paper", suggestion.pk, one.key, "pdf")
        assert len(pypdfium2.PdfDocument(pdf.content)) >= 1, one.key
        word = staff.get("paper", suggestion.pk, one.key, "docx")
        assert docx.Document(io.BytesIO(word.content)).element.body is not None


def test_reply_letter_says_its_number_letter_and_promise(town):
    suggestion = everything(town)
    key = next(one.key for one in ready_papers(suggestion) if one.kind == "reply")
    data = Desk(town, Role.CLERK).get("paper", suggestion.pk, key, "pdf").content
    text = "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(data))
    plain = "".join(text.split())
    for said in ("高政复〔2026〕3号", "已列入计划。", "B", "第1号建议", "承诺事项"):
        assert said in plain


def test_only_its_own_people_have_the_papers(town):
    suggestion = everything(town)
    seen = {
        role: Desk(town, role).get("papers", suggestion.pk).status_code
        for role in (Role.STAFF, Role.PRESIDIUM, Role.CLERK, Role.DEPUTY, Role.KEEPER)
    }
    seen["other unit"] = (
        Desk(town, Role.CLERK, unit="social").get("papers", suggestion.pk).status_code
    )
    assert seen == {
        Role.STAFF: 200, Role.PRESIDIUM: 200, Role.CLERK: 200, Role.DEPUTY: 200, Role.KEEPER: 403,
        "other unit": 404,
    }  # fmt: skip


def test_signed_scan_comes_back_and_is_seen(town):
    suggestion = everything(town)
    staff = Desk(town, Role.STAFF)
    scan = SimpleUploadedFile("答复函.pdf", PDF, "application/pdf")
    response = staff.post("papers", suggestion.pk, kind="reply", case="", file=scan)
    assert response.status_code == 302
    kept = SignedPaper.objects.get()
    assert "答复函" in page(staff.get("papers", suggestion.pk))
    shown = staff.get("paper-scan", kept.file.token)
    assert b"".join(shown.streaming_content) == PDF
    assert (shown["X-Content-Type-Options"], shown["Content-Security-Policy"]) == (
        "nosniff",
        "sandbox",
    )


def test_what_is_no_scan_is_said_at_its_field_and_the_choice_stays(town):
    suggestion = everything(town)
    bad = SimpleUploadedFile("答复函.pdf", b"%PDF-1.4 broken", "application/pdf")
    response = Desk(town, Role.STAFF).post("papers", suggestion.pk, kind="reply", case="", file=bad)
    form = response.context["form"]
    assert list(form.errors) == ["file"]
    assert form["kind"].value() == "reply"
    assert SignedPaper.objects.count() == 0


def test_closed_meeting_gives_minutes_and_all_letters_in_one_file(town):
    by = system_actor(town.pk)
    for _each in range(3):
        make_suggestion(town)
    meeting = meetings.prepare(town=town, by=by, title="代表建议交办会", held_on=clock.today())
    staff = Desk(town, Role.STAFF)
    assert staff.get("paper-meeting", meeting.pk, "minutes.pdf").status_code == 404
    for item in meeting.items.all():
        meetings.decide(
            item=item, by=by, state="agreed", lead=Unit.objects.get(key="water"), others=[]
        )
    meeting.refresh_from_db()
    meetings.close(meeting=meeting, by=by)
    letters = pypdfium2.PdfDocument(staff.get("paper-meeting", meeting.pk, "letters.pdf").content)
    # Each letter begins on a right-hand page.
    assert len(letters) % 2 == 0
    assert len(letters) >= 6
    packed = zipfile.ZipFile(
        io.BytesIO(staff.get("paper-meeting", meeting.pk, "letters.zip").content)
    )
    assert len(packed.namelist()) == 3
    minutes = staff.get("paper-meeting", meeting.pk, "minutes.docx").content
    assert "代表建议交办会纪要" in "".join(
        p.text for p in docx.Document(io.BytesIO(minutes)).paragraphs
    )


def test_yearly_report_is_a_paper(town):
    everything(town)
    response = Desk(town, Role.STAFF).get("paper-report", clock.today().year, "docx")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(response.content)).paragraphs)
    assert "按期答复率100.0%（1／1）。" in text


def test_each_author_gets_a_form_of_their_own(town):
    suggestion = everything(town)
    staff = Desk(town, Role.STAFF)
    link = next(one for one in ready_papers(suggestion) if one.reply)
    assert "每位代表一份（PDF）" in page(staff.get("papers", suggestion.pk))
    assert "每位代表一份（PDF）" not in page(Desk(town, Role.CLERK).get("papers", suggestion.pk))
    forms = pypdfium2.PdfDocument(
        staff.get("paper-forms", suggestion.pk, link.reply, "pdf").content
    )
    text = "".join(one.get_textpage().get_text_range() for one in forms)
    assert text.count("征询意见表") == 2


def test_joined_papers_are_all_there():
    one = papers.render(
        papers.FeedbackForm("高都镇", papers.Suggestion("", "", "", ()), ()).paper(), "pdf"
    )
    assert len(pypdfium2.PdfDocument(papers.joined([one, one]))) == 4
