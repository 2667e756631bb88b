"""Where the program is that this package installed: it has no other interface for Python."""

from plimsoll._find import find_plimsoll_bin

__all__ = ["find_plimsoll_bin"]
