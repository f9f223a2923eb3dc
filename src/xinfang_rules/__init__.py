"""China's Regulations on Petition Work as rules."""
