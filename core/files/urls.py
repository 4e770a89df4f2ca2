from django.urls import path

from core.files.views import serve

urlpatterns = [path("<str:signed>", serve, name="file")]
