"""A driver as a process of its own, to be killed."""

import sys
from pathlib import Path

from vitrine.cluster.driver import drive
from vitrine.jobs.identity import own_name
from vitrine.jobs.store import open_store
from vitrine.settings import Settings

if __name__ == "__main__":
    store = open_store(Settings(state_dir=Path(sys.argv[1])))
    drive(store, store.run(sys.argv[2]), own_name(), lambda: False, lease=2.0)
