"""Addresses of cases; stable for ever once printed on a leaflet."""

from django.urls import path

from prisoners import views

app_name = "prisoners"
urlpatterns = [
    path("cases/", views.case_list, name="case-list"),
    path("cases/<slug:slug>/", views.case_detail, name="case-detail"),
]
