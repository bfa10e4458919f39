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
from huying.core.permissions import permits
from huying.voices import imports
from huying.voices.import_rows import COLUMNS, Good, guess
from huying.voices.models import ImportBatch, Voice
from huying.web.forms import attempt
from huying.web.imports import store
from huying.web.imports.forms import SAMPLE_LENGTH, SAMPLES, MapForm, UploadForm
from huying.web.paging import keyset

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_SHOWN = 50
EXCERPT = 120


def home(request: HttpRequest) -> HttpResponse:
    """Upload a table; the batches that came in before."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        upload = attempt(form, store.keep, town=request.town, upload=form.cleaned_data["file"])
        if upload is not None:
            return _to(request, "import-map", upload.token)
    batches = keyset(request, ImportBatch.objects.filter(town=request.town).select_related("town"))
    for batch in batches:
        batch.undoable = imports.may_undo(batch)
    context = {"form": form, "batches": batches}
    return render(request, "imports/home.html", context, status=422 if form.errors else 200)


def template(request: HttpRequest) -> HttpResponse:
    """A table to fill in, every column named as we guess it."""
    columns = [(str(column.label), str(column.help)) for column in COLUMNS]
    answer = HttpResponse(sheets.template(columns), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="voices.xlsx"'
    return answer


def choose(request: HttpRequest, token: str) -> HttpResponse:
    """Which column is which; what the names say is chosen beforehand."""
    upload = _waiting(request, token)
    if isinstance(upload, HttpResponse):
        return upload
    sheet = upload.open()
    samples = _samples(sheet)
    form = MapForm(
        request.POST or None, headers=sheet.headers, samples=samples,
        initial=upload.mapping or guess(sheet.headers),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        chosen = {key: header for key, header in form.cleaned_data.items() if header}
        empty = replace(sheet, rows=iter(()))
        if attempt(form, imports.check, town=request.town, sheet=empty, mapping=chosen) is not None:
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
        checked = imports.check(
            town=request.town, sheet=upload.open(), mapping=upload.mapping,
            keep=request.method == "POST",
        )  # fmt: skip
        if checked.bad:
            imports.write_faults(checked, upload.faults_path)
        else:
            upload.faults_path.unlink(missing_ok=True)
        if request.method == "POST":
            return _bring_in(request, upload, checked)
    except HuyingError as error:
        context = {"upload": upload, "error": str(error)}
        return render(request, "imports/unreadable.html", context, status=422)
    return _show(request, upload, checked)


def _show(
    request: HttpRequest, upload: store.Upload, checked: imports.Checked, error: str = ""
) -> HttpResponse:
    shown = [
        {"number": row.number, "good": row if isinstance(row, Good) else None, "bad": row}
        for row in checked.first
    ]
    context = {
        "upload": upload, "checked": checked, "rows": shown, "error": error, "excerpt": EXCERPT,
        "bad_rows": checked.bad_rows[:FAULTS_SHOWN], "total": checked.good + checked.bad,
    }  # fmt: skip
    return render(request, "imports/preview.html", context, status=422 if error else 200)


def _bring_in(request: HttpRequest, upload: store.Upload, checked: imports.Checked) -> HttpResponse:
    try:
        batch, new = imports.bring_in(
            town=request.town, by=request.actor, checked=checked, token=upload.token,
            filename=upload.filename, only_good=request.POST.get("only_good") == "1",
        )  # fmt: skip
    except HuyingError as error:
        return _show(request, upload, checked, str(error))
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
    return _to(request, "import-home")


def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What came in with one table, and whether it can still be undone."""
    found = get_object_or_404(ImportBatch, pk=pk)
    left = imports.left_of(found)
    voices = left if found.undone_at else Voice.objects.filter(batch=found)
    upload = store.find(request.town, found.token) if found.token else None
    context = {
        "batch": found, "voices": keyset(request, voices.select_related("matter", "division")),
        "left": left.count(), "undoable": imports.may_undo(found),
        "until": imports.undo_until(found), "may_read": permits(request.actor, "voices.read"),
        "faults": upload if upload is not None and upload.faults_path.is_file() else None,
    }  # fmt: skip
    return render(request, "imports/batch.html", context)


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take a batch back."""
    found = get_object_or_404(ImportBatch, pk=pk)
    if request.method != "POST":
        return render(request, "imports/undo.html", {"batch": found})
    try:
        undone = imports.undo(batch=found, by=request.actor)
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
    return _to(request, "import-home")


def _to(request: HttpRequest, name: str, *args: Any) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[request.town.slug, *args]))
