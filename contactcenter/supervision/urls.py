"""The addresses of the floor."""

from django.urls import path

from contactcenter.supervision import views

app_name = "supervision"

urlpatterns = [
    path("", views.floor, name="floor"),
    path("operators/<int:operator_id>/", views.operator, name="operator"),
    path("operators/<int:operator_id>/presence/", views.presence, name="presence"),
    path("operators/<int:operator_id>/day/", views.operator_day, name="operator_day"),
    path("operators/<int:operator_id>/signing-out/", views.signing_out, name="sign_out"),
    path("operators/<int:operator_id>/work/", views.work, name="reassign"),
    path("queues/<int:queue_id>/", views.queue, name="queue"),
    path("contacts/<int:contact_id>/queue/", views.contact_queue, name="contact_queue"),
    path("contacts/<int:contact_id>/priority/", views.contact_priority, name="contact_priority"),
]
