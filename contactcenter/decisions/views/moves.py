from django.http import Http404


def taking(request, **kwargs):
    raise Http404


def questions(request, **kwargs):
    raise Http404


def decision(request, **kwargs):
    raise Http404


def refusal(request, **kwargs):
    raise Http404


def delegation(request, **kwargs):
    raise Http404


def extension(request, **kwargs):
    raise Http404


def forwarding(request, **kwargs):
    raise Http404


def opinions(request, **kwargs):
    raise Http404
