"""The addresses of incidents."""

from django.urls import path

from contactcenter.incidents import views

app_name = "incidents"

urlpatterns = [
    path("", views.journal, name="journal"),
    path("report/", views.report, name="report"),
    path("alarm/", views.alarm, name="alarm"),
    path("<int:incident_id>/", views.incident, name="incident"),
    path("<int:incident_id>/acknowledgement/", views.acknowledgement, name="acknowledge"),
    path("<int:incident_id>/actions/", views.actions, name="act"),
    path("<int:incident_id>/additions/", views.additions, name="add"),
    path("<int:incident_id>/closure/", views.closure, name="close"),
]
