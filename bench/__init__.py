"""What the library costs: `python -m bench`. Not part of the installed package."""
