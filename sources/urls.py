"""Addresses of what we rely on; stable for ever once printed on a leaflet."""

from django.urls import path

from sources import views

app_name = "sources"
urlpatterns = [
    path("sources/", views.document_list, name="document-list"),
    path("sources/<slug:slug>/", views.document_detail, name="document-detail"),
    path("questions/", views.question_list, name="question-list"),
    path("questions/<slug:slug>/", views.question_detail, name="question-detail"),
]
