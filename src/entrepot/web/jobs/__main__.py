"""`python -m entrepot.web.jobs`: what the server starts to have its jobs done."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrepot.web.settings")
django.setup(set_prefix=False)

from entrepot.web.jobs.memory import bound_memory  # noqa: E402 - settings come first
from entrepot.web.jobs.worker import Worker  # noqa: E402

bound_memory()
Worker().work()
