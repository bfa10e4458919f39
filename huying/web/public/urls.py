"""What everybody sees."""

from huying.web.pages import page
from huying.web.public import about, register, say, track

READ, WRITE = "public.read", "public.write"

pages = [
    page("", register.home, name="public-home", needs=READ, shared=True),
    page("say/", say.say, name="public-say", needs=WRITE),
    page("say/similar/", say.similar, name="public-similar", needs=WRITE),
    page("say/p/<slug:point>/", say.say, name="public-say-at", needs=WRITE),
    page("track/", track.track, name="public-track", needs=READ),
    page("track/<str:ticket>/", track.status, name="public-status", needs=READ),
    page("v/<slug:token>/", track.voice, name="public-voice", needs=READ),
    page("v/<slug:token>/judge/", track.judge, name="public-voice-judge", needs=WRITE),
    page("v/<slug:token>/tell/", track.tell, name="public-voice-tell", needs=WRITE),
    page("v/<slug:token>/withdraw/", track.withdraw, name="public-voice-withdraw", needs=WRITE),
    page("v/<slug:token>/slip/", track.slip, name="public-slip", needs=READ),
    page("s/<slug:token>/", track.support, name="public-support", needs=READ),
    page("s/<slug:token>/judge/", track.judge_support, name="public-support-judge", needs=WRITE),
    page("register/", register.register, name="public-register", needs=READ, shared=True),
    page("register/<int:pk>/", register.matter, name="public-matter", needs=READ, shared=True),
    page("register/<int:pk>/support/", register.support, name="public-support-add", needs=WRITE),
    page("thanks/", register.thanks, name="public-thanks", needs=READ, shared=True),
    page("ledger/", about.ledger, name="public-ledger", needs=READ),
    page("ledger/heads.json", about.heads, name="public-heads", needs=READ),
    page("notice/", about.notice, name="public-notice", needs=READ, shared=True),
    page("f/<slug:token>/<slug:size>/", about.file, name="public-file", needs=READ),
]
