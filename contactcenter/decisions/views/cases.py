from django.http import Http404


def replies(request, **kwargs):
    raise Http404


def completion(request, **kwargs):
    raise Http404


def withdrawal(request, **kwargs):
    raise Http404


def refer(request, **kwargs):
    raise Http404
