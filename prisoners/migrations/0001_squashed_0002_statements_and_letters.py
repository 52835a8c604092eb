"""The migrations up to 0002 as one, for a new database; one that has some of them goes on with the old files."""

import django.db.models.deletion
from django.db import migrations, models

import toolkit.partial_dates
import toolkit.yearly


class Migration(migrations.Migration):

    replaces = [
        ('prisoners', '0001_initial'),
        ('prisoners', '0002_statements_and_letters'),
    ]

    initial = True

    dependencies = [
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Prison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='slug')),
                ('postal_address', models.TextField(blank=True, verbose_name='postal address, in the local script')),
                ('mail_rules', models.TextField(blank=True, verbose_name='mail rules')),
                ('claims', models.ManyToManyField(blank=True, related_name='prisons', to='sources.claim', verbose_name='claims')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prisons', to='sources.place', verbose_name='place')),
                ('run_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prisons', to='sources.organisation', verbose_name='run by')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='address and rules checked on')),
                ('mail_languages', models.JSONField(blank=True, default=list, help_text='Codes such as ru and kk; empty when no rule is known.', verbose_name='languages that letters may be in')),
                ('mail_pages', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='most pages of a letter')),
            ],
            options={
                'verbose_name': 'prison',
                'verbose_name_plural': 'prisons',
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], db_index=True, default='draft', max_length=10, verbose_name='state')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='slug')),
                ('kind', models.CharField(choices=[('person', 'One person'), ('group', 'A group')], default='person', max_length=6, verbose_name='kind')),
                ('title', models.CharField(blank=True, max_length=160, verbose_name='title of a group')),
                ('status', models.CharField(choices=[('detained', 'Detained'), ('imprisoned', 'In prison'), ('released', 'Released'), ('exiled', 'In exile'), ('killed', 'Killed'), ('died', 'Died'), ('wanted', 'Wanted'), ('unknown', 'Not known')], db_index=True, default='unknown', max_length=10, verbose_name='status')),
                ('status_as_of', toolkit.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='status as of')),
                ('status_text', models.CharField(blank=True, max_length=120, verbose_name='status in a few words')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='facts checked on')),
                ('last_word_on', toolkit.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='last word on')),
                ('birthday', models.CharField(blank=True, help_text='Month and day, with the year where it is known: 02-28 or 1974-02-28. Shown on no page.', max_length=10, validators=[toolkit.yearly.validate_birthday], verbose_name='birthday')),
                ('summary', models.TextField(blank=True, verbose_name='summary')),
                ('headline', models.CharField(blank=True, max_length=160, verbose_name='headline of the leaflet')),
                ('ask', models.CharField(blank=True, max_length=200, verbose_name='what we ask')),
                ('count_text', models.CharField(blank=True, max_length=160, verbose_name='what the days are')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases_here', to='sources.place', verbose_name='country')),
                ('home', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases_from', to='sources.place', verbose_name='from')),
                ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='case', to='sources.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'case',
                'verbose_name_plural': 'cases',
                'ordering': ['position', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'review', 'published', 'withdrawn'])), name='case_publication_state'), models.CheckConstraint(condition=models.Q(models.Q(('status_as_of', ''), ('status_as_of__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), models.Q(('last_word_on', ''), ('last_word_on__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR')), name='case_partial_dates'), models.CheckConstraint(condition=models.Q(('birthday', ''), models.Q(('birthday__regex', '^([0-9]{4}-)?(02-(0[1-9]|[12][0-9])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01]))$'), ('kind', 'person')), _connector='OR'), name='case_birthday'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'person'), ('person__isnull', False), ('title', '')), models.Q(('kind', 'group'), ('person', None), models.Q(('title', ''), _negated=True)), _connector='OR'), name='case_person_or_group'), models.CheckConstraint(condition=models.Q(('status__in', ['detained', 'imprisoned', 'released', 'exiled', 'killed', 'died', 'wanted', 'unknown'])), name='case_status_known'), models.CheckConstraint(condition=models.Q(('status', 'unknown'), models.Q(('status_as_of', ''), _negated=True), _connector='OR'), name='case_status_has_a_date')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('prisoner', 'The prisoner agreed'), ('family', 'The family agreed'), ('lawyer', 'The lawyer agreed'), ('public_record', 'Already on public record')], max_length=14, verbose_name='ground')),
                ('covers_name', models.BooleanField(default=False, verbose_name='covers the name')),
                ('covers_photo', models.BooleanField(default=False, verbose_name='covers a photograph')),
                ('covers_health', models.BooleanField(default=False, verbose_name='covers health')),
                ('covers_family', models.BooleanField(default=False, verbose_name='covers family')),
                ('covers_postal_address', models.BooleanField(default=False, verbose_name='covers the postal address')),
                ('given_on', models.DateField(blank=True, null=True, verbose_name='given on')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='prisoners.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['given_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ground__in', ['prisoner', 'family', 'lawyer', 'public_record'])), name='consent_ground_known'), models.CheckConstraint(condition=models.Q(('covers_name', True), ('covers_photo', True), ('covers_health', True), ('covers_family', True), ('covers_postal_address', True), _connector='OR'), name='consent_covers_something'), models.CheckConstraint(condition=models.Q(('until', None), ('given_on', None), ('until__gte', models.F('given_on')), _connector='OR'), name='consent_date_order')],
            },
        ),
        migrations.CreateModel(
            name='Episode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, verbose_name='slug')),
                ('arrested_on', toolkit.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='arrested on')),
                ('arrested_circa', models.BooleanField(default=False, verbose_name='arrested about then')),
                ('released_on', toolkit.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='released on')),
                ('sentenced_on', toolkit.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='sentenced on')),
                ('sentence_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='sentence in months')),
                ('sentence_text', models.CharField(blank=True, max_length=200, verbose_name='sentence in words')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='episodes', to='prisoners.case', verbose_name='case')),
                ('claims', models.ManyToManyField(blank=True, related_name='episodes', to='sources.claim', verbose_name='claims')),
            ],
            options={
                'verbose_name': 'episode of detention',
                'verbose_name_plural': 'episodes of detention',
                'ordering': ['arrested_on', 'slug'],
                'constraints': [models.UniqueConstraint(fields=('case', 'slug'), name='episode_slug_unique'), models.CheckConstraint(condition=models.Q(models.Q(('arrested_on', ''), ('arrested_on__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), models.Q(('released_on', ''), ('released_on__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), models.Q(('sentenced_on', ''), ('sentenced_on__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR')), name='episode_partial_dates'), models.CheckConstraint(condition=models.Q(('released_on', ''), ('released_on__gte', models.F('arrested_on')), _connector='OR'), name='episode_date_order')],
            },
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], db_index=True, default='draft', max_length=10, verbose_name='state')),
                ('slug', models.SlugField(max_length=100, verbose_name='slug')),
                ('kind', models.CharField(choices=[('attack', 'Attack'), ('arrest', 'Arrest'), ('charge', 'Charge'), ('trial', 'Trial'), ('sentence', 'Sentence'), ('transfer', 'Transfer'), ('solitary', 'Solitary confinement'), ('ill_treatment', 'Ill-treatment'), ('hunger_strike', 'Hunger strike'), ('hearing', 'Hearing'), ('ruling', 'Ruling'), ('release', 'Release'), ('exile', 'Exile'), ('killing', 'Killing'), ('death', 'Death'), ('appeal', 'Call for release'), ('other', 'Other')], default='other', max_length=14, verbose_name='kind')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='what happened')),
                ('date', toolkit.partial_dates.PartialDateField(blank=True, db_index=True, max_length=10, verbose_name='date')),
                ('date_end', toolkit.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='until')),
                ('circa', models.BooleanField(default=False, verbose_name='about then')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='prisoners.case', verbose_name='case')),
                ('claims', models.ManyToManyField(blank=True, related_name='case_events', to='sources.claim', verbose_name='claims')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='case_events', to='sources.place', verbose_name='place')),
                ('episode', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='prisoners.episode', verbose_name='episode')),
            ],
            options={
                'verbose_name': 'case event',
                'verbose_name_plural': 'case events',
                'ordering': ['date', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'review', 'published', 'withdrawn'])), name='case_event_publication_state'), models.UniqueConstraint(fields=('case', 'slug'), name='case_event_slug_unique'), models.CheckConstraint(condition=models.Q(models.Q(('date', ''), ('date__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), models.Q(('date_end', ''), ('date_end__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR')), name='case_event_partial_dates'), models.CheckConstraint(condition=models.Q(('date_end', ''), ('date_end__gte', models.F('date')), _connector='OR'), name='case_event_date_order'), models.CheckConstraint(condition=models.Q(('kind__in', ['attack', 'arrest', 'charge', 'trial', 'sentence', 'transfer', 'solitary', 'ill_treatment', 'hunger_strike', 'hearing', 'ruling', 'release', 'exile', 'killing', 'death', 'appeal', 'other'])), name='case_event_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=240, verbose_name='charge')),
                ('article', models.CharField(blank=True, max_length=80, verbose_name='article of the criminal code')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='charges', to='prisoners.episode', verbose_name='episode')),
            ],
            options={
                'verbose_name': 'charge',
                'verbose_name_plural': 'charges',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(choices=[('sentence', 'Sentence'), ('charge', 'Charge'), ('held_since', 'Held since'), ('now', 'Last reported'), ('prison', 'Which prison'), ('health', 'Health'), ('age', 'Age'), ('work', 'Work'), ('outcome', 'Outcome'), ('ask', 'Ask')], max_length=10, verbose_name='label')),
                ('value', models.CharField(max_length=240, verbose_name='value')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='prisoners.case', verbose_name='case')),
                ('claims', models.ManyToManyField(related_name='facts', to='sources.claim', verbose_name='claims')),
            ],
            options={
                'verbose_name': 'fact',
                'verbose_name_plural': 'facts',
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'label'), name='fact_once_per_label'), models.CheckConstraint(condition=models.Q(('label__in', ['sentence', 'charge', 'held_since', 'now', 'prison', 'health', 'age', 'work', 'outcome', 'ask'])), name='fact_label_known')],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('sent', 'Sent'), ('returned', 'Returned'), ('answered', 'Answered')], default='sent', max_length=8, verbose_name='outcome')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='how many')),
                ('on', models.DateField(verbose_name='on')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail', to='prisoners.case', verbose_name='case')),
                ('prison', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mail', to='prisoners.prison', verbose_name='prison')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mail',
                'ordering': ['-on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='mail_counts_something'), models.CheckConstraint(condition=models.Q(('outcome__in', ['sent', 'returned', 'answered'])), name='mail_outcome_known')],
            },
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', toolkit.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='since')),
                ('until', toolkit.partial_dates.PartialDateField(blank=True, max_length=10, verbose_name='until')),
                ('claims', models.ManyToManyField(blank=True, related_name='stays', to='sources.claim', verbose_name='claims')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stays', to='prisoners.episode', verbose_name='episode')),
                ('prison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='prisoners.prison', verbose_name='prison')),
            ],
            options={
                'verbose_name': 'stay',
                'verbose_name_plural': 'stays',
                'ordering': ['since', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('since', ''), ('since__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR'), models.Q(('until', ''), ('until__regex', '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'), _connector='OR')), name='stay_partial_dates'), models.CheckConstraint(condition=models.Q(('until', ''), ('until__gte', models.F('since')), _connector='OR'), name='stay_date_order')],
            },
        ),
        migrations.CreateModel(
            name='StorySentence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paragraph', models.PositiveSmallIntegerField(default=0, verbose_name='paragraph')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='story', to='prisoners.case', verbose_name='case')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_stories', to='sources.claim', verbose_name='claim')),
            ],
            options={
                'verbose_name': 'sentence of the story',
                'verbose_name_plural': 'story',
                'ordering': ['paragraph', 'position'],
                'constraints': [models.UniqueConstraint(fields=('case', 'paragraph', 'position'), name='story_sentence_place'), models.UniqueConstraint(fields=('case', 'claim'), name='story_sentence_once')],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='count_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='prisoners.caseevent', verbose_name='days are counted from'),
        ),
    ]
