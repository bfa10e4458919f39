"""The quick select says what Django's own says."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from huying.web.renderer import Renderer

CHOICES = [("", "请选择"), ("a", "<b>甲&乙</b>"), ("东片", [("1", "南社村"), ("2", "𠮷村")])]


def attributes(html):
    """Tags with their attributes in order of name, and the texts between."""
    html = re.sub(r">\s+<", "><", html.strip())
    return [
        (tag, sorted(re.findall(r'([\w-]+)(?:="([^"]*)")?', rest)), text.strip())
        for tag, rest, text in re.findall(r"<(/?\w+)([^>]*)>([^<]*)", html)
    ]


@pytest.mark.parametrize("value", ["", "a", "2", None])
@pytest.mark.parametrize("attrs", [{}, {"required": True, "disabled": False, "data-x": '"1"'}])
def test_select_equals_djangos(value, attrs):
    widget = forms.Select(attrs, CHOICES)
    quick = widget.render("place", value, renderer=Renderer())
    own = widget.render("place", value, renderer=DjangoTemplates())
    assert attributes(quick) == attributes(own)
