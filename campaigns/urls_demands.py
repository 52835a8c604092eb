"""Addresses of the tracker of demands, included by campaigns/urls.py."""

from django.urls import path

from campaigns.views import demands

urlpatterns = [
    path("demands/", demands.demand_list, name="demand-list"),
    path("demands/<slug:campaign>/<slug:slug>/", demands.demand_detail, name="demand-detail"),
]
