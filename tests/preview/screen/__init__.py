"""The preview in a real Chromium, as its users have it."""
