"""Addresses of letters to prisoners, included by campaigns/urls.py; that of a label is printed on it."""

from django.urls import path

from campaigns.views import prison_mail

urlpatterns = [
    path("post/", prison_mail.post_list, name="post-list"),
    path("post/<slug:slug>/", prison_mail.post_detail, name="post-detail"),
    path("post/<slug:slug>/letter.pdf", prison_mail.post_letter, name="post-letter"),
    path("post/<slug:slug>/label.pdf", prison_mail.post_label, name="post-label"),
    path("post/<slug:slug>/posted/", prison_mail.post_posted, name="post-posted"),
    path("post/<slug:slug>/thanks/", prison_mail.post_thanks, name="post-thanks"),
    path("post/<slug:slug>/label/<slug:key>/", prison_mail.label_state, name="post-label-state"),
]
