"""The embedded engine: an Ollama-compatible server over llama.cpp, for machines without Ollama.

process.py runs it as a child of the app; server.py is that child; app.py answers its routes.
"""

DEMO_NAME = "vitrine-demo"
