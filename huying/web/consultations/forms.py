"""What residents, keepers and the staff fill in at a consultation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.consultations.answering import MOST_CODES, Sheet
from huying.consultations.asking import Question
from huying.consultations.models import Consultation, Kind, Participant, Statement, Value
from huying.core.codes import CodeError, parse_code
from huying.core.permissions import Actor, Role
from huying.town.models import Division, Point
from huying.web.forms import TextField
from huying.web.suggestions.forms import day_field
from huying.web.tokens import token_in

REMARK_LIMIT = 1000
STATEMENT_LIMIT = 140
LONG_LIMIT = 5000
CHOICES = [(str(value), label) for value, label in Value.choices]


class AnswerForm(forms.Form):
    """One person's sheet: a choice for each statement, a few words, a statement to be added."""

    use_required_attribute = False
    secret = forms.CharField(required=False, widget=forms.HiddenInput)
    remark = TextField(
        limit=REMARK_LIMIT, label=_("想写几句"), required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("只有人大办看得到原话，公布时只说有多少人讲到哪一类。请不要写姓名、电话。"),
    )  # fmt: skip
    division = forms.ModelChoiceField(
        Division.objects.none(), label=_("写的是哪个村"), required=False,
        empty_label=_("说不准，或全镇的事"),
    )  # fmt: skip
    proposal = TextField(
        limit=STATEMENT_LIMIT,
        label=_("上面没有的，添一条说法"),
        required=False,
        help_text=_("一句话，别人能回答赞成不赞成。人大办看过就放上来。"),
    )
    code = forms.CharField(
        label=_("纸上印的编号"), required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("没有就空着。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, consultation: Consultation, statements: Iterable[Statement], **more: Any
    ) -> None:
        super().__init__(*args, label_suffix="", **more)
        self.statements = list(statements)
        for one in self.statements:
            self.fields[name_of(one)] = forms.ChoiceField(
                label=one.text, choices=CHOICES, required=False, widget=forms.RadioSelect
            )
        if consultation.takes_remarks:
            self.fields["division"].queryset = Division.objects.all()
        else:
            del self.fields["remark"], self.fields["division"]
        if not consultation.takes_statements:
            del self.fields["proposal"]

    def clean_secret(self) -> str:
        """The secret, '' where it cannot be one."""
        return token_in(self.cleaned_data["secret"])

    def clean_code(self) -> str:
        """The code as it was printed, '' for none. Raises ValidationError."""
        try:
            return parse_code(self.cleaned_data["code"]) if self.cleaned_data["code"] else ""
        except CodeError as error:
            raise forms.ValidationError(str(error), code=error.code) from error

    def choices(self) -> list[dict[str, Any]]:
        """Each statement with its choices as the page shows them."""
        return [
            {
                "statement": one, "name": name_of(one),
                "options": [
                    (value, label, str(self[name_of(one)].value()) == value)
                    for value, label in CHOICES
                ],
            }
            for one in self.statements
        ]  # fmt: skip

    def sheet(self) -> Sheet:
        """What was filled in."""
        clean = self.cleaned_data
        given = {one.pk: clean.get(name_of(one), "") for one in self.statements}
        return Sheet(
            answers={pk: int(value) for pk, value in given.items() if value},
            remark=clean.get("remark", ""), proposal=clean.get("proposal", ""),
            division=clean.get("division"),
        )  # fmt: skip


class EntryForm(AnswerForm):
    """The same, filled in by a keeper for somebody."""

    point = forms.ModelChoiceField(
        Point.objects.none(), label=_("联络站点"), required=False, empty_label=_("不在联络点")
    )

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        points = Point.objects.filter(active=True)
        if not actor.has(Role.STAFF):
            points = points.filter(pk__in=actor.point_ids)
        self.fields["point"].queryset = points


def name_of(statement: Statement) -> str:
    """The name of a statement's field."""
    return f"s{statement.pk}"


def said_before(person: Participant | None) -> dict[str, str]:
    """What somebody answered, as a form's initial values."""
    answers = person.answers.all() if person else []
    return {f"s{one.statement_id}": str(one.value) for one in answers}


class QuestionForm(forms.Form):
    """What is asked and until when."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("问什么"), choices=Kind.choices, widget=forms.RadioSelect)
    title = TextField(limit=80, label=_("标题"), help_text=_("群众一眼看得懂的一句话。"))
    intro = TextField(
        limit=LONG_LIMIT, label=_("情况说明"), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("现在怎样，打算怎么办，哪里还没有定、等大家说。"),
    )  # fmt: skip
    opens_on = day_field(_("开始日"))
    closes_on = day_field(_("截止日"))
    short_reason = TextField(
        limit=200, label=_("为什么时间短"), required=False,
        help_text=_("一项政策征求意见的天数少于规则的，要向群众说明。"),
    )  # fmt: skip
    takes_statements = forms.BooleanField(
        label=_("群众可以添说法"), required=False, initial=True, help_text=_("您看过才放上去。")
    )
    takes_remarks = forms.BooleanField(label=_("群众可以写几句"), required=False, initial=True)

    def question(self) -> Question:
        """What was filled in."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Question(**told)


class StatementsForm(forms.Form):
    """Statements of the staff's own, one a line."""

    use_required_attribute = False
    texts = TextField(
        limit=LONG_LIMIT, label=_("添几条说法"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("一行一条，每条一个意思，每条不超过140个字，能回答赞成不赞成；正反两面都要有。"),
    )  # fmt: skip

    def clean_texts(self) -> list[str]:
        """The lines. Raises ValidationError, which names the one that is too long."""
        lines = [line.strip() for line in self.cleaned_data["texts"].splitlines()]
        for line in lines:
            if len(line) > STATEMENT_LIMIT:
                raise forms.ValidationError(
                    _("这一条太长了：%(start)s……") % {"start": line[:12]}, code="long"
                )
        return [line for line in lines if line]


class ExtendForm(forms.Form):
    """Another last day, and why."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    closes_on = day_field(_("新的截止日"))
    reason = TextField(limit=200, label=_("为什么改"), help_text=_("会给群众看。"))


class PublishForm(forms.Form):
    """What came of it, and what is done with it."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    outcome = TextField(
        limit=LONG_LIMIT, label=_("结果"), widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("程序按数字起了个草稿，请改成您的话；数字和图会一起公布。"),
    )  # fmt: skip
    done = TextField(
        limit=LONG_LIMIT, label=_("怎么用的"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("采纳了哪些、没有采纳哪些、为什么；谁在什么时候办。"),
    )  # fmt: skip


class FollowUpForm(forms.Form):
    """What was done since."""

    use_required_attribute = False
    text = TextField(
        limit=LONG_LIMIT, label=_("后来办成了什么"), widget=forms.Textarea(attrs={"rows": 4})
    )


class ReasonForm(forms.Form):
    """Why a statement is not shown."""

    use_required_attribute = False
    reason = TextField(limit=200, label=_("理由"))


class CodesForm(forms.Form):
    """How many sheets to print."""

    use_required_attribute = False
    count = forms.IntegerField(
        label=_("打印几张"), min_value=1, max_value=MOST_CODES, initial=10,
        help_text=_("每张一个编号，一人一张。编号不留底，打印以后请直接发出去。"),
    )  # fmt: skip
