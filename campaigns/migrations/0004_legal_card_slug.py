import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0003_pickets_from_call_to_report'),
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='legalcard',
            name='legal_card_check_is_whole',
        ),
        migrations.AddField(
            model_name='legalcard',
            name='checked_words',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='legalcard',
            name='slug',
            field=models.SlugField(default='legal-card', max_length=100, unique=True, verbose_name='slug'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='legalcard',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_by', ''), ('checked_on', None), ('checked_words', '')), models.Q(models.Q(('checked_by', ''), _negated=True), ('checked_on__isnull', False), models.Q(('checked_words', ''), _negated=True)), _connector='OR'), name='legal_card_check_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='legalcard',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('country', 0), name='legal_card_once_a_country'),
        ),
    ]
