"""What residents fill in: saying something, "me too", judging, telling more, looking up."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.core.clips import MAX_BYTES as CLIP_BYTES
from huying.core.codes import parse_code
from huying.core.errors import HuyingError
from huying.core.textclean import strip_unwanted
from huying.handling.models import Grade
from huying.town.models import Deputy, Division
from huying.town.queries import active_points, active_units
from huying.voices.actions import clean_reach
from huying.voices.models import Kind
from huying.web.forms import TextField, new_key

TEXT_LIMIT = 3000
WORD_LIMIT = 500
# What is put back into a page after an error; nobody cuts more than this by hand on a phone.
SHOWN_AGAIN = 20_000
MOST_PHOTOS = 6
_KEY = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class ReachField(forms.CharField):
    """A phone number or mail address in one form."""

    def clean(self, value: Any) -> str:
        """The address. Raises ValidationError where it is neither."""
        try:
            return clean_reach(strip_unwanted(str(value or ""))[:200])
        except HuyingError as error:
            raise forms.ValidationError(str(error), code=error.code) from error


class KeyField(forms.CharField):
    """A hidden client_key; one that was not made by us or a browser's draft is replaced."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        """The key, or a new one."""
        key = str(value or "").lower()
        return key if _KEY.fullmatch(key) else new_key()


class Photos(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class PhotosField(forms.FileField):
    """Several uploads, unread; the view makes photos of them one by one."""

    widget = Photos

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [one for one in data or [] if one]


def _line(limit: int, **kwargs: Any) -> TextField:
    return TextField(limit=limit, required=False, **kwargs)


REACH_HELP = _("手机、座机或邮箱都行。只用来告诉您结果，不给承办单位看，也不公开。")


class SayForm(forms.Form):
    """One page to say one thing. kept: photos and clip that came in before an error, signed."""

    use_required_attribute = False
    client_key = KeyField(required=False)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("这是"), choices=Kind.choices, initial=Kind.PROBLEM, widget=forms.RadioSelect
    )
    thanks = forms.ChoiceField(
        label=_("要表扬谁"), required=False, help_text=_("只在表扬时选；说不准就空着。")
    )
    text = TextField(
        label=_("您想说什么"), limit=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("在哪里、什么时候、怎么了。说大白话就行。"),
        error_messages={"required": _("请写一写您想说的事，一句话也行。")},
    )  # fmt: skip
    division = forms.ModelChoiceField(
        Division.objects.none(), label=_("哪个村"), required=False, empty_label=_("说不准，或全镇的事"),
        error_messages={"invalid_choice": _("请从列表里选一个村。")},
    )  # fmt: skip
    place = _line(120, label=_("具体在哪儿"), help_text=_("比如：村口小桥往东五十米。"))
    photos = PhotosField(
        label=_("照片"), required=False,
        widget=Photos(attrs={"accept": "image/*"}),
        help_text=_("最多6张。拍到别人的脸、车牌也不要紧，公开前会有人看过。"),
    )  # fmt: skip
    clip = forms.FileField(
        label=_("语音"), required=False,
        widget=forms.FileInput(attrs={"accept": "audio/*"}),
        help_text=_("打字不方便，可以说一段，最长2分钟。"),
    )  # fmt: skip
    drop = forms.BooleanField(label=_("不要刚才传的照片和语音，重新选"), required=False)
    name = _line(40, label=_("怎么称呼您"))
    reach = ReachField(label=_("怎么联系您"), required=False, help_text=REACH_HELP)
    consent_pass_on = forms.BooleanField(
        label=_("同意把我的称呼告诉承办单位"), required=False, help_text=_("不勾也照样办理。")
    )
    consent_publish = forms.BooleanField(
        label=_("同意公开时写上我的称呼"), required=False, help_text=_("不勾就不写。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = Division.objects.all()
        self.targets: dict[str, Any] = {}
        # Three lists that a problem does not need: looked up for the page, and for thanks.
        if not self.is_bound or self.data.get("kind") == Kind.THANKS:
            self.offer_thanks()
        else:
            given = self.data.get("thanks", "")
            self.fields["thanks"].choices = [(given, given)]

    def offer_thanks(self) -> None:
        """Fill in whom thanks may be for."""
        self.fields["thanks"].choices = [("", _("说不准")), *self._thanks_choices()]

    def _thanks_choices(self) -> list[tuple[Any, list[tuple[str, str]]]]:
        groups = [
            (_("单位"), "unit", active_units()),
            (_("联络站点"), "point", active_points()),
            (_("代表"), "deputy", Deputy.objects.filter(active=True)),
        ]
        choices = []
        for label, kind, things in groups:
            found = {f"{kind}:{thing.pk}": thing for thing in things}
            self.targets |= found
            choices.append((label, [(key, thing.name) for key, thing in found.items()]))
        return choices

    def thanked(self) -> dict[str, Any]:
        """Whom thanks are for, as `Said` takes it; nothing for any other kind."""
        target = self.targets.get(self.cleaned_data.get("thanks", ""))
        if target is None or self.cleaned_data["kind"] != Kind.THANKS:
            return {}
        return {f"thanks_{type(target).__name__.lower()}": target}

    def clean_clip(self) -> Any:
        """The upload, unread. Raises ValidationError past what a clip may be."""
        clip = self.cleaned_data["clip"]
        if clip and clip.size > CLIP_BYTES:
            raise forms.ValidationError(_("这段录音超过了5兆。请录短一些，或者分成几段。"))
        return clip


class SupportForm(forms.Form):
    """ "Me too"; a contact only to be told of the answer."""

    client_key = KeyField(required=False)
    reach = ReachField(label=_("怎么联系您"), required=False, help_text=REACH_HELP)


class JudgeForm(forms.Form):
    """A grade for the present answer."""

    use_required_attribute = False
    grade = forms.ChoiceField(
        label=_("满意吗"), choices=Grade.choices,
        error_messages={"required": _("请选一个：满意、基本满意、不满意。")},
    )  # fmt: skip
    solved = forms.TypedChoiceField(
        label=_("这件事解决了吗"), choices=[("yes", _("解决了")), ("no", _("还没有"))],
        widget=forms.RadioSelect, coerce=lambda value: value == "yes", empty_value=None,
        error_messages={"required": _("请选：解决了，还是没解决。")},
    )  # fmt: skip
    word = _line(
        WORD_LIMIT, label=_("想说一句为什么"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只有人大办看得到，不公开。"),
    )  # fmt: skip


class TellForm(forms.Form):
    """A word back to the staff."""

    use_required_attribute = False
    text = TextField(
        label=_("补充或回答"), limit=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写一写要补充的话。")},
    )  # fmt: skip


class TrackForm(forms.Form):
    """A tracking code as people type it."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("查询码"), required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("回执上的八位字母和数字，大小写、空格、横杠都不要紧。"),
    )  # fmt: skip

    def clean_code(self) -> str:
        """The code in its one form. Raises ValidationError, which says what is wrong."""
        try:
            return parse_code(self.cleaned_data["code"])
        except HuyingError as error:
            raise forms.ValidationError(str(error), code=error.code) from error


class ProveForm(forms.Form):
    """The end of the phone number that was left, to come from the code to the whole page."""

    use_required_attribute = False
    proof = forms.CharField(
        label=_("您留的电话的后四位"), max_length=120,
        help_text=_("留的是邮箱，就填完整的邮箱。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
