"""The addresses of support."""

from django.urls import path

from support.views import requests

app_name = "support"

urlpatterns = [path("", requests.listing, name="list")]
