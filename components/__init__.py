"""What pages share on screen; with pages/ and app.py the only code that imports streamlit."""
