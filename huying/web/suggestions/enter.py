"""A suggestion that a deputy wrote on paper: entered by the staff, with who signed, and handed in at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huying.congress.queries import term_on
from huying.core import clock
from huying.core.models import Town
from huying.core.permissions import Actor
from huying.rulebook import queries as rulebook
from huying.suggestions import cosigning, drafting, filing
from huying.suggestions.drafting import Text
from huying.suggestions.models import Basis, Kind, Suggestion, digest_of
from huying.suggestions.queries import listing
from huying.suggestions.states import WRITING_STATES, CoSignState
from huying.town.models import Deputy, Division
from huying.voices import categories
from huying.web.cases.forms import LongText
from huying.web.forms import TextField, attempt

# What it comes from; residents' matters are cited on the deputy's own page.
BASES = [one for one in Basis.choices if one[0] != Basis.MATTERS]


class EnterForm(forms.Form):
    """The paper's content. own: the suggestion that is mended; its lead and kind stay."""

    # The text that was there when the page was opened, of one that is mended.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("是建议还是议案"), choices=Kind.choices, initial=Kind.SUGGESTION
    )
    lead = forms.ModelChoiceField(
        Deputy.objects.none(), label=_("领衔代表"), empty_label=_("请选择")
    )
    title = TextField(label=_("标题"), limit=80, help_text=_("例如“关于修复南社村路灯的建议”。"))
    grounds = LongText(_("事由"), rows=5, help_text=_("情况怎样，为什么要办。"))
    proposal = LongText(_("具体建议"), rows=5, help_text=_("希望怎么办。一件建议只写一件事。"))
    category = forms.ChoiceField(label=_("类别"), required=False)
    division = forms.ModelChoiceField(
        Division.objects.none(), label=_("村"), required=False, empty_label=_("全镇，或不止一个村")
    )
    basis = forms.ChoiceField(label=_("来源"), choices=BASES, initial=Basis.BLANK)
    basis_note = TextField(label=_("来源说明"), limit=200, required=False)
    signers = forms.ModelMultipleChoiceField(
        Deputy.objects.none(), label=_("纸上签了名的联名代表"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    declared = forms.MultipleChoiceField(
        label=_("问过领衔代表，下面每一条都不是"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请逐条回答：有一条不能确认的，就不能作为建议提出。")},
        help_text=_("逐条核对以后打勾；有一条不能确认的，就不能作为建议提出。"),
    )  # fmt: skip

    def __init__(self, *args: Any, town: Town, own: Suggestion | None = None, **more: Any) -> None:
        super().__init__(*args, label_suffix="", **more)
        term = own.term if own else term_on(clock.today())
        seated = Deputy.objects.filter(term=term, active=True)
        named = [(one.pk, f"{one.name}（{one.card_no}）") for one in seated]
        lead: Any = self.fields["lead"]
        signers: Any = self.fields["signers"]
        lead.queryset = signers.queryset = seated
        lead.choices, signers.choices = [("", lead.empty_label), *named], named
        self.fields["division"].queryset = Division.objects.all()
        self.fields["category"].choices = [("", _("审查时再定")), *categories.grouped_choices()]
        self.fields["declared"].choices = [(one.key, one.title) for one in rulebook.grounds(town)]
        if own:
            del self.fields["lead"], self.fields["kind"], self.fields["basis"]

    def text(self) -> Text:
        """What the paper says."""
        said = self.cleaned_data
        return Text(
            said["title"], said["grounds"], said["proposal"], said["category"], said["division"],
            said["basis_note"],
        )  # fmt: skip


def enter(request: HttpRequest) -> HttpResponse:
    """A new one."""
    form = EnterForm(request.POST or None, town=request.town)

    def begin() -> Suggestion:
        said = form.cleaned_data
        return drafting.start(
            town=request.town, lead=said["lead"], by=request.actor, kind=said["kind"],
            basis=said["basis"], basis_note=said["basis_note"],
        )  # fmt: skip

    return _entered(request, form, begin, None)


def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """One that was entered from paper and sent back."""
    own = listing().filter(pk=pk, entered_by_id__isnull=False, state__in=WRITING_STATES).first()
    if own is None:
        raise Http404
    told = {name: getattr(own, name) for name in ("title", "grounds", "proposal", "basis_note")}
    signed = own.cosigners.filter(state=CoSignState.CONFIRMED).values_list("deputy", flat=True)
    told |= {
        "seen": own.digest,
        "category": own.category,
        "division": own.division_id,
        "signers": list(signed),
    }
    form = EnterForm(request.POST or None, town=request.town, own=own, initial=told)
    return _entered(request, form, lambda: own, own)


def _entered(request: HttpRequest, form: EnterForm, begin: Any, own: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _file(form, begin, request.actor))
        if done is not None:
            messages.success(request, _now("已录入并提交，接下来审查。"))
            return HttpResponseRedirect(reverse("suggestion", args=[request.town.slug, done.pk]))
    context = {"form": form, "own": own}
    status = 422 if form.errors else 200
    return render(request, "suggestions/enter.html", context, status=status)


def _filed_before(form: EnterForm, text: Text, by: Actor) -> Suggestion | None:
    """The one that the same form filed already: it was sent twice."""
    lead = form.cleaned_data.get("lead")
    return lead and Suggestion.objects.filter(
        lead=lead, digest=digest_of(text.title, text.grounds, text.proposal),
        entered_by_id=by.account_id, state="filed",
    ).first()  # fmt: skip


@transaction.atomic
def _file(form: EnterForm, begin: Any, by: Actor) -> Suggestion:
    """All of it or nothing: the text, the signatures on paper, and handing it in."""
    text = form.text()
    again = _filed_before(form, text, by)
    if again is not None:
        return again
    suggestion: Suggestion = begin()
    drafting.save(suggestion=suggestion, by=by, text=text, seen=form.cleaned_data["seen"] or None)
    wanted = list(form.cleaned_data["signers"])
    for signer in suggestion.cosigners.exclude(deputy__in=wanted).filter(
        state__in=(CoSignState.INVITED, CoSignState.CONFIRMED)
    ):
        cosigning.decline(signer=signer, by=by, note=_now("新的纸件上没有签名"))
    if wanted:
        cosigning.invite(suggestion=suggestion, deputies=wanted, by=by)
        for signer in suggestion.cosigners.filter(deputy__in=wanted).select_related("deputy"):
            cosigning.confirm(signer=signer, by=by, digest=suggestion.digest, on_paper=True)
    filing.file(suggestion=suggestion, by=by, declared=form.cleaned_data["declared"])
    return suggestion
