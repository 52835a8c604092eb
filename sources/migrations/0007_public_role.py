"""Whether somebody may be mapped: nobody, until an organiser says so."""

from django.db import migrations, models

HELP = (
    "Only who holds office or power over money may stand on the map of ties and in its files; of private "
    "people there is no page that gathers what is said of them. Prisoners, activists, signatories, "
    "volunteers, journalists and lawyers have no such role. If in doubt, leave it at none."
)


def _field() -> "models.CharField[str, str]":
    return models.CharField(
        choices=[
            ("none", "None, or not known: not on the map of ties"),
            ("power", "Holds or held office, or power over money: may be on the map of ties"),
            ("at_risk", "At risk: never on the map, and no page of their own"),
        ],
        default="none",
        help_text=HELP,
        max_length=8,
        verbose_name="public role",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0006_furniture_steps"),
    ]

    operations = [
        migrations.AddField(model_name="organisation", name="public_role", field=_field()),
        migrations.AddField(model_name="person", name="public_role", field=_field()),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_role__in", ["none", "power", "at_risk"])),
                name="organisation_public_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_role__in", ["none", "power", "at_risk"])),
                name="person_public_role_known",
            ),
        ),
    ]
