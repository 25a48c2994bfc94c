from django.http import Http404


def letter(request, **kwargs):
    raise Http404


def questions(request, **kwargs):
    raise Http404


def decision(request, **kwargs):
    raise Http404


def refusal(request, **kwargs):
    raise Http404


def referral_file(request, **kwargs):
    raise Http404


def attachment(request, **kwargs):
    raise Http404
