from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contactcenter.health.probes import examine_all


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process lives; nothing else is asked."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
async def ready(request: HttpRequest) -> JsonResponse:
    """Whether every part answered lately: 200 or 503, with a reason for each part."""
    findings = await examine_all()
    is_ready = all(finding.ok for finding in findings.values())
    return JsonResponse(
        {
            "status": "ready" if is_ready else "not ready",
            "parts": {name: {"ok": finding.ok, "reason": finding.reason} for name, finding in findings.items()},
        },
        status=200 if is_ready else 503,
    )
