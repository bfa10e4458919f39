"""Bringing in tables."""

from django.utils.translation import gettext_lazy as _

from huying.web.context import nav
from huying.web.imports import views
from huying.web.pages import page

for role in ("staff", "admin"):
    nav.register(role, _("批量导入"), "import-home", "upload", order=30)

# Each kind of table has a permission of its own, too; the views and the act ask for it.
IMPORT = "imports.open"
# A table that waits to be brought in lies in a file, with what was chosen for it.
WAITING = {"needs": IMPORT, "kept": False}

pages = [
    page("", views.home, name="import-home", needs=IMPORT),
    page("template/", views.template, name="import-template", needs=IMPORT),
    page("file/<slug:token>/", views.choose, name="import-map", **WAITING),
    page("file/<slug:token>/preview/", views.preview, name="import-preview", **WAITING),
    page("file/<slug:token>/errors/", views.faults, name="import-errors", **WAITING),
    page("file/<slug:token>/drop/", views.drop, name="import-drop", **WAITING),
    page("batch/<int:pk>/", views.batch, name="import-batch", needs=IMPORT),
    page("batch/<int:pk>/undo/", views.undo, name="import-undo", needs=IMPORT),
]
