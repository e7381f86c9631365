"""`cleaner preview`: pages and a rule file side by side in the browser, on this machine alone.

Pure state stands in modules of its own (loading, rulefile, session, changes, filters, actions, completion, views);
NiceGUI and the web server stand in ui*.py, server.py and security.py only, so that importing the rest needs no extra.
"""
