"""Filing: the pack's grounds asked one by one, exactly what is sent, and what happens next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huying.congress.queries import in_session
from huying.core import clock
from huying.core.errors import HuyingError, Stale
from huying.rulebook import queries as rulebook
from huying.rulebook.clock import say
from huying.suggestions import cosigning, drafting, filing
from huying.suggestions.clock import start_assigning
from huying.suggestions.models import Kind, Suggestion
from huying.suggestions.states import WRITING_STATES
from huying.voices import categories
from huying.web.deputy.channels import way
from huying.web.deputy.forms import FileForm
from huying.web.deputy.found import own, page_of, url
from huying.web.deputy.progress import steps


def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, show exactly what will be sent, and send it; a second tap finds it sent."""
    suggestion = own(request, pk)
    if suggestion.state not in WRITING_STATES:
        sent = suggestion.state == "filed"
        return HttpResponseRedirect(
            url(request, "deputy-filed", pk) if sent else page_of(request, suggestion)
        )
    if request.method == "POST" and request.POST.get("act") == "as_suggestion":
        drafting.file_as(suggestion=suggestion, kind=Kind.SUGGESTION, by=request.actor)
        return HttpResponseRedirect(url(request, "deputy-file", pk))
    grounds = rulebook.grounds(request.town)
    if request.method != "POST":
        form = FileForm(grounds=grounds, initial={"seen": suggestion.digest})
        return _show(request, suggestion, form)
    form = FileForm(request.POST, grounds=grounds)
    if form.is_valid() and not form.holding() and _sent(request, suggestion, form):
        return HttpResponseRedirect(url(request, "deputy-filed", pk))
    return _show(request, suggestion, form, status=422)


def _sent(request: HttpRequest, suggestion: Suggestion, form: FileForm) -> bool:
    """Whether it went; what is in its way stands on the form."""
    try:
        filing.file(
            suggestion=suggestion, by=request.actor, declared=[one.key for one in form.grounds],
            without_unconfirmed=form.cleaned_data["without_unconfirmed"],
            seen=form.cleaned_data["seen"],
        )  # fmt: skip
    except Stale as error:
        # Written on elsewhere meanwhile: the new text is shown, and asked about once more.
        for name in (*filing.WANTED, "digest", "category"):
            setattr(suggestion, name, getattr(error.thing, name))
        form.data = form.data.copy()
        form.data["seen"] = suggestion.digest
        form.add_error(None, _("文字刚刚在别处改过。下面是最新的，请看过再提交。"))
    except HuyingError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
    return not form.errors


def _show(
    request: HttpRequest, suggestion: Suggestion, form: FileForm, status: int = 200
) -> HttpResponse:
    holding = [one.deputy for one in cosigning.holding(suggestion)]
    problems = {one.key: way(one.key) for one in form.holding()}
    rows = [(ground, field, problems.get(ground.key)) for ground, field in form.questions()]
    missing = [
        said for name, said in filing.WANTED.items() if not getattr(suggestion, name).strip()
    ]
    context: dict[str, Any] = {
        "suggestion": suggestion, "form": form, "rows": rows, "problems": len(problems),
        "missing": missing, "holding": holding,
        "waiting": [one.deputy for one in cosigning.unsettled(suggestion)],
        "matters": list(suggestion.matters.order_by("id")),
        "category": categories.label(suggestion.category), "steps": steps("file"),
        "session": in_session(clock.today()),
    }  # fmt: skip
    if suggestion.kind == Kind.BILL:
        wanted = filing.bill_needs(suggestion)
        signed = 1 + len(holding)
        context |= {"wanted": wanted, "signed": signed, "lacking": max(0, wanted - signed)}
    return render(request, "deputy/file.html", context, status=status)


def filed(request: HttpRequest, pk: int) -> HttpResponse:
    """It is filed: what happens next, and by when."""
    suggestion = own(request, pk)
    if suggestion.state in WRITING_STATES:
        return HttpResponseRedirect(page_of(request, suggestion))
    signers = [one.deputy.name for one in cosigning.holding(suggestion)]
    context = {"suggestion": suggestion, "signers": signers, "events": _ahead(suggestion)}
    return render(request, "deputy/filed.html", context)


def _ahead(suggestion: Suggestion) -> list[dict[str, Any]]:
    """The way of a filed suggestion: done, now, and what is still to come, each with its time."""
    town = suggestion.town
    waits = suggestion.state == "filed"
    sent = {"what": _("您提交了"), "at": suggestion.filed_at, "tone": "done"}
    if suggestion.kind == Kind.BILL:
        return [
            sent,
            {"what": _("主席团决定是否列入大会议程"), "tone": "moving" if waits else "done",
             "note": _("不列入的，转为建议办理，并告诉您理由。")},
        ]  # fmt: skip
    if waits:
        due = start_assigning(suggestion)
        assign = _("%(day)s前交办") % {"day": date_format(due["assign_due"], "DATE_FORMAT")}
    else:
        assign = ""
    reply = rulebook.rule(town, "suggestion.reply").period
    feedback = rulebook.rule(town, "suggestion.feedback").period
    return [
        sent,
        {"what": _("审查、编号"), "tone": "moving" if waits else "done",
         "note": _("人大办看是不是该由本镇办；要改的退回给您，不受理的写明依据。")},
        {"what": _("交办会交给承办单位"), "note": assign},
        {"what": _("单位当面同您商量，书面答复"),
         "note": _("从交办那天起%(period)s内") % {"period": say(reply)}},
        {"what": _("您评价"), "note": _("收到答复后%(period)s内；不满意的，重新办理。") % {"period": say(feedback)}},
    ]  # fmt: skip
