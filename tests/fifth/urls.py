from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "retention"


def listing(_request: HttpRequest) -> HttpResponse:
    """A page of the function's own."""
    return HttpResponse("Кого удержать")


urlpatterns = [path("", listing, name="list")]
