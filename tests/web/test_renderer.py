"""The quick widgets say what Django's own say."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from huying.web.renderer import QUICK, Renderer

CHOICES = [("", "请选择"), ("a", "<b>甲&乙</b>"), ("东片", [("1", "南社村"), ("2", "𠮷村")])]


def attributes(html):
    """Tags with their attributes in order, and the texts between."""
    html = re.sub(r">\s+<", "><", html.strip())
    return [
        (tag, re.findall(r'([\w-]+)(?:="([^"]*)")?', rest), text.strip())
        for tag, rest, text in re.findall(r"<(/?\w+)([^>]*)>([^<]*)", html)
    ]


@pytest.mark.parametrize("value", ["", "a", "2", None])
@pytest.mark.parametrize("attrs", [{}, {"required": True, "disabled": False, "data-x": '"1"'}])
def test_select_equals_djangos(value, attrs):
    widget = forms.Select(attrs, CHOICES)
    quick = widget.render("place", value, renderer=Renderer())
    own = widget.render("place", value, renderer=DjangoTemplates())
    assert attributes(quick) == attributes(own)


@pytest.mark.parametrize("value", ["", 0, 7, None, '\n先空一行<b>&"𠮷', "2026-11-24"])
@pytest.mark.parametrize("attrs", [{}, {"required": True, "disabled": False, "data-x": '"1"'}])
@pytest.mark.parametrize(
    "kind",
    [
        forms.TextInput, forms.NumberInput, forms.EmailInput, forms.PasswordInput, forms.HiddenInput,
        forms.DateInput, forms.CheckboxInput, forms.Textarea,
    ],
)  # fmt: skip
def test_inputs_equal_djangos(kind, value, attrs):
    widget = kind(attrs)
    assert widget.template_name in QUICK
    quick = widget.render("place", value, renderer=Renderer())
    own = widget.render("place", value, renderer=DjangoTemplates())
    assert attributes(quick) == attributes(own)
    if kind is forms.Textarea:  # white space is what was typed
        assert quick.partition(">")[2] == own.strip().partition(">")[2]
