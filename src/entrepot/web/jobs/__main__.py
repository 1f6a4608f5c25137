"""`python -m entrepot.web.jobs`: what the server starts to have its jobs done."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrepot.web.settings")
# Pages come first, whatever is worked at beside them.
if sys.platform != "win32":
    os.nice(10)
django.setup(set_prefix=False)

from entrepot.web.jobs.worker import Worker  # noqa: E402 - settings come first

Worker().work()
