"""What we rely on: documents, claims, people, questions."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from sources.gate import after_migrate, before_migrate


class SourcesConfig(AppConfig):
    """Registers the app."""

    name = "sources"
    verbose_name = _("Sources")

    def ready(self) -> None:
        """Offer what this room makes from passages, and keep the gate of the database up through migrations."""
        from sources.reading.built_in import register_own  # noqa: PLC0415 - needs the models

        register_own()
        pre_migrate.connect(before_migrate, sender=self)
        post_migrate.connect(after_migrate, sender=self)
