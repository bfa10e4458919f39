"""Forms of the topics' desk. Each carries the version that the person saw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.listening import topic_queries
from huying.listening.models import Topic
from huying.voices.categories import group_choices
from huying.web.forms import TextField


class FilterForm(forms.Form):
    """Which topics to show; nothing chosen shows all."""

    category = forms.ChoiceField(label=_("类别"), required=False)
    rising = forms.BooleanField(label=_("只看升温的"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("不限")), *group_choices()]


class Versioned(forms.Form):
    """What is done to a topic as somebody saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NameForm(Versioned):
    """Staff's own name."""

    name = TextField(
        label=_("名称"), limit=60, required=False,
        help_text=_("大家都会看到，不要写个人信息。空着就用程序起的名称。"),
    )  # fmt: skip


class MergeForm(Versioned):
    """Into which other topic."""

    into = forms.ModelChoiceField(
        label=_("并入"), queryset=Topic.objects.none(), empty_label=_("请选择")
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = list(topic_queries.others(topic))
        self.fields["into"].queryset = Topic.objects.filter(pk__in=[one.pk for one in near])
        self.fields["into"].choices = [("", _("请选择")), *((one.pk, str(one)) for one in near)]


class SplitForm(Versioned):
    """Which matters to take out; the boxes stand in the list."""

    matters = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = topic_queries.matters_of(topic).values_list("pk", flat=True)
        self.fields["matters"].choices = [(key, key) for key in keys]
