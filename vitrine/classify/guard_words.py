"""The words by which the guard knows a text that speaks to the model, in six languages.

{name} stands for any category's name, {exact} for one as the list writes it (none that is all in small
letters: an everyday word), {letter} for a category's letter. Each pattern is tried against honest
catalogues too: a shop's text says "forget your worries" and "choose from our watches", so verbs alone
prove nothing.
"""

import re
from typing import Literal

_OVERRIDE = r"\b(?:ignore|disregard|forget|override|overrule|bypass|discard|skip)\b"
_TOLD_BEFORE = (
    r"(?:instructions?|rules|prompts?|guidelines|commands|(?:the|all|everything|anything|text)\s+"
    r"(?:above|before|previous|preceding|earlier)|(?:the|this)\s+(?:product|description)|other\s+text)"
)
_ANSWER = r"\b(?:answer|reply|respond|output|classify|categori[sz]e)\b"
_WRITE = r"\b(?:write|return|print|say|choose|select|pick|use|put|give)\b"
_MATTER = r"(?:letter|category|label|answer)"

_FILE = r"\b(?:put|place|file|list|sort|land|go|goes|look|move|assign|keep|stand|stands)\b"
_STAKES = r"\b(?:bonus|punish\w*|penalt\w+|mistake|licen[cs]e|switched\s+off|lives\s+depend)\b"
_ARGUED = r"(?:{exact}|\b(?:but|is|except)\s+{letter})"

PATTERNS: tuple[tuple[Literal["order", "answer"], str], ...] = (
    ("order", rf"{_OVERRIDE}[^.!?]{{{{0,40}}}}?\b{_TOLD_BEFORE}"),
    (
        "order",
        rf"{_ANSWER}(?:\s+\w+){{{{0,3}}}}?\s+(?:(?:the|letter|category|as|is|:)\s+)*(?:{{letter}}|{{name}})",
    ),
    ("order", rf"{_WRITE}\s+(?:only\s+)?the\s+(?:\w+\s+)?{_MATTER}\b"),
    ("order", rf"{_WRITE}\s+{{exact}}\s+(?:for|as)\b"),
    (
        "order",
        r"\b(?:instruct|order|command)\s+you\b|\byou\s+(?:must|may|shall)\s+(?:only\s+)?(?:answer|write|reply)",
    ),
    ("order", r"\bsystem\s*:\s*the\b|(?:^|[.!?>\-]\s*)(?:system|assistant)\s*:"),
    ("order", r"\brules\s+have\s+changed\b|\bnew\s+(?:task|rules|instructions?)\s*:"),
    ("order", r"\bend\s+of\s+(?:the\s+)?(?:product|description|text|input)\b"),
    (
        "order",
        r"\b(?:the|this|a|language|ai)\s+model\s*:|\bdeveloper\s+of\s+this\b|\blanguage\s+model\b",
    ),
    (
        "order",
        r"\b(?:every|all|any)\s+(?:products?|categor(?:y|ies))\s+(?:belongs?|goes|go|into|to)\b",
    ),
    ("answer", r"\bletter\s*[:=]|\bletter\s+{letter}|\bletter\s+is\s+{letter}"),
    (
        "answer",
        r"\b(?:question|answer)\s*[:=]|\banswer\b[^.!?]{{0,30}}\bis\b[^.!?]{{0,10}}\b(?:always|{letter}|{name})",
    ),
    ("answer", r"\bcategory\s*[:=]\s*{name}|\bcategory\s+is\s+{name}"),
    ("answer", r"\b(?:classified|categori[sz]ed|sorted)\s+(?:as|into|under)\s+(?:{name}|{letter})"),
    ("answer", r"\b(?:right|correct|only|final)\s+(?:answer|category|letter)\b"),
    ("answer", r"\byou\s+sort\b|\b{letter}\s*[,(:]\s*{name}"),
    ("answer", r"\bno\s+longer\s+used\b|{letter}\s*:\s*the\s+category"),
    ("answer", r'"(?:role|content|category|label|answer)"\s*:'),
    (
        "order",
        rf"{_FILE}[^.!?;]{{{{0,40}}}}?\b(?:under|beneath|into|in|to|for|as|down)\s+{{exact}}",
    ),
    (
        "order",
        r"\b(?:stop|quit)\s+reading\b|\bdrop\s+(?:your|the|this)\s+task\b|\bwhatever\s+follows\b",
    ),
    (
        "order",
        r"\b(?:text|description|item|product|listing)\b[^.!?)]{{0,20}}\b(?:ends|finishes|is\s+over)\b",
    ),
    ("order", r"\bmodel\s+(?:will|must)\b|\bsorter\s*:|\brobots?\s+(?:file|sort|put|list)\b"),
    ("order", rf"{_STAKES}[^.!?]{{{{0,80}}}}?{_ARGUED}|{_ARGUED}[^.!?]{{{{0,80}}}}?{_STAKES}"),
    ("answer", r"<(\w+)[^>]*>\s*(?:{name}|{letter})\s*</|(?:->|=>|→)\s*{letter}"),
    ("answer", r"\bread\s+(?:it|this|that|{letter})\s+as\s+{letter}|\bput\s+{letter}\b"),
    ("answer", r"\bresult\s+{letter}|{name}\s*\(\s*{letter}\s*\)"),
    # In French, Spanish, Italian, Portuguese and German an order counts with its matter alone too.
    (
        "order",
        r"\b(?:ignore[zr]?|oublie[zr]?|ignora|olvida|dimentica|esque[çc]a|ignoriere|vergiss)\b[^.!?]{{0,40}}?\b(?:instructions?|consignes|instrucciones|istruzioni|instru[çc][õo]es|anterior(?:es)?|pr[ée]c[ée]d\w+|anweisungen|obige\w*)",
    ),
    (
        "order",
        r"\b(?:r[ée]ponds|r[ée]pondez|responde|rispondi|responda|antworte)\b[^.!?]{{0,40}}?\b(?:lettre|letra|lettera|buchstaben?|cat[ée]gorie|categor[íi]a|kategorie)\b",
    ),
)

# In a word of single letters, b e t w e e n which something stands.
SPELT = re.compile(
    r"ignore|disregard|forget|override|instruction|answer|letter|category", re.IGNORECASE
)
