"""The addresses of callbacks."""

from django.urls import path

from contactcenter.callbacks import views

app_name = "callbacks"

urlpatterns = [
    path("", views.listing, name="list"),
    path("live/", views.live_list, name="live"),
    path("clocks/", views.both_clocks, name="clocks"),
    path("agreement/<int:contact_id>/", views.agreement, name="agree"),
    path("abandoned/<int:contact_id>/call/", views.call_back, name="call_back"),
    path("<int:callback_id>/moment/", views.rescheduling, name="reschedule"),
    path("<int:callback_id>/cancellation/", views.cancellation, name="cancel"),
    path("<int:callback_id>/call/", views.call, name="call"),
    path("<int:callback_id>/miss/", views.miss, name="miss"),
    path("<int:callback_id>/number/", views.number, name="number"),
]
