"""Why, why not, by when, and what is still needed: in Chinese, from the rules and the facts alone."""
