"""How Llama 2 works, in numbers: the small calculations behind the page that explains it."""
