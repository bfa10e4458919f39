from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "huying.core"
    verbose_name = "核心"

    def ready(self) -> None:
        from huying.core import duties, files, ledger, limits, upkeep

        duties.register("seal-ledger", every_seconds=2, run=ledger.seal_pending)
        duties.register("publish-heads", every_seconds=600, run=ledger.publish_heads)
        duties.register("forget-hits", every_seconds=3600, run=limits.forget_old_hits)
        duties.register("forget-orphans", every_seconds=6 * 3600, run=files.forget_orphans)
        duties.register("statistics", every_seconds=6 * 3600, run=upkeep.refresh_statistics)
