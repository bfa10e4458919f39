"""Bringing a signed paper back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Actor, Role
from huying.handling.queries import cases_seen_by
from huying.handling.suggestions.origin import cases_of
from huying.handling.suggestions.signed import OF_UNITS, PaperKind
from huying.suggestions.models import Suggestion


class ScanForm(forms.Form):
    """Which paper, of which unit, and its scan."""

    kind = forms.ChoiceField(label=_("哪一种纸件"))
    case = forms.ModelChoiceField(
        label=_("哪个单位的"), queryset=None, required=False, empty_label=_("不属于哪个单位")
    )
    file = forms.FileField(
        label=_("扫描件或照片"), help_text=_("扫描得到的PDF，或者把纸件拍清楚的照片。"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/*"}),
    )  # fmt: skip

    def __init__(self, *args: Any, suggestion: Suggestion, by: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.label_suffix = ""
        kinds = PaperKind if by.has(Role.STAFF) else [k for k in PaperKind if k in OF_UNITS]
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", _("请选择")), *((one.value, one.label) for one in kinds)]
        cases = cases_of(suggestion)
        if not by.has(Role.STAFF):
            cases = cases.filter(pk__in=cases_seen_by(by).values("pk"))
            fields["case"].required = True
        fields["case"].queryset = cases.select_related("lead")
        fields["case"].label_from_instance = lambda case: case.lead.name if case.lead else "—"
