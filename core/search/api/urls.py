from django.urls import path

from core.search.api.views import CompletionView, SearchView

urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("search/complete/", CompletionView.as_view(), name="search-complete"),
]
