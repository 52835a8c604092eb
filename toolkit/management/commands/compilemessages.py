"""Compile translations with polib, so that no machine needs gettext to run the app."""

import os
from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Stands in for Django's command of the same name, which calls msgfmt."""

    help = "Compile every django.po of this project that is newer than its django.mo."
    requires_system_checks = []

    def handle(self, **_: object) -> None:
        """Compile what changed. Raises CommandError with file and line of a message that cannot be read."""
        for source in sorted(_sources()):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            try:
                catalogue = polib.pofile(str(source))
            except OSError as error:
                raise CommandError(str(error)) from None
            fresh = target.with_suffix(".new")
            catalogue.save_as_mofile(str(fresh))
            os.replace(fresh, target)  # noqa: PTH105 - the file appears whole or not at all
            self.stdout.write(f"{source.parent.parent.name}: {len(catalogue.translated_entries())} messages")


def _sources() -> set[Path]:
    folders = [Path(folder) for folder in settings.LOCALE_PATHS]
    folders += [Path(config.path) / "locale" for config in apps.get_app_configs()]
    return {
        source
        for folder in folders
        if folder.is_relative_to(settings.BASE_DIR) and ".venv" not in folder.parts
        for source in folder.glob("*/LC_MESSAGES/*.po")
    }
