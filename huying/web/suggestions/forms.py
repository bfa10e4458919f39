"""What each act of the congress on a suggestion asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.analysis import category as kinds
from huying.core.permissions import Actor, Role
from huying.handling.models import Consultation, Grade
from huying.handling.suggestions.queries import Answering, SuggestionPage
from huying.rulebook import queries as rulebook
from huying.suggestions.models import CoSigner
from huying.suggestions.states import CoSignState
from huying.town.models import Deputy, Division
from huying.town.queries import active_units
from huying.voices import categories
from huying.web.cases.forms import OUTCOMES, LongText, PromiseFields
from huying.web.forms import TextField

YES_NO = [("yes", _("是")), ("no", _("否"))]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class ActForm(forms.Form):
    """Every form carries the version that the person saw.

    page: the suggestion with all that hangs on it. actor: who fills it in.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, page: SuggestionPage, actor: Actor, **more: Any) -> None:
        self.page, self.suggestion, self.actor = page, page.suggestion, actor
        more.setdefault("initial", {})["version"] = self.suggestion.version
        super().__init__(*args, label_suffix="", **more)
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices."""

    def choose(self, name: str, choices: list[tuple[Any, Any]], field: forms.ChoiceField) -> None:
        """A choice among things of this suggestion; a single one is not asked for."""
        field.choices = choices
        if len(choices) == 1:
            field.widget, field.initial = forms.HiddenInput(), choices[0][0]
        self.fields = {name: field, **self.fields}


def private_reason_field() -> TextField:
    """Why it is kept from the public; empty: it is public."""
    return TextField(
        label=_("不公开的理由"), limit=200, required=False,
        help_text=_("一般都公开。涉及国家秘密、商业秘密、个人隐私的才不公开，要写明理由。"),
    )  # fmt: skip


class ReasonForm(ActForm):
    reason = LongText(_("理由"), rows=3)


class TurnForm(ReasonForm):
    """A bill that becomes a suggestion: public at once, unless a reason is given."""

    private_reason = private_reason_field()


class PaperReasonForm(ActForm):
    reason = LongText(_("书面申请里写的理由"), rows=3)


class AcceptForm(ActForm):
    """Accepting: where it belongs, whether it is wide, whether it is kept from the public."""

    category = forms.ChoiceField(label=_("类别"))
    division = forms.ModelChoiceField(
        Division.objects.none(), label=_("村"), required=False, empty_label=_("全镇，或不止一个村")
    )
    wide = forms.BooleanField(
        label=_("涉及面广、办理难度大"),
        required=False,
        help_text=_("答复期限按这一类计算，要写理由。"),
    )
    wide_reason = LongText(_("为什么这样认定"), rows=2, required=False)
    private_reason = private_reason_field()

    def prepare(self) -> None:
        suggestion, fields = self.suggestion, self.fields
        guesses = kinds.classify(f"{suggestion.title}\n{suggestion.grounds}\n{suggestion.proposal}")
        fields["category"].choices = [("", _("请选择")), *categories.grouped_choices()]
        fields["category"].initial = suggestion.category or (guesses[0].key if guesses else "")
        if guesses:
            told = {
                "words": "、".join(guesses[0].words[:3]),
                "label": categories.label(guesses[0].key),
            }
            fields["category"].help_text = gettext("文中说到%(words)s，像是“%(label)s”。") % told
        fields["division"].queryset = Division.objects.all()
        fields["division"].initial = suggestion.division_id
        fields["wide"].initial = suggestion.wide

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("wide") and not said.get("wide_reason", "").strip():
            self.add_error("wide_reason", _("请写明为什么认定涉及面广、办理难度大。"))
        return said


class SendBackForm(ActForm):
    ground = forms.ChoiceField(label=_("依据"), required=False)
    reason = LongText(_("请代表改什么"), rows=3)

    def prepare(self) -> None:
        empty = ("", _("不在下列情形，只是请补充修改"))
        self.fields["ground"].choices = [empty, *grounds(self.suggestion)]


class RefuseForm(ActForm):
    ground = forms.ChoiceField(label=_("依据"), required=False)
    reason = LongText(_("理由"), rows=3)

    def prepare(self) -> None:
        self.fields["ground"].choices = [("", _("请选择")), *grounds(self.suggestion)]


def grounds(suggestion: Any) -> list[tuple[str, str]]:
    """The pack's grounds for not accepting, as choices."""
    return [(one.key, one.title) for one in rulebook.grounds(suggestion.town)]


class WideForm(ActForm):
    wide = forms.ChoiceField(
        label=_("是不是涉及面广、办理难度大"), choices=YES_NO, widget=forms.RadioSelect
    )
    reason = LongText(_("为什么这样认定"), rows=2)

    def prepare(self) -> None:
        self.fields["wide"].initial = "no" if self.suggestion.wide else "yes"


class LeaveForm(ActForm):
    """A co-signer's written leave: a deputy's own, or any that the staff have on paper."""

    reason = LongText(_("退出的理由"), rows=2)

    def prepare(self) -> None:
        names = [(one.pk, one.deputy.name) for one in may_leave(self.actor, self.page)]
        self.choose("signer", names, forms.ChoiceField(label=_("哪位联名代表退出")))


def may_leave(actor: Actor, page: SuggestionPage) -> list[CoSigner]:
    """The co-signers whose leave `actor` may record."""
    staff = actor.has(Role.STAFF)
    return [one for one in held(page) if staff or one.deputy_id == actor.deputy_id]


def held(page: SuggestionPage) -> list[CoSigner]:
    """Those whose co-signature holds for the text as it stands."""
    digest = page.suggestion.digest
    return [
        one for one in page.signers
        if one.state == CoSignState.CONFIRMED and one.digest == digest
    ]  # fmt: skip


class CaseActForm(ActForm):
    """An act on one unit's case; which one is asked only where there are several."""

    case_states: tuple[str, ...] = ()

    def prepare(self) -> None:
        rows = [
            (one.case.pk, one.case.lead.name if one.case.lead else one.case.title)
            for one in self.answering()
        ]
        self.choose("case", rows, forms.ChoiceField(label=_("哪个单位的办理")))

    def answering(self) -> list[Answering]:
        """The units' work that this act may be about."""
        return [one for one in self.page.answering if one.case.state in self.case_states]

    def chosen(self) -> Answering:
        """The unit's work that was chosen."""
        pk = int(self.cleaned_data["case"])
        return next(one for one in self.answering() if one.case.pk == pk)


class NextStepForm(CaseActForm):
    case_states = ("further",)
    held_on = day_field(_("哪天"))
    people = LongText(_("哪些人参加"), rows=2)
    conclusion = LongText(_("商定的结果"), rows=4)


class FurtherForm(CaseActForm):
    case_states = ("further",)
    reason = LongText(_("理由"), rows=3)


class OpinionForm(CaseActForm):
    """A deputy's feedback form on paper (征询意见表)."""

    case_states = ("replied", "promised", "closed", "further")
    attitude = forms.ChoiceField(
        label=_("对办理态度"), choices=Grade.choices, widget=forms.RadioSelect
    )
    result = forms.ChoiceField(
        label=_("对办理结果"), choices=Grade.choices, widget=forms.RadioSelect
    )
    word = LongText(_("意见"), rows=3, required=False)

    def prepare(self) -> None:
        self.choose("deputy", authors(self.page), forms.ChoiceField(label=_("哪位代表的")))
        super().prepare()


class ReceiptForm(CaseActForm):
    """The second form (承诺事项落实回执), once everything promised is shown done."""

    case_states = OpinionForm.case_states
    result = forms.ChoiceField(
        label=_("答应的事办得怎么样"), choices=Grade.choices, widget=forms.RadioSelect
    )
    word = LongText(_("意见"), rows=3, required=False)

    def prepare(self) -> None:
        self.choose("deputy", authors(self.page), forms.ChoiceField(label=_("哪位代表的")))
        super().prepare()

    def answering(self) -> list[Answering]:
        return [one for one in super().answering() if one.all_kept]


def authors(page: SuggestionPage) -> list[tuple[int, str]]:
    """The lead, then those whose co-signature holds, as choices."""
    suggestion: Any = page.suggestion
    lead: Deputy = suggestion.lead
    signed = [(one.deputy_id, one.deputy.name) for one in held(page)]
    return [(lead.pk, lead.name), *signed]


class ConfirmForm(ActForm):
    """A deputy's word on a recorded talk, from paper."""

    confirmed = forms.ChoiceField(label=_("情况属实吗"), choices=YES_NO, widget=forms.RadioSelect)
    note = TextField(
        label=_("代表说明"), limit=300, required=False, help_text=_("不属实的，写哪里不符。")
    )

    def prepare(self) -> None:
        self.choose("deputy", authors(self.page), forms.ChoiceField(label=_("哪位代表确认的")))
        rows = [(talk.pk, f"{talk.held_on.isoformat()} {talk.unit.name}") for talk in self.talks()]
        self.choose("talk", rows, forms.ChoiceField(label=_("哪一次面商")))

    def talks(self) -> list[Consultation]:
        """The talks that no deputy has answered yet."""
        return [
            talk for one in self.page.answering for talk in one.consultations
            if talk.answered_at is None
        ]  # fmt: skip

    def chosen(self) -> Consultation:
        """The talk that was chosen."""
        return next(one for one in self.talks() if one.pk == int(self.cleaned_data["talk"]))


class SpotForm(ActForm, PromiseFields):
    """A reply on the spot while the congress sits, from the paper that the deputy signed."""

    unit = forms.ModelChoiceField(label=_("答复的单位"), queryset=None, empty_label=_("请选择"))
    people = TextField(label=_("单位谁答复的"), limit=200, help_text=_("先写答复的人。"))
    text = LongText(_("怎么答复的"), rows=5)
    outcome = forms.ChoiceField(
        label=_("办理结果"),
        choices=OUTCOMES,
        help_text=_("选“正在解决”或“列入计划”时，要写明承诺。"),
    )

    def prepare(self) -> None:
        field: Any = self.fields["unit"]
        field.queryset = active_units()
        self.add_promises([])
