"""Messages against a real mail server and a real HTTP door: each hand-off leaves behind what is known of it."""

import datetime as dt

import pytest
import time_machine

from huying.core import clock, outbox
from huying.core.errors import Denied, WrongState
from huying.core.models import Event, Message
from huying.core.tenancy import in_town
from huying.notices import actions, delivery
from tests.factories import make_actor, make_town, make_voice
from tests.far_ends import MailServer, Provider, free_port

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def mail(settings):
    server = MailServer()
    settings.HUYING_MAIL_GATEWAY, settings.HUYING_SMTP_PORT = "smtp", server.port
    settings.HUYING_SMTP_HOST, settings.HUYING_MAIL_FROM = "127.0.0.1", "renda@gaodu.example"
    settings.HUYING_PUBLIC_URL = "https://gaodu.example"
    yield server
    server.close()


@pytest.fixture
def provider(settings):
    door = Provider()
    settings.HUYING_SMS_GATEWAY, settings.HUYING_SMS_URL = "http", door.url
    settings.HUYING_SMS_TOKEN = "t0ken"
    yield door
    door.close()


@pytest.fixture
def town():
    town = make_town(name="𠮷祥镇")
    with in_town(town):
        yield town


def post(town, key="answered:1:v1", *, channel="mail", address="wang@example.cn"):
    voice = make_voice(town)
    outbox.post(
        town_id=town.pk, key=key, template="answered", channel=channel, address=address,
        context={"token": voice.token, "code": voice.code}, subject=("voice", voice.pk),
    )  # fmt: skip
    return Message.objects.get(key=key)


def delivered(message, *, later=dt.timedelta(seconds=1)):
    """Deliver at a later moment; the message as it stands then."""
    with time_machine.travel(clock.now() + later, tick=False):
        delivery.deliver_due()
    message.refresh_from_db()
    return message


def test_a_mail_goes_out_once_with_its_link_and_rare_characters(town, mail):
    message = delivered(post(town))
    assert (message.state, message.attempts) == (State.SENT, 1)
    (taken,) = mail.taken
    assert taken["To"] == "wang@example.cn"
    assert "𠮷祥镇" in taken["Subject"] + taken.get_content()
    assert f"https://gaodu.example/gaodu/v/{message.context['token']}/" in taken.get_content()
    delivered(message, later=dt.timedelta(days=1))
    assert len(mail.taken) == 1


def test_a_key_is_posted_once_for_ever(town, mail):
    first = post(town)
    assert not outbox.post(
        town_id=town.pk, key=first.key, template="answered", channel="mail", address="other@x.cn"
    )
    delivered(first)
    assert mail.count(first.key) == 1


def test_a_far_end_that_says_later_is_asked_later_and_later(town, mail):
    mail.mood = "later"
    message = post(town)
    at = clock.now()
    waits = []
    while message.state == State.WAITING:
        at = max(at, message.next_at) + dt.timedelta(seconds=1)
        with time_machine.travel(at, tick=False):
            delivery.deliver_due()
            message.refresh_from_db()
            waits.append(round((message.next_at - clock.now()).total_seconds() / 60))
    assert waits[:-1] == list(delivery.BACK_OFF_MINUTES)
    assert (message.state, message.attempts) == (State.FAILED, len(delivery.BACK_OFF_MINUTES) + 1)
    assert "451" in message.last_error
    assert mail.taken == []


def test_a_mail_that_was_put_off_goes_out_when_the_far_end_wants_it(town, mail):
    mail.mood = "later"
    message = delivered(post(town))
    mail.mood = "take"
    assert delivered(message, later=dt.timedelta(seconds=30)).state == State.WAITING
    assert delivered(message, later=dt.timedelta(minutes=2)).state == State.SENT
    assert mail.count(message.key) == 1


@pytest.mark.parametrize(("mood", "code"), [("never", "550"), ("reject", "554")])
def test_a_refusal_is_final_until_somebody_decides(town, mail, mood, code):
    mail.mood = mood
    message = delivered(post(town))
    assert message.state == State.FAILED
    assert code in message.last_error
    delivered(message, later=dt.timedelta(days=30))
    assert message.attempts == 1


def test_a_lost_answer_is_unknown_and_never_sent_again_by_itself(town, mail):
    mail.mood = "die"
    message = delivered(post(town))
    assert message.state == State.UNKNOWN
    mail.mood = "take"
    delivered(message, later=dt.timedelta(days=30))
    assert (message.state, mail.count(message.key)) == (State.UNKNOWN, 1)


def test_no_server_at_all_is_surely_not_handed_over(town, mail, settings):
    settings.HUYING_SMTP_PORT = free_port()
    assert delivered(post(town)).state == State.WAITING


def test_no_gateway_is_told(town, settings):
    settings.HUYING_SMS_GATEWAY = ""
    message = delivered(post(town, channel="sms", address="13900000000"))
    assert (message.state, message.last_error) == (State.FAILED, "没有配置这种消息的发送网关")


def test_a_text_message_carries_its_key_and_token(town, provider):
    message = delivered(post(town, channel="sms", address="13900000000"))
    assert message.state == State.SENT
    (asked,) = provider.asked
    assert (asked["to"], asked["key"]) == ("13900000000", message.key)
    assert (asked["idempotency"], asked["token"]) == (message.key, "Bearer t0ken")


def test_a_lost_answer_of_a_door_that_knows_keys_is_asked_again_under_the_same_key(town, provider):
    provider.die = True
    message = delivered(post(town, channel="sms", address="13900000000"))
    assert message.state == State.WAITING
    provider.die = False
    assert delivered(message, later=dt.timedelta(minutes=2)).state == State.SENT
    assert {asked["idempotency"] for asked in provider.asked} == {message.key}
    assert len(provider.asked) == 2


@pytest.mark.parametrize(("status", "state"), [(400, "failed"), (429, "waiting"), (503, "waiting")])
def test_what_the_door_answers_decides(town, provider, status, state):
    provider.status = status
    assert delivered(post(town, channel="sms", address="13900000000")).state == state


@pytest.mark.parametrize(("channel", "state"), [("mail", "unknown"), ("sms", "waiting")])
def test_what_a_dead_worker_left_is_decided_after_its_lease(town, mail, provider, channel, state):
    message = post(town, channel=channel, address="13900000000")
    Message.objects.filter(pk=message.pk).update(state=State.SENDING, handed_at=clock.now())
    with time_machine.travel(clock.now() + delivery.LEASE / 2, tick=False):
        assert delivery.pick_up_orphans() == 0
    with time_machine.travel(clock.now() + delivery.LEASE * 2, tick=False):
        assert delivery.pick_up_orphans() == 1
    message.refresh_from_db()
    assert message.state == state


def test_a_person_decides_about_what_is_stuck(town, mail):
    mail.mood = "die"
    message, other = delivered(post(town)), delivered(post(town, "answered:2:v2"))
    staff = make_actor(town, "staff")
    mail.mood = "take"
    actions.resend(message=message, by=staff)
    actions.drop(message=other, by=staff)
    assert delivered(message).state == State.SENT
    assert delivered(other).state == State.DROPPED
    assert (mail.count(message.key), mail.count(other.key)) == (2, 1)
    assert list(
        Event.objects.filter(kind="message").order_by("id").values_list("verb", "before", "after")
    ) == [("resend", "unknown", "waiting"), ("drop", "unknown", "dropped")]
    with pytest.raises(WrongState):
        actions.resend(message=message, by=staff)
    with pytest.raises(Denied):
        actions.drop(message=other, by=make_actor(town, "clerk"))


def test_one_message_that_cannot_be_made_does_not_hold_up_the_others(town, mail):
    broken, good = post(town), post(town, "answered:2:v2")
    Message.objects.filter(pk=broken.pk).update(template="no-such")
    delivered(good)
    broken.refresh_from_db()
    assert (broken.state, good.state) == (State.FAILED, State.SENT)


def test_the_address_lies_sealed_in_the_database(town, mail):
    message = post(town, address="secret@example.cn")
    assert b"secret" not in bytes(message.address)


@pytest.mark.parametrize(
    "address", ["王大妈@qq.com", "wang@例子.cn", "wang@example.cn\nBcc: x@y.z"]
)
def test_an_address_that_mail_does_not_know_is_refused_and_holds_nobody_up(town, mail, address):
    odd = post(town, address=address)
    plain = post(town, key="answered:2:v2")
    assert delivered(odd).state == State.FAILED
    plain.refresh_from_db()
    assert plain.state == State.SENT
