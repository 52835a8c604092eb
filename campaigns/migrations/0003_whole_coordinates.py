"""The check let half a pair of coordinates through, as a comparison with NULL is not false."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q


def drop_halves(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Empty what is no place on a map: one coordinate without the other."""
    rows = apps.get_model("campaigns", "Picket").objects.using(schema_editor.connection.alias)
    rows.filter(Q(latitude=None) | Q(longitude=None)).update(latitude=None, longitude=None)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_initial"),
        ("prisoners", "0001_initial"),
        ("sources", "0002_whole_coordinates"),
    ]

    operations = [
        migrations.RunPython(drop_halves, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="picket", name="picket_coordinates"),
        migrations.AddConstraint(
            model_name="picket",
            constraint=models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="picket_coordinates",
            ),
        ),
    ]
