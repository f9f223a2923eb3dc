"""Overlays for tests, which declare what they change."""


def overlay_of(text: str, *changes: str, name: str = "trial") -> str:
    """Writes an overlay in which each of these changes, such as `sets: handling.days`, is declared for a trial."""
    declared = ", ".join(f"{{{change}, because: 试点}}" for change in changes)
    return f"overlay: {{id: {name}, title: 试点, changes: [{declared}]}}\n{text}"
