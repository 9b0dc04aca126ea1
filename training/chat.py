"""The chat template of the demo model, where training reads it; the run-time owns the texts."""

from vitrine.llm.chat_template import BOS, EOS, JINJA_TEMPLATE, MARKS, render

__all__ = ["BOS", "EOS", "JINJA_TEMPLATE", "MARKS", "render"]
