"""`python -m plimsoll`: the program, in the place of Python."""

import os
import subprocess
import sys

from plimsoll import find_plimsoll_bin

if __name__ == "__main__":
    command = [find_plimsoll_bin(), *sys.argv[1:]]
    if sys.platform == "win32":
        # `exec` there returns to the shell before the program has ended.
        sys.exit(subprocess.run(command).returncode)
    os.execv(command[0], command)
