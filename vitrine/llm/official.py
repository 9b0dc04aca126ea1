"""Ollama's own package, imported without a look at the environment.

Its import makes a client out of OLLAMA_HOST, and fails with a bare ValueError where that is no
address; the settings say what is wrong with it.
"""

import os

_KEPT = os.environ.pop("OLLAMA_HOST", None)
try:
    import ollama
finally:
    if _KEPT is not None:
        os.environ["OLLAMA_HOST"] = _KEPT

__all__ = ["ollama"]
