"""Writing down what somebody else says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.permissions import Actor, Role
from huying.core.sheet_values import FIRST_YEAR
from huying.town.models import Division, Point
from huying.voices.models import Channel, Kind
from huying.web.forms import new_key
from huying.web.public.forms import (
    TEXT_LIMIT,
    KeyField,
    PhotosField,
    ReachField,
    TextField,
)

ASKABLE = (Channel.IN_PERSON, Channel.VISIT, Channel.PHONE, Channel.PAPER, Channel.DEPUTY)


class EnterForm(forms.Form):
    """A voice with where it comes from. kept: pictures of a paper that was read, signed."""

    use_required_attribute = False
    client_key = KeyField(required=False)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("怎么听到的"),
        choices=[(c.value, c.label) for c in ASKABLE],
        widget=forms.RadioSelect,
    )
    point = forms.ModelChoiceField(label=_("联络站点"), queryset=None, empty_label=_("请选择"))
    said_at = forms.DateTimeField(
        label=_("什么时候说的"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )  # fmt: skip
    provenance = TextField(
        limit=200, label=_("来源说明"), required=False, help_text=_("例如：走访时在他家院里说的。")
    )
    kind = forms.ChoiceField(label=_("这是"), choices=Kind.choices, initial=Kind.PROBLEM)
    text = TextField(
        limit=TEXT_LIMIT, label=_("他说的话"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("照原话记，不用改成书面语。"),
    )  # fmt: skip
    division = forms.ModelChoiceField(
        queryset=None, label=_("哪个村"), required=False, empty_label=_("说不准，或全镇的事")
    )
    place = TextField(limit=120, label=_("具体在哪儿"), required=False)
    photos = PhotosField(label=_("照片"), required=False, help_text=_("纸件请拍下来。"))
    name = TextField(limit=40, label=_("怎么称呼"), required=False)
    reach = ReachField(
        label=_("怎么联系他"),
        required=False,
        help_text=_("他愿意留才填。只用来告诉他结果，加密保存。"),
    )
    consent_pass_on = forms.BooleanField(label=_("他同意把称呼告诉承办单位"), required=False)
    consent_publish = forms.BooleanField(label=_("他同意公开时写上称呼"), required=False)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        more.setdefault("initial", {})
        fields_initial = more["initial"]
        fields_initial.setdefault("client_key", new_key())
        fields_initial.setdefault("said_at", clock.now())
        deputy = actor.has(Role.DEPUTY) and not actor.has(Role.KEEPER, Role.STAFF)
        fields_initial.setdefault("channel", Channel.VISIT if deputy else Channel.IN_PERSON)
        super().__init__(*args, **more)
        points = Point.objects.filter(active=True)
        if actor.has(Role.KEEPER) and not actor.has(Role.STAFF):
            points = points.filter(pk__in=actor.point_ids)
        fields: dict[str, Any] = self.fields
        fields["point"].queryset = points
        fields["point"].required = not deputy
        fields["division"].queryset = Division.objects.all()
        if actor.point_ids:
            own = points.first()
            self.initial.setdefault("point", own)
            self.initial.setdefault("division", own and own.division_id)

    def clean_said_at(self) -> Any:
        at = self.cleaned_data["said_at"]
        if at.year < FIRST_YEAR:
            raise forms.ValidationError(_("这个年份太早了，请核对。"))
        if at > clock.now():
            raise forms.ValidationError(_("这个时间还没到，请核对。"))
        return at

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("channel") == Channel.PAPER and not (said.get("photos") or said.get("kept")):
            self.add_error("photos", _("纸件请拍一张照片，原件好对照。"))
        return said
