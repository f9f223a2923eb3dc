"""The reference: the rulebook read as it is written. It shares nothing with the engines that it is there to check."""
