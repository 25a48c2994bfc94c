"""The addresses of support."""

from django.urls import path

from support.views import requests, trees

app_name = "support"

urlpatterns = [
    path("", requests.listing, name="list"),
    path("contacts/<int:contact_id>/runs/", trees.runs, name="runs"),
    path("runs/<int:run_id>/answers/", trees.answers, name="answer"),
    path("runs/<int:run_id>/returning/", trees.returning, name="back"),
    path("runs/<int:run_id>/leaving/", trees.leaving, name="leave"),
]
