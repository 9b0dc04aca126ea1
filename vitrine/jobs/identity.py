"""The name a worker goes by in the store, and whether the process behind a name is known to be gone.

A worker that was killed leaves rows claimed until their lease runs out; one that starts on the same
machine sees that the process is gone, and need not wait.
"""

import os
import secrets
import socket
from pathlib import Path

_PROCESSES = Path("/proc/self/ns/pid")  # Linux: which processes this one can see


def own_name() -> str:
    """A new name: machine, process, chance."""
    return f"{_place()}/{os.getpid()}/{secrets.token_hex(4)}"


def is_gone(name: str) -> bool:
    """True only where the process was on this machine and is no more; a stranger may well live."""
    place, _, rest = name.rpartition("/")[0].rpartition("/")
    if os.name != "posix" or place != _place() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _place() -> str:
    """This machine; containers that share its name but not its processes are others."""
    try:
        visible = _PROCESSES.stat().st_ino
    except OSError:
        visible = 0
    return f"{socket.gethostname()[:24]}/{visible}"
