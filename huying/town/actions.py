"""Opening towns, accounts and roles; issuing entry cards."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock, ledger
from huying.core.errors import HuyingError
from huying.core.models import Town
from huying.core.permissions import Actor, Role, require, system_actor
from huying.town.models import Account, Deputy, EntryCard, Holding, Point, Unit

# Who signs in with a printed card.
CARDED = (Role.KEEPER, Role.DEPUTY)


@transaction.atomic
def open_town(*, code: str, slug: str, name: str, county_name: str = "", **more: Any) -> Town:
    """Make a tenant. The county is the first six digits of the code."""
    town = Town.objects.create(
        code=code, slug=slug, name=name, county_code=code[:6], county_name=county_name, **more
    )
    ledger.record(
        town_id=town.pk, kind="town", verb="open", subject_id=town.pk, by=system_actor(town.pk),
        body={"name": name, "code": code},
    )  # fmt: skip
    return town


@transaction.atomic
def open_account(
    *, username: str, name: str, password: str | None, by: Actor, town: Town, email: str = ""
) -> Account:
    """Make an account without any role yet. password None: only an entry card signs in."""
    require(by, "accounts.manage")
    if Account.objects.filter(username__iexact=username).exists():
        raise HuyingError(_("这个用户名已经有人用了，请换一个。"), field="username")
    account = Account(username=username, name=name, email=email)
    account.set_password(password)
    account.save()
    ledger.record(
        town_id=town.pk, kind="account", verb="open", subject_id=account.pk, by=by,
        body={"username": username},
    )  # fmt: skip
    return account


@transaction.atomic
def set_email(*, account: Account, email: str, by: Actor, town: Town) -> None:
    """Where notices to this person go; '' for nowhere. The ledger keeps that it was changed, not the address."""
    require(by, "accounts.manage")
    account.email = email
    account.save(update_fields=["email"])
    ledger.record(
        town_id=town.pk, kind="account", verb="email", subject_id=account.pk, by=by,
        body={"set": bool(email)},
    )  # fmt: skip


@transaction.atomic
def grant_role(
    *,
    account: Account,
    role: str,
    by: Actor,
    town: Town,
    unit: Unit | None = None,
    point: Point | None = None,
    deputy: Deputy | None = None,
) -> Holding:
    """Let `account` hold `role` in `town`. An auditor holds nothing else, and nobody else audits.

    Raises HuyingError where the role lacks its unit, point or deputy, or the auditor would hold a
    second; Denied where a role above towns is not granted by the system's administrator.
    """
    require(by, "accounts.manage")
    above = role in (Role.SYSTEM, Role.COUNTY)
    if above:
        require(by, "accounts.grant_above")
    held = set(
        Holding.objects.filter(account=account, until__isnull=True).values_list("role", flat=True)
    )
    if held and (role == Role.AUDITOR) != (Role.AUDITOR in held):
        raise HuyingError(_("审计员不能兼任其他角色，请另开一个账号。"), field="role")
    if role in (Role.CLERK, Role.HEAD) and unit is None:
        raise HuyingError(_("请选择承办单位。"), field="unit")
    if role == Role.KEEPER and point is None:
        raise HuyingError(_("请选择联络站或联络点。"), field="point")
    if role == Role.DEPUTY and deputy is None:
        raise HuyingError(_("请选择这位代表是哪一位。"), field="deputy")
    holding, _new = Holding.objects.get_or_create(
        account=account, role=role, town=None if above else town, unit=unit, point=point,
        until=None, defaults={"deputy": deputy, "county_code": town.county_code if above else ""},
    )  # fmt: skip
    if deputy is not None and holding.deputy_id != deputy.pk:
        holding.deputy = deputy
        holding.save(update_fields=["deputy"])
    ledger.record(
        town_id=town.pk, kind="account", verb="grant", subject_id=account.pk, by=by,
        body={"role": role, "unit": unit and unit.name, "point": point and point.name},
    )  # fmt: skip
    return holding


@transaction.atomic
def end_role(*, holding: Holding, by: Actor, town: Town) -> None:
    """End a role; what was done under it stays. With the last role that has a card, the card ends.

    Raises HuyingError for the town's last administrator.
    """
    require(by, "accounts.manage")
    # Two who end each other's at the same moment wait for each other here.
    Town.objects.select_for_update().get(pk=town.pk)
    admins = Holding.objects.filter(town=town, role=Role.ADMIN, until__isnull=True)
    if holding.role == Role.ADMIN and not admins.exclude(pk=holding.pk).exists():
        raise HuyingError(_("这是本镇最后一个管理员。请先让另一个人当管理员，再收回。"))
    holding.until = clock.now()
    holding.save(update_fields=["until"])
    left = Holding.objects.filter(account=holding.account_id, until__isnull=True)
    if not left.filter(role__in=CARDED).exists():
        EntryCard.objects.filter(account=holding.account_id).delete()
    ledger.record(
        town_id=town.pk, kind="account", verb="end_role", subject_id=holding.account_id, by=by,
        body={"role": holding.role},
    )  # fmt: skip


@transaction.atomic
def issue_card(*, account: Account, by: Actor, town: Town) -> tuple[str, str]:
    """A new entry card for a deputy or keeper; the old one stops working.

    Returns (token, pin) in clear, to be printed once; only digests are kept. Raises HuyingError.
    """
    require(by, "cards.issue")
    _only_here(account, town)
    held = Holding.objects.filter(account=account, town=town, until__isnull=True, role__in=CARDED)
    if not held.exists():
        raise HuyingError(_("个人二维码只发给人大代表和联络员。"))
    token, pin = secrets.token_urlsafe(24), f"{secrets.randbelow(1_000_000):06d}"
    EntryCard.objects.update_or_create(
        account=account,
        defaults={
            "token_digest": card_digest(token),
            "pin": make_password(pin),
            "failures": 0,
            "locked_until": None,
            "issued_at": clock.now(),
        },
    )
    ledger.record(town_id=town.pk, kind="account", verb="card", subject_id=account.pk, by=by)
    return token, pin


def _only_here(account: Account, town: Town) -> None:
    """Raise HuyingError where `account` holds a role elsewhere: one town must not open another's door."""
    held = Holding.objects.filter(account=account, until__isnull=True)
    if held.exclude(town=town).exists() or held.filter(town__isnull=True).exists():
        raise HuyingError(_("这个账号在别处也有职责，请系统管理员来办。"))


def card_digest(token: str) -> str:
    """What is kept of a card's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def reset_password(*, account: Account, password: str, by: Actor, town: Town) -> None:
    """Give an account a new password, to be handed over once; its second factor is set up anew.

    Raises HuyingError.
    """
    require(by, "accounts.manage")
    _only_here(account, town)
    account.set_password(password)
    account.save(update_fields=["password"])
    # Whoever lost the phone comes for this; the password is handed over face to face.
    Authenticator.objects.filter(user=account).delete()
    ledger.record(town_id=town.pk, kind="account", verb="password", subject_id=account.pk, by=by)


@transaction.atomic
def retire(*, thing: Point | Unit | Deputy, by: Actor, back: bool = False) -> None:
    """Take a point, unit or deputy out of use, or bring it `back`; what it did stays in the record."""
    require(by, "town.edit_lists")
    thing.active = back
    thing.save(update_fields=["active"])
    ledger.record(
        town_id=thing.town_id, kind="town", verb="return" if back else "retire",
        subject_id=thing.pk, by=by, body={"name": str(thing), "what": thing._meta.model_name},
    )  # fmt: skip
