"""Who may do what with consultations: everybody answers, keepers enter for people, the staff run them."""

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import ANYONE, EVERY_ROLE, Role, register

register("consultations.answer", _("参加征求意见"), EVERY_ROLE, kinds=ANYONE | {"system"})
register("consultations.enter", _("替人记下表态"), {Role.KEEPER, Role.DEPUTY, Role.STAFF},
         kinds={"system"})  # fmt: skip
register("consultations.print", _("打印征求意见表"), {Role.KEEPER, Role.STAFF}, kinds={"system"})
register("consultations.see", _("看征求意见工作台"), {Role.STAFF, Role.PRESIDIUM})
register("consultations.run", _("办理征求意见"), {Role.STAFF}, kinds={"system"})
