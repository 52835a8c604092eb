from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0005_news'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='picket',
            name='picket_once_per_date_of_series',
        ),
        migrations.AddField(
            model_name='picket',
            name='series_date',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='date by the rule'),
        ),
        migrations.AddConstraint(
            model_name='picket',
            constraint=models.UniqueConstraint(fields=('series', 'series_date'), name='picket_once_per_date_of_series'),
        ),
    ]
