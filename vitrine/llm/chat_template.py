"""The chat template of the demo model: Llama 2's, with the marks of its turns as single tokens.

Said three times, for three readers: Python (training), Jinja (the GGUF's own metadata, which the
embedded engine follows) and Go (which Ollama asks for in /api/create). A test holds them together.
"""

MARKS = ("[INST]", "[/INST]", "<<SYS>>", "<</SYS>>")
BOS, EOS = "<s>", "</s>"


def render(system: str, user: str) -> str:
    """One question, up to where the answer begins (the beginning-of-text token not included)."""
    return f"[INST] <<SYS>>\n{system}\n<</SYS>>\n\n{user} [/INST]"


# Ollama runs it once a turn and, in the last turn, drops what stands after .Response: an answer
# begun for the model stays open, an earlier one is closed.
GO_TEMPLATE = (
    "[INST] {{ if .System }}<<SYS>>\n{{ .System }}\n<</SYS>>\n\n{{ end }}{{ .Prompt }} [/INST]"
    "{{ if .Response }} {{ .Response }}</s>{{ end }}"
)

JINJA_TEMPLATE = (
    "{% if messages[0]['role'] == 'system' %}"
    "{% set system = '<<SYS>>\\n' + messages[0]['content'] + '\\n<</SYS>>\\n\\n' %}"
    "{% set turns = messages[1:] %}"
    "{% else %}{% set system = '' %}{% set turns = messages %}{% endif %}"
    "{% for turn in turns %}"
    "{% if turn['role'] == 'user' %}"
    "{{ '[INST] ' + (system if loop.first else '') + turn['content'] + ' [/INST]' }}"
    "{% else %}{{ ' ' + turn['content'] }}{% if not loop.last %}{{ '</s>' }}{% endif %}"
    "{% endif %}{% endfor %}"
)
