"""What the web server runs."""

import os
import sys

from django.core.wsgi import get_wsgi_application

# A thread that holds the database's one writer's turn must not wait 5 ms for the interpreter after
# every statement, while the others in its process render pages.
sys.setswitchinterval(0.0005)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
application = get_wsgi_application()
