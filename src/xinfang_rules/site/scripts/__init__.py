"""What runs in the browser: ES modules, printed as classic scripts, because browsers refuse modules from a folder."""
