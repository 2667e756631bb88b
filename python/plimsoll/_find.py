"""Finds the program among the scripts of this environment."""

import os
import sys
import sysconfig


def find_plimsoll_bin() -> str:
    """The path of the program; `FileNotFoundError` names the places that were looked at."""
    name = "plimsoll" + (sysconfig.get_config_var("EXE") or "")
    places = [sysconfig.get_path("scripts"), _user_scripts(), _target_scripts()]
    for place in places:
        path = os.path.join(place, name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"{name} is in none of: {', '.join(places)}")


def _user_scripts() -> str:
    """Where `pip install --user` puts programs."""
    scheme = "osx_framework_user" if sys.platform == "darwin" and sys._framework else f"{os.name}_user"
    return sysconfig.get_path("scripts", scheme=scheme)


def _target_scripts() -> str:
    """Where `pip install --target` puts them: beside this package."""
    return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin")
