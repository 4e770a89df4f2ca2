"""`python -m portal.ui.preview OUTDIR`: every page with invented data as plain files, without a database.

Serve the folder (`python -m http.server -d OUTDIR`): sprites, fonts and fragments need an address.
"""

import shutil
import sys
from pathlib import Path

import django
from django.conf import settings
from jinja2 import Environment, FileSystemLoader

ROOT = Path(__file__).resolve().parents[2]


def configure() -> None:
    """Just enough of Django for translations, dates and static addresses; nothing where it is set up."""
    if not settings.configured:
        zone = "Europe/Berlin"
        settings.configure(USE_TZ=True, TIME_ZONE=zone, STATIC_URL="/static/", LANGUAGE_CODE="en")
        django.setup()


def preview_environment() -> Environment:
    """The real environment, with paths from the routing table in place of a URLconf."""
    from portal.ui.jinja import environment
    from portal.ui.routes import path_of

    env = environment(loader=FileSystemLoader(ROOT / "templates"))
    env.globals.update(url=path_of, csrf_input="", csrf_token="", once_input=str)
    return env


def render_all(out: Path) -> list[str]:
    """Write every page below out and return their names."""
    from portal.ui import brand
    from portal.ui.pages import pages
    from portal.ui.samples import NOW
    from tenants.kernel import clock

    env, names = preview_environment(), []
    shutil.copytree(ROOT / "portal/static", out / "static", dirs_exist_ok=True)
    (out / "yellow.css").write_text(brand.css("#ffd400"))
    with clock.at(NOW):
        for name, template, context in pages():
            target = out / f"{name}.html"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(env.get_template(template).render(context))
            names.append(name)
    (out / "index.html").write_text(env.get_template("styleguide/index.html").render(names=names))
    return names


if __name__ == "__main__":
    configure()
    folder = Path(sys.argv[1])
    sys.stdout.write(f"{len(render_all(folder))} pages in {folder}\n")
