"""The addresses of the register."""

from django.urls import path

from complaints.letters_urls import LETTERS
from complaints.views import files, register

app_name = "complaints"

urlpatterns = [
    path("", register.listing, name="list"),
    path("<int:case_id>/files/<int:file_id>/", files.file, name="file"),
    *LETTERS,
]
