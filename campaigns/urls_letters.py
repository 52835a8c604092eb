"""Addresses of writing letters. What follows /letter-reminders/ is a secret and is not logged."""

from django.urls import path

from campaigns.views import letter_reminders, letters, letters_sent

urlpatterns = [
    path("letters/", letters.letter_list, name="letter-list"),
    path("letters/<slug:slug>/", letters.letter_detail, name="letter-detail"),
    path("letters/<slug:slug>/letter.pdf", letters.letter_pdf, name="letter-pdf"),
    path("letters/<slug:slug>/mail/", letters_sent.letter_mail, name="letter-mail"),
    path("letters/<slug:slug>/text/", letters_sent.letter_copy, name="letter-copy"),
    path("letters/<slug:slug>/remind/", letter_reminders.letter_remind, name="letter-remind"),
    path("letters/<slug:slug>/reminded/", letter_reminders.letter_reminded, name="letter-reminded"),
    path(
        "letter-reminders/<str:token>/",
        letter_reminders.letter_reminder_manage,
        name="letter-reminder-manage",
    ),
]
