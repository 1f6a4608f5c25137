"""What the server runs: the pages, with the files that browsers are sent made first."""

import os

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from filelock import FileLock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrepot.web.settings")
django.setup(set_prefix=False)

from entrepot.web.front.assets import make_assets  # noqa: E402 - settings come first
from entrepot.web.front.in_time import in_time  # noqa: E402
from entrepot.web.front.orphan import end_with_parent  # noqa: E402
from entrepot.web.front.state import state_folder  # noqa: E402
from entrepot.web.front.warming import begin_warming  # noqa: E402
from entrepot.web.jobs.keeper import KEEPER  # noqa: E402

end_with_parent()
# Workers start at the same time; one of them makes what all of them need.
with FileLock(state_folder() / "starting.lock"):
    make_assets()
    call_command("migrate", interactive=False, verbosity=0)

KEEPER.start()
begin_warming()
application = in_time(get_wsgi_application())
