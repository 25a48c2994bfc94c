from django.http import Http404


def answer(request, **kwargs):
    raise Http404
