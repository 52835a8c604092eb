"""Where the addresses of the admin lead. Importing this module loads what organisers see, which a worker never does."""

from django.contrib import admin

admin.autodiscover()
urlpatterns, app_name, _ = admin.site.urls
