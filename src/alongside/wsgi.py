"""The WSGI application that the server runs. A misconfigured installation is refused here too, whoever serves it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from alongside.core.checks import refuse_misconfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.settings")
application = get_wsgi_application()
refuse_misconfigured()
# What is there now stays for good: the collector need not go through it again in the middle of somebody's request.
gc.collect()
gc.freeze()
