"""Bringing in a table: upload, say which column is which, look, bring in, undo."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core import sheets
from huying.core.errors import HuyingError
from huying.core.permissions import permits, require
from huying.imports import actions
from huying.imports.kinds import KINDS, Kind
from huying.imports.models import ImportBatch
from huying.imports.rows import Bad
from huying.web.forms import attempt
from huying.web.imports import store
from huying.web.imports.forms import SAMPLE_LENGTH, SAMPLES, AnswerForm, MapForm, UploadForm
from huying.web.imports.shown import SHOWN
from huying.web.paging import keyset

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_SHOWN = 50
EXCERPT = 120


def home(request: HttpRequest) -> HttpResponse:
    """Say what is brought in and upload a table of it; the batches of its kind that came in before."""
    kind = _kind(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        upload = attempt(form, store.keep, town=request.town, kind=kind, upload=file)
        if upload is not None:
            return _to(request, "import-map", upload.token)
    batches = ImportBatch.objects.filter(town=request.town, kind=kind.key).select_related("town")
    page = keyset(request, batches)
    for batch in page:
        batch.undoable = actions.may_undo(batch)
    tabs = [
        {"label": one.label, "url": f"?kind={one.key}", "current": one is kind}
        for one in KINDS.values()
        if permits(request.actor, one.permission)
    ]
    context = {
        "form": form, "batches": page, "importing": kind, "shown": SHOWN[kind.key], "tabs": tabs
    }  # fmt: skip
    return render(request, "imports/home.html", context, status=422 if form.errors else 200)


def _kind(request: HttpRequest) -> Kind:
    """The kind that `?kind=` names, else the first one. Raises Http404, Denied."""
    kind = KINDS.get(request.GET.get("kind", "voices"))
    if kind is None:
        raise Http404
    require(request.actor, kind.permission)
    return kind


def template(request: HttpRequest) -> HttpResponse:
    """A table to fill in, every column named as we guess it."""
    kind = _kind(request)
    columns = [(str(column.label), str(column.help)) for column in kind.columns]
    answer = HttpResponse(sheets.template(columns), content_type=XLSX)
    name = SHOWN[kind.key].filename
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def choose(request: HttpRequest, token: str) -> HttpResponse:
    """Which column is which; what the names say is chosen beforehand."""
    upload = _waiting(request, token)
    if isinstance(upload, HttpResponse):
        return upload
    sheet = upload.open()
    samples = _samples(sheet)
    form = MapForm(
        request.POST or None, columns=upload.kind.columns, headers=sheet.headers,
        samples=samples, initial=upload.mapping or upload.kind.guess(sheet.headers),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        chosen = {key: header for key, header in form.cleaned_data.items() if header}
        empty = replace(sheet, rows=iter(()))
        told = {"kind": upload.kind, "town": request.town, "sheet": empty, "mapping": chosen}
        if attempt(form, actions.check, **told) is not None:
            upload.remember(chosen)
            return _to(request, "import-preview", token)
    context = {"form": form, "upload": upload, "count": sheet.count}
    return render(request, "imports/map.html", context, status=422 if form.errors else 200)


def _samples(sheet: sheets.Sheet) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {header: [] for header in sheet.headers}
    for row in itertools.islice(sheet.rows, SAMPLES):
        for header, value in zip(sheet.headers, row.values, strict=True):
            if value:
                found[header].append(str(value)[:SAMPLE_LENGTH])
    sheet.rows.close()  # type: ignore[attr-defined]
    return found


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The first rows as they would come in, every bad row with its reasons; then bring in (POST)."""
    upload = _waiting(request, token)
    if isinstance(upload, HttpResponse):
        return upload
    if not upload.mapping:
        return _to(request, "import-map", token)
    try:
        checked = _checked(request, upload, keep=request.method == "POST")
        if request.method == "POST":
            return _bring_in(request, upload, checked)
    except HuyingError as error:
        context = {"upload": upload, "error": str(error)}
        return render(request, "imports/unreadable.html", context, status=422)
    form = AnswerForm(questions=checked.questions, initial=upload.answers)
    return _show(request, upload, checked, form)


def _checked(request: HttpRequest, upload: store.Upload, *, keep: bool) -> actions.Checked:
    checked = actions.check(
        upload.kind, town=request.town, sheet=upload.open(), mapping=upload.mapping,
        answers=upload.answers, keep=keep,
    )  # fmt: skip
    if checked.bad:
        actions.write_faults(checked, upload.faults_path)
    else:
        upload.faults_path.unlink(missing_ok=True)
    return checked


def _show(
    request: HttpRequest, upload: store.Upload, checked: actions.Checked, form: AnswerForm,
    error: str = "",
) -> HttpResponse:  # fmt: skip
    rows = [
        {"number": row.number, "good": None if isinstance(row, Bad) else row, "bad": row}
        for row in checked.first
    ]
    context = {
        "upload": upload, "checked": checked, "rows": rows, "error": error, "excerpt": EXCERPT,
        "bad_rows": checked.bad_rows[:FAULTS_SHOWN], "total": checked.good + checked.bad,
        "form": form, "shown": SHOWN[upload.kind.key],
    }  # fmt: skip
    status = 422 if error or form.errors else 200
    return render(request, "imports/preview.html", context, status=status)


def _bring_in(request: HttpRequest, upload: store.Upload, checked: actions.Checked) -> HttpResponse:
    """Take what was answered; where it changes what comes in, look again before anything does."""
    form = AnswerForm(request.POST, questions=checked.questions)
    if not form.is_valid():
        return _show(request, upload, checked, form)
    if (said := form.answers()) != upload.answers:
        upload.answer(said)
        checked = _checked(request, upload, keep=True)
        if checked.bad:
            return _to(request, "import-preview", upload.token)
    if "look" in request.POST:
        return _to(request, "import-preview", upload.token)
    try:
        batch, new = actions.bring_in(
            town=request.town, by=request.actor, checked=checked, token=upload.token,
            filename=upload.filename, only_good=request.POST.get("only_good") == "1",
        )  # fmt: skip
    except HuyingError as error:
        return _show(request, upload, checked, form, str(error))
    upload.drop(with_faults=False)
    if not new:
        messages.warning(request, _("这个文件已经导入过，没有再导入一次。"))
    return _to(request, "import-batch", batch.pk)


def faults(request: HttpRequest, token: str) -> HttpResponse:
    """The bad rows as a table, to mend and upload again; there for a day."""
    upload = store.find(request.town, token)
    if upload is None or not upload.faults_path.is_file():
        raise Http404
    name = _("不对的行") + f"-{Path(upload.filename).stem}.xlsx"
    return FileResponse(
        upload.faults_path.open("rb"), content_type=XLSX, as_attachment=True, filename=name
    )


@require_POST
def drop(request: HttpRequest, token: str) -> HttpResponse:
    """Throw an upload away."""
    upload = store.find(request.town, token)
    if upload is not None:
        upload.drop()
        messages.success(request, _("没有导入，文件已删除。"))
    return _home(request, upload)


def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What came in with one table, and whether it can still be undone."""
    found = get_object_or_404(ImportBatch, pk=pk)
    shown, left = SHOWN[found.kind], actions.left_of(found)
    things = left if found.undone_at else shown.everything(found)
    upload = store.find(request.town, found.token) if found.token else None
    context = {
        "batch": found, "shown": shown, "things": keyset(request, things),
        "left": left.count(), "undoable": actions.may_undo(found),
        "until": actions.undo_until(found), "may_read": permits(request.actor, shown.reads),
        "groups": found.kind == "voices" and not found.undone_at
        and permits(request.actor, "matters.triage"),
        "faults": upload if upload is not None and upload.faults_path.is_file() else None,
    }  # fmt: skip
    return render(request, "imports/batch.html", context)


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take a batch back."""
    found = get_object_or_404(ImportBatch, pk=pk)
    if request.method != "POST":
        said = str(SHOWN[found.kind].undo) % {"n": found.rows}
        return render(request, "imports/undo.html", {"batch": found, "said": said})
    try:
        undone = actions.undo(batch=found, by=request.actor)
    except HuyingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("撤销了%(n)s件。") % {"n": undone})
    return _to(request, "import-batch", pk)


def _waiting(request: HttpRequest, token: str) -> Any:
    """The upload, or a way on where it came in or is gone."""
    upload = store.find(request.town, token)
    if upload is not None and upload.path.is_file():
        return upload
    came_in = ImportBatch.objects.filter(town=request.town, token=token).first()
    if came_in is not None:
        messages.warning(request, _("这个文件已经导入过，没有再导入一次。"))
        return _to(request, "import-batch", came_in.pk)
    if upload is None:
        raise Http404
    messages.warning(request, _("这个文件已经不在了，请重新上传。"))
    return _home(request, upload)


def _home(request: HttpRequest, upload: store.Upload | None) -> HttpResponse:
    query = f"?kind={upload.kind.key}" if upload is not None else ""
    return HttpResponseRedirect(reverse("import-home", args=[request.town.slug]) + query)


def _to(request: HttpRequest, name: str, *args: Any) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[request.town.slug, *args]))
