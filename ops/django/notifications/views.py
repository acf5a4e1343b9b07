"""The page that shows notifications, and the tokens with which it connects."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from sesame.utils import get_token


@login_required
@never_cache
@require_safe
def page(request):
    connection = {"url": settings.WEBSOCKET_URL, "token": get_token(request.user)}
    return render(request, "notifications/page.html", {"connection": connection})


@never_cache
@require_safe
def token(request):
    """A token for the next connection; 401 tells the page that its session has ended."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "not logged in"}, status=401)
    return JsonResponse({"token": get_token(request.user)})
