"""The preview: its state, its answers, and the screen in a real browser."""
