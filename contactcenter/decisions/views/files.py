from django.http import Http404


def referral_file(request, **kwargs):
    raise Http404


def attachment(request, **kwargs):
    raise Http404
