"""What can be read off the rules before a word is written: what each requires, rests on and leads to."""
