"""The keys of the preview, as the help shows them (HTML); preview.js acts on them."""

KEYS = (
    ("<kbd>j</kbd> <kbd>k</kbd>", "next, previous block"),
    ("<kbd>n</kbd> <kbd>p</kbd>", "next, previous removed passage"),
    ("<kbd>]</kbd> <kbd>[</kbd>", "next, previous page"),
    ("<kbd>Enter</kbd>", "this was wrong / this should go: write a rule for the block"),
    ("<kbd>1</kbd> … <kbd>4</kbd>", "blocks, the page itself, clean result, log"),
    ("<kbd>/</kbd>", "search the pages"),
    ("<kbd>l</kbd>", "to the list of pages"),
    ("<kbd>e</kbd>", "to the rule file; <kbd>Esc</kbd> leads back to the page"),
    ("<kbd>Ctrl</kbd>+<kbd>Space</kbd>", "in the rule file: complete keys, labels, rules"),
    ("<kbd>Ctrl</kbd>+<kbd>S</kbd>", "save the rule file"),
    ("<kbd>t</kbd>", "light, dark, as the system"),
    ("<kbd>?</kbd>", "this help"),
)
