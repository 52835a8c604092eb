"""Addresses of what we rely on; stable for ever once printed on a leaflet."""

from django.urls import path

from sources import views, views_names, views_ties

app_name = "sources"
urlpatterns = [
    path("sources/", views.document_list, name="document-list"),
    path("sources/<slug:slug>/", views.document_detail, name="document-detail"),
    path("questions/", views.question_list, name="question-list"),
    path("questions/<slug:slug>/", views.question_detail, name="question-detail"),
    path("people/", views_names.person_list, name="person-list"),
    path("people/<slug:slug>/", views_names.person_detail, name="person-detail"),
    path("organisations/", views_names.organisation_list, name="organisation-list"),
    path("organisations/<slug:slug>/", views_names.organisation_detail, name="organisation-detail"),
    path("places/", views_names.place_list, name="place-list"),
    path("places/<slug:slug>/", views_names.place_detail, name="place-detail"),
    path("ties/", views_ties.tie_map, name="tie-map"),
    path("ties/ties.csv", views_ties.tie_csv, name="tie-csv"),
    path("ties/ties.ftm.json", views_ties.tie_entities, name="tie-entities"),
]
