"""Papers to print, sign and seal; and the signed scan back to its case."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying import papers
from huying.core import files
from huying.core.models import StoredFile
from huying.core.permissions import Role
from huying.handling.models import Case, Meeting, SignedPaper
from huying.handling.queries import cases_seen_by
from huying.handling.suggestions.origin import cases_of
from huying.handling.suggestions.people import deputies_of
from huying.handling.suggestions.signed import PaperKind, keep_signed, may_see_scan
from huying.papers.blocks import Paper
from huying.records import report as reports
from huying.suggestions.models import Suggestion
from huying.suggestions.queries import readable_by
from huying.web.forms import attempt
from huying.web.papers import build
from huying.web.papers.forms import ScanForm

FORMATS = {"docx": papers.DOCX, "pdf": papers.PDF}


@dataclass(frozen=True)
class Ready:
    """A paper that can be printed now. key: its name in the URL; made: sets it; on: what it is about, in words.

    reply: of a feedback form, the id of the reply that it asks about.
    """

    key: str
    kind: PaperKind
    made: Callable[[], Paper | None]
    on: str = ""
    reply: int = 0


def _suggestion(request: HttpRequest, pk: int) -> Suggestion:
    """One that the reader has papers of: its authors, the congress, the units that work on it."""
    rows = Suggestion.objects.select_related("lead", "town", "session__term", "term", "division")
    seen = readable_by(request.actor).filter(pk=pk).exists()
    found = get_object_or_404(rows, pk=pk)
    if seen and (request.actor.has(Role.STAFF, Role.PRESIDIUM) or _authors(request, found)):
        return found
    if cases_seen_by(request.actor).filter(pk__in=cases_of(found).values("pk")).exists():
        return found
    raise Http404


def _authors(request: HttpRequest, suggestion: Suggestion) -> bool:
    deputy = request.actor.deputy_id
    return deputy is not None and (
        suggestion.lead_id == deputy or suggestion.cosigners.filter(deputy=deputy).exists()
    )


def ready_papers(suggestion: Suggestion) -> list[Ready]:
    """What can be printed of a suggestion as it stands, in the order in which a town prints it."""
    if not suggestion.title:
        return []
    cases = _cases(suggestion)
    listed = [Ready("form", PaperKind.FORM, partial(build.form, suggestion))]
    if any(case.assigned_at for case in cases):
        made = partial(build.assignment, suggestion)
        listed.append(Ready("assignment", PaperKind.ASSIGNMENT, made))
    for case in cases:
        listed += _of_case(suggestion, case)
    return listed


def _cases(suggestion: Suggestion) -> list[Case]:
    rows = (
        cases_of(suggestion)
        .select_related("lead", "town")
        .prefetch_related(
            "requests__unit", "cohandlers__unit", "consultations", "replies__commitments"
        )
    )
    return list(rows)


def _of_case(suggestion: Suggestion, case: Case) -> Iterator[Ready]:
    unit = case.lead.name if case.lead else ""

    def ready(
        kind: PaperKind,
        setter: Callable[..., Paper | None],
        about: Any,
        on: str,
        *more: Any,
        reply: int = 0,
    ) -> Ready:
        made = partial(setter, suggestion, about, *more)
        return Ready(f"{kind.value}-{about.pk}", kind, made, on, reply)

    asked = {one.kind for one in case.requests.all()}
    if "refuse" in asked:
        yield ready(PaperKind.REFUSAL, build.refusal, case, unit)
    if "extend" in asked:
        yield ready(PaperKind.EXTENSION, build.extension, case, unit)
    for helper in case.cohandlers.all():
        if helper.given_at:
            yield ready(PaperKind.OPINION, build.opinion, helper, helper.unit.name)
    for talked in case.consultations.all():
        yield ready(PaperKind.CONSULTATION, build.consultation, talked, f"{unit} {talked.held_on}")
    for given in case.replies.all():
        again = _("第 %(n)s 轮") % {"n": given.round} if given.round > 1 else ""
        on = " ".join(filter(None, [unit, again]))
        if given.on_the_spot:
            yield ready(PaperKind.ON_THE_SPOT, build.on_the_spot, given, on)
        yield ready(PaperKind.REPLY, build.reply, given, on)
        yield ready(PaperKind.FEEDBACK, build.feedback, given, on, suggestion.lead, reply=given.pk)
        if given.commitments.all():
            yield ready(PaperKind.RECEIPT, build.receipt, given, on)


def home(request: HttpRequest, pk: int) -> HttpResponse:
    """All papers of a suggestion, to take away; the signed ones that came back; one more to bring back."""
    suggestion = _suggestion(request, pk)
    form = ScanForm(
        request.POST or None, request.FILES or None, suggestion=suggestion, by=request.actor
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kept = attempt(
            form, keep_signed, suggestion=suggestion, case=said["case"], kind=said["kind"],
            by=request.actor, stream=said["file"], filename=said["file"].name,
        )  # fmt: skip
        if kept is not None:
            messages.success(request, _("纸件已收回，放在这件建议里。"))
            return HttpResponseRedirect(reverse("papers", args=[request.town.slug, pk]))
    signed = SignedPaper.objects.filter(suggestion=suggestion).select_related("file", "case__lead")
    context = {
        "suggestion": suggestion, "ready": ready_papers(suggestion), "form": form,
        "signed": [(one, PaperKind(one.kind).label) for one in signed],
        "for_all": request.actor.has(Role.STAFF, Role.PRESIDIUM)
        and suggestion.cosigners.filter(state="confirmed").exists(),
        "can_bring": request.actor.has(Role.STAFF, Role.CLERK, Role.HEAD),
    }  # fmt: skip
    return render(request, "papers/home.html", context)


def paper(request: HttpRequest, pk: int, key: str, format: str) -> HttpResponse:
    """One paper as a file. 404 where there is nothing to print yet."""
    suggestion = _suggestion(request, pk)
    ready = {one.key: one for one in ready_papers(suggestion)}
    if key not in ready or format not in FORMATS:
        raise Http404
    made = ready[key].made()
    if made is None:
        raise Http404
    name = f"{suggestion.code or suggestion.title}{PaperKind(ready[key].kind).label}"
    return file_of(made, name, format)


def feedback_of_all(request: HttpRequest, pk: int, reply: int, format: str) -> HttpResponse:
    """The feedback forms of every author of a reply, one after another, to hand out on paper."""
    suggestion = _suggestion(request, pk)
    given = next((r for c in _cases(suggestion) for r in c.replies.all() if r.pk == reply), None)
    if given is None or format != "pdf":
        raise Http404
    made = [build.feedback(suggestion, given, one) for one in deputies_of(given.case)]
    return _download(
        papers.joined([papers.render(one, "pdf") for one in made]), papers.PDF,
        f"{suggestion.code}{PaperKind.FEEDBACK.label}.pdf",
    )  # fmt: skip


def meeting(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Of a closed assignment meeting: the minutes (docx, pdf), all its letters in one PDF, or as a ZIP of DOCX."""
    found = get_object_or_404(Meeting.objects.select_related("town", "session__term"), pk=pk)
    if found.state != "closed":
        raise Http404
    if what in ("minutes.docx", "minutes.pdf"):
        return file_of(build.minutes(found), _("交办会纪要"), what.rpartition(".")[2])
    assigned = Suggestion.objects.filter(
        pk__in=found.items.exclude(state="put_off").values("suggestion")
    ).select_related("lead", "town", "session__term", "term", "division")
    letters = [
        (one, build.assignment(one))
        for one in assigned.order_by("series", "number")
        if cases_of(one).exclude(state="ended").exists()
    ]
    if what == "letters.pdf":
        data = papers.joined([papers.render(letter, "pdf") for _one, letter in letters])
        return _download(data, papers.PDF, f"{found.title}{PaperKind.ASSIGNMENT.label}.pdf")
    if what != "letters.zip":
        raise Http404
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # Two sessions may each have a number 1.
        for place, (one, letter) in enumerate(letters, start=1):
            archive.writestr(
                f"{place:02d} {one.code}{PaperKind.ASSIGNMENT.label}.docx",
                papers.render(letter, "docx"),
            )
    return _download(packed.getvalue(), "application/zip", f"{found.title}.zip")


def report(request: HttpRequest, year: int, format: str) -> HttpResponse:
    """The yearly report as drafted from the record."""
    if format not in FORMATS:
        raise Http404
    drafted = reports.draft(request.town, year)
    return file_of(drafted.paper(), drafted.title, format)


def scan(request: HttpRequest, token: str) -> FileResponse:
    """A signed paper that came back."""
    stored = get_object_or_404(StoredFile, token=token)
    if not may_see_scan(request.actor, stored):
        raise Http404
    # A PDF is taken away: a viewer does not run in a sandbox.
    response = FileResponse(
        files.path_of(stored).open("rb"), content_type=stored.mime,
        as_attachment=stored.mime == papers.PDF, filename=stored.name.rpartition("/")[2],
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response


def file_of(made: Paper, name: str, format: str) -> HttpResponse:
    """A paper to take away; format: one of FORMATS."""
    return _download(papers.render(made, format), FORMATS[format], f"{name}.{format}")  # type: ignore[arg-type]


def _download(data: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
