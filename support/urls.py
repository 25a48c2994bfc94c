"""The addresses of support."""

from django.urls import path

from support.views import filling, outages, requests, trees

app_name = "support"

urlpatterns = [
    path("", requests.listing, name="list"),
    path("outages/", outages.listing, name="outages"),
    path("outages/new/", outages.new, name="new_outage"),
    path("outages/<int:outage_id>/", outages.page, name="outage"),
    path("outages/<int:outage_id>/ending/", outages.ending, name="end_outage"),
    path("outages/<int:outage_id>/forecast/", outages.foretelling, name="foretell_outage"),
    path("outages/<int:outage_id>/contacts/<int:contact_id>/", outages.joining, name="join_outage"),
    path("cases/<int:case_id>/leaving/", outages.leaving, name="leave_outage"),
    path("contacts/<int:contact_id>/advice/", filling.advice, name="advice"),
    path("contacts/<int:contact_id>/symptoms/", filling.symptoms, name="symptoms"),
    path("contacts/<int:contact_id>/runs/", trees.runs, name="runs"),
    path("runs/<int:run_id>/answers/", trees.answers, name="answer"),
    path("runs/<int:run_id>/returning/", trees.returning, name="back"),
    path("runs/<int:run_id>/leaving/", trees.leaving, name="leave"),
]
