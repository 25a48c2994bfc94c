"""The addresses of the register."""

from django.urls import path

from complaints.letters_urls import LETTERS
from complaints.views import exports, files, register

app_name = "complaints"

urlpatterns = [
    path("", register.listing, name="list"),
    path("exports/<slug:kind>/new/", exports.asking, name="ask_export"),
    path("exports/<int:export_id>/", exports.state, name="export"),
    path("exports/<int:export_id>/file/", exports.file, name="export_file"),
    path("<int:case_id>/files/<int:file_id>/", files.file, name="file"),
    *LETTERS,
]
