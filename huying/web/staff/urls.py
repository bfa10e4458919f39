"""The congress staff's pages; presidium members read the same desk."""

from django.utils.translation import gettext_lazy as _

from huying.web.context import nav
from huying.web.pages import page
from huying.web.staff import batch_twins, ends, matter, messages, people, queue, rechecks, steps

for role in ("staff", "presidium"):
    nav.register(role, _("梳理台"), "staff-queue", "inbox", order=10)
    nav.register(role, _("等终止"), "staff-ends", "repeat", order=12)
    nav.register(role, _("回访抽查"), "staff-rechecks", "phone", order=14)
for role in ("staff", "admin", "system"):
    nav.register(role, _("消息发送"), "staff-messages", "mail", order=40)

SEE, TRIAGE = "matters.see", "matters.triage"

pages = [
    page("", queue.show, name="staff-queue", needs=SEE),
    page("m/<int:pk>/", matter.show, name="staff-matter", needs=SEE),
    page("m/<int:pk>/history/", matter.history, name="staff-history", needs=SEE),
    page("m/<int:pk>/twins/", matter.twins, name="staff-twins", needs=TRIAGE),
    page("m/<int:pk>/presence/", people.presence, name="staff-presence", needs=SEE),
    page("m/<int:pk>/classify/", steps.classify, name="staff-classify", needs=TRIAGE),
    page("m/<int:pk>/wording/", steps.wording, name="staff-wording", needs="matters.publish"),
    page("m/<int:pk>/unpublish/", steps.unpublish, name="staff-unpublish", needs="matters.publish"),
    page("m/<int:pk>/step/<slug:verb>/", steps.take, name="staff-step", needs=TRIAGE),
    page("m/<int:pk>/merge/", steps.merge, name="staff-merge", needs=TRIAGE),
    page("split/<int:pk>/", steps.split, name="staff-split", needs=TRIAGE),
    page("voice/<int:pk>/ask/", people.ask, name="staff-ask", needs=TRIAGE),
    page("voice/<int:pk>/contact/", people.contact, name="staff-contact", needs="contacts.open"),
    page("voice/<int:pk>/withdraw/", people.withdraw, name="staff-voice-withdraw", needs=TRIAGE),
    page("file/<slug:token>/", people.stored, name="staff-file", needs="voices.read"),
    page("batch/<int:pk>/twins/", batch_twins.show, name="staff-batch-twins", needs=TRIAGE),
    page("ends/", ends.show, name="staff-ends", needs=SEE),
    page("ends/<int:pk>/again/", ends.again, name="staff-again", needs="matters.reopen"),
    page("ends/<int:pk>/end/", ends.end, name="staff-end", needs="matters.end"),
    page("rechecks/", rechecks.show, name="staff-rechecks", needs="verdicts.recheck"),
    page("rechecks/<int:pk>/", rechecks.record, name="staff-recheck", needs="verdicts.recheck"),
    page("messages/", messages.show, name="staff-messages", needs="outbox.see"),
    page("messages/<int:pk>/resend/", messages.resend, name="staff-resend", needs="outbox.settle"),
    page("messages/<int:pk>/drop/", messages.drop, name="staff-drop", needs="outbox.settle"),
]
