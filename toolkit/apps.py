"""What imports no app of ours."""

from django.apps import AppConfig


class ToolkitConfig(AppConfig):
    """Registers the app, for its management commands."""

    name = "toolkit"
