"""The addresses of the chat, and of a page that shows it the way a customer's site would."""

from django.urls import path

from contactcenter.gateways.webchat import demo, views

app_name = "gateways"
urlpatterns = [
    path("widget/<slug:key>.js", views.script, name="script"),
    path("widget/<slug:key>/frame/", views.frame, name="frame"),
    path("widget/<slug:key>/files/", views.files, name="files"),
    path("widget/<slug:key>/files/<int:file_id>/", views.file, name="file"),
    path("demo/site/", demo.site, name="demo_site"),
]
