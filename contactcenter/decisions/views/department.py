from django.http import Http404


def desk(request, **kwargs):
    raise Http404


def listing(request, **kwargs):
    raise Http404


def referral(request, **kwargs):
    raise Http404
