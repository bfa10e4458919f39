"""Signed papers come back to their case: whose they are, what is not a scan, who may look."""

import io

import pytest

from huying.core import files, scans
from huying.core.errors import Denied, Missing
from huying.core.models import Event
from huying.core.permissions import Role
from huying.core.photos import PhotoError
from huying.core.tenancy import in_town
from huying.handling.suggestions.origin import cases_of
from huying.handling.suggestions.signed import keep_signed, may_see_scan
from tests.factories import (
    make_actor,
    make_deputy,
    make_deputy_actor,
    make_picture,
    make_suggestion,
    make_town,
)  # fmt: skip

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def keep(town, by, data=PDF, kind="reply", filename="答复函.pdf"):
    suggestion = make_suggestion(town, state="answered")
    return keep_signed(
        suggestion=suggestion, case=cases_of(suggestion).get(), kind=kind, by=by,
        stream=io.BytesIO(data), filename=filename,
    )  # fmt: skip


def test_pdf_is_kept_byte_for_byte_and_recorded(town):
    paper = keep(town, make_actor(town, Role.HEAD))
    assert files.path_of(paper.file).read_bytes() == PDF
    assert (paper.file.kind, paper.file.mime) == ("scan", "application/pdf")
    event = Event.objects.get(kind="suggestion", verb="keep_paper")
    told = event.content.body
    assert (told["kind"], told["sha256"]) == ("reply", paper.file.original_sha256)


def test_photo_of_the_sheet_will_do(town):
    paper = keep(town, make_actor(town, Role.STAFF), make_picture().read(), filename="a.jpg")
    assert (paper.file.kind, paper.file.mime) == ("paper", "image/jpeg")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "scan_empty"), (b"%PDF-1.4 no end", "scan_kind"),
        (b"%PDF-" + b"0" * scans.MAX_BYTES + b"%%EOF", "scan_bytes"),
        (PDF.replace(b"/Type", b"/OpenAction 2 0 R /Type"), "scan_active"),
        (b"hello, I am a text", "photo_kind"),
    ],
)  # fmt: skip
def test_what_is_no_scan_is_refused_in_a_sentence(town, data, code):
    with pytest.raises((scans.ScanError, PhotoError)) as caught:
        keep(town, make_actor(town, Role.STAFF), data)
    assert caught.value.code == code


def test_units_bring_back_only_what_they_sign(town):
    head = make_actor(town, Role.HEAD)
    with pytest.raises(Denied):
        keep(town, head, kind="feedback")
    with pytest.raises(Denied):
        keep(town, make_actor(town, Role.HEAD, unit="social"))
    with pytest.raises(Missing):
        keep(town, head, kind="poster")


def test_only_its_own_people_may_look(town):
    paper = keep(town, make_actor(town, Role.HEAD))
    lead = make_deputy_actor(town, paper.suggestion.lead)
    stranger = make_deputy_actor(town, make_deputy(town))
    seeing = {
        "staff": make_actor(town, Role.STAFF), "unit": make_actor(town, Role.CLERK), "lead": lead,
        "other unit": make_actor(town, Role.CLERK, unit="social"), "other deputy": stranger,
        "keeper": make_actor(town, Role.KEEPER),
    }  # fmt: skip
    assert {name for name, one in seeing.items() if may_see_scan(one, paper.file)} == {
        "staff", "unit", "lead",
    }  # fmt: skip
